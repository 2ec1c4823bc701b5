"""Signs: words that follow each other within one sentence, found on the characters in one pass.

"掉|跌…河|塘" means one of 掉, 跌, and a few characters later one of 河, 塘; "掉|跌＋河|塘" means
both anywhere in the text, in any order. A word in braces stands for a whole list: "{who}…掉".
"""

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from itertools import islice
from typing import Any, Generic, TypeVar

import ahocorasick

from hotline.normalisation import fold

GAP = 8  # Characters that may stand between two parts of one sign.
MOST = 40  # Places of one sign that are looked at: more come only from texts made to keep a reader busy.
LONGEST_WORD = 12
SENTENCE_END = re.compile(r"[。！？!?；;\n]+")
_BETWEEN_PARTS = re.compile("[…＋]")
_NAMED = re.compile(r"\{(\w+)\}")

Sign = tuple[frozenset[str], ...]
Span = tuple[int, int]
Starts = Mapping[str, Sequence[int]]


def shipped_lists(name: str) -> dict[str, Any]:
    """The lists in one of the files that come with the hotline."""
    return tomllib.loads(files("hotline.lexicons").joinpath(name).read_text("utf-8"))


def folded_lines(text: str) -> str:
    """The folded text with its line breaks, which folding makes blanks, yet which end a sentence."""
    return "\n".join(map(fold, text.splitlines()))


def read_sign(line: str, named: Mapping[str, Sequence[str]]) -> Sign:
    """The sign that a line of a list means."""

    def alternatives(part: str) -> Iterator[str]:
        for word in part.split("|"):
            list_name = _NAMED.search(word)
            if list_name:
                yield from (word.replace(list_name[0], each) for each in named[list_name[1]])
            else:
                yield word

    return tuple(frozenset(alternatives(part)) for part in _BETWEEN_PARTS.split(line))


def words_of(signs: Iterable[Sign]) -> set[str]:
    """Every word that some sign is made of."""
    return {word for sign in signs for part in sign for word in part}


class WordFinder:
    """Finds where any of many words stand in a text."""

    def __init__(self, words: Iterable[str]) -> None:
        self._automaton = ahocorasick.Automaton()
        for word in words:
            self._automaton.add_word(word, word)
        self._automaton.make_automaton()

    def finds_any(self, text: str) -> bool:
        """Whether any of the words stands in a text."""
        return next(self._automaton.iter(text), None) is not None

    def starts(self, text: str) -> dict[str, list[int]]:
        """For each word in the text, where it begins."""
        starts: dict[str, list[int]] = {}
        for last, word in self._automaton.iter(text):
            starts.setdefault(word, []).append(last - len(word) + 1)
        return starts


_Line = TypeVar("_Line")


class SignIndex(Generic[_Line]):
    """Which lines may match at all: those with a word of their rarest part in the text."""

    def __init__(self, lines: Iterable[tuple[Sign, _Line]]) -> None:
        self._lines: list[_Line] = []
        self._by_word: dict[str, list[int]] = {}
        for number, (sign, line) in enumerate(lines):
            self._lines.append(line)
            for word in min(sign, key=_commonness):
                self._by_word.setdefault(word, []).append(number)

    def lines(self, starts: Starts) -> Iterator[_Line]:
        """The lines to look at for a text, in their own order."""
        numbers = {number for word in starts for number in self._by_word.get(word, ())}
        return (self._lines[number] for number in sorted(numbers))


def _commonness(part: frozenset[str]) -> float:
    """Roughly how often one of some words is met: short words are common."""
    return sum(0.02 ** len(word) for word in part)


def spans(sign: Sign, text: str, starts: Starts) -> Iterator[tuple[Span, ...]]:
    """The ways in which the parts of a sign follow each other within one sentence, as their spans."""
    if any(part.isdisjoint(starts) for part in sign):
        return iter(())
    places = [sorted((at, at + len(word)) for word in part for at in starts.get(word, ())) for part in sign]
    return islice(_chains(places, text, 0, 0, len(text)), MOST)


def _chains(
    places: Sequence[Sequence[Span]], text: str, part: int, earliest: int, latest: int
) -> Iterator[tuple[Span, ...]]:
    for start, end in islice(places[part], bisect_left(places[part], (earliest, 0)), None):
        if start > latest:
            return
        if part and SENTENCE_END.search(text, earliest, start):
            return
        if part + 1 == len(places):
            yield ((start, end),)
        else:
            yield from (((start, end), *rest) for rest in _chains(places, text, part + 1, end, end + GAP))


def anywhere(sign: Sign, starts: Starts, cover: Mapping[int, int]) -> tuple[Span, ...]:
    """One place for each part of a sign, in any order, none inside another; nothing if a part has none."""
    chosen: list[Span] = []
    for part in sign:
        places = [(at, at + len(word)) for word in part for at in starts.get(word, ())]
        places.sort(key=lambda place: (place[0] - place[1], place))  # the longest word says most
        place = next(
            (each for each in places if _is_free(each, chosen) and not is_hidden([each], cover)), None
        )
        if place is None:
            return ()
        chosen.append(place)
    return tuple(chosen)


def _is_free(place: Span, taken: Sequence[Span]) -> bool:
    return all(place[1] <= start or end <= place[0] for start, end in taken)


def covered(words: Iterable[str], starts: Starts) -> dict[int, int]:
    """Where the given words begin, and where the longest that begins there ends."""
    ends: dict[int, int] = {}
    for word in words:
        for at in starts.get(word, ()):
            ends[at] = max(ends.get(at, 0), at + len(word))
    return ends


def is_hidden(parts: Sequence[Span], cover: Mapping[int, int]) -> bool:
    """Whether some part lies inside a covered stretch and is not all of it: 火了 inside 发火了."""
    return any(
        cover.get(at, 0) > end or (at < start and cover.get(at, 0) == end)
        for start, end in parts
        for at in range(start - LONGEST_WORD, start + 1)
    )
