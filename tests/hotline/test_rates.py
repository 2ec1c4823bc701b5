"""The three rates of a week: which rows count, and what stands beside."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.rates import Rate, RatingRow, ResponseRow, Week, count_week, week_before, week_of

SHANGHAI = ZoneInfo("Asia/Shanghai")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


WEEK = week_of(local("2026-06-17T12:00"), SHANGHAI)
DUE = local("2026-06-16T17:30")
SETTLED = local("2026-06-18T10:00")


def response(due: datetime = DUE, contacted: datetime | None = None) -> ResponseRow:
    return ResponseRow(due, contacted)


@pytest.mark.parametrize(
    ("moment", "monday"),
    [
        ("2026-06-15T00:00", date(2026, 6, 15)),  # the first moment of a Monday
        ("2026-06-21T23:59", date(2026, 6, 15)),  # the last minute of a Sunday
        ("2026-06-22T00:00", date(2026, 6, 22)),
        ("2027-01-01T10:00", date(2026, 12, 28)),  # over the year's end
    ],
)
def test_a_week_runs_from_monday_to_sunday_in_the_hotline_s_zone(moment: str, monday: date) -> None:
    week = week_of(local(moment), SHANGHAI)
    assert week.monday == monday
    assert week.starts_at <= local(moment) < week.ends_at


def test_monday_begins_when_it_does_in_the_zone_not_in_utc() -> None:
    assert week_of(datetime(2026, 6, 14, 16, tzinfo=UTC), SHANGHAI).monday == date(2026, 6, 15)
    assert week_of(datetime(2026, 6, 14, 15, 59, tzinfo=UTC), SHANGHAI).monday == date(2026, 6, 8)


def test_the_digest_of_monday_morning_is_about_the_week_before() -> None:
    assert week_before(local("2026-06-22T08:30"), SHANGHAI) == WEEK


def test_the_week_of_a_clock_change_is_an_hour_shorter() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    week = week_of(datetime(2026, 3, 29, 12, tzinfo=UTC), berlin)
    assert week.ends_at - week.starts_at == timedelta(days=7, hours=-1)


@given(
    st.timedeltas(timedelta(), timedelta(days=3000)).map(datetime(2020, 1, 1, tzinfo=UTC).__add__),
    st.sampled_from(["Asia/Shanghai", "America/New_York", "Pacific/Chatham"]).map(ZoneInfo),
)
def test_weeks_follow_each_other_without_gap(moment: datetime, zone: ZoneInfo) -> None:
    week = week_of(moment, zone)
    assert week.starts_at <= moment < week.ends_at
    assert week_before(moment, zone).ends_at == week.starts_at
    assert week_of(week.ends_at, zone).starts_at == week.ends_at


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (response(contacted=DUE - timedelta(hours=1)), Rate(1, 1, 0)),  # in time
        (response(contacted=DUE), Rate(1, 1, 0)),  # to the minute
        (response(contacted=DUE + timedelta(minutes=1)), Rate(0, 1, 0)),  # too late
        (response(contacted=None), Rate(0, 1, 0)),  # not at all
        (response(due=WEEK.starts_at, contacted=WEEK.starts_at), Rate(1, 1, 0)),  # the border belongs to it
        (response(due=WEEK.ends_at, contacted=WEEK.starts_at), Rate(0, 0, 0)),  # due next week
        (response(due=WEEK.starts_at - timedelta(seconds=1), contacted=DUE), Rate(0, 0, 0)),  # last week
    ],
)
def test_a_response_counts_in_the_week_in_which_it_was_due(row: ResponseRow, expected: Rate) -> None:
    assert count_week(WEEK, [row], []).response.raw == expected


def test_solved_and_satisfied_are_counted_apart_and_silence_stands_beside() -> None:
    rates = count_week(
        WEEK,
        [],
        [
            RatingRow(SETTLED, is_solved=True, is_satisfied=True),
            RatingRow(SETTLED, is_solved=True, is_satisfied=False),
            RatingRow(SETTLED, is_solved=False, is_satisfied=None),  # answered one question only
            RatingRow(SETTLED, is_solved=None, is_satisfied=None),  # 14 days of silence
            RatingRow(WEEK.ends_at, is_solved=False, is_satisfied=False),  # next week
        ],
    )
    assert rates.solved.counted == Rate(yes=2, answered=3, unanswered=1)
    assert rates.satisfied.counted == Rate(yes=1, answered=2, unanswered=2)
    assert rates.satisfied.counted.share == 0.5


def test_excluded_cases_leave_the_rate_and_stay_in_the_raw_one() -> None:
    rates = count_week(
        WEEK,
        [ResponseRow(DUE, DUE), ResponseRow(DUE, None, is_excluded=True)],
        [RatingRow(SETTLED, True, True), RatingRow(SETTLED, False, False, is_excluded=True)],
    )
    assert (rates.response.counted, rates.response.raw) == (Rate(1, 1), Rate(1, 2))
    assert (rates.solved.counted, rates.solved.raw) == (Rate(1, 1), Rate(1, 2))


def test_a_week_without_cases_has_no_rate_rather_than_zero() -> None:
    national_day = week_of(local("2026-10-05T12:00"), SHANGHAI)
    rates = count_week(national_day, [], [])
    assert rates.response.counted.share is None
    assert rates.satisfied.raw.share is None


answers = st.none() | st.booleans()
ratings = st.lists(
    st.builds(
        RatingRow,
        st.timedeltas(timedelta(days=-10), timedelta(days=10)).map(SETTLED.__add__),
        answers,
        answers,
        st.booleans(),
    )
)


@given(ratings)
def test_nobody_is_dropped(rows: list[RatingRow]) -> None:
    def week_rows(week: Week) -> int:
        raw = count_week(week, [], rows).satisfied.raw
        return raw.answered + raw.unanswered

    weeks = [week_of(WEEK.starts_at + timedelta(days=7 * step), SHANGHAI) for step in range(-3, 4)]
    assert sum(map(week_rows, weeks)) == len(rows)


@given(ratings)
def test_a_rate_lies_between_zero_and_one(rows: list[RatingRow]) -> None:
    figure = count_week(WEEK, [], rows).solved
    for rate in (figure.counted, figure.raw):
        assert rate.share is None or 0 <= rate.share <= 1
    assert figure.counted.answered <= figure.raw.answered


def test_a_moment_without_a_timezone_has_no_week() -> None:
    with pytest.raises(ValueError, match="timezone"):
        week_of(datetime(2026, 6, 15), SHANGHAI)  # noqa: DTZ001
