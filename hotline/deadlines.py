"""Clocks of a case: when something is due, how pauses move it, and why it is due then.

A clock counts either working time (office hours of working days) or natural time. Its `length` is
fixed when it starts; a pause keeps what is left of it to the microsecond.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from hotline.errors import NoSuchChoice
from hotline.working_days import ONE_DAY, DayKind, WorkCalendar
from storage.vocabulary import Light, Urgency

YELLOW_SHARE = 0.8


class ClockKind(StrEnum):
    """What is waited for."""

    ACCEPT = "accept"  # until the constituent was contacted
    RECONTACT = "recontact"  # the same after 不满意; no part of the response rate
    REPLY = "reply"
    RETURN = "return"
    REFERRAL = "referral"
    REDO = "redo"
    SUGGESTION = "suggestion"


@dataclass(frozen=True)
class ClockRules:
    """Lengths of all clocks; days are working days unless their name says otherwise."""

    accept_days: int = 1
    """Accept and contact the constituent: customary among local congresses."""
    triage_days: int = 1
    """An unsure case waits in triage no longer than an assigned one for its deputy."""
    reply_days: int = 5
    extension_days: int = 10
    """Reply, and the most that one extension adds: 12345 rules of Jinan, Weifang and Shandong."""
    consultation_reply_days: int = 3
    consultation_today_if_left: timedelta = timedelta(hours=2)
    """Questions are answered the same day where that much office time is left of it, at most in three
    working days: practice of county bureaus."""
    urgent_accept: timedelta = timedelta(hours=2)
    urgent_reply: timedelta = timedelta(hours=24)
    """Natural hours, after Beijing's tiers of the 12345 hotline."""
    return_days: int = 2
    """Return an assignment, and decide on the return: Shandong's 12345 rule."""
    redo_months: int = 1
    """After 不满意: rules of the congresses of Zhejiang, Henan and Shandong on suggestions."""
    suggestion_months: int = 3
    complex_suggestion_months: int = 6
    """Reply to a formal suggestion: 代表法 (2025), article 51."""
    need_info_reminder: timedelta = timedelta(days=3)
    need_info_call: timedelta = timedelta(days=7)
    need_info_close: timedelta = timedelta(days=14)
    max_pauses: int = 2
    longest_deferral: int = 180
    """Natural days until the review date of a deferred case, at most."""
    rate_reminder: timedelta = timedelta(days=7)
    silence_close: timedelta = timedelta(days=14)
    survey: timedelta = timedelta(days=14)
    reopen: timedelta = timedelta(days=30)
    """Closed cases can be reopened that long, then they are archived."""
    draft_reminder: timedelta = timedelta(hours=12)
    draft_life: timedelta = timedelta(hours=24)
    yellow_share: float = YELLOW_SHARE


@dataclass(frozen=True)
class Clock:
    """One running or paused clock; moments are UTC.

    `length` and `remaining` are working time, or natural time if `is_natural`. `remaining` and
    `paused_at` are set while the clock is paused; `due_at` then says nothing.
    """

    kind: ClockKind
    started_at: datetime
    due_at: datetime
    length: timedelta
    is_natural: bool = False
    paused_at: datetime | None = None
    remaining: timedelta | None = None
    is_estimated: bool = False


@dataclass(frozen=True)
class Pause:
    """A time in which a clock stood still."""

    started_at: datetime
    ended_at: datetime


@dataclass(frozen=True)
class SkippedDay:
    """A day that did not count; `holiday` is the key of a public holiday."""

    day: date
    why: DayKind
    holiday: str | None = None


@dataclass(frozen=True)
class Explanation:
    """Why a clock is due when it is. Days are those after the start, up to the due day."""

    counted: tuple[date, ...]
    swapped: tuple[date, ...]
    """Weekend days among the counted ones."""
    skipped: tuple[SkippedDay, ...]
    paused_days: tuple[date, ...]
    """Working days that lie wholly in a pause."""
    pauses: tuple[Pause, ...]
    paused: timedelta
    """Time that the pauses took off, counted as the clock counts."""
    is_natural: bool
    is_estimated: bool


def accept_deadline(
    started_at: datetime, urgency: Urgency, calendar: WorkCalendar, rules: ClockRules
) -> Clock:
    """Until when a deputy has to accept an assignment and contact the constituent."""
    if urgency is Urgency.URGENT:
        return _natural(ClockKind.ACCEPT, started_at, rules.urgent_accept)
    if urgency is Urgency.CONSULTATION and (today := _still_today(started_at, calendar, rules)):
        return _working(ClockKind.ACCEPT, started_at, today, calendar)
    return _working_days(ClockKind.ACCEPT, started_at, rules.accept_days, calendar)


