"""What becomes of due rows: who is reminded, what expires, what is closed for want of an answer.

A sweep runs in one unit of work. In service hours it takes everything that is due; outside them only
what concerns urgent cases and does not go to constituents.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import timedelta

from hotline import notices
from hotline.case_clocks import settle
from hotline.deferring import resume_on_review
from hotline.filing import file_for_author
from hotline.history import move, record, record_each, shown_number
from hotline.permissions import SYSTEM, Act, CaseFacts, acting_role
from hotline.rating import close
from hotline.reminders import AFTER_WARNING, ReminderKind, not_before
from hotline.reminding import Told, recipients, tell_all
from hotline.supporting import tell_followers
from hotline.surveys import note_asked
from hotline.work import Work
from storage.queries import cases as queries
from storage.queries import reminders as due_rows
from storage.queries import roster
from storage.tables import Case, Deputy, Reminder
from storage.vocabulary import Channel, Role, State

K = ReminderKind
BATCH = 500
_ANOTHER_TIME = timedelta(hours=1)

Deed = Callable[[Work, Case], Awaitable[None]]


async def sweep(work: Work, limit: int = BATCH) -> int:
    """Handle up to `limit` due rows; returns how many were due, so that the caller knows to go on."""
    rows = await due_rows.claim_due(
        work.session, work.station_id, work.now, limit, only_urgent=not is_service_time(work)
    )
    if not rows:
        return 0
    cases = await queries.locked_cases(work.session, work.station_id, {row.case_id for row in rows})
    if len(cases) == 1:
        (work.opened_case_id,) = cases
    # Held until the end, so that a deputy is read once, however many of the cases are hers.
    _known = await _deputies(work, cases.values())
    acting = {row.case_id for row in rows if ReminderKind(row.kind) in _ALL_DEEDS}
    told = await _act(work, cases, [row for row in rows if row.case_id in acting])
    told |= await _note(work, cases, [row for row in rows if row.case_id not in acting])
    in_order = [one for row in rows for one in told.get(row.id, ())]
    await tell_all(work, in_order, is_backlog=len(rows) >= limit)
    return len(rows)


async def put_off(work: Work, case_id: int) -> None:
    """What is due of a case and cannot be handled waits a while, so that the others have their turn."""
    await due_rows.put_off(work.session, work.station_id, case_id, work.now, until=work.now + _ANOTHER_TIME)


async def _deputies(work: Work, cases: Iterable[Case]) -> list[Deputy]:
    """The deputies in office, and those who were and whom these cases may still be about."""
    known = await roster.deputies(work.session, work.station_id)
    wanted = {case.deputy_id for case in cases} | {row.substitute_id for row in known}
    left = {key for key in wanted if key is not None} - {row.id for row in known}
    return known + await roster.deputies_by_id(work.session, work.station_id, left)


async def _act(work: Work, cases: Mapping[int, Case], rows: Sequence[Reminder]) -> dict[int, list[Told]]:
    """Of cases with which the clock does something: one row after the other, as each changes the next.

    Returns by row who is to be told of it, as does `_note`.
    """
    told = {}
    for row in rows:
        case = cases[row.case_id]
        # A draft may be gone since its last row.
        if case in work.session and not await _is_kept_back(work, case, row):
            await _do(work, case, row)
            if ReminderKind(row.kind) not in _DEEDS:
                told[row.id] = await recipients(work, case, row)
    return told


async def _note(work: Work, cases: Mapping[int, Case], rows: Sequence[Reminder]) -> dict[int, list[Told]]:
    """Of cases of which somebody is only reminded: no row changes another, and all are noted at once."""
    if not rows:
        return {}
    # What was never filed leaves no history.
    filed = [(case, row) for row in rows if (case := cases[row.case_id]).state != State.DRAFT]
    for case, _ in filed:
        _as_the_clock(Act.REMIND, case)
    facts = [(case, {"reminder": row.kind}) for case, row in filed]
    await record_each(work, facts, "reminded", SYSTEM, Role.SYSTEM)
    await queries.read_avoidance(work.session, work.station_id, {row.case_id for row in rows})
    return {row.id: await recipients(work, cases[row.case_id], row) for row in rows}


def is_service_time(work: Work) -> bool:
    """Whether routine reminders may go out now."""
    station = work.knowledge.station
    clock = work.now.astimezone(station.zone).time()
    return station.service_opens <= clock < station.service_closes


async def _is_kept_back(work: Work, case: Case, row: Reminder) -> bool:
    """Nothing is deleted or closed on somebody who was not warned in time: the row waits once more."""
    kind = ReminderKind(row.kind)
    if kind not in AFTER_WARNING:
        return False
    sent = await due_rows.handled(work.session, work.station_id, case.id, since=case.state_since)
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
    deed = _ALL_DEEDS.get(ReminderKind(row.kind))
    if deed is None and case.state == State.DRAFT:
        return  # What was never filed leaves no history.
    if deed is None:
        _as_the_clock(Act.REMIND, case)
        await record(work, case, "reminded", SYSTEM, Role.SYSTEM, reminder=row.kind)
    else:
        await deed(work, case)


def _as_the_clock(act: Act, case: Case) -> Role:
    """The table has to let the clock do this, to whichever case. Raises NotAllowed."""
    return acting_role(act, SYSTEM, CaseFacts(shown_number(case), case.constituent_id, case.deputy_id))


async def _expire_draft(work: Work, case: Case) -> None:
    """An unconfirmed draft is deleted; voice or photos alone, and what was said in a call, are filed."""
    if case.state != State.DRAFT:
        return
    _as_the_clock(Act.EXPIRE_DRAFT, case)
    if case.channel == Channel.TELEGRAM and (case.text or case.kind != "case"):
        await queries.delete_draft(work.session, work.station_id, case.id)
        work.session.expunge(case)
        return
    await file_for_author(work, case)


async def _close_unanswered(work: Work, case: Case) -> None:
    if case.state == State.NEED_INFO:
        _as_the_clock(Act.CLOSE_UNANSWERED, case)
        case.result = "N"
        await close(work, case, SYSTEM, Role.SYSTEM, "closed_unanswered")
        await notices.tell(work, case.constituent_id, "case.closed_unanswered", case)
        await tell_followers(work, case, "closed")


async def _close_silent(work: Work, case: Case) -> None:
    if case.state == State.REPLIED:
        _as_the_clock(Act.CLOSE_SILENT, case)
        case.is_closed_by_silence = True
        await close(work, case, SYSTEM, Role.SYSTEM, "closed_by_silence")
        await notices.tell(work, case.constituent_id, "case.closed_silent", case)
        await tell_followers(work, case, "closed")


async def _archive(work: Work, case: Case) -> None:
    if case.state == State.CLOSED:
        _as_the_clock(Act.ARCHIVE, case)
        await move(work, case, State.ARCHIVED, "archived", SYSTEM, Role.SYSTEM)
        await settle(work, case)


_DEEDS: Mapping[ReminderKind, Deed] = {
    K.DRAFT_EXPIRY: _expire_draft,
    K.NEED_INFO_14: _close_unanswered,
    K.RATE_SILENCE: _close_silent,
    K.ARCHIVE: _archive,
}
"""What the clock does by itself; everything else is a reminder to somebody."""

# Both: what is done, and the reminder of it.
_DEEDS_TO_TELL_OF: Mapping[ReminderKind, Deed] = {K.REVIEW_DATE: resume_on_review, K.SURVEY: note_asked}
_ALL_DEEDS: Mapping[ReminderKind, Deed] = {**_DEEDS, **_DEEDS_TO_TELL_OF}
