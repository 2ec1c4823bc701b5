"""What becomes of due rows: who is reminded, what expires, what is closed for want of an answer.

A sweep runs in one unit of work. In service hours it takes everything that is due; outside them only
what concerns urgent cases and does not go to constituents.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hotline import notices
from hotline.case_clocks import settle, waiting_clocks
from hotline.deadlines import ClockKind
from hotline.deferring import resume_on_review
from hotline.dispatch import people_in_charge
from hotline.filing import file_for_author
from hotline.history import move, record, shown_number
from hotline.permissions import SYSTEM, Act, CaseFacts, acting_role
from hotline.rating import close
from hotline.reminders import (
    AFTER_WARNING,
    CLOCK_MARKS,
    DueReminder,
    ReminderKind,
    Summary,
    bundle,
    not_before,
)
from hotline.states import OPEN
from hotline.supporting import tell_followers
from hotline.surveys import note_asked
from hotline.work import Work
from storage.queries import cases as queries
from storage.queries import outbox, people, roster
from storage.queries import reminders as due_rows
from storage.tables import Case, Notice, Reminder
from storage.vocabulary import SPOKEN, Channel, Role, State, Urgency

K = ReminderKind
BATCH = 200
SLOT = "reminders"
# After a downtime the next batches come at once: what they bring joins a summary that has not gone out yet.
_PAUSE = timedelta(seconds=5)

Deed = Callable[[Work, Case], Awaitable[None]]


async def sweep(work: Work, limit: int = BATCH) -> int:
    """Handle up to `limit` due rows; returns how many were due, so that the caller knows to go on."""
    rows = await due_rows.claim_due(
        work.session, work.station_id, work.now, limit, only_urgent=not is_service_time(work)
    )
    cases = await queries.locked_cases(work.session, work.station_id, {row.case_id for row in rows})
    # Held until the end, so that a deputy is read once, however many of the cases are hers.
    _in_office = await roster.deputies(work.session, work.station_id)
    told: list[_Told] = []
    for row in rows:
        case = cases.get(row.case_id)
        # A draft may be gone since its last row.
        if case is None or case not in work.session:
            continue
        if not await _is_kept_back(work, case, row):
            await _do(work, case, row)
            told += await _recipients(work, case, row)
    await _tell_all(work, told, is_backlog=len(rows) >= limit)
    return len(rows)


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
    deed = {**_DEEDS, **_DEEDS_TO_TELL_OF}.get(ReminderKind(row.kind))
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

_TO_CONSTITUENT = frozenset({K.DRAFT_REMINDER, K.NEED_INFO_3, K.RATE_REMINDER, K.SURVEY})
_TO_OVERSEERS = frozenset({K.TRIAGE_DUE, K.RETURN_REVIEW_DUE, K.NEED_INFO_7})
# Red lights go to the deputy with a copy to the liaison.
_COPIED = frozenset({K.ACCEPT_RED, K.CONTACT_RED, K.REPLY_RED, K.REDO_RED, K.SUPERVISION_DUE})
# Where no deputy can be told, somebody has to hear of these all the same.
_NEVER_UNHEARD = _COPIED | {K.REFERRAL_DUE, K.REVIEW_DATE}


@dataclass(frozen=True)
class _Told:
    """A reminder for one person; `is_copy`: it is about what another has to do."""

    due: DueReminder
    case: Case
    is_copy: bool = False


async def _recipients(work: Work, case: Case, row: Reminder) -> list[_Told]:
    kind = ReminderKind(row.kind)
    if kind in _DEEDS or (case.state not in OPEN and kind is not K.SURVEY):
        return []
    return [
        _Told(
            DueReminder(person_id, shown_number(case) or str(case.id), kind, row.due_at, case.urgency),
            case,
            is_copy,
        )
        for person_id, is_copy in (await _people(work, case, kind)).items()
    ]


async def _people(work: Work, case: Case, kind: ReminderKind) -> dict[int, bool]:
    """Who is reminded, and whether of what another has to do."""
    if kind in _TO_CONSTITUENT and not (kind is K.DRAFT_REMINDER and case.channel in SPOKEN):
        return {case.constituent_id: False}
    if kind in _TO_OVERSEERS or kind is K.DRAFT_REMINDER:
        return dict.fromkeys(await _overseers(work, case), False)
    found = dict.fromkeys(await people_in_charge(work, case), False)
    if kind in (_COPIED if found else _NEVER_UNHEARD):
        found = dict.fromkeys(await _overseers(work, case), True) | found
    return found


async def _overseers(work: Work, case: Case) -> list[int]:
    """The liaison, and the presidium for what has come to it; the presidium alone if the liaison is named."""
    holders = await notices.overseers(work, case)
    if case.is_escalated and not case.names_liaison:
        holders += await people.holders(work.session, work.station_id, Role.PRESIDIUM)
    return holders


async def _tell_all(work: Work, told: Sequence[_Told], *, is_backlog: bool) -> None:
    """Single reminders or one summary each; with more batches behind this one, nothing routine goes alone."""
    # A question with two buttons cannot be summed up.
    for one in told:
        if one.due.kind is K.SURVEY:
            await _remind(work, one)
    told = [one for one in told if one.due.kind is not K.SURVEY]
    by_key = {(one.due.recipient_id, one.due.number, one.due.kind): one for one in told}
    for message in bundle([one.due for one in told], work.now):
        due = message.reminders if isinstance(message, Summary) else (message,)
        reminders = [by_key[row.recipient_id, row.number, row.kind] for row in due]
        if await people.is_caller(work.session, work.station_id, due[0].recipient_id):
            # Each is a call of its own.
            for reminder in reminders:
                await _remind(work, reminder)
            continue
        is_urgent = due[0].urgency is Urgency.URGENT
        if isinstance(message, Summary) or (not is_urgent and (is_backlog or await _summary(work, due[0]))):
            await _sum_up(work, reminders)
        else:
            await _remind(work, reminders[0])


async def _summary(work: Work, due: DueReminder) -> Notice | None:
    """The summary that is about to go to this person."""
    return await outbox.waiting_in_slot(work.session, work.station_id, due.recipient_id, SLOT)


async def _sum_up(work: Work, reminders: Sequence[_Told]) -> None:
    """One message for all; the cases are looked up when it is sent, so that it says what is so then."""
    waiting = await _summary(work, reminders[0].due)
    before = [] if waiting is None else waiting.params["ids"]
    ids = list(dict.fromkeys([*before, *(one.case.id for one in reminders)]))
    recipient = reminders[0].due.recipient_id
    await notices.tell(work, recipient, "reminder.summary", slot=SLOT, ids=ids, not_before=work.now + _PAUSE)


async def _remind(work: Work, told: _Told) -> None:
    due = told.due
    await notices.tell(
        work,
        due.recipient_id,
        f"reminder.{due.kind}{'_copy' if told.is_copy else ''}",
        told.case,
        priority=notices.URGENT if due.urgency is Urgency.URGENT else notices.ROUTINE,
        due_at=(await _runs_out_at(work, told) or due.due_at).isoformat(),
    )


async def _runs_out_at(work: Work, told: _Told) -> datetime | None:
    """When the clock that the reminder is about runs out, which at a yellow light is still to come."""
    marks = CLOCK_MARKS.get(told.case.state, {})
    meant = [
        clock.due_at
        for clock in await waiting_clocks(work, told.case)
        if told.due.kind in marks.get(ClockKind(clock.kind), ())
    ]
    # Several units may have the case, each with its own day: this is about the one that is due.
    return told.due.due_at if told.due.due_at in meant else min(meant, default=None)
