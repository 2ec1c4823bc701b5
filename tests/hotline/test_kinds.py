"""What is no case is recognised, and a case is hardly ever taken for something else."""

import tomllib
from pathlib import Path

import pytest

from hotline.kinds import Kind, kind_of

SENTENCES = tomllib.loads(Path(__file__).with_name("sentences").joinpath("kinds.toml").read_text("utf-8"))
CASES = [text for texts in SENTENCES["cases"].values() for text in texts]
DANGERS = tomllib.loads(Path(__file__).with_name("sentences").joinpath("danger.toml").read_text("utf-8"))


def test_the_lists_are_long_enough_to_say_something() -> None:
    assert set(SENTENCES["kinds"]) == {*Kind} - {Kind.CASE}
    assert len(CASES) >= 100


@pytest.mark.parametrize("kind", SENTENCES["kinds"])
def test_most_messages_of_each_kind_are_recognised(kind: str) -> None:
    texts = SENTENCES["kinds"][kind]
    wrong = {text: kind_of(text).kind.value for text in texts if kind_of(text).kind != kind}
    assert len(wrong) <= 0.15 * len(texts), wrong


def test_a_case_is_hardly_ever_taken_for_something_else() -> None:
    wrong = {text: kind_of(text).kind.value for text in CASES if kind_of(text).kind is not Kind.CASE}
    assert len(wrong) <= 0.02 * len(CASES), wrong


def test_whoever_is_in_danger_has_a_case_and_is_never_told_that_it_is_abuse() -> None:
    texts = [text for name in ("home_violence", "jump", "despair") for text in DANGERS["happening"][name]]
    assert {kind_of(text).kind for text in texts} == {Kind.CASE}


def test_whoever_writes_much_has_a_matter_to_tell() -> None:
    assert kind_of("法院判决不公，我不服。" + "事情是这样的。" * 30).kind is Kind.CASE


@pytest.mark.parametrize("text", ["", " ", "？", "1", "…", "\n", "😀"])
def test_a_message_without_words_is_unclear(text: str) -> None:
    assert kind_of(text).kind is Kind.UNCLEAR


def test_the_deciding_words_and_how_sure_they_are() -> None:
    result = kind_of("网上刷单被骗了三万块")
    assert result.kind is Kind.POLICE
    assert "被骗" in "".join(result.words)
    assert 0.5 < result.confidence <= 1.0
