"""The digest as a picture: what is drawn of which figures, in each language."""

from collections.abc import Sequence
from typing import Any

import pytest

from handlers.values.digest_picture import digest_picture
from handlers.wording import LANGUAGES
from hotline.fonts import missing_characters
from hotline.pictures import Bars, Pair, Picture, Tiles, Trend, words_of
from hotline.pictures.paper import SMALL, WIDTH, width_of
from tests.handlers.digests import figures, texts

WEEKS = [
    {"monday": "2026-05-25", "filed": 0, "closed": 0},
    {"monday": "2026-06-01", "filed": 5, "closed": 0},
    {"monday": "2026-06-08", "filed": 18, "closed": 20},
    {"monday": "2026-06-15", "filed": 23, "closed": 18},
]


def drawn(language: str = "zh-Hans", weeks: Sequence[dict[str, Any]] = WEEKS, **changes: Any) -> Picture:
    return digest_picture(figures(**changes), weeks, texts(language), "和平镇人大代表热线")


def test_the_numbers_stand_first_with_how_they_moved() -> None:
    picture = drawn()
    assert picture.subtitle == "2026年6月15日—6月21日"
    numbers, trend, rates, subjects, overdue = picture.panels
    assert isinstance(numbers, Tiles)
    assert [(tile.value, tile.change) for tile in numbers.tiles] == [
        ("23", "比前一周多 5"),
        ("18", "比前一周少 2"),
        ("41", "七天内到期 6"),
        ("4", "超时的 4"),
    ]
    assert isinstance(trend, Trend)
    # The week before the first case is no part of it.
    assert trend.marks == ("6/1", "6/8", "6/15")
    assert [line.values for line in trend.lines] == [(5, 18, 23), (0, 20, 18)]
    assert isinstance(rates, Bars)
    assert isinstance(subjects, Pair)
    assert isinstance(overdue, Bars)
    assert [(bar.label, bar.words) for bar in overdue.bars] == [
        ("王桂芳代表", "3 件"),
        ("没有代表的", "1 件"),
    ]
    assert overdue.is_warning


def test_rates_are_written_out_with_what_stands_beside_them() -> None:
    rates = drawn().panels[2]
    assert isinstance(rates, Bars)
    assert [(bar.value, bar.whole, bar.words, bar.detail) for bar in rates.bars] == [
        (19, 21, "90%（19/21）", ""),
        (11, 15, "73%（11/15）", "另有 4 件没回话，全算上是 65%（11/17）"),
        (13, 15, "87%（13/15）", "另有 4 件没回话"),
    ]


def test_a_rate_of_nobody_is_no_rate() -> None:
    rates = drawn(solved=(0, 0, 2), solved_raw=(0, 0, 2)).panels[2]
    assert isinstance(rates, Bars)
    assert (rates.bars[1].words, rates.bars[1].whole) == ("这一周没有", 0)


def test_a_hotline_that_has_just_opened_has_no_trend() -> None:
    assert not any(isinstance(panel, Trend) for panel in drawn(weeks=WEEKS[:2]).panels)


def test_where_nothing_is_it_says_so() -> None:
    picture = drawn(overdue=[], categories=[], places=[], filed=18, is_running=True)
    for words in ("没有超时的", "没有收到", "没有说到地方的", "和前一周一样", "这周还没过完"):
        assert words in words_of(picture)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_fits_and_can_be_written(language: str) -> None:
    picture = drawn(language)
    assert missing_characters(words_of(picture)) == []
    assert width_of(picture.note, SMALL) < WIDTH - 64
    numbers = picture.panels[0]
    assert isinstance(numbers, Tiles)
    assert all(width_of(line, SMALL) < 238 for tile in numbers.tiles for line in (tile.label, tile.change))
