"""What becomes of due rows: who is reminded, what expires, what is closed for want of an answer.

A sweep runs in one unit of work. In service hours it takes everything that is due; outside them only
what concerns urgent cases and does not go to constituents.
"""

from collections.abc import Awaitable, Callable, Mapping

from hotline import notices
from hotline.case_clocks import settle
from hotline.filing import file_for_author
from hotline.history import move, record, shown_number
from hotline.permissions import SYSTEM
from hotline.rating import close
from hotline.reminders import AFTER_WARNING, DueReminder, ReminderKind, Summary, bundle, not_before
from hotline.states import OPEN
from hotline.work import Work
from storage.queries import cases as queries
from storage.queries import people, roster
from storage.tables import Case, Reminder
from storage.vocabulary import Role, State, Urgency

K = ReminderKind
BATCH = 200

Deed = Callable[[Work, Case], Awaitable[None]]


async def sweep(work: Work, limit: int = BATCH) -> int:
    """Handle up to `limit` due rows; returns how many were due, so that the caller knows to go on."""
    rows = await queries.claim_due_reminders(
        work.session, work.station_id, work.now, limit, only_urgent=not is_service_time(work)
    )
    told: list[DueReminder] = []
    for row in rows:
        case = await queries.case(work.session, work.station_id, row.case_id, lock=True)
        if case is not None and not await _is_kept_back(work, case, row):
            await _do(work, case, row)
            told += await _recipients(work, case, row)
    for message in bundle(told, work.now):
        await _tell(work, message)
    return len(rows)


def is_service_time(work: Work) -> bool:
    """Whether routine reminders may go out now."""
    station = work.knowledge.station
    clock = work.now.astimezone(station.zone).time()
    return station.service_opens <= clock < station.service_closes


async def _is_kept_back(work: Work, case: Case, row: Reminder) -> bool:
    """Nothing is deleted or closed on somebody who was not warned in time: the row waits once more."""
    kind = ReminderKind(row.kind)
    sent = await queries.handled_reminders(work.session, work.station_id, case.id, since=case.state_since)
    warned_at = max((at for other in sent if _warns(other, kind) and (at := other.handled_at)), default=None)
    earliest = not_before(kind, warned_at, work.now)
    if earliest <= work.now:
        return False
    row.due_at, row.handled_at = earliest, None
    await work.session.flush()
    return True


def _warns(row: Reminder, kind: ReminderKind) -> bool:
    return kind in AFTER_WARNING and row.kind == AFTER_WARNING[kind][0]


async def _do(work: Work, case: Case, row: Reminder) -> None:
    deed = _DEEDS.get(ReminderKind(row.kind))
    if deed is None:
        await record(work, case, "reminded", SYSTEM, Role.SYSTEM, reminder=row.kind)
    else:
        await deed(work, case)


async def _expire_draft(work: Work, case: Case) -> None:
    """An unconfirmed draft is deleted; one of voice or photos alone goes to the liaison instead."""
    if case.state != State.DRAFT:
        return
    if case.text or case.kind != "case":
        await queries.delete_draft(work.session, work.station_id, case.id)
        work.session.expunge(case)
        return
    await file_for_author(work, case)


async def _close_unanswered(work: Work, case: Case) -> None:
    if case.state == State.NEED_INFO:
        case.result = "N"
        await close(work, case, SYSTEM, Role.SYSTEM, "closed_unanswered")
        await notices.tell(work, case.constituent_id, "case.closed_unanswered", case)


async def _close_silent(work: Work, case: Case) -> None:
    if case.state == State.REPLIED:
        case.is_closed_by_silence = True
        await close(work, case, SYSTEM, Role.SYSTEM, "closed_by_silence")
        await notices.tell(work, case.constituent_id, "case.closed_silent", case)


async def _archive(work: Work, case: Case) -> None:
    if case.state == State.CLOSED:
        await move(work, case, State.ARCHIVED, "archived", SYSTEM, Role.SYSTEM)
        await settle(work, case)


_DEEDS: Mapping[ReminderKind, Deed] = {
    K.DRAFT_EXPIRY: _expire_draft,
    K.NEED_INFO_14: _close_unanswered,
    K.RATE_SILENCE: _close_silent,
    K.ARCHIVE: _archive,
}
"""What the clock does by itself; everything else is a reminder to somebody."""

_TO_CONSTITUENT = frozenset({K.DRAFT_REMINDER, K.NEED_INFO_3, K.RATE_REMINDER, K.SURVEY})
_TO_OVERSEERS = frozenset({K.TRIAGE_DUE, K.RETURN_REVIEW_DUE, K.NEED_INFO_7})
# Red lights go to the deputy with a copy to the liaison.
_COPIED = frozenset({K.ACCEPT_RED, K.CONTACT_RED, K.REPLY_RED, K.REDO_RED})


async def _recipients(work: Work, case: Case, row: Reminder) -> list[DueReminder]:
    kind = ReminderKind(row.kind)
    if kind in _DEEDS or (case.state not in OPEN and kind is not K.SURVEY):
        return []
    return [
        DueReminder(person_id, shown_number(case) or str(case.id), kind, row.due_at, case.urgency)
        for person_id in await _people(work, case, kind)
    ]


async def _people(work: Work, case: Case, kind: ReminderKind) -> list[int]:
    if kind in _TO_CONSTITUENT:
        return [case.constituent_id]
    overseer = Role.PRESIDIUM if case.names_liaison or case.is_escalated else Role.LIAISON
    overseers = await people.holders(work.session, work.station_id, overseer)
    if kind in _TO_OVERSEERS:
        return overseers
    deputy = None
    if case.deputy_id is not None:
        deputy = await roster.deputy(work.session, work.station_id, case.deputy_id)
    reachable = [] if deputy is None or deputy.person_id is None else [deputy.person_id]
    # Somebody has to hear of it, even if the deputy has not joined yet.
    return list(dict.fromkeys(reachable + (overseers if kind in _COPIED or not reachable else [])))


async def _tell(work: Work, message: DueReminder | Summary) -> None:
    if isinstance(message, Summary):
        await notices.tell(work, message.recipient_id, "reminder.summary", slot="reminders")
        return
    case = await _case_of(work, message.number)
    if case is not None:
        is_urgent = message.urgency is Urgency.URGENT
        await notices.tell(
            work,
            message.recipient_id,
            f"reminder.{message.kind}",
            case,
            priority=notices.URGENT if is_urgent else notices.ROUTINE,
            due_at=message.due_at.isoformat(),
        )


async def _case_of(work: Work, number: str) -> Case | None:
    """A reminder's case, by number, or by id while it is a draft."""
    if len(number) > 12:
        return await queries.case(work.session, work.station_id, int(number))
    return await queries.case_by_number(work.session, work.station_id, int(number))
