"""Which due rows a case has in each state, when they may be sent, and how a flood is prevented."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.deadlines import (
    Clock,
    ClockKind,
    ClockRules,
    accept_deadline,
    extend,
    pause,
    redo_deadline,
    referral_deadline,
    reply_deadline,
    resume,
)
from hotline.reminders import (
    AFTER_WARNING,
    CLOCK_MARKS,
    NEVER_AT_NIGHT,
    DueReminder,
    PlannedReminder,
    ReminderKind,
    Summary,
    bundle,
    next_send_time,
    not_before,
    plan_for,
)
from hotline.states import OPEN, PAUSED
from hotline.working_days import OfficeHours, WorkCalendar
from storage.vocabulary import State, Urgency

K = ReminderKind
SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkCalendar(SHANGHAI)
RULES = ClockRules()


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


START = local("2026-06-08T12:30")  # a Monday; a week without holidays follows
ACCEPT = accept_deadline(START, Urgency.NORMAL, CALENDAR, RULES)
REPLY = reply_deadline(START, Urgency.NORMAL, CALENDAR, RULES)
REDO = redo_deadline(START, CALENDAR, RULES)
REFERRAL = referral_deadline(START, local("2026-06-12T00:00").date(), CALENDAR)
BOTH = (ACCEPT, REPLY)


def plan(
    state: State,
    clocks: Sequence[Clock] = (),
    *,
    now: datetime = START,
    fired: Sequence[ReminderKind] = (),
    urgency: Urgency = Urgency.NORMAL,
) -> dict[ReminderKind, datetime]:
    review_at = local("2026-09-01T09:00") if state is State.DEFERRED else None
    planned = plan_for(
        state,
        clocks,
        RULES,
        CALENDAR,
        since=START,
        now=now,
        fired=fired,
        urgency=urgency,
        review_at=review_at,
    )
    return {row.kind: row.due_at for row in planned}


@pytest.mark.parametrize(
    ("state", "clocks", "expected"),
    [
        (
            State.DRAFT,  # reminded once, then deleted
            (),
            {K.DRAFT_REMINDER: "2026-06-09T00:30", K.DRAFT_EXPIRY: "2026-06-09T12:30"},
        ),
        (State.SUBMITTED, (), {K.TRIAGE_DUE: "2026-06-09T17:30"}),
        (
            State.ASSIGNED,
            BOTH,
            {
                K.ACCEPT_YELLOW: "2026-06-09T14:42",  # a fifth of 14 hours is left
                K.ACCEPT_RED: "2026-06-09T17:30",
                K.REPLY_YELLOW: "2026-06-12T16:30",  # a fifth of 50 hours is left
                K.REPLY_RED: "2026-06-15T17:30",
            },
        ),
        (
            State.RETURN_REVIEW,  # the deputy has answered; the reply clock goes on
            BOTH,
            {
                K.RETURN_REVIEW_DUE: "2026-06-10T17:30",
                K.REPLY_YELLOW: "2026-06-12T16:30",
                K.REPLY_RED: "2026-06-15T17:30",
            },
        ),
        (
            State.ACCEPTED,  # the accept clock waits for the first contact now
            BOTH,
            {
                K.CONTACT_YELLOW: "2026-06-09T14:42",
                K.CONTACT_RED: "2026-06-09T17:30",
                K.REPLY_YELLOW: "2026-06-12T16:30",
                K.REPLY_RED: "2026-06-15T17:30",
            },
        ),
        (
            State.IN_PROGRESS,  # contacted: only the reply is waited for
            (REPLY,),
            {K.REPLY_YELLOW: "2026-06-12T16:30", K.REPLY_RED: "2026-06-15T17:30"},
        ),
        (
            State.REFERRED,
            (REPLY, REFERRAL),
            {
                K.REFERRAL_DUE: "2026-06-12T17:30",
                K.REPLY_YELLOW: "2026-06-12T16:30",
                K.REPLY_RED: "2026-06-15T17:30",
            },
        ),
        (
            State.NEED_INFO,
            (pause(REPLY, START, CALENDAR),),  # paused: no light of its own
            {
                K.NEED_INFO_3: "2026-06-11T12:30",
                K.NEED_INFO_7: "2026-06-15T12:30",
                K.NEED_INFO_14: "2026-06-22T12:30",
            },
        ),
        (State.DEFERRED, (), {K.REVIEW_DATE: "2026-09-01T09:00"}),
        (State.REPLIED, (), {K.RATE_REMINDER: "2026-06-15T12:30", K.RATE_SILENCE: "2026-06-22T12:30"}),
        (
            State.REDO,
            (REDO,),
            # A fifth of 30 days and 5 hours before the end of the month.
            {K.REDO_YELLOW: "2026-07-02T16:30", K.REDO_RED: "2026-07-08T17:30"},
        ),
        (State.CLOSED, (), {K.SURVEY: "2026-06-22T12:30", K.ARCHIVE: "2026-07-08T12:30"}),
        (State.NOT_ACCEPTED, (), {}),
        (State.MERGED, (REPLY,), {}),
        (State.WITHDRAWN, (), {}),
        (State.ARCHIVED, (), {}),
    ],
)
def test_each_state_has_its_due_rows(
    state: State, clocks: Sequence[Clock], expected: dict[ReminderKind, str]
) -> None:
    assert plan(state, clocks) == {kind: local(text) for kind, text in expected.items()}


@pytest.mark.parametrize("state", sorted(OPEN))
def test_no_open_case_is_ever_forgotten(state: State) -> None:
    assert plan(state, (ACCEPT, REPLY, REDO)), "something becomes due, whatever happens"


def test_clocks_are_watched_only_where_they_run() -> None:
    assert not set(CLOCK_MARKS) & PAUSED
    assert set(CLOCK_MARKS) < OPEN


def test_an_urgent_case_waits_two_natural_hours_in_triage() -> None:
    assert plan(State.SUBMITTED, urgency=Urgency.URGENT) == {K.TRIAGE_DUE: START + timedelta(hours=2)}


def test_the_plan_is_in_order() -> None:
    planned = plan_for(State.ASSIGNED, (REPLY, ACCEPT), RULES, CALENDAR, since=START, now=START)
    assert list(planned) == sorted(planned, key=lambda row: row.due_at)
    assert planned[0] == PlannedReminder(K.ACCEPT_YELLOW, local("2026-06-09T14:42"))


def test_what_was_sent_is_not_planned_again() -> None:
    now = local("2026-06-12T17:00")
    again = plan(State.IN_PROGRESS, (REPLY,), now=now, fired=[K.REPLY_YELLOW])
    assert set(again) == {K.REPLY_RED}


def test_what_became_due_in_a_downtime_is_still_planned() -> None:
    now = local("2026-06-16T09:00")
    assert set(plan(State.IN_PROGRESS, (REPLY,), now=now)) == {K.REPLY_YELLOW, K.REPLY_RED}


def test_an_extension_brings_the_warning_back() -> None:
    now = local("2026-06-15T09:00")
    longer = extend(REPLY, 5, now, CALENDAR, RULES)
    again = plan(State.IN_PROGRESS, (longer,), now=now, fired=[K.REPLY_YELLOW])
    assert set(again) == {K.REPLY_YELLOW, K.REPLY_RED}


def test_a_pause_late_in_the_day_does_not_repeat_the_warning() -> None:
    asked, answered = local("2026-06-15T15:30"), local("2026-06-17T10:00")
    clock = resume(pause(REPLY, asked, CALENDAR), answered, CALENDAR)
    again = plan(State.IN_PROGRESS, (clock,), now=answered, fired=[K.REPLY_YELLOW])
    assert again == {K.REPLY_RED: local("2026-06-17T12:00")}


def test_a_second_question_gets_its_own_reminders() -> None:
    assert len(plan(State.NEED_INFO, fired=[K.NEED_INFO_3, K.NEED_INFO_7])) == 3


def test_no_survey_after_silence_or_after_the_one_survey() -> None:
    planned = plan_for(State.CLOSED, (), RULES, CALENDAR, since=START, now=START, is_survey_wanted=False)
    assert [row.kind for row in planned] == [K.ARCHIVE]


def test_a_deferred_case_without_a_review_date_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="review date"):
        plan_for(State.DEFERRED, (), RULES, CALENDAR, since=START, now=START)


@pytest.mark.parametrize(
    ("kind", "urgency", "now", "sent"),
    [
        (K.REPLY_RED, Urgency.NORMAL, "2026-06-15T17:30", "2026-06-15T17:30"),
        (K.REPLY_RED, Urgency.NORMAL, "2026-06-15T20:00", "2026-06-16T08:00"),  # just closed
        (K.REPLY_RED, Urgency.NORMAL, "2026-06-15T03:00", "2026-06-15T08:00"),
        (K.ACCEPT_RED, Urgency.URGENT, "2026-06-15T03:00", "2026-06-15T03:00"),  # danger does not wait
        (K.TRIAGE_DUE, Urgency.URGENT, "2026-06-15T03:00", "2026-06-15T03:00"),
        (K.RATE_REMINDER, Urgency.URGENT, "2026-06-15T03:00", "2026-06-15T08:00"),  # asking how it was does
    ],
)
def test_routine_reminders_keep_service_hours(
    kind: ReminderKind, urgency: Urgency, now: str, sent: str
) -> None:
    assert next_send_time(kind, urgency, local(now), CALENDAR) == local(sent)


def test_service_hours_can_be_set() -> None:
    nine_to_five = OfficeHours(local("2026-06-15T09:00").time(), local("2026-06-15T17:00").time())
    late = local("2026-06-15T18:00")
    assert next_send_time(K.SURVEY, Urgency.NORMAL, late, CALENDAR, nine_to_five) == local("2026-06-16T09:00")


@pytest.mark.parametrize(
    ("kind", "warned", "earliest"),
    [
        (K.REPLY_RED, None, timedelta()),  # needs no warning
        (K.NEED_INFO_14, timedelta(days=-11), timedelta()),  # warned long ago
        (K.NEED_INFO_14, timedelta(days=-1), timedelta(days=2)),  # warned yesterday, after a downtime
        (K.NEED_INFO_14, None, timedelta(days=3)),  # warned just now, at last
        (K.DRAFT_EXPIRY, timedelta(minutes=-30), timedelta(minutes=30)),
    ],
)
def test_nothing_is_closed_on_somebody_who_was_not_warned(
    kind: ReminderKind, warned: timedelta | None, earliest: timedelta
) -> None:
    warned_at = None if warned is None else START + warned
    assert not_before(kind, warned_at, START) == START + earliest


def test_what_needs_a_warning_goes_to_the_constituent() -> None:
    warned = {*AFTER_WARNING, *(warning for warning, _ in AFTER_WARNING.values())}
    assert warned <= NEVER_AT_NIGHT


NOW = local("2026-06-22T08:00")
DEPUTY, LIAISON = 1, 2


def due(number: str, kind: ReminderKind = K.REPLY_RED, *, hours: float = 0, to: int = DEPUTY) -> DueReminder:
    return DueReminder(to, number, kind, NOW - timedelta(hours=hours))


@pytest.mark.parametrize(
    ("rows", "messages"),
    [
        ([], []),
        ([due("1")], [["1"]]),
        ([due("1", hours=50)], [["1"]]),  # one late reminder needs no summary
        ([due("1"), due("2"), due("3")], [["1"], ["2"], ["3"]]),  # a few at their time stay single
        ([due("1", hours=9), due("2", hours=5)], [["1", "2"]]),  # held up: summed up
        ([due("1", hours=9), due("2", hours=5), due("3")], [["1", "2", "3"]]),  # the fresh one joins them
        ([due(str(n)) for n in range(4)], [["0", "1", "2", "3"]]),  # too many at once
        ([due("1", K.REPLY_YELLOW, hours=9), due("1", hours=5)], [["1"]]),  # yellow is out of date
        ([due("1", K.NEED_INFO_3, hours=9), due("1", K.NEED_INFO_7, hours=5)], [["1", "1"]]),  # not alike
        ([due("1", hours=9), due("1", hours=9, to=LIAISON)], [["1"], ["1"]]),  # each hears of it
    ],
)
def test_after_a_downtime_each_person_gets_one_message(
    rows: list[DueReminder], messages: list[list[str]]
) -> None:
    sent = [
        [row.number for row in message.reminders] if isinstance(message, Summary) else [message.number]
        for message in bundle(rows, NOW)
    ]
    assert sent == messages


def test_urgent_reminders_are_never_hidden_in_a_summary() -> None:
    rows = [due("1", hours=9), due("2", hours=8), replace(due("3", hours=7), urgency=Urgency.URGENT)]
    urgent, summary = bundle(rows, NOW)
    assert urgent == rows[2]
    assert isinstance(summary, Summary)
    assert [row.number for row in summary.reminders] == ["1", "2"]


reminders = st.builds(
    DueReminder,
    recipient_id=st.integers(1, 4),
    number=st.sampled_from(["1", "2", "3", "4", "5"]),
    kind=st.sampled_from(ReminderKind),
    due_at=st.timedeltas(timedelta(), timedelta(days=20)).map(NOW.__sub__),
    urgency=st.sampled_from(Urgency),
)


@given(st.lists(reminders, max_size=40))
def test_a_flood_becomes_few_messages_and_loses_no_case(rows: list[DueReminder]) -> None:
    messages = bundle(rows, NOW)
    told = {
        (row.recipient_id, row.number)
        for message in messages
        for row in (message.reminders if isinstance(message, Summary) else [message])
    }
    assert told == {(row.recipient_id, row.number) for row in rows}
    for person in {row.recipient_id for row in rows}:
        mine = [m for m in messages if m.recipient_id == person]
        routine = [m for m in mine if isinstance(m, Summary) or m.urgency is not Urgency.URGENT]
        assert len(routine) <= 3
        assert sum(isinstance(m, Summary) for m in mine) <= 1


def test_a_clock_of_a_kind_that_a_state_does_not_watch_is_left_alone() -> None:
    stray = replace(REPLY, kind=ClockKind.SUGGESTION)
    assert plan(State.IN_PROGRESS, (stray,)) == {}
