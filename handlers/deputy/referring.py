"""The ladder: to which unit, by which day, what it answered, and the sheet that the unit is handed."""

from collections.abc import Mapping

from telegram import Update
from telegram.ext import CommandHandler, MessageHandler, filters

from handlers.asking import Continue, done, expect_words, ref_of
from handlers.context import HotlineContext
from handlers.deputy.cases import asks_for_words, typed_material
from handlers.pressing import on_press
from handlers.typed import first_word
from handlers.words import due_day
from hotline import casework, dialogues, referring
from hotline.casebook import Ref, open_case
from hotline.dialogues import Step
from hotline.errors import NoSuchChoice, TextMissing
from hotline.material import Material
from hotline.permissions import Act
from hotline.units import level_of, unit_and_contact
from storage.tables import Case

_PRIVATE = filters.ChatType.PRIVATE


async def _unit_named(context: HotlineContext, step: Step, material: Material) -> None:
    """The unit is named; the day comes next, by button or typed."""
    unit, contact = unit_and_contact(material.text)
    if not unit:
        raise TextMissing("unit")
    case = await casework.prepare(context.work, context.actor, Act.REFER, ref_of(step))
    await expect_words(context, "referring_due", case.id, unit=unit[:64], contact=contact[:64])
    await context.answer("deputy.referral_due", case, unit=unit[:64])


async def _day_named(context: HotlineContext, step: Step, material: Material) -> None:
    await _finish(context, step, ref_of(step), material.text)


async def choose_day(update: Update, context: HotlineContext) -> None:
    """The day of a referral, by button."""
    step = await dialogues.current(context.work, context.person.id)
    if step.name != "referring_due" or not step.is_about(context.press.case_id):
        raise NoSuchChoice("referral", "")
    await _finish(context, step, context.ref, context.press.argument, context.card_id)


async def _finish(
    context: HotlineContext, step: Step, ref: Ref, day: str, message_id: int | None = None
) -> None:
    await _refer(
        context, ref, day, str(step.data["unit"]), str(step.data.get("contact", "")), message_id=message_id
    )


async def refer_typed(update: Update, context: HotlineContext) -> None:
    """/refer 0123 days unit, or a date instead of the days; behind a comma whom to ask there."""
    day, typed = first_word(context.typed_rest)
    unit, contact = unit_and_contact(typed)
    if not unit:
        raise TextMissing("refer")
    await _refer(context, context.typed_ref, day, unit, contact)


async def _refer(
    context: HotlineContext, ref: Ref, day: str, unit: str, contact: str, message_id: int | None = None
) -> None:
    """Refer the case; what the deputy hands to the unit comes as a message of its own, to be passed on."""
    due_on = due_day(context, day)
    if due_on is None:
        raise TextMissing("referral_due")
    case = await referring.refer(
        context.work, context.actor, ref, unit, level_of(unit), due_on, contact=contact
    )
    await dialogues.finish(context.work, context.person.id)
    hop_id = (await referring.open_hops(context.work, case))[-1].id
    await context.answer("deputy.referred", case, hop=hop_id, message_id=message_id)
    await context.answer("deputy.sheet", case, hop=hop_id)


async def press_answer(update: Update, context: HotlineContext) -> None:
    """A unit has answered: which one, where several have the case, and in which words."""
    case = await casework.prepare(context.work, context.actor, Act.RECORD_ANSWER, context.ref)
    hops = await referring.open_hops(context.work, case)
    if not context.press.argument and len(hops) > 1:
        await context.answer("deputy.which_unit", case)
        return
    hop_id = context.press.key if context.press.argument else None
    hop = next((row for row in hops if row.id == hop_id), hops[-1] if hops and hop_id is None else None)
    if hop is None:
        raise NoSuchChoice("hop", "")
    await expect_words(context, "recording_answer", case.id, hop=hop.id)
    await context.answer("prompt.recording_answer", case, unit=hop.unit)


async def _answer_said(context: HotlineContext, step: Step, material: Material) -> None:
    hop_id = int(step.data["hop"])
    case = await referring.record_answer(context.work, context.actor, ref_of(step), material, hop_id=hop_id)
    await done(context, "deputy.answer_recorded", case)


async def answer_typed(update: Update, context: HotlineContext) -> None:
    """/unit 0123 what the unit answered; of several units the one whose name comes first in the words."""
    material = typed_material(update, context)
    opened = await open_case(context.work, context.actor, Act.RECORD_ANSWER, context.typed_ref)
    hops = await referring.open_hops(context.work, opened.case)
    named = next((hop for hop in reversed(hops) if material.text.strip().startswith(hop.unit)), None)
    case = await referring.record_answer(
        context.work, context.actor, Ref(opened.case.id), material, hop_id=named.id if named else None
    )
    await context.answer("deputy.answer_recorded", case)


async def print_sheet(update: Update, context: HotlineContext) -> None:
    """The handover sheet as a document, to print or to pass on."""
    await _print(context, (await open_case(context.work, context.actor, Act.REFER, _now(context))).case)


async def sheet_typed(update: Update, context: HotlineContext) -> None:
    """/sheet 0123."""
    await _print(context, (await open_case(context.work, context.actor, Act.REFER, context.typed_ref)).case)


async def _print(context: HotlineContext, case: Case) -> None:
    hops = await referring.open_hops(context.work, case)
    if not hops:
        raise NoSuchChoice("sheet", "")
    await context.answer("deputy.sheet_printed", case, hop=hops[-1].id)


def _now(context: HotlineContext) -> Ref:
    """The case of the pressed button as it is now: to read it is never too late."""
    return Ref(context.press.case_id)


async def _captioned(update: Update, context: HotlineContext) -> None:
    """/unit as the caption of a photo of the unit's letter."""
    await answer_typed(update, context)


HANDLERS = [
    CommandHandler("refer", refer_typed, _PRIVATE),
    CommandHandler("unit", answer_typed, _PRIVATE),
    CommandHandler("sheet", sheet_typed, _PRIVATE),
    MessageHandler(_PRIVATE & filters.CaptionRegex(r"^/unit(@\w+)?\s"), _captioned),
    on_press("refer", asks_for_words(Act.REFER, "referring_unit")),
    on_press("unit", press_answer),
    on_press("due", choose_day),
    on_press("sheet", print_sheet),
]

STEPS: Mapping[str, Continue] = {
    "referring_unit": _unit_named,
    "referring_due": _day_named,
    "recording_answer": _answer_said,
}
