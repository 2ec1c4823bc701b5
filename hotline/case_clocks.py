"""Keeping a case's clocks and due rows in line with its state."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from hotline import deadlines
from hotline.deadlines import Clock, ClockKind
from hotline.reminders import CLOCK_MARKS, NEVER_AT_NIGHT, PlannedReminder, ReminderKind, plan_for
from hotline.states import OPEN, PAUSED
from hotline.work import Work
from storage.queries import clocks as clock_queries
from storage.queries import reminders as due_rows
from storage.queries import supervisions
from storage.remembering import remember
from storage.tables import Case, CaseClock, Reminder
from storage.vocabulary import Light, Urgency

_MICROSECOND = timedelta(microseconds=1)
_OF_CLOCKS = frozenset(
    kind for marks in CLOCK_MARKS.values() for pair in marks.values() for kind in pair if kind
)


def to_clock(row: CaseClock) -> Clock:
    """The rule's view of a stored clock."""
    return Clock(
        kind=ClockKind(row.kind),
        started_at=row.started_at,
        due_at=row.due_at,
        length=row.length_us * _MICROSECOND,
        is_natural=row.is_natural,
        paused_at=row.paused_at,
        remaining=None if row.remaining_us is None else row.remaining_us * _MICROSECOND,
        is_estimated=row.is_estimated,
    )


def _write(row: CaseClock, clock: Clock) -> None:
    row.due_at = clock.due_at
    row.length_us = clock.length // _MICROSECOND
    row.paused_at = clock.paused_at
    row.remaining_us = None if clock.remaining is None else clock.remaining // _MICROSECOND
    row.is_estimated = clock.is_estimated


async def start(work: Work, case: Case, *clocks: Clock) -> list[CaseClock]:
    """Let clocks run for a case."""
    before = await clock_queries.clocks_of(work.session, work.station_id, case.id)
    rows = [_started(work, case, clock) for clock in clocks]
    work.session.add_all(rows)
    known = [*before, *rows]
    remember(work.session, clock_queries.clocks_of, work.station_id, case.id, answer=known, knows=rows)
    return rows


def _started(work: Work, case: Case, clock: Clock) -> CaseClock:
    row = CaseClock(
        station_id=work.station_id,
        case_id=case.id,
        kind=clock.kind,
        started_at=clock.started_at,
        due_at=clock.due_at,
        length_us=0,
        is_natural=clock.is_natural,
    )
    _write(row, clock)
    return row


async def stop(work: Work, case: Case, *kinds: ClockKind) -> None:
    """Stop the running or paused clocks of these kinds; all of them if none is named."""
    for row in await waiting_clocks(work, case):
        if not kinds or row.kind in kinds:
            row.stopped_at = work.now


async def extend(work: Work, case: Case, days: int) -> None:
    """Give the running reply clock more working days. Raises NoSuchChoice, also once it has run out."""
    for row in await waiting_clocks(work, case):
        if row.kind == ClockKind.REPLY:
            _write(row, deadlines.extend(to_clock(row), days, work.now, work.calendar, work.clocks))


async def begin(work: Work, case: Case) -> None:
    """Plan the due rows of a case that has just been begun: no clock runs for it, and nothing was sent."""
    _add(work, case, _planned(work, case, [], set()))


async def settle(work: Work, case: Case) -> None:
    """After a change: pause or resume the clocks as the state wants it, and plan the due rows anew."""
    rows = await waiting_clocks(work, case)
    for row in rows:
        turn = deadlines.pause if case.state in PAUSED else deadlines.resume
        _write(row, turn(to_clock(row), work.now, work.calendar))
        # A merged case waits with its clocks standing still; whatever else is over needs none.
        if case.state not in OPEN | PAUSED:
            row.stopped_at = work.now
    running = [row.due_at for row in rows if row.paused_at is None and row.stopped_at is None]
    case.due_at = min(running, default=None)
    await _plan(work, case, [to_clock(row) for row in rows if row.stopped_at is None])


async def waiting_clocks(work: Work, case: Case) -> list[CaseClock]:
    """Clocks that have not been stopped."""
    rows = await clock_queries.clocks_of(work.session, work.station_id, case.id)
    return [row for row in rows if row.stopped_at is None]


def light_of(work: Work, rows: list[CaseClock]) -> Light:
    """The worst light among these clocks."""
    lights = [
        deadlines.light(to_clock(row), work.now, work.calendar, work.clocks.yellow_share) for row in rows
    ]
    return max(lights, key=list(Light).index, default=Light.GREEN)


def is_survey_wanted(case: Case) -> bool:
    """One survey a case; none after silence, nor where it was closed for want of an answer."""
    return not (case.is_closed_by_silence or case.result == "N" or case.has_been_surveyed)


async def _fired(work: Work, case: Case, clocks: list[Clock]) -> set[ReminderKind]:
    """Kinds that have been sent for what runs now: this clock, this waiting for an answer."""
    clocks_since = min((clock.started_at for clock in clocks), default=work.now)
    since = min(clocks_since, case.state_since)
    rows = await due_rows.handled(work.session, work.station_id, case.id, since)
    return {
        ReminderKind(row.kind)
        for row in rows
        if row.handled_at is not None
        and row.handled_at >= (clocks_since if row.kind in _OF_CLOCKS else case.state_since)
    }


async def _plan(work: Work, case: Case, clocks: list[Clock]) -> None:
    fired = await _fired(work, case, clocks)
    await due_rows.forget_waiting(work.session, work.station_id, case.id)
    _add(work, case, [*_planned(work, case, clocks, fired), *await _supervised(work, case)])


def _planned(
    work: Work, case: Case, clocks: list[Clock], fired: set[ReminderKind]
) -> Sequence[PlannedReminder]:
    return plan_for(
        case.state,
        clocks,
        work.clocks,
        work.calendar,
        since=case.state_since,
        now=work.now,
        fired=fired,
        urgency=case.urgency,
        review_at=case.review_at,
        is_survey_wanted=is_survey_wanted(case),
    )


def _add(work: Work, case: Case, planned: Iterable[PlannedReminder]) -> None:
    for row in planned:
        work.session.add(
            Reminder(
                station_id=work.station_id,
                case_id=case.id,
                kind=row.kind,
                due_at=row.due_at,
                is_urgent=case.urgency == Urgency.URGENT and row.kind not in NEVER_AT_NIGHT,
            )
        )


async def _supervised(work: Work, case: Case) -> list[PlannedReminder]:
    """The due row of a note of the liaison (督办) that waits for its answer; it falls due once."""
    if case.number is None or case.state not in OPEN:
        return []
    supervision = await supervisions.open_supervision(work.session, work.station_id, case.id)
    if supervision is None:
        return []
    kind = ReminderKind.SUPERVISION_DUE
    since = supervision.asked_at
    sent = await due_rows.handled(work.session, work.station_id, case.id, since)
    is_sent = any(row.kind == kind for row in sent)
    return [] if is_sent else [PlannedReminder(kind, supervision.due_at)]
