"""Days: to put the reply off, to put the case off, to go on, and why something is due when it is."""

from collections.abc import Mapping
from datetime import date

from telegram import Update
from telegram.ext import CommandHandler, filters

from handlers.asking import Continue, done, expect_words, ref_of
from handlers.context import HotlineContext
from handlers.pressing import on_press
from handlers.typed import first_word
from hotline import deferring, dialogues, extending
from hotline.casebook import Ref, open_case
from hotline.dialogues import Step
from hotline.errors import NoSuchChoice, TextMissing
from hotline.material import Material
from hotline.permissions import Act
from hotline.typed_days import day_ahead, working_days_in
from storage.tables import Case

_PRIVATE = filters.ChatType.PRIVATE


async def show_more(update: Update, context: HotlineContext) -> None:
    """The rarer acts of a case."""
    opened = await open_case(context.work, context.actor, Act.REPLY, Ref(context.press.case_id))
    await context.answer("deputy.more", opened.case)


async def show_why(update: Update, context: HotlineContext) -> None:
    """Why the reply is due on that day, by button."""
    await _explain(context, Ref(context.press.case_id))


async def why_typed(update: Update, context: HotlineContext) -> None:
    """/why 0123."""
    await _explain(context, context.typed_ref)


async def _explain(context: HotlineContext, ref: Ref) -> None:
    opened = await open_case(context.work, context.actor, Act.READ_CASE, ref)
    await context.answer("why", opened.case)


# 延期


async def press_extend(update: Update, context: HotlineContext) -> None:
    case = await extending.prepare(context.work, context.actor, context.ref)
    await expect_words(context, "extending_days", case.id)
    await context.answer("deputy.extension_days", case, days=context.work.clocks.extension_days)


async def choose_extension(update: Update, context: HotlineContext) -> None:
    case = await extending.prepare(context.work, context.actor, context.ref)
    await _ask_why_extend(context, case, context.press.argument, context.card_id)


async def _extension_days_said(context: HotlineContext, step: Step, material: Material) -> None:
    case = await extending.prepare(context.work, context.actor, ref_of(step))
    await _ask_why_extend(context, case, material.text)


async def _ask_why_extend(
    context: HotlineContext, case: Case, typed: str, message_id: int | None = None
) -> None:
    days = _extension_days(context, typed)
    await expect_words(context, "extending", case.id, days=days)
    await context.answer("prompt.extending", case, days=days, message_id=message_id)


def _extension_days(context: HotlineContext, typed: str) -> int:
    days = working_days_in(typed)
    if days is None or days > context.work.clocks.extension_days:
        raise NoSuchChoice("days", str(context.work.clocks.extension_days))
    return days


async def _extension_said(context: HotlineContext, step: Step, material: Material) -> None:
    days = int(step.data["days"])
    case = await extending.extend(context.work, context.actor, ref_of(step), days, material)
    await done(context, "deputy.extended", case)


async def extend_typed(update: Update, context: HotlineContext) -> None:
    """/extend 0123 days reason."""
    typed, reason = first_word(context.typed_rest)
    if working_days_in(typed) is None:
        raise TextMissing("extend")
    days = _extension_days(context, typed)
    case = await extending.extend(context.work, context.actor, context.typed_ref, days, Material(text=reason))
    await context.answer("deputy.extended", case)


# 挂账


async def press_defer(update: Update, context: HotlineContext) -> None:
    case = await deferring.prepare(context.work, context.actor, context.ref)
    await expect_words(context, "deferring_day", case.id)
    await context.answer("deputy.review_days", case, days=context.work.clocks.longest_deferral)


async def choose_review_day(update: Update, context: HotlineContext) -> None:
    case = await deferring.prepare(context.work, context.actor, context.ref)
    await _ask_why_defer(context, case, context.press.argument, context.card_id)


async def _review_day_said(context: HotlineContext, step: Step, material: Material) -> None:
    case = await deferring.prepare(context.work, context.actor, ref_of(step))
    await _ask_why_defer(context, case, material.text)


async def _ask_why_defer(
    context: HotlineContext, case: Case, typed: str, message_id: int | None = None
) -> None:
    day = _review_day(context, typed)
    await expect_words(context, "deferring", case.id, day=day.isoformat())
    at = context.work.calendar.closing(day)
    await context.answer("prompt.deferring", case, due_at=at.isoformat(), message_id=message_id)


def _review_day(context: HotlineContext, typed: str) -> date:
    work = context.work
    day = day_ahead(typed, work.calendar.local_date(work.now))
    if day is None:
        raise TextMissing("review_day")
    deferring.check_review_day(work, day)
    return day


async def _deferral_said(context: HotlineContext, step: Step, material: Material) -> None:
    day = date.fromisoformat(str(step.data["day"]))
    case = await deferring.defer(context.work, context.actor, ref_of(step), day, material)
    await done(context, "deputy.deferred", case)


async def defer_typed(update: Update, context: HotlineContext) -> None:
    """/defer 0123 day reason."""
    typed, reason = first_word(context.typed_rest)
    if not typed or not reason.strip():
        raise TextMissing("defer")
    day = _review_day(context, typed)
    case = await deferring.defer(context.work, context.actor, context.typed_ref, day, Material(text=reason))
    await context.answer("deputy.deferred", case)


async def resume(update: Update, context: HotlineContext) -> None:
    case = await deferring.resume(context.work, context.actor, context.ref)
    await dialogues.finish_about(context.work, context.person.id, case.id)
    await context.answer("deputy.resumed", case, message_id=context.card_id)


async def resume_typed(update: Update, context: HotlineContext) -> None:
    """/resume 0123."""
    case = await deferring.resume(context.work, context.actor, context.typed_ref)
    await context.answer("deputy.resumed", case)


HANDLERS = [
    CommandHandler("why", why_typed, _PRIVATE),
    CommandHandler("extend", extend_typed, _PRIVATE),
    CommandHandler("defer", defer_typed, _PRIVATE),
    CommandHandler("resume", resume_typed, _PRIVATE),
    on_press("more", show_more),
    on_press("why", show_why),
    on_press("extend", press_extend),
    on_press("extdays", choose_extension),
    on_press("defer", press_defer),
    on_press("review", choose_review_day),
    on_press("resume", resume),
]

STEPS: Mapping[str, Continue] = {
    "extending_days": _extension_days_said,
    "extending": _extension_said,
    "deferring_day": _review_day_said,
    "deferring": _deferral_said,
}
