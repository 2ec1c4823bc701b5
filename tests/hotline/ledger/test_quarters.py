"""Quarters and spans of past days as people type them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from hotline.ledger.quarters import Quarter, past_days_in, quarter_in, quarter_of

ZONE = ZoneInfo("Asia/Shanghai")
SECOND = Quarter(date(2026, 4, 1))


@pytest.mark.parametrize(
    "typed",
    ["2026Q2", "2026q2", "２０２６Ｑ２", "2026-Q2", "2026年二季度", "2026年第2季度", "2026 年 第二 季度"],
)
def test_a_quarter_is_understood(typed: str) -> None:
    assert quarter_in(typed) == SECOND


@pytest.mark.parametrize(
    "typed", ["", "Q2", "2026Q5", "2026Q", "26Q2", "2026年", "明天", "2026Q2 公布", "三季度"]
)
def test_anything_else_is_none(typed: str) -> None:
    assert quarter_in(typed) is None


def test_a_quarter_knows_its_days_and_its_neighbours() -> None:
    assert (SECOND.code, SECOND.last) == ("2026Q2", date(2026, 6, 30))
    assert SECOND.after().code == "2026Q3"
    assert SECOND.before().code == "2026Q1"
    assert quarter_of(date(2026, 12, 31)).after().code == "2027Q1"
    assert quarter_of(date(2027, 1, 1)).before().code == "2026Q4"
    begins = datetime(2026, 3, 31, 16, tzinfo=UTC), datetime(2026, 6, 30, 16, tzinfo=UTC)
    assert SECOND.moments(ZONE) == begins


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("2026-01-01到2026-03-31", date(2026, 1, 1), date(2026, 3, 31)),
        ("从2026年1月1日 至 2026年3月31日", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026/1/1—2026/3/31", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026.1.1 to 2026.3.31", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026-01-01 2026-03-31", None, None),  # run together it could be anything
        ("2026-02-28", date(2026, 2, 28), date(2026, 2, 28)),
        ("2026Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026年2月", date(2026, 2, 1), date(2026, 2, 28)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        ("2026年12月", date(2026, 12, 1), date(2026, 12, 31)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-03-31到2026-01-01", None, None),  # backwards
        ("2026-02-30", None, None),
        ("2026-13", None, None),
        ("上个月", None, None),
        ("", None, None),
    ],
)
def test_days_are_understood(typed: str, first: date | None, last: date | None) -> None:
    assert past_days_in(typed) == (None if first is None else (first, last))
