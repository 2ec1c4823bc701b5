"""Clues find dangers that no sign names, and can be learned anew from sentences."""

import tomllib
from pathlib import Path

import pytest

from hotline import clue_learning
from hotline.clue_learning import CHOSEN
from hotline.clues import (
    AGAINST,
    Clues,
    KindClues,
    bits,
    read_clues,
    read_kind_clues,
    shipped,
    shipped_kinds,
)
from hotline.danger import DangerKind, as_spoken, find_danger
from hotline.kinds import Kind

FOLDER = Path(__file__).with_name("sentences")
CLUES = Clues(
    {"着火": 4.0, "快": 1.0, "补贴": -6.0},
    {"着火": "fire", "快": "any", "补贴": AGAINST},
    lean=-1.0,
    **CHOSEN,
)
KIND_CLUES = KindClues(
    {"thanks": {"谢谢": 6.0}, "status": {"进度": 6.0}}, {"thanks": -1.0, "status": -1.0}, 0.5, -0.9
)


def test_clues_add_up_and_speak_against_each_other() -> None:
    assert CLUES.read("着火").weight > CLUES.read("着火补贴").weight
    assert CLUES.read("你好").weight == CLUES.lean


def test_a_hint_names_the_kind_and_the_words() -> None:
    hint = CLUES.read("快着火")
    assert (hint.kinds[0], hint.words) == ("fire", ("着火",))


def test_how_a_message_begins_and_ends_are_clues_too() -> None:
    assert {"^快来", "火了$", "了$", "着火", "人"} <= bits("快来人，着火了")
    assert bits("119!") == set()


def test_the_kind_that_weighs_most_is_taken_if_it_weighs_enough() -> None:
    assert KIND_CLUES.read("谢谢").kinds == ("thanks",)
    assert KIND_CLUES.read("进度").kinds == ("status",)
    assert KIND_CLUES.read("路灯").kinds == ()


def test_a_kind_is_doubted_where_nothing_speaks_for_it() -> None:
    assert KIND_CLUES.is_doubted("thanks", "路灯坏了")
    assert not KIND_CLUES.is_doubted("thanks", "谢谢")
    assert not KIND_CLUES.is_doubted("court", "路灯坏了")  # nothing is known of it


def test_the_shipped_clues_are_few_and_speak_of_kinds_that_there_are() -> None:
    assert len(shipped().weights) <= clue_learning.MOST
    assert set(shipped().kinds.values()) <= {*DangerKind, "any", AGAINST}
    assert set(shipped_kinds().weights) == {*Kind} - {Kind.CASE, Kind.UNCLEAR}
    assert all(len(weights) <= clue_learning.MOST_OF_KIND for weights in shipped_kinds().weights.values())


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


def test_what_is_learned_of_kinds_can_be_written_and_read() -> None:
    pytest.importorskip("sklearn")
    lessons = [("谢谢你", "thanks"), ("谢谢", "thanks"), ("进度呢", "status"), ("查进度", "status")]
    learned = clue_learning.learn_kinds([*lessons, ("路灯坏了", "case"), ("路灯不亮", "case")])
    assert set(learned.weights) == {"thanks", "status"}
    assert read_kind_clues(clue_learning.written_kinds(learned)) == learned


@pytest.mark.slow
def test_clues_find_dangers_of_a_list_that_they_were_not_learned_from() -> None:
    pytest.importorskip("sklearn")
    learned = clue_learning.learn(*clue_learning.sentences(FOLDER, without=("danger_11", "kinds_11")))
    lists = tomllib.loads(FOLDER.joinpath("danger_11.toml").read_text("utf-8"))
    happening = [text for texts in lists["happening"].values() for text in texts]
    others = [text for texts in lists["not_happening"].values() for text in texts]
    found = [text for text in happening if learned.read(as_spoken(text)).weight >= learned.enough]
    wrong = [text for text in others if learned.read(as_spoken(text)).weight >= learned.enough]
    assert len(found) >= 0.85 * len(happening)
    assert len(wrong) <= 0.1 * len(others)