def reply_deadline(
    started_at: datetime, urgency: Urgency, calendar: WorkCalendar, rules: ClockRules
) -> Clock:
    """Until when the constituent has a reply; runs since assignment, not since acceptance."""
    if urgency is Urgency.URGENT:
        return _natural(ClockKind.REPLY, started_at, rules.urgent_reply)
    is_question = urgency is Urgency.CONSULTATION
    days = rules.consultation_reply_days if is_question else rules.reply_days
    return _working_days(ClockKind.REPLY, started_at, days, calendar)


def return_deadline(started_at: datetime, calendar: WorkCalendar, rules: ClockRules) -> Clock:
    """Until when a deputy may return an assignment."""
    return _working_days(ClockKind.RETURN, started_at, rules.return_days, calendar)


def referral_deadline(started_at: datetime, due_on: date, calendar: WorkCalendar) -> Clock:
    """A handling unit's answer, due at the end of office hours of the day that the deputy set.

    The day is taken as it was agreed with the unit, be it a workday or not; NoSuchChoice if it is over.
    """
    due_at = calendar.closing(due_on)
    if due_at <= started_at:
        raise NoSuchChoice("due_on", due_on.isoformat())
    return _natural(ClockKind.REFERRAL, started_at, due_at - started_at)


def redo_deadline(started_at: datetime, calendar: WorkCalendar, rules: ClockRules) -> Clock:
    """The second attempt after 不满意."""
    return _months(ClockKind.REDO, started_at, rules.redo_months, calendar)


def recontact_deadline(
    started_at: datetime, urgency: Urgency, calendar: WorkCalendar, rules: ClockRules
) -> Clock:
    """Until when the deputy has to ask what was wrong with the first attempt."""
    clock = accept_deadline(started_at, urgency, calendar, rules)
    return replace(clock, kind=ClockKind.RECONTACT)


def suggestion_deadline(
    started_at: datetime, calendar: WorkCalendar, rules: ClockRules, *, is_complex: bool = False
) -> Clock:
    """The reply to a formal suggestion, since it was issued."""
    months = rules.complex_suggestion_months if is_complex else rules.suggestion_months
    return _months(ClockKind.SUGGESTION, started_at, months, calendar)


def extend(clock: Clock, days: int, now: datetime, calendar: WorkCalendar, rules: ClockRules) -> Clock:
    """Add `days`, working days to a working clock and natural days to a natural one.

    Raises NoSuchChoice outside 1 … rules.extension_days and for a clock that has run out, ValueError for
    a paused one.
    """
    if not 1 <= days <= rules.extension_days:
        raise NoSuchChoice("days", str(days))
    if clock.paused_at is not None:
        raise ValueError("a paused clock is resumed before it is extended")
    if now >= clock.due_at:
        raise NoSuchChoice("extension_time", "")
    if clock.is_natural:
        more = days * ONE_DAY
        return replace(clock, due_at=clock.due_at + more, length=clock.length + more)
    due_at = calendar.add_working_days(clock.due_at, days)
    more = calendar.working_time_between(clock.due_at, due_at)
    return _estimated(replace(clock, due_at=due_at, length=clock.length + more), calendar)


def pause(clock: Clock, now: datetime, calendar: WorkCalendar) -> Clock:
    """Stop the clock and keep what is left. One that is paused or has run out stays as it is."""
    if clock.paused_at is not None or now >= clock.due_at:
        return clock
    left = _counted(clock, now, clock.due_at, calendar)
    return replace(clock, paused_at=now.astimezone(UTC), remaining=left)


def resume(clock: Clock, now: datetime, calendar: WorkCalendar) -> Clock:
    """Let the clock run on with the time that was left; one that runs stays as it is."""
    if clock.remaining is None:
        return clock
    now = now.astimezone(UTC)
    due_at = now + clock.remaining if clock.is_natural else calendar.add_working_time(now, clock.remaining)
    return _estimated(replace(clock, due_at=due_at, paused_at=None, remaining=None), calendar)


def recompute(clock: Clock, pauses: Iterable[Pause], calendar: WorkCalendar) -> Clock:
    """The running clock after the calendar has learned of holidays, or as it would be had it run since its
    start instead of another; `pauses` are those since its start.

    Natural clocks that were rolled from a day off are rolled anew by starting them again.
    """
    if clock.is_natural or clock.paused_at is not None:
        return _estimated(clock, calendar)
    cursor, left = clock.started_at, clock.length
    for stop in sorted(pauses, key=lambda stop: stop.started_at):
        ran = calendar.working_time_between(cursor, stop.started_at)
        if ran >= left:  # it had run out before
            break
        cursor, left = stop.ended_at, left - ran
    return _estimated(replace(clock, due_at=calendar.add_working_time(cursor, left)), calendar)


