"""Days as deputies type them for a referral."""

from datetime import date

import pytest

from hotline.typed_days import date_in, day_ahead, day_back, month_back, working_days_in

TODAY = date(2026, 6, 15)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("6月20日", date(2026, 6, 20)),
        ("６月２０号", date(2026, 6, 20)),
        ("6-20", date(2026, 6, 20)),
        ("2026-06-20", date(2026, 6, 20)),
        ("2026年7月1日", date(2026, 7, 1)),
        ("6月15日", TODAY),
        ("3月1日", date(2027, 3, 1)),  # the next one
        ("2026-03-01", date(2026, 3, 1)),  # said in full: over, which the referral refuses
        ("20号", date(2026, 6, 20)),
        ("10号", date(2026, 7, 10)),  # this month's is over
        ("2月30日", None),
        ("9999-12-31", None),  # its week has no end
        ("下周", None),
        ("", None),
    ],
)
def test_a_date_is_read_as_the_next_such_day(typed: str, day: date | None) -> None:
    assert date_in(typed, TODAY) == day


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("6月15日", TODAY),
        ("6-1", date(2026, 6, 1)),
        ("6月16日", date(2025, 6, 16)),  # this year's is to come
        ("2026-06-16", date(2026, 6, 16)),  # said in full
        ("10号", date(2026, 6, 10)),
        ("20号", date(2026, 5, 20)),  # this month's is to come
        ("2月30日", None),
        ("0001-01-01", None),
        ("上周", None),
    ],
)
def test_a_date_that_has_been_is_read_as_the_last_such_day(typed: str, day: date | None) -> None:
    assert day_back(typed, TODAY) == day


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("本月", date(2026, 6, 1)),
        ("上月", date(2026, 5, 1)),
        ("month", date(2026, 5, 1)),
        ("5月", date(2026, 5, 1)),
        ("７月份", date(2025, 7, 1)),  # this year's is to come
        ("2026-04", date(2026, 4, 1)),
        ("2026年7月", date(2026, 7, 1)),  # said in full
        ("13月", None),
        ("6", None),
        ("6月15日", None),
    ],
)
def test_a_month_is_named_by_its_number_or_a_word(typed: str, first: date | None) -> None:
    assert month_back(typed, TODAY) == first


@pytest.mark.parametrize(
    ("typed", "days"),
    [("5", 5), ("５天", 5), ("10个工作日", 10), ("0", None), ("251", None), ("20号", None), ("6-20", None)],
)
def test_a_number_alone_is_working_days(typed: str, days: int | None) -> None:
    assert working_days_in(typed) == days


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("8月20日", date(2026, 8, 20)),
        ("60", date(2026, 8, 14)),
        ("45天后", date(2026, 7, 30)),
        ("两周", date(2026, 6, 29)),
        ("3个月", date(2026, 9, 13)),
        ("一个月以后", date(2026, 7, 15)),
        ("半年", date(2026, 12, 14)),
        ("半个月", date(2026, 6, 30)),
        ("1年", date(2027, 6, 15)),
        ("秋后", None),
        ("", None),
    ],
)
def test_a_day_ahead_is_a_date_or_how_far_away_it_is(typed: str, day: date | None) -> None:
    assert day_ahead(typed, TODAY) == day
