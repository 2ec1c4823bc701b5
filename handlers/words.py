"""The words that the bot asked a deputy or the desk for: a reason, a question, a unit, a reply."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta

from handlers.asking import Continue, done, expect_words, ref_of
from handlers.context import HotlineContext
from hotline import casework, desk, dialogues, hearing
from hotline.casebook import Ref
from hotline.dialogues import Step
from hotline.errors import NoSuchChoice, TextMissing
from hotline.material import ALBUM_PAUSE, Material, Media
from hotline.permissions import Act
from hotline.typed_days import date_in, working_days_in
from hotline.units import level_of
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


async def finish_referral(
    context: HotlineContext, ref: Ref, unit: str, due_on: date, message_id: int | None = None
) -> None:
    """Refer the case; what the deputy hands to the unit comes as a message of its own, to be passed on."""
    case = await casework.refer(context.work, context.actor, ref, unit, level_of(unit), due_on)
    await dialogues.finish(context.work, context.person.id)
    await context.answer("deputy.referred", case, message_id=message_id)
    await context.answer("deputy.sheet", case)


async def _returning(context: HotlineContext, step: Step, material: Material) -> None:
    case = await casework.return_case(context.work, context.actor, ref_of(step), material.text)
    await done(context, "deputy.returned", case)


async def _asking(context: HotlineContext, step: Step, material: Material) -> None:
    case = await casework.ask(context.work, context.actor, ref_of(step), material)
    await done(context, "deputy.asked", case)


async def _messaging(context: HotlineContext, step: Step, material: Material) -> None:
    case = await casework.contact(context.work, context.actor, ref_of(step), material)
    await done(context, "deputy.message_sent", case)


async def _referring_unit(context: HotlineContext, step: Step, material: Material) -> None:
    """The unit is named; the day comes next, by button or typed."""
    unit = " ".join(material.text.split())[:64]
    if not unit:
        raise TextMissing("unit")
    case = await casework.prepare(context.work, context.actor, Act.REFER, ref_of(step))
    await expect_words(context, "referring_due", case.id, unit=unit)
    await context.answer("deputy.referral_due", case, unit=unit)


async def _referring_due(context: HotlineContext, step: Step, material: Material) -> None:
    due_on = due_day(context, material.text)
    if due_on is None:
        raise TextMissing("referral_due")
    await finish_referral(context, ref_of(step), str(step.data["unit"]), due_on)


async def _recording_answer(context: HotlineContext, step: Step, material: Material) -> None:
    case = await casework.record_answer(context.work, context.actor, ref_of(step), material)
    await done(context, "deputy.answer_recorded", case)


async def _replying(context: HotlineContext, step: Step, material: Material) -> None:
    """Photos may come before the words, with them or after them."""
    files = list(step.data.get("files", ()))
    if material.media is not None and not material.text.strip():
        data = {**step.data, "files": [*files, asdict(material.media)]}
        await dialogues.expect(context.work, context.person.id, "replying", **data)
        wait = context.work.now + ALBUM_PAUSE
        await context.answer("prompt.file_kept", slot="file_kept", not_before=wait)
        return
    more = [Media(**file) for file in files]
    case = await casework.reply(
        context.work, context.actor, ref_of(step), str(step.data["result"]), material, more
    )
    await after_reply(context, case)


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
    "referring_unit": _referring_unit,
    "referring_due": _referring_due,
    "recording_answer": _recording_answer,
    "replying": _replying,
    "replied": _replied,
    "keeping": _keeping,
    "answering": _answering,
}
"""What the bot asked last decides what the next message is for."""


async def choose_due(context: HotlineContext) -> None:
    """The day of a referral, by button."""
    step = await dialogues.current(context.work, context.person.id)
    due_on = due_day(context, context.press.argument)
    if step.name != "referring_due" or step.data.get("case") != context.press.case_id or due_on is None:
        raise NoSuchChoice("referral", "")
    await finish_referral(context, context.ref, str(step.data["unit"]), due_on, context.card_id)