def yellow_at(clock: Clock, calendar: WorkCalendar, share: float = YELLOW_SHARE) -> datetime:
    """When `share` of the running clock's time will have passed, pauses taken off."""
    reserve = clock.length * (1 - share)
    if clock.is_natural:
        return clock.due_at - reserve
    return calendar.subtract_working_time(clock.due_at, reserve)


def light(clock: Clock, now: datetime, calendar: WorkCalendar, share: float = YELLOW_SHARE) -> Light:
    """Red once due, yellow once `share` of the time has passed; a paused clock keeps its light."""
    if clock.remaining is not None:
        return Light.YELLOW if clock.remaining <= clock.length * (1 - share) else Light.GREEN
    if now >= clock.due_at:
        return Light.RED
    return Light.YELLOW if now >= yellow_at(clock, calendar, share) else Light.GREEN


def explain(clock: Clock, calendar: WorkCalendar, pauses: Sequence[Pause] = ()) -> Explanation:
    """Which days counted for the running clock and which did not, and what pauses took off."""
    days = [] if clock.is_natural else list(calendar.days_after(clock.started_at, clock.due_at))
    paused_days = [day for day in days if _is_wholly_paused(day, pauses, calendar)]
    counted = [day for day in days if calendar.is_working_day(day) and day not in paused_days]
    skipped = [day for day in days if not calendar.is_working_day(day)]
    return Explanation(
        counted=tuple(counted),
        swapped=tuple(day for day in counted if calendar.kind(day) is DayKind.SWAPPED_WORKDAY),
        skipped=tuple(SkippedDay(day, calendar.kind(day), calendar.holiday(day)) for day in skipped),
        paused_days=tuple(paused_days),
        pauses=tuple(pauses),
        paused=sum((_counted(clock, p.started_at, p.ended_at, calendar) for p in pauses), timedelta()),
        is_natural=clock.is_natural,
        is_estimated=clock.is_estimated,
    )


def _still_today(now: datetime, calendar: WorkCalendar, rules: ClockRules) -> datetime | None:
    """Today's closing, if it leaves time enough for a question."""
    closing = calendar.closing(calendar.local_date(now))
    left = calendar.working_time_between(now, closing)
    return closing if left >= rules.consultation_today_if_left else None


def _natural(kind: ClockKind, started_at: datetime, length: timedelta) -> Clock:
    start = started_at.astimezone(UTC)
    return Clock(kind, start, start + length, length, is_natural=True)


def _working_days(kind: ClockKind, started_at: datetime, days: int, calendar: WorkCalendar) -> Clock:
    return _working(kind, started_at, calendar.add_working_days(started_at, days), calendar)


def _working(kind: ClockKind, started_at: datetime, due_at: datetime, calendar: WorkCalendar) -> Clock:
    length = calendar.working_time_between(started_at, due_at)
    return _estimated(Clock(kind, started_at.astimezone(UTC), due_at, length), calendar)


def _months(kind: ClockKind, started_at: datetime, months: int, calendar: WorkCalendar) -> Clock:
    """The same day `months` later, or that month's last; rolled from a day off to the next working
    day, as 民法典 article 203 has it."""
    start = calendar.local_date(started_at)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    day = date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
    if not calendar.is_working_day(day):
        day = calendar.next_working_day(day)
    due_at, start_at = calendar.closing(day), started_at.astimezone(UTC)
    clock = Clock(kind, start_at, due_at, due_at - start_at, is_natural=True)
    return _estimated(clock, calendar)


def _estimated(clock: Clock, calendar: WorkCalendar) -> Clock:
    """Say whether a day that is only estimated decides when the clock is due."""
    if clock.is_natural:
        # Only the last day of a clock in months is looked up, urgent ones look up none.
        is_rolled = clock.kind in {ClockKind.REDO, ClockKind.SUGGESTION}
        is_estimated = is_rolled and calendar.is_estimated(calendar.local_date(clock.due_at))
    else:
        is_estimated = calendar.is_estimated_between(clock.started_at, clock.due_at)
    return replace(clock, is_estimated=is_estimated)


def _counted(clock: Clock, a: datetime, b: datetime, calendar: WorkCalendar) -> timedelta:
    """Time from `a` to `b` as the clock counts it."""
    return b.astimezone(UTC) - a.astimezone(UTC) if clock.is_natural else calendar.working_time_between(a, b)


def _is_wholly_paused(day: date, pauses: Iterable[Pause], calendar: WorkCalendar) -> bool:
    span = calendar.office_span(day)
    return span is not None and any(p.started_at <= span[0] and span[1] <= p.ended_at for p in pauses)
