"""What becomes of a notice that cannot be told: somebody hears of it who can do something."""

from datetime import timedelta

from bot.process import Process
from hotline import notices
from hotline.history import shown_number
from hotline.work import Work
from storage.ids import to_base36
from storage.queries import cases as case_queries
from storage.queries import outbox as queries
from storage.queries import slots
from storage.tables import Notice, Person
from storage.vocabulary import Role

# However much somebody who has blocked the bot was to hear of a case meanwhile, it is one call.
_CALL_ONCE_IN = timedelta(hours=20)


async def note_unreachable(process: Process, notice: Notice) -> None:
    """The person has blocked the bot: somebody has to call instead."""
    process.meters.unreachable.add()
    async with process.unit_of_work() as work:
        await queries.finish(work.session, work.station_id, notice.id, queries.UNREACHABLE)
        person = await work.session.get_one(Person, (work.station_id, notice.recipient_id))
        person.blocked_at = person.blocked_at or work.now
        case = None
        if notice.case_id is not None:
            case = await case_queries.case(work.session, work.station_id, notice.case_id)
        if case is not None and not notice.kind.startswith("liaison."):
            is_author = case.constituent_id == notice.recipient_id
            slot = f"unreachable:{to_base36(case.id)}:{to_base36(notice.recipient_id)}"
            if await slots.is_told_since(work.session, work.station_id, slot, work.now - _CALL_ONCE_IN):
                return
            await notices.tell_overseers(
                work,
                "liaison.unreachable",
                case,
                slot=slot,
                number=shown_number(case),
                who="constituent" if is_author else "deputy",
            )


async def set_aside(process: Process, work: Work, notice: Notice, problem: str) -> None:
    """It cannot be told, now or later: it is parked and shown to whoever sees to it."""
    process.meters.not_sent.add()
    await queries.finish(work.session, work.station_id, notice.id, queries.PARKED, problem)
    if not notice.kind.startswith("liaison.parked"):
        case = None
        if notice.case_id is not None:
            case = await case_queries.case(work.session, work.station_id, notice.case_id)
        if case is None:
            await notices.tell_holders(work, Role.LIAISON, "liaison.parked_notice", problem=problem[:100])
        else:
            await notices.tell_overseers(work, "liaison.parked_notice", case, problem=problem[:100])
