"""Single cells, as people fill them in."""

from datetime import date, datetime

import pytest

from hotline.roster import cells
from hotline.roster.cells import Cell, CellRefused
from storage.vocabulary import Level


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        ("　李秀兰 ", "李秀兰"),
        ("王  芳", "王芳"),  # padded to line up with names of three characters
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("Ｄ０１", "D01"),
        ("李\u200b秀兰\ufeff", "李秀兰"),
        ("和平镇（东）", "和平镇（东）"),  # punctuation is not ours to change
        (3.0, "3"),
        (2.5, "2.5"),
        (datetime(2026, 6, 1, 0, 0), "2026-06-01"),  # noqa: DTZ001  (as Excel gives it)
        ("=1+1", "=1+1"),
        ("@李秀兰", "@李秀兰"),
    ],
)
def test_text_is_tidied_and_nothing_else(cell: Cell, text: str) -> None:
    assert cells.shown(cell) == text


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (date(2026, 6, 1), "2026-06-01"),
        (datetime(2026, 6, 1, 8, 30), "2026-06-01"),  # noqa: DTZ001
        ("2026-06-01", "2026-06-01"),
        ("２０２６／６／１", "2026-06-01"),
        ("2026.6.1", "2026-06-01"),
        ("2026年6月1日", "2026-06-01"),
        ("2026年06月01号", "2026-06-01"),
        ("20260601", "2026-06-01"),
        (20260601, "2026-06-01"),
        ("2026-06-01 00:00:00", "2026-06-01"),
        (46174, "2026-06-01"),  # what Excel keeps, in a cell without a date format
    ],
)
def test_a_day_in_any_of_its_spellings(cell: Cell, day: str) -> None:
    assert cells.day(cell).isoformat() == day


@pytest.mark.parametrize(
    ("reader", "cell", "key"),
    [
        (cells.day, "6月1日", "day_without_year"),
        (cells.day, "2026-02-30", "not_a_day"),
        (cells.day, "下周一", "not_a_day"),
        (cells.day, 12, "not_a_day"),
        (cells.day, float("inf"), "not_a_day"),
        (cells.code, "一号", "not_a_code"),
        (cells.code, "D 01", "not_a_code"),
        (cells.code, "x" * 33, "not_a_code"),
        (cells.code, datetime(2026, 3, 1), "code_became_a_day"),  # noqa: DTZ001  (3-1, helped by Excel)
        (cells.name, "长" * 65, "too_long"),
        (cells.place_name, "河", "too_short"),
        (cells.aliases, "柳湾、河", "too_short"),
        (cells.aliases, "、".join(f"别名{n}" for n in range(31)), "too_many"),
        (cells.kind, "村子", "unknown_word"),
        (cells.level, "国", "unknown_word"),
        (cells.capacity, "很多", "not_a_number"),
        (cells.capacity, 0, "not_a_number"),
        (cells.capacity, -3, "not_a_number"),
        (cells.capacity, 2.5, "not_a_number"),
        (cells.capacity, "9" * 5000, "not_a_number"),
        (cells.yes_or_no, "也许", "not_yes_or_no"),
        (cells.latitude, 120.5, "not_a_coordinate"),
        (cells.longitude, "东边", "not_a_coordinate"),
        (cells.longitude, "nan", "not_a_coordinate"),
    ],
)
def test_what_says_nothing_usable_is_refused(reader: object, cell: Cell, key: str) -> None:
    assert callable(reader)
    with pytest.raises(CellRefused) as refused:
        reader(cell)
    assert refused.value.key == key


@pytest.mark.parametrize(
    ("reader", "cell", "value"),
    [
        (cells.code, 1, "1"),
        (cells.code, 1.0, "1"),
        (cells.code, "０１", "01"),
        (cells.words, "林木果园、林业管理", ("林木果园", "林业管理")),
        (cells.words, "林木果园|林业管理，林木果园 民政", ("林木果园", "林业管理", "民政")),
        (cells.words, ["林木果园", "民政"], ("林木果园", "民政")),
        (cells.kind, "村", "village"),
        (cells.kind, "社区", "village"),
        (cells.kind, "estate", "estate"),
        (cells.level, "县级", Level.COUNTY),
        (cells.level, "镇人大代表", Level.TOWN),
        (cells.level, "city", Level.CITY),
        (cells.capacity, "１５件", 15),
        (cells.capacity, 15.0, 15),
        (cells.yes_or_no, "√", True),
        (cells.yes_or_no, False, False),
        (cells.latitude, "38.5°N", 38.5),
    ],
)
def test_what_people_write_is_understood(reader: object, cell: Cell, value: object) -> None:
    assert callable(reader)
    assert reader(cell) == value
