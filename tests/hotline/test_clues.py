"""Clues find dangers that no sign names, and can be learned anew from sentences."""

import tomllib
from pathlib import Path

import pytest

from hotline import clue_learning
from hotline.clues import AGAINST, Clues, read_clues, shipped
from hotline.danger import DangerKind, as_spoken, find_danger

FOLDER = Path(__file__).with_name("sentences")
CLUES = Clues(
    {"着火": 4.0, "快": 1.0, "补贴": -6.0}, {"着火": "fire", "快": "any", "补贴": AGAINST}, -1.0, 0.0, 0.9
)


def test_clues_add_up_and_speak_against_each_other() -> None:
    assert CLUES.read("着火", is_likely=True) is not None
    assert CLUES.read("着火补贴", is_likely=True) is None
    assert CLUES.read("你好", is_likely=True) is None


def test_what_is_unlikely_needs_more() -> None:
    assert CLUES.read("快着火", is_likely=True) is not None
    assert CLUES.read("快着火快", is_likely=False) is None


def test_a_hint_names_the_kind_and_the_words() -> None:
    hint = CLUES.read("快着火", is_likely=True)
    assert hint is not None
    assert (hint.kind, hint.words) == ("fire", ("着火",))


def test_the_shipped_clues_are_few_and_speak_of_kinds_that_there_are() -> None:
    assert len(shipped().weights) <= clue_learning.MOST
    assert set(shipped().kinds.values()) <= {*DangerKind, "any", AGAINST}


def test_a_danger_known_by_its_clues_names_all_numbers() -> None:
    text = "我们坐的缆绳滑篮散架 有人挂着 快来"
    danger = find_danger(text)
    assert find_danger(text, by_clues=False) is None
    assert danger is not None
    assert {danger.number, *danger.more_numbers} >= {"119", "120"}


def test_what_is_learned_can_be_written_and_read() -> None:
    pytest.importorskip("sklearn")
    happening = {"119": ["着火了", "快来着火了"], "120": ["晕倒了", "我妈晕倒了"]}
    learned = clue_learning.learn(happening, ["路灯坏了", "路灯不亮了"])
    assert read_clues(clue_learning.written(learned)) == learned


@pytest.mark.slow
def test_clues_find_dangers_of_a_list_that_they_were_not_learned_from() -> None:
    pytest.importorskip("sklearn")
    learned = clue_learning.learn(*clue_learning.sentences(FOLDER, without=("danger_11", "kinds_11")))
    lists = tomllib.loads(FOLDER.joinpath("danger_11.toml").read_text("utf-8"))
    happening = [text for texts in lists["happening"].values() for text in texts]
    others = [text for texts in lists["not_happening"].values() for text in texts]
    found = [text for text in happening if learned.read(as_spoken(text), is_likely=True)]
    wrong = [text for text in others if learned.read(as_spoken(text), is_likely=True)]
    assert len(found) >= 0.6 * len(happening)
    assert len(wrong) <= 0.05 * len(others)
