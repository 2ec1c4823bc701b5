"""Cutting for search: every word of two characters is found, a longer one whole, nothing across a gap."""

import pytest

from hotline.searching import Term, cut, terms_of

FOUND = [
    ("村口的路坏了", "村口"),  # the first two
    ("村口的路坏了", "坏了"),  # the last two
    ("村口的路坏了", "口的路"),  # a longer one, anywhere
    ("村口的路坏了", "坏"),  # one character
    ("村口的路坏了", "了"),  # the last one
    ("村口的路坏了", "村口 坏了"),  # both
    ("村口的路，坏了", "路"),  # at the end of a run
    ("自來水停了三天", "自来水"),  # traditional in the text
    ("自来水停了三天", "自來水"),  # traditional in the question
    ("编号0123，DN50的水管", "dn50"),
    ("编号0123，DN50的水管", "ＤＮ５０ 水管"),  # full width
]
NOT_FOUND = [
    ("村口的路坏了", "村路"),
    ("村口，路坏了", "口路"),  # a comma between
    ("路口\n口的", "路口的"),  # the pairs are there, the word is not
    ("村口的路坏了", "村口 水管"),
    ("编号0123", "12"),  # a number is found whole
]


def finds(text: str, asked: str) -> bool:
    """What both databases do: each term's words one after the other."""
    words = f" {cut(text)} "

    def has(term: Term) -> bool:
        return f" {' '.join(term.words)}{'' if term.is_prefix else ' '}" in words

    return all(has(term) for term in terms_of(asked))


@pytest.mark.parametrize(("text", "asked"), FOUND)
def test_what_is_in_the_text_is_found(text: str, asked: str) -> None:
    assert finds(text, asked)


@pytest.mark.parametrize(("text", "asked"), NOT_FOUND)
def test_what_is_not_in_the_text_is_not_found(text: str, asked: str) -> None:
    assert not finds(text, asked)


@pytest.mark.parametrize("asked", ["", "  ", "，。！", "🙂", "\"*'():&|<->"])
def test_nothing_is_asked_by_punctuation(asked: str) -> None:
    assert terms_of(asked) == ()


def test_what_is_asked_holds_only_letters_and_digits() -> None:
    hostile = "村' | 'x \" OR 1=1 -- <-> :* 路口) NEAR(井"
    assert all(word.isalnum() for term in terms_of(hostile) for word in term.words)


def test_every_pair_of_a_text_is_found() -> None:
    text = "靠山屯到镇上六里地还是土路"
    assert all(finds(text, text[start : start + 2]) for start in range(len(text) - 1))
