"""What is no case is recognised, and a case is hardly ever taken for something else."""

import tomllib
from pathlib import Path

import pytest

from hotline.kinds import Kind, kind_of

FOLDER = Path(__file__).with_name("sentences")
LISTS = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("kinds*.toml"))}
CASES = {name: [text for texts in lists["cases"].values() for text in texts] for name, lists in LISTS.items()}
OTHERS: dict[Kind, list[str]] = {
    kind: [text for lists in LISTS.values() for text in lists["kinds"].get(kind, ())]
    for kind in Kind
    if kind is not Kind.CASE
}
DANGERS = tomllib.loads(FOLDER.joinpath("danger.toml").read_text("utf-8"))


@pytest.mark.parametrize("name", LISTS)
def test_the_lists_are_long_enough_to_say_something(name: str) -> None:
    assert set(LISTS[name]["kinds"]) | {Kind.UNCLEAR} == {*Kind} - {Kind.CASE}
    assert len(CASES[name]) >= 60


@pytest.mark.parametrize("kind", OTHERS)
def test_most_messages_of_each_kind_are_recognised(kind: Kind) -> None:
    texts = OTHERS[kind]
    wrong = {text: kind_of(text).kind.value for text in texts if kind_of(text).kind is not kind}
    assert len(wrong) <= 0.15 * len(texts), wrong


@pytest.mark.parametrize("name", LISTS)
def test_a_case_is_hardly_ever_taken_for_something_else(name: str) -> None:
    texts = CASES[name]
    wrong = {text: kind_of(text).kind.value for text in texts if kind_of(text).kind is not Kind.CASE}
    assert len(wrong) <= 0.02 * len(texts), wrong


def test_whoever_knows_of_a_danger_spares_looking_again() -> None:
    assert kind_of("谢谢", in_danger=True).kind is Kind.CASE
    assert kind_of("我老公又打我", in_danger=False) != kind_of("我老公又打我")


def test_words_that_may_stand_beside_others_decide_nothing_alone() -> None:
    assert kind_of("这个事").kind is not Kind.STATUS


def test_whoever_is_in_danger_has_a_case_and_is_never_told_that_it_is_abuse() -> None:
    texts = [text for name in ("home_violence", "jump", "despair") for text in DANGERS["happening"][name]]
    assert {kind_of(text).kind for text in texts} == {Kind.CASE}


def test_whoever_writes_much_has_a_matter_to_tell() -> None:
    assert kind_of("法院判决不公，我不服。" + "事情是这样的。" * 30).kind is Kind.CASE


@pytest.mark.parametrize("text", ["", " ", "？", "1", "…", "\n", "😀", "\u200b\u2060\u200d", "\u202e"])
def test_a_message_without_words_is_unclear(text: str) -> None:
    assert kind_of(text).kind is Kind.UNCLEAR


def test_the_deciding_words_and_how_sure_they_are() -> None:
    result = kind_of("网上刷单被骗了三万块")
    assert result.kind is Kind.POLICE
    assert "被骗" in "".join(result.words)
    assert 0.5 < result.confidence <= 1.0
