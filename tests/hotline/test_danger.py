"""Danger that happens now is found with the right number; what is denied, feared or past is not."""

import tomllib
from pathlib import Path

import pytest

from hotline.danger import Danger, DangerKind, find_danger, find_hidden_danger

SENTENCES = tomllib.loads(Path(__file__).with_name("sentences").joinpath("danger.toml").read_text("utf-8"))
HAPPENING = [(call, text) for call, texts in SENTENCES["happening"].items() for text in texts]
NOT_HAPPENING = [text for texts in SENTENCES["not_happening"].values() for text in texts]
WARM = {"home_violence", "jump", "despair"}

FEARED = ["线路老化，担心会着火", "河堤再不加固，下大雨就可能决口", "去年村里着过火，烧了三间房"]
HARMLESS = ["村口的路灯坏了", "你好", "", "…", "跳楼价甩卖", "豆腐火了"]


def is_right(call: str, danger: Danger | None) -> bool:
    if danger is None:
        return False
    return danger.needs_warm_answer if call in WARM else call in (danger.number, *danger.more_numbers)


def test_the_lists_are_long_enough_to_say_something() -> None:
    assert len(HAPPENING) >= 60
    assert len(NOT_HAPPENING) >= 60


def test_hardly_a_danger_is_missed() -> None:
    missed = [text for call, text in HAPPENING if not is_right(call, find_danger(text))]
    assert len(missed) <= 0.03 * len(HAPPENING), missed


def test_hardly_anything_else_is_called_a_danger() -> None:
    wrong = [text for text in NOT_HAPPENING if find_danger(text)]
    assert len(wrong) <= 0.03 * len(NOT_HAPPENING), wrong


@pytest.mark.parametrize("text", FEARED)
def test_a_feared_or_remembered_danger_is_hidden_not_happening(text: str) -> None:
    assert find_danger(text) is None
    hidden = find_hidden_danger(text)
    assert hidden is not None
    assert not hidden.is_happening


@pytest.mark.parametrize("text", HARMLESS)
def test_ordinary_words_hold_no_danger_at_all(text: str) -> None:
    assert find_danger(text) is None
    assert find_hidden_danger(text) is None


def test_the_deciding_words_are_told() -> None:
    danger = find_danger("快来人，我家厨房着火了")
    assert danger is not None
    assert (danger.kind, danger.number) == (DangerKind.FIRE, "119")
    assert "着火了" in danger.words


def test_traditional_characters_and_odd_spacing_hide_nothing() -> None:
    assert find_danger("廚 房 著火了，快來人") is not None


def test_a_threat_over_wages_needs_a_warm_answer() -> None:
    danger = find_danger("老板再不发工资，我就从楼上跳下去")
    assert danger is not None
    assert (danger.kind, danger.needs_warm_answer) == (DangerKind.JUMP, True)


def test_a_long_report_that_mentions_a_danger_is_no_call_for_help() -> None:
    report = "我们小区的物业从来不管事。" * 12 + "楼下车库电动车起火，消防栓没水。" + "请领导过问。" * 6
    assert find_danger(report) is None


def test_a_long_message_that_says_it_is_now_is_one() -> None:
    assert find_danger("我们小区的物业从来不管事。" * 12 + "现在楼下着火了，快救人！") is not None


@pytest.mark.parametrize("text", ["没有人掉河里" * 2000, "他被老公打" * 2400, "火" * 12000])
def test_a_text_made_to_keep_us_busy_is_read_to_its_end(text: str) -> None:
    find_danger(text)
