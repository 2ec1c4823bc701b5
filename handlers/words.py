"""The words that the bot asked a deputy or the desk for: a reason, a question, a reply."""

from collections.abc import Mapping
from datetime import date, timedelta

from handlers.asking import Continue, done, expect_words, ref_of
from handlers.context import HotlineContext
from hotline import casework, desk, dialogues, hearing
from hotline.casebook import Ref
from hotline.dialogues import Step
from hotline.material import Material
from hotline.typed_days import date_in, working_days_in
from storage.tables import Case
from storage.vocabulary import State

# Photos that follow a reply so soon belong to it.
_SAME_BREATH = timedelta(minutes=10)


def due_day(context: HotlineContext, typed: str) -> date | None:
    """The day that was typed, as a date or as so many working days from now."""
    work = context.work
    days = working_days_in(typed)
    if days is not None:
        return work.calendar.local_date(work.calendar.add_working_days(work.now, days))
    return date_in(typed, work.calendar.local_date(work.now))


async def _returning(context: HotlineContext, step: Step, material: Material) -> None:
    case = await casework.return_case(context.work, context.actor, ref_of(step), material.text)
    await done(context, "deputy.returned", case)


async def _asking(context: HotlineContext, step: Step, material: Material) -> None:
    case = await casework.ask(context.work, context.actor, ref_of(step), material)
    await done(context, "deputy.asked", case)


async def _messaging(context: HotlineContext, step: Step, material: Material) -> None:
    case = await casework.contact(context.work, context.actor, ref_of(step), material)
    await done(context, "deputy.message_sent", case)


async def after_reply(context: HotlineContext, case: Case) -> None:
    await expect_words(context, "replied", case.id, at=context.work.now.timestamp())
    await context.answer("deputy.replied", case)


async def _replied(context: HotlineContext, step: Step, material: Material) -> bool:
    """A photo that follows the reply goes after it; anything else is something new."""
    await dialogues.finish(context.work, context.person.id)
    is_soon = context.work.now.timestamp() - float(step.data["at"]) <= _SAME_BREATH.total_seconds()
    if material.media is None or material.text.strip() or not is_soon:
        return False
    case = await casework.contact(context.work, context.actor, ref_of(step), material)
    await expect_words(context, "replied", case.id, at=step.data["at"])
    await context.answer("deputy.message_sent", case)
    return True


async def _keeping(context: HotlineContext, step: Step, material: Material) -> None:
    case = await desk.reject_return(context.work, context.actor, ref_of(step), material.text)
    await done(context, "liaison.kept", case)


async def _answering(context: HotlineContext, step: Step, material: Material) -> None:
    """The liaison has called the constituent and notes the answer."""
    await dialogues.finish(context.work, context.person.id)
    await note_answer(context, ref_of(step), material)


async def note_answer(context: HotlineContext, ref: Ref, material: Material) -> None:
    """Note what the constituent said; a case that still waits for a deputy is shown again."""
    case = await hearing.answer_question(context.work, context.actor, ref, material)
    if case.state == State.SUBMITTED:
        await context.answer("liaison.triage_card", case, waiting=1)


STEPS: Mapping[str, Continue] = {
    "returning": _returning,
    "asking": _asking,
    "messaging": _messaging,
    "replied": _replied,
    "keeping": _keeping,
    "answering": _answering,
}
"""What the bot asked last decides what the next message is for."""
