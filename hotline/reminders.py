"""Which reminders a case should have, when they may be sent, and how many become one message.

Nothing here sends: `plan_for` says which due rows a case has in its state, `bundle` what becomes of
the rows that a sweep found due.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from hotline.deadlines import Clock, ClockKind, ClockRules, yellow_at
from hotline.working_days import OfficeHours, WorkCalendar
from storage.vocabulary import State, Urgency


class ReminderKind(StrEnum):
    """What becomes due."""

    DRAFT_REMINDER = "draft_reminder"
    DRAFT_EXPIRY = "draft_expiry"
    TRIAGE_DUE = "triage_due"
    ACCEPT_YELLOW = "accept_yellow"
    ACCEPT_RED = "accept_red"
    CONTACT_YELLOW = "contact_yellow"
    CONTACT_RED = "contact_red"
    RETURN_REVIEW_DUE = "return_review_due"
    REPLY_YELLOW = "reply_yellow"
    REPLY_RED = "reply_red"
    REDO_YELLOW = "redo_yellow"
    REDO_RED = "redo_red"
    REFERRAL_DUE = "referral_due"
    NEED_INFO_3 = "need_info_3"
    NEED_INFO_7 = "need_info_7"
    NEED_INFO_14 = "need_info_14"
    REVIEW_DATE = "review_date"
    SUPERVISION_DUE = "supervision_due"
    RATE_REMINDER = "rate_reminder"
    RATE_SILENCE = "rate_silence"
    SURVEY = "survey"
    ARCHIVE = "archive"


SERVICE_HOURS = OfficeHours(time(8), time(20))
LATE = timedelta(minutes=15)
"""A reminder that waited longer than this was held up by a downtime or by the night."""
AT_ONCE = 3
"""More reminders than this for one person at one moment become one message."""

_ACCEPT = (ReminderKind.ACCEPT_YELLOW, ReminderKind.ACCEPT_RED)
_CONTACT = (ReminderKind.CONTACT_YELLOW, ReminderKind.CONTACT_RED)
_REPLY = (ReminderKind.REPLY_YELLOW, ReminderKind.REPLY_RED)
_REDO = (ReminderKind.REDO_YELLOW, ReminderKind.REDO_RED)
_REFERRAL = (None, ReminderKind.REFERRAL_DUE)
# After acceptance the accept clock waits for the first contact.
_HANDLING = {
    ClockKind.ACCEPT: _CONTACT,
    ClockKind.REPLY: _REPLY,
    ClockKind.REDO: _REDO,
    ClockKind.REFERRAL: _REFERRAL,
}

CLOCK_MARKS: Mapping[State, Mapping[ClockKind, tuple[ReminderKind | None, ReminderKind]]] = {
    State.ASSIGNED: {ClockKind.ACCEPT: _ACCEPT, ClockKind.REPLY: _REPLY},
    State.RETURN_REVIEW: {ClockKind.REPLY: _REPLY},
    State.ACCEPTED: _HANDLING,
    State.IN_PROGRESS: _HANDLING,
    State.REFERRED: _HANDLING,
    State.REDO: {**_HANDLING, ClockKind.RECONTACT: _CONTACT},
}
"""By state, the clocks that are watched, each with its yellow and its red reminder."""

SUPERSEDED_BY: Mapping[ReminderKind, ReminderKind] = dict((_ACCEPT, _CONTACT, _REPLY, _REDO))
"""A yellow light is not worth a message once the red one is due."""

AFTER_WARNING: Mapping[ReminderKind, tuple[ReminderKind, timedelta]] = {
    ReminderKind.DRAFT_EXPIRY: (ReminderKind.DRAFT_REMINDER, timedelta(hours=1)),
    ReminderKind.NEED_INFO_14: (ReminderKind.NEED_INFO_3, timedelta(days=3)),
    ReminderKind.RATE_SILENCE: (ReminderKind.RATE_REMINDER, timedelta(days=3)),
}
"""Nothing is deleted or closed on a constituent who had no warning that long before."""

NEVER_AT_NIGHT = frozenset(
    {
        ReminderKind.DRAFT_REMINDER,
        ReminderKind.DRAFT_EXPIRY,
        ReminderKind.NEED_INFO_3,
        ReminderKind.NEED_INFO_14,
        ReminderKind.RATE_REMINDER,
        ReminderKind.RATE_SILENCE,
        ReminderKind.SURVEY,
    }
)
"""What goes to the constituent waits for the morning even if the case is urgent."""


@dataclass(frozen=True)
class PlannedReminder:
    """One due row of a case."""

    kind: ReminderKind
    due_at: datetime


@dataclass(frozen=True)
class DueReminder:
    """A reminder that has become due, for one recipient."""

    recipient_id: int
    number: str
    kind: ReminderKind
    due_at: datetime
    urgency: Urgency = Urgency.NORMAL


@dataclass(frozen=True)
class Summary:
    """Several reminders that go to one recipient in one message, earliest first."""

    recipient_id: int
    reminders: tuple[DueReminder, ...]


def plan_for(
    state: State,
    clocks: Collection[Clock],
    rules: ClockRules,
    calendar: WorkCalendar,
    *,
    since: datetime,
    now: datetime,
    fired: Collection[ReminderKind] = (),
    urgency: Urgency = Urgency.NORMAL,
    review_at: datetime | None = None,
    is_survey_wanted: bool = True,
) -> tuple[PlannedReminder, ...]:
    """The due rows that a case should have in `state`, earliest first.

    `clocks` are those still waited for, `since` is when the state was entered. A kind that has
    `fired` for this case is planned again only if it lies ahead of `now`; one that has not is
    planned even if it is past, so that none is lost to a downtime. `is_survey_wanted` is false
    after a silent closing and after the one survey. Raises ValueError for a deferred case
    without `review_at`.
    """
    since = since.astimezone(UTC)
    planned = [
        *_by_clocks(state, clocks, rules, calendar),
        *(PlannedReminder(kind, since + wait) for kind, wait in _waits(rules).get(state, ())),
        *_by_desk(state, since, urgency, rules, calendar),
        *_by_review(state, review_at),
    ]
    if not is_survey_wanted:
        planned = [row for row in planned if row.kind is not ReminderKind.SURVEY]
    wanted = (row for row in planned if row.due_at > now or row.kind not in fired)
    return tuple(sorted(wanted, key=lambda row: row.due_at))


def not_before(kind: ReminderKind, warned_at: datetime | None, now: datetime) -> datetime:
    """The earliest moment at which a due row may take effect.

    `warned_at` is when the kind's warning (see AFTER_WARNING) was sent; if it was not, the caller
    sends it now and keeps the row until the moment returned.
    """
    if kind not in AFTER_WARNING:
        return now
    _, grace = AFTER_WARNING[kind]
    return max(now, (warned_at or now).astimezone(UTC) + grace)


def bundle(overdue: Sequence[DueReminder], now: datetime) -> tuple[DueReminder | Summary, ...]:
    """What to send of the reminders that a sweep found due.

    Each recipient gets a few single ones, or one summary if several were held up or too many come
    at once. Urgent ones always stay single.
    """
    due = {(row.recipient_id, row.number, row.kind) for row in overdue}
    by_recipient: dict[int, list[DueReminder]] = defaultdict(list)
    for row in sorted(overdue, key=lambda row: row.due_at):
        if (row.recipient_id, row.number, SUPERSEDED_BY.get(row.kind)) not in due:
            by_recipient[row.recipient_id].append(row)
    return tuple(message for rows in by_recipient.values() for message in _for_one(rows, now))


def next_send_time(
    kind: ReminderKind,
    urgency: Urgency,
    now: datetime,
    calendar: WorkCalendar,
    service_hours: OfficeHours = SERVICE_HOURS,
) -> datetime:
    """When a reminder may go out: in service hours, or at once to those who handle an urgent case."""
    if urgency is Urgency.URGENT and kind not in NEVER_AT_NIGHT:
        return now
    return calendar.next_service_moment(now, service_hours.opens, service_hours.closes)


def _by_clocks(
    state: State, clocks: Collection[Clock], rules: ClockRules, calendar: WorkCalendar
) -> Iterator[PlannedReminder]:
    marks = CLOCK_MARKS.get(state, {})
    for clock in clocks:
        if clock.kind not in marks or clock.paused_at is not None:
            continue
        yellow, red = marks[clock.kind]
        if yellow:
            yield PlannedReminder(yellow, yellow_at(clock, calendar, rules.yellow_share))
        yield PlannedReminder(red, clock.due_at)


def _waits(rules: ClockRules) -> Mapping[State, tuple[tuple[ReminderKind, timedelta], ...]]:
    """What becomes due some natural time after a state was entered."""
    return {
        State.DRAFT: (
            (ReminderKind.DRAFT_REMINDER, rules.draft_reminder),
            (ReminderKind.DRAFT_EXPIRY, rules.draft_life),
        ),
        State.NEED_INFO: (
            (ReminderKind.NEED_INFO_3, rules.need_info_reminder),
            (ReminderKind.NEED_INFO_7, rules.need_info_call),
            (ReminderKind.NEED_INFO_14, rules.need_info_close),
        ),
        State.REPLIED: (
            (ReminderKind.RATE_REMINDER, rules.rate_reminder),
            (ReminderKind.RATE_SILENCE, rules.silence_close),
        ),
        State.CLOSED: (
            (ReminderKind.SURVEY, rules.survey),
            (ReminderKind.ARCHIVE, rules.reopen),
        ),
    }


def _by_desk(
    state: State, since: datetime, urgency: Urgency, rules: ClockRules, calendar: WorkCalendar
) -> Iterator[PlannedReminder]:
    """What waits for the liaison."""
    desk = {
        State.SUBMITTED: (ReminderKind.TRIAGE_DUE, rules.triage_days),
        State.RETURN_REVIEW: (ReminderKind.RETURN_REVIEW_DUE, rules.return_days),
    }
    if state not in desk:
        return
    kind, days = desk[state]
    is_urgent = urgency is Urgency.URGENT
    due_at = since + rules.urgent_accept if is_urgent else calendar.add_working_days(since, days)
    yield PlannedReminder(kind, due_at)


def _by_review(state: State, review_at: datetime | None) -> Iterator[PlannedReminder]:
    if state is State.DEFERRED:
        if review_at is None:
            raise ValueError("a deferred case has a review date")
        yield PlannedReminder(ReminderKind.REVIEW_DATE, review_at)


def _for_one(rows: Sequence[DueReminder], now: datetime) -> Iterator[DueReminder | Summary]:
    """`rows` of one recipient, earliest first."""
    routine = [row for row in rows if row.urgency is not Urgency.URGENT]
    late = [row for row in routine if now - row.due_at > LATE]
    yield from (row for row in rows if row.urgency is Urgency.URGENT)
    if len(late) > 1 or len(routine) > AT_ONCE:
        yield Summary(routine[0].recipient_id, tuple(routine))
    else:
        yield from routine
