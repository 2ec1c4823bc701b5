"""When things are due, how pauses and extensions move that, lights, and the explanation."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.deadlines import (
    Clock,
    ClockKind,
    ClockRules,
    Pause,
    SkippedDay,
    accept_deadline,
    explain,
    extend,
    light,
    pause,
    recompute,
    redo_deadline,
    referral_deadline,
    reply_deadline,
    resume,
    return_deadline,
    suggestion_deadline,
    yellow_at,
)
from hotline.errors import NoSuchChoice
from hotline.working_days import DayKind, OfficeHours, WorkCalendar
from storage.vocabulary import Light, Urgency

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkCalendar(SHANGHAI)
RULES = ClockRules()

calendars = st.builds(
    WorkCalendar,
    st.sampled_from([SHANGHAI, ZoneInfo("America/New_York"), ZoneInfo("Australia/Lord_Howe")]),
    st.sampled_from([OfficeHours(), OfficeHours(time(0), time(23, 59))]),
)
moments = st.timedeltas(timedelta(), timedelta(days=4 * 365)).map(datetime(2024, 1, 1, tzinfo=UTC).__add__)
gaps = st.lists(st.timedeltas(timedelta(), timedelta(days=4)), max_size=8)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("urgency", "started", "accept", "reply"),
    [
        (Urgency.NORMAL, "2026-06-15T10:00", "2026-06-16T17:30", "2026-06-23T17:30"),  # over Dragon Boat
        (Urgency.NORMAL, "2026-06-20T10:00", "2026-06-22T17:30", "2026-06-26T17:30"),  # filed on a Saturday
        (Urgency.CONSULTATION, "2026-06-15T10:00", "2026-06-15T17:30", "2026-06-18T17:30"),  # the same day
        (Urgency.CONSULTATION, "2026-06-15T15:30", "2026-06-15T17:30", "2026-06-18T17:30"),  # 2 h are left
        (
            Urgency.CONSULTATION,
            "2026-06-15T15:31",
            "2026-06-16T17:30",
            "2026-06-18T17:30",
        ),  # too late for today
        (Urgency.CONSULTATION, "2026-06-20T10:00", "2026-06-22T17:30", "2026-06-24T17:30"),  # a Saturday
        (
            Urgency.URGENT,
            "2026-06-20T03:00",
            "2026-06-20T05:00",
            "2026-06-21T03:00",
        ),  # at night, on a holiday
    ],
)
def test_accepting_and_replying_are_due(urgency: Urgency, started: str, accept: str, reply: str) -> None:
    assert accept_deadline(local(started), urgency, CALENDAR, RULES).due_at == local(accept)
    assert reply_deadline(local(started), urgency, CALENDAR, RULES).due_at == local(reply)


def test_an_assignment_can_be_returned_for_two_working_days() -> None:
    assert return_deadline(local("2026-06-18T10:00"), CALENDAR, RULES).due_at == local("2026-06-23T17:30")


@pytest.mark.parametrize(
    ("started", "due"),
    [
        ("2026-06-15T10:00", "2026-07-15T17:30"),  # the same day of the next month
        ("2026-01-30T10:00", "2026-02-28T17:30"),  # no 30th: the last, a swapped workday
        ("2026-05-20T10:00", "2026-06-22T17:30"),  # a Saturday in a holiday rolls to Monday
        ("2026-09-01T10:00", "2026-10-08T17:30"),  # National Day rolls over the whole week
        ("2026-11-30T10:00", "2026-12-30T17:30"),
    ],
)
def test_a_redo_has_one_month(started: str, due: str) -> None:
    clock = redo_deadline(local(started), CALENDAR, RULES)
    assert (clock.due_at, clock.is_natural, clock.is_estimated) == (local(due), True, False)


def test_a_formal_suggestion_has_three_months_and_a_complex_one_six() -> None:
    started = local("2026-03-16T09:00")
    assert suggestion_deadline(started, CALENDAR, RULES).due_at == local("2026-06-16T17:30")
    hard = suggestion_deadline(started, CALENDAR, RULES, is_complex=True)
    assert hard.due_at == local("2026-09-16T17:30")


def test_months_carry_into_the_next_year_and_say_that_its_holidays_are_not_known() -> None:
    clock = suggestion_deadline(datetime(2098, 11, 30, 9, tzinfo=SHANGHAI), CALENDAR, RULES)
    # 2099-02-28 is a Saturday.
    assert clock.due_at == datetime(2099, 3, 2, 17, 30, tzinfo=SHANGHAI)
    assert clock.is_estimated


def test_a_unit_answers_by_the_day_that_was_agreed() -> None:
    clock = referral_deadline(local("2026-06-12T10:00"), date(2026, 6, 20), CALENDAR)
    assert (clock.due_at, clock.is_natural) == (local("2026-06-20T17:30"), True)
    with pytest.raises(NoSuchChoice):
        referral_deadline(local("2026-06-12T18:00"), date(2026, 6, 12), CALENDAR)


def test_a_deadline_past_the_calendar_s_range_says_that_it_is_estimated() -> None:
    known = reply_deadline(local("2026-06-15T10:00"), Urgency.NORMAL, CALENDAR, RULES)
    unknown_year = datetime(2099, 6, 15, 10, tzinfo=SHANGHAI)
    unknown = reply_deadline(unknown_year, Urgency.NORMAL, CALENDAR, RULES)
    urgent = reply_deadline(unknown_year, Urgency.URGENT, CALENDAR, RULES)
    assert (known.is_estimated, unknown.is_estimated, urgent.is_estimated) == (False, True, False)


def test_an_estimated_deadline_moves_once_the_holidays_are_known() -> None:
    clock = reply_deadline(datetime(2099, 9, 30, 10, tzinfo=SHANGHAI), Urgency.NORMAL, CALENDAR, RULES)
    assert clock.due_at == datetime(2099, 10, 7, 17, 30, tzinfo=SHANGHAI)
    week_off = {date(2099, 10, day): False for day in range(1, 8)}
    known = {date(2099, 10, day): day not in {10, 11} for day in range(8, 17)}
    moved = recompute(clock, (), WorkCalendar(SHANGHAI, overrides=week_off | known))
    assert moved.due_at == datetime(2099, 10, 14, 17, 30, tzinfo=SHANGHAI)
    assert not moved.is_estimated


def test_a_pause_keeps_the_working_time_that_was_left() -> None:
    clock = accept_deadline(local("2026-06-15T10:00"), Urgency.NORMAL, CALENDAR, RULES)
    paused = pause(clock, local("2026-06-16T15:30"), CALENDAR)
    assert paused.remaining == timedelta(hours=2)
    # Over the Dragon Boat Festival: one hour on Thursday afternoon, one on Monday morning.
    resumed = resume(paused, local("2026-06-18T16:30"), CALENDAR)
    assert resumed.due_at == local("2026-06-22T09:30")
    assert (resumed.paused_at, resumed.remaining) == (None, None)


def test_a_pause_of_an_urgent_clock_keeps_natural_time() -> None:
    clock = accept_deadline(local("2026-06-20T23:00"), Urgency.URGENT, CALENDAR, RULES)
    paused = pause(clock, local("2026-06-21T00:30"), CALENDAR)
    assert resume(paused, local("2026-06-21T03:00"), CALENDAR).due_at == local("2026-06-21T03:30")


def test_a_clock_that_has_run_out_stays_red_through_a_pause() -> None:
    clock = accept_deadline(local("2026-06-15T10:00"), Urgency.NORMAL, CALENDAR, RULES)
    late = local("2026-06-16T17:30")
    assert pause(clock, late, CALENDAR) == clock
    assert resume(clock, late + timedelta(days=9), CALENDAR) == clock


def test_pausing_twice_is_pausing_once() -> None:
    clock = reply_deadline(local("2026-06-15T10:00"), Urgency.NORMAL, CALENDAR, RULES)
    once = pause(clock, local("2026-06-16T10:00"), CALENDAR)
    assert pause(once, local("2026-06-18T10:00"), CALENDAR) == once


@given(calendars, st.sampled_from(Urgency), moments, gaps)
def test_pauses_neither_give_nor_take_time(
    calendar: WorkCalendar, urgency: Urgency, start: datetime, waits: list[timedelta]
) -> None:
    clock, now = reply_deadline(start, urgency, calendar, RULES), start
    ran, pauses = timedelta(), list[Pause]()
    for wait in waits:
        if clock.paused_at is not None:
            clock = resume(clock, now + wait, calendar)
            pauses.append(Pause(now, now + wait))
        else:
            stop = max(now, min(now + wait, clock.due_at))
            ran += stop - now if clock.is_natural else calendar.working_time_between(now, stop)
            clock = pause(clock, now + wait, calendar)
        now += wait
    if clock.paused_at is not None:
        clock = resume(clock, now, calendar)
    left = clock.due_at - now if clock.is_natural else calendar.working_time_between(now, clock.due_at)
    assert ran + max(left, timedelta()) == clock.length
    assert clock.due_at == recompute(clock, [p for p in pauses if p.ended_at > p.started_at], calendar).due_at


@given(calendars, st.sampled_from(Urgency), moments, st.integers(1, 10))
def test_an_extension_only_ever_adds(
    calendar: WorkCalendar, urgency: Urgency, start: datetime, days: int
) -> None:
    clock = reply_deadline(start, urgency, calendar, RULES)
    longer = extend(clock, days, start, calendar, RULES)
    assert longer.due_at > clock.due_at
    assert longer.length > clock.length
    assert yellow_at(longer, calendar) > yellow_at(clock, calendar)


def test_an_extension_adds_working_days() -> None:
    clock = reply_deadline(local("2026-06-15T10:00"), Urgency.NORMAL, CALENDAR, RULES)
    assert extend(clock, 10, clock.started_at, CALENDAR, RULES).due_at == local("2026-07-07T17:30")


@pytest.mark.parametrize("days", [-1, 0, 11])
def test_an_extension_stays_within_the_rule(days: int) -> None:
    clock = reply_deadline(local("2026-06-15T10:00"), Urgency.NORMAL, CALENDAR, RULES)
    with pytest.raises(NoSuchChoice):
        extend(clock, days, clock.started_at, CALENDAR, RULES)


def test_a_paused_clock_is_not_extended() -> None:
    clock = reply_deadline(local("2026-06-15T10:00"), Urgency.NORMAL, CALENDAR, RULES)
    now = local("2026-06-16T10:00")
    with pytest.raises(ValueError, match="paused"):
        extend(pause(clock, now, CALENDAR), 1, now, CALENDAR, RULES)


def test_a_clock_that_has_run_out_is_not_extended() -> None:
    clock = reply_deadline(local("2026-06-15T10:00"), Urgency.NORMAL, CALENDAR, RULES)
    with pytest.raises(NoSuchChoice):
        extend(clock, 1, clock.due_at, CALENDAR, RULES)


# From Monday 12:30 to Tuesday 17:30 are 14 office hours; a fifth of them, 2:48, is left from 14:42.
ACCEPT = accept_deadline(local("2026-06-15T12:30"), Urgency.NORMAL, CALENDAR, RULES)


@pytest.mark.parametrize(
    ("now", "colour"),
    [
        ("2026-06-15T12:30", Light.GREEN),
        ("2026-06-16T14:41", Light.GREEN),
        ("2026-06-16T14:42", Light.YELLOW),
        ("2026-06-16T17:29", Light.YELLOW),
        ("2026-06-16T17:30", Light.RED),
        ("2026-06-20T10:00", Light.RED),
    ],
)
def test_lights_change_at_80_and_100_percent(now: str, colour: Light) -> None:
    assert light(ACCEPT, local(now), CALENDAR) is colour


def test_a_pause_is_taken_off_before_the_light_is_reckoned() -> None:
    paused = pause(ACCEPT, local("2026-06-15T14:30"), CALENDAR)
    assert light(paused, local("2026-06-25T10:00"), CALENDAR) is Light.GREEN
    resumed = resume(paused, local("2026-06-25T14:30"), CALENDAR)
    assert yellow_at(resumed, CALENDAR) == local("2026-06-26T14:42")


def test_a_paused_clock_keeps_its_light() -> None:
    paused = pause(ACCEPT, local("2026-06-16T15:00"), CALENDAR)
    assert light(paused, local("2026-07-20T10:00"), CALENDAR) is Light.YELLOW


def test_an_urgent_light_goes_by_natural_time() -> None:
    clock = accept_deadline(local("2026-06-20T23:00"), Urgency.URGENT, CALENDAR, RULES)
    assert yellow_at(clock, CALENDAR) == local("2026-06-21T00:36")


@given(calendars, st.sampled_from(Urgency), moments, st.lists(moments, min_size=2, max_size=2).map(sorted))
def test_a_light_never_goes_back(
    calendar: WorkCalendar, urgency: Urgency, start: datetime, watched: list[datetime]
) -> None:
    clock = reply_deadline(start, urgency, calendar, RULES)
    first, second = (list(Light).index(light(clock, now, calendar)) for now in watched)
    assert first <= second


def test_a_deadline_explains_weekends_holidays_and_swaps() -> None:
    clock = reply_deadline(local("2026-09-29T10:00"), Urgency.NORMAL, CALENDAR, RULES)
    why = explain(clock, CALENDAR)
    assert why.counted == (date(2026, 9, 30), *(date(2026, 10, day) for day in (8, 9, 10, 12)))
    assert why.swapped == (date(2026, 10, 10),)
    national_day = [SkippedDay(date(2026, 10, day), DayKind.HOLIDAY, "national_day") for day in range(1, 8)]
    assert why.skipped == (*national_day, SkippedDay(date(2026, 10, 11), DayKind.WEEKEND))
    assert (why.paused_days, why.paused, why.is_estimated) == ((), timedelta(), False)


def test_a_deadline_explains_pauses() -> None:
    clock = reply_deadline(local("2026-06-08T10:00"), Urgency.NORMAL, CALENDAR, RULES)
    stop = Pause(local("2026-06-09T15:30"), local("2026-06-11T10:30"))
    moved = resume(pause(clock, stop.started_at, CALENDAR), stop.ended_at, CALENDAR)
    why = explain(moved, CALENDAR, [stop])
    assert why.paused_days == (date(2026, 6, 10),)
    assert why.paused == timedelta(hours=2 + 9 + 2)
    assert why.pauses == (stop,)
    assert date(2026, 6, 9) in why.counted  # half a day still counts


def test_an_urgent_deadline_has_no_days_to_explain() -> None:
    clock = reply_deadline(local("2026-10-01T10:00"), Urgency.URGENT, CALENDAR, RULES)
    why = explain(clock, CALENDAR)
    assert (why.counted, why.skipped, why.is_natural) == ((), (), True)


@given(calendars, moments, st.integers(1, 10))
def test_without_pauses_exactly_the_days_of_the_rule_count(
    calendar: WorkCalendar, start: datetime, days: int
) -> None:
    clock = reply_deadline(start, Urgency.NORMAL, calendar, replace(RULES, reply_days=days))
    assert len(explain(clock, calendar).counted) == days


def test_moments_are_kept_in_utc() -> None:
    started = local("2026-06-15T10:00")
    clocks: list[Clock] = [
        accept_deadline(started, Urgency.URGENT, CALENDAR, RULES),
        reply_deadline(started, Urgency.NORMAL, CALENDAR, RULES),
        redo_deadline(started, CALENDAR, RULES),
        resume(pause(ACCEPT, local("2026-06-15T14:30"), CALENDAR), local("2026-06-16T10:00"), CALENDAR),
    ]
    assert {clock.kind for clock in clocks} == {ClockKind.ACCEPT, ClockKind.REPLY, ClockKind.REDO}
    assert all(moment.tzinfo is UTC for clock in clocks for moment in (clock.started_at, clock.due_at))
