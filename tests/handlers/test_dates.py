"""Several days in one line."""

from datetime import date

import pytest

from handlers.dates import DATE_STYLES


def june(*days: int) -> list[date]:
    return [date(2026, 6, day) for day in days]


@pytest.mark.parametrize(
    ("days", "chinese", "english"),
    [
        ([], "", ""),
        (june(16), "6月16日", "16 Jun"),
        (june(16, 17, 18, 22), "6月16日—18日、22日", "16 Jun – 18 Jun, 22 Jun"),
        ([*june(30), date(2026, 7, 1), date(2026, 7, 3)], "6月30日—7月1日、3日", "30 Jun – 1 Jul, 3 Jul"),
    ],
)
def test_days_that_follow_one_another_are_said_together(days: list[date], chinese: str, english: str) -> None:
    assert DATE_STYLES["zh-Hans"].dates(days) == chinese
    assert DATE_STYLES["en"].dates(days) == english
