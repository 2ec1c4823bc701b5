"""Search in Chinese without a dictionary: text is cut into overlapping pairs of characters.

So every word of two characters is found exactly, a longer one as pairs that follow one another, and a single
character by the pairs that begin with it; the last character of a run stands alone, so that no run goes over
into the next. Latin words and numbers are whole words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hotline.normalisation import fold

# What is indexed of one case; longer dialogues are found by what was said first.
LONGEST = 60_000
_LONGEST_ASKED = 100
_MOST_TERMS = 8
_RUN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+|[^\W_\u3400-\u9fff\U00020000-\U0003ffff]+")
_NUMBER = re.compile(r"[0-9]{1,9}")
_IDEOGRAPH = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")


@dataclass(frozen=True)
class Term:
    """Words that follow one another; `is_prefix`: the one word is only the beginning."""

    words: tuple[str, ...]
    is_prefix: bool = False


def cut(text: str) -> str:
    """The words by which a text is found, with spaces between."""
    words: list[str] = []
    for run in _runs(text[:LONGEST]):
        words += [*_pairs(run), run[-1]] if _IDEOGRAPH.match(run) else [run]
    return " ".join(words)


def terms_of(asked: str) -> tuple[Term, ...]:
    """What is looked for; a case has to have all of it. Empty where nothing was asked for."""
    found = [_term(run) for run in _runs(asked[:_LONGEST_ASKED])]
    return tuple(dict.fromkeys(found))[:_MOST_TERMS]


def number_of(terms: Sequence[Term]) -> int | None:
    """The number of a case, if nothing else was asked for."""
    if len(terms) != 1 or not _NUMBER.fullmatch(terms[0].words[0]):
        return None
    return int(terms[0].words[0])


def _runs(text: str) -> list[str]:
    return _RUN.findall(fold(text).lower())


def _pairs(run: str) -> list[str]:
    return [run[start : start + 2] for start in range(len(run) - 1)]


def _term(run: str) -> Term:
    if not _IDEOGRAPH.match(run):
        return Term((run,))
    return Term((run,), is_prefix=True) if len(run) == 1 else Term(tuple(_pairs(run)))
