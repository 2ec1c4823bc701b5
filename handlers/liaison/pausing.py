"""暂停: a person's new matters wait until a day, for a reason; by a case, by which people are known."""

from collections.abc import Mapping
from datetime import date

from telegram import Update
from telegram.ext import CommandHandler, filters

from handlers.asking import Continue, expect_words, ref_of
from handlers.context import HotlineContext
from handlers.pressing import on_press
from handlers.typed import first_word
from hotline import dialogues
from hotline.casebook import Ref
from hotline.dialogues import Step
from hotline.errors import NoSuchChoice, TextMissing
from hotline.material import Material
from hotline.restraint import pausing
from hotline.typed_days import day_ahead
from storage.tables import Pause

_PRIVATE = filters.ChatType.PRIVATE
# As many cards as anybody wants to read at once.
_MOST_SHOWN = 10


async def pause_typed(update: Update, context: HotlineContext) -> None:
    """/pause: who is paused; /pause 0123 6月30日 reason."""
    if not context.args:
        await _show_running(context)
        return
    if not context.typed_rest:
        await _ask_why(context, context.typed_ref)
        return
    typed, reason = first_word(context.typed_rest)
    last_day = _day_in(context, typed)
    if last_day is None:
        raise TextMissing("pause")
    await _pause(context, context.typed_ref, reason, last_day)


async def _show_running(context: HotlineContext) -> None:
    found = await pausing.running(context.work, context.actor)
    for row in found[:_MOST_SHOWN]:
        await context.answer("pause.card", pause=row.id)
    if not found:
        await context.answer("pause.nobody")


async def ask_why(update: Update, context: HotlineContext) -> None:
    await _ask_why(context, context.ref)


async def _ask_why(context: HotlineContext, ref: Ref) -> None:
    case = await pausing.prepare(context.work, context.actor, ref)
    await expect_words(context, "pausing", case.id)
    await context.answer("prompt.pausing", case)


async def _reason_said(context: HotlineContext, step: Step, material: Material) -> None:
    """The reason is there; the day comes next, by button or typed."""
    words = material.text.strip()
    if not words:
        raise TextMissing("pause")
    case = await pausing.prepare(context.work, context.actor, ref_of(step))
    await expect_words(context, "pausing_until", case.id, words=words)
    await context.answer("liaison.pause_until", case)


async def _day_said(context: HotlineContext, step: Step, material: Material) -> None:
    await _pause_as_said(context, step, _day_in(context, material.text))


async def choose_day(update: Update, context: HotlineContext) -> None:
    step = await dialogues.current(context.work, context.person.id)
    if step.name != "pausing_until" or not step.is_about(context.press.case_id):
        raise NoSuchChoice("pause_step", "")
    await _pause_as_said(context, step, _day_in(context, context.press.argument), context.card_id)


async def _pause_as_said(
    context: HotlineContext, step: Step, last_day: date | None, message_id: int | None = None
) -> None:
    if last_day is None:
        raise TextMissing("pause_day")
    await _pause(context, ref_of(step), str(step.data["words"]), last_day, message_id)
    await dialogues.finish(context.work, context.person.id)


async def _pause(
    context: HotlineContext, ref: Ref, reason: str, last_day: date, message_id: int | None = None
) -> None:
    found = await pausing.pause(context.work, context.actor, ref, reason, last_day)
    await context.answer("pause.noted", pause=found.id, message_id=message_id)


def _day_in(context: HotlineContext, typed: str) -> date | None:
    return day_ahead(typed, context.work.calendar.local_date(context.work.now))


async def press_lift(update: Update, context: HotlineContext) -> None:
    await _lift(context, context.press.key, context.card_id)


async def lift_typed(update: Update, context: HotlineContext) -> None:
    """/unpause 0123: by any case of the person."""
    found = await pausing.of_case(context.work, context.actor, context.typed_ref.number or "")
    await _lift(context, found.id)


async def _lift(context: HotlineContext, pause_id: int, message_id: int | None = None) -> None:
    found: Pause = await pausing.lift(context.work, context.actor, pause_id)
    await context.answer("pause.lifted_by_you", pause=found.id, message_id=message_id)


HANDLERS = [
    CommandHandler("pause", pause_typed, _PRIVATE),
    CommandHandler("unpause", lift_typed, _PRIVATE),
    on_press("pauseask", ask_why),
    on_press("pauseto", choose_day),
    on_press("pauseoff", press_lift),
]

STEPS: Mapping[str, Continue] = {"pausing": _reason_said, "pausing_until": _day_said}
"""What the bot asked last decides what the next message is for."""
