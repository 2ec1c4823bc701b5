"""What the desk does seldom, behind one button of a case: supervising, taking over, closing with a reason."""

from collections.abc import Mapping
from datetime import date

from telegram import Update
from telegram.ext import CommandHandler, filters

from handlers.asking import Continue, done, expect_words, ref_of
from handlers.context import HotlineContext
from handlers.pressing import on_press
from handlers.typed import first_word
from handlers.words import due_day
from hotline import closing, dialogues, supervising
from hotline.casebook import Ref, open_case
from hotline.dialogues import Step
from hotline.errors import NoSuchChoice, TextMissing
from hotline.material import Material
from hotline.permissions import Act
from storage.tables import Case

_PRIVATE = filters.ChatType.PRIVATE


async def show_more(update: Update, context: HotlineContext) -> None:
    """The acts that have no button of their own on the card."""
    opened = await open_case(context.work, context.actor, Act.MERGE, Ref(context.press.case_id))
    await context.answer("liaison.more", opened.case)


async def ask_for_note(update: Update, context: HotlineContext) -> None:
    case = await supervising.prepare(context.work, context.actor, context.ref)
    await expect_words(context, "supervising", case.id)
    await context.answer("prompt.supervising", case)


async def _supervising(context: HotlineContext, step: Step, material: Material) -> None:
    """The words are there; the day comes next, by button or typed."""
    words = material.text.strip()
    if not words:
        raise TextMissing("supervise")
    case = await supervising.prepare(context.work, context.actor, ref_of(step))
    await expect_words(context, "supervising_due", case.id, words=words)
    await context.answer("liaison.supervision_due", case)


async def _supervising_due(context: HotlineContext, step: Step, material: Material) -> None:
    await _supervise(context, step, due_day(context, material.text))


async def choose_due(update: Update, context: HotlineContext) -> None:
    step = await dialogues.current(context.work, context.person.id)
    if step.name != "supervising_due" or not step.is_about(context.press.case_id):
        raise NoSuchChoice("supervised_step", "")
    await _supervise(context, step, due_day(context, context.press.argument), context.card_id)


async def _supervise(
    context: HotlineContext, step: Step, due_on: date | None, message_id: int | None = None
) -> None:
    if due_on is None:
        raise TextMissing("referral_due")
    words = str(step.data["words"])
    case = await supervising.supervise(context.work, context.actor, ref_of(step), words, due_on)
    await dialogues.finish(context.work, context.person.id)
    await context.answer("liaison.supervised", case, message_id=message_id)


async def supervise_typed(update: Update, context: HotlineContext) -> None:
    """/supervise 0123 3 words: so many working days, or a date."""
    days, words = first_word(context.typed_rest)
    due_on = due_day(context, days)
    if due_on is None:
        raise TextMissing("supervise")
    case = await supervising.supervise(context.work, context.actor, context.typed_ref, words, due_on)
    await context.answer("liaison.supervised", case)


async def take_over(update: Update, context: HotlineContext) -> None:
    await _taken(context, await closing.take_over(context.work, context.actor, context.ref))


async def take_over_typed(update: Update, context: HotlineContext) -> None:
    """/takeover 0123."""
    await _taken(context, await closing.take_over(context.work, context.actor, context.typed_ref))


async def _taken(context: HotlineContext, case: Case) -> None:
    await context.answer("liaison.taken_over", case)


async def ask_for_reason(update: Update, context: HotlineContext) -> None:
    case = await closing.prepare(context.work, context.actor, context.ref)
    await expect_words(context, "closing", case.id)
    await context.answer("prompt.closing", case)


async def _closing(context: HotlineContext, step: Step, material: Material) -> None:
    case = await closing.force_close(context.work, context.actor, ref_of(step), material.text)
    await done(context, "liaison.force_closed", case)


async def close_typed(update: Update, context: HotlineContext) -> None:
    """/close 0123 reason."""
    case = await closing.force_close(context.work, context.actor, context.typed_ref, context.typed_rest)
    await context.answer("liaison.force_closed", case)


HANDLERS = [
    CommandHandler("supervise", supervise_typed, _PRIVATE),
    CommandHandler("takeover", take_over_typed, _PRIVATE),
    CommandHandler("close", close_typed, _PRIVATE),
    on_press("deskmore", show_more),
    on_press("supervise", ask_for_note),
    on_press("supdue", choose_due),
    on_press("takeover", take_over),
    on_press("forceclose", ask_for_reason),
]

STEPS: Mapping[str, Continue] = {
    "supervising": _supervising,
    "supervising_due": _supervising_due,
    "closing": _closing,
}
