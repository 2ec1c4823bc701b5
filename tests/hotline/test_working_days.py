"""Working days of real years, years without data, and working time in zones with and without DST."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.working_days import DayKind, OfficeHours, WorkCalendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkCalendar(SHANGHAI)
UNKNOWN_YEAR = 2099

ZONES = ["Asia/Shanghai", "UTC", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu"]
calendars = st.builds(
    WorkCalendar,
    st.sampled_from([ZoneInfo(name) for name in ZONES]),
    st.sampled_from([OfficeHours(), OfficeHours(time(0), time(23, 59)), OfficeHours(time(1, 30), time(3))]),
)
moments = st.timedeltas(timedelta(), timedelta(days=4 * 365)).map(datetime(2024, 1, 1, tzinfo=UTC).__add__)
amounts = st.timedeltas(timedelta(microseconds=1), timedelta(days=8))


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2026, 2, 14), DayKind.SWAPPED_WORKDAY),  # Saturday worked before Spring Festival
        (date(2026, 2, 15), DayKind.HOLIDAY),  # Sunday, first of nine days off
        (date(2026, 2, 16), DayKind.HOLIDAY),  # Monday, New Year's Eve
        (date(2026, 2, 23), DayKind.HOLIDAY),  # Monday, last day off
        (date(2026, 2, 24), DayKind.WORKDAY),
        (date(2026, 2, 28), DayKind.SWAPPED_WORKDAY),  # Saturday worked after it
        (date(2026, 3, 1), DayKind.WEEKEND),
        (date(2026, 6, 19), DayKind.HOLIDAY),  # Dragon Boat Festival, a Friday
        (date(2026, 9, 20), DayKind.SWAPPED_WORKDAY),  # Sunday worked before National Day
        (date(2026, 10, 1), DayKind.HOLIDAY),
        (date(2026, 10, 7), DayKind.HOLIDAY),
        (date(2026, 10, 8), DayKind.WORKDAY),
        (date(2026, 10, 10), DayKind.SWAPPED_WORKDAY),  # Saturday worked after it
        (date(2026, 10, 11), DayKind.WEEKEND),
        (date(UNKNOWN_YEAR, 10, 1), DayKind.WORKDAY),  # a Thursday; no notice exists
        (date(UNKNOWN_YEAR, 10, 3), DayKind.WEEKEND),
    ],
)
def test_days_are_what_the_notice_makes_of_them(day: date, kind: DayKind) -> None:
    assert CALENDAR.kind(day) is kind


@pytest.mark.parametrize(
    ("day", "key"),
    [
        (date(2026, 2, 17), "spring_festival"),
        (date(2026, 10, 2), "national_day"),
        (date(2026, 2, 14), None),  # worked
        (date(2026, 3, 1), None),  # a plain Sunday
        (date(UNKNOWN_YEAR, 10, 1), None),  # not known
    ],
)
def test_a_public_holiday_has_a_key(day: date, key: str | None) -> None:
    assert CALENDAR.holiday(day) == key


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        ("2026-06-15T09:00", 1, "2026-06-16T17:30"),  # Monday → Tuesday
        ("2026-06-15T00:00", 1, "2026-06-16T17:30"),  # the first minute of Monday counts as Monday
        ("2026-06-15T23:59", 1, "2026-06-16T17:30"),  # and so does the last
        ("2026-06-18T10:00", 1, "2026-06-22T17:30"),  # Thursday → over Dragon Boat Festival to Monday
        ("2026-06-13T10:00", 1, "2026-06-15T17:30"),  # Saturday → Monday
        ("2026-02-13T15:00", 1, "2026-02-14T17:30"),  # Friday → the Saturday worked in exchange
        ("2026-02-13T15:00", 5, "2026-02-27T17:30"),  # 14, 24, 25, 26, 27: over Spring Festival
        ("2026-02-14T15:00", 5, "2026-02-28T17:30"),  # 24, 25, 26, 27 and the swapped Saturday
        ("2026-09-18T09:00", 1, "2026-09-20T17:30"),  # Friday → the Sunday worked in exchange
        ("2026-09-29T09:00", 5, "2026-10-12T17:30"),  # 30, 8, 9, 10 (swapped Saturday), 12
        ("2026-09-30T09:00", 10, "2026-10-20T17:30"),  # 8, 9, 10, 12-16, 19, 20
        ("2026-12-31T09:00", 1, "2027-01-01T17:30"),  # no notice for 2027 in this release: by weekday
    ],
)
def test_working_days_are_counted_over_holidays_and_swaps(start: str, n: int, due: str) -> None:
    if "2027" in due and not CALENDAR.is_estimated(date(2027, 1, 1)):
        pytest.skip("the calendar knows 2027")
    assert CALENDAR.add_working_days(local(start), n) == local(due)


def test_the_local_date_decides_not_the_utc_one() -> None:
    sunday_in_utc = datetime(2026, 6, 14, 17, 0, tzinfo=UTC)  # Monday 01:00 in Shanghai
    assert CALENDAR.add_working_days(sunday_in_utc, 1) == local("2026-06-16T17:30")


def test_overrides_win_over_the_calendar_and_are_not_estimates() -> None:
    calendar = WorkCalendar(
        SHANGHAI,
        overrides={
            date(2026, 6, 16): False,  # a temple fair
            date(2026, 6, 20): True,  # flood season, all on duty
            date(UNKNOWN_YEAR, 10, 1): False,
        },
    )
    assert calendar.kind(date(2026, 6, 16)) is DayKind.OWN_HOLIDAY
    assert calendar.kind(date(2026, 6, 20)) is DayKind.OWN_WORKDAY
    assert calendar.add_working_days(local("2026-06-15T09:00"), 1) == local("2026-06-17T17:30")
    assert not calendar.is_estimated(date(UNKNOWN_YEAR, 10, 1))
    assert calendar.is_estimated(date(UNKNOWN_YEAR, 10, 2))


def test_known_years_are_not_estimated_and_unknown_ones_are() -> None:
    assert not CALENDAR.is_estimated(date(2026, 12, 31))
    assert CALENDAR.is_estimated(date(UNKNOWN_YEAR, 1, 4))
    assert CALENDAR.is_estimated(date(1999, 1, 4))


@pytest.mark.parametrize(
    ("a", "b", "hours"),
    [
        ("2026-06-15T08:30", "2026-06-15T17:30", 9),  # a whole day
        ("2026-06-15T16:30", "2026-06-16T09:30", 2),  # over night
        ("2026-06-12T16:30", "2026-06-15T09:30", 2),  # over a weekend
        ("2026-06-15T18:00", "2026-06-15T23:00", 0),  # after hours
        ("2026-06-16T09:30", "2026-06-15T09:30", 0),  # backwards
        ("2026-09-30T16:30", "2026-10-08T09:30", 2),  # over National Day
        ("2026-02-13T17:30", "2026-02-24T08:30", 9),  # only the swapped Saturday
    ],
)
def test_working_time_is_office_time(a: str, b: str, hours: int) -> None:
    assert CALENDAR.working_time_between(local(a), local(b)) == timedelta(hours=hours)


def test_a_working_time_that_fills_a_day_ends_with_the_day() -> None:
    assert CALENDAR.add_working_time(local("2026-06-15T08:30"), timedelta(hours=9)) == local(
        "2026-06-15T17:30"
    )
    assert CALENDAR.add_working_time(local("2026-06-13T12:00"), timedelta(hours=9)) == local(
        "2026-06-15T17:30"
    )


def test_office_hours_grow_by_the_hour_that_clocks_are_put_back() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    sunday = date(2026, 10, 25)
    calendar = WorkCalendar(berlin, OfficeHours(time(1), time(5)), overrides={sunday: True})
    opens, closes = calendar.at(sunday, time(1)), calendar.at(sunday, time(5))
    assert calendar.working_time_between(opens, closes) == timedelta(hours=5)
    # The same when the moments come in local time, where Python subtracts wall clocks.
    a, b = opens.astimezone(berlin), closes.astimezone(berlin)
    assert calendar.working_time_between(a, b) == timedelta(hours=5)


@given(calendars, moments, amounts)
def test_adding_working_time_adds_exactly_that(
    calendar: WorkCalendar, a: datetime, amount: timedelta
) -> None:
    assert calendar.working_time_between(a, calendar.add_working_time(a, amount)) == amount


@given(calendars, moments, amounts)
def test_subtracting_working_time_takes_exactly_that(
    calendar: WorkCalendar, b: datetime, amount: timedelta
) -> None:
    assert calendar.working_time_between(calendar.subtract_working_time(b, amount), b) == amount


@given(calendars, st.lists(moments, min_size=3, max_size=3).map(sorted))
def test_working_time_adds_up(calendar: WorkCalendar, ordered: list[datetime]) -> None:
    a, b, c = ordered
    parts = calendar.working_time_between(a, b) + calendar.working_time_between(b, c)
    assert parts == calendar.working_time_between(a, c)


@given(calendars, moments, st.integers(1, 30))
def test_the_nth_working_day_is_worked_and_n_days_on(calendar: WorkCalendar, start: datetime, n: int) -> None:
    due = calendar.add_working_days(start, n)
    worked = [day for day in calendar.days_after(start, due) if calendar.is_working_day(day)]
    assert len(worked) == n
    assert due == calendar.closing(worked[-1])


@pytest.mark.parametrize(
    ("now", "moment"),
    [
        ("2026-06-15T07:59", "2026-06-15T08:00"),  # too early
        ("2026-06-15T08:00", "2026-06-15T08:00"),  # just open
        ("2026-06-15T19:59", "2026-06-15T19:59"),  # still open
        ("2026-06-15T20:00", "2026-06-16T08:00"),  # just closed
        ("2026-06-20T23:00", "2026-06-21T08:00"),  # holidays are served too
    ],
)
def test_service_hours_are_kept(now: str, moment: str) -> None:
    assert CALENDAR.next_service_moment(local(now)) == local(moment)


@given(calendars, moments)
def test_a_service_moment_is_never_past_and_less_than_a_day_off(
    calendar: WorkCalendar, now: datetime
) -> None:
    moment = calendar.next_service_moment(now)
    assert now <= moment <= now + timedelta(hours=13)
    assert calendar.next_service_moment(moment) == moment


def test_moments_without_a_timezone_are_refused() -> None:
    naive = datetime(2026, 6, 15, 9)  # noqa: DTZ001
    for ask in (CALENDAR.local_date, CALENDAR.next_service_moment):
        with pytest.raises(ValueError, match="timezone"):
            ask(naive)


def test_office_hours_begin_before_they_end() -> None:
    with pytest.raises(ValueError, match="office hours"):
        OfficeHours(time(17), time(8))


def test_zero_working_days_are_no_deadline() -> None:
    with pytest.raises(ValueError, match="0 working days"):
        CALENDAR.add_working_days(local("2026-06-15T09:00"), 0)
