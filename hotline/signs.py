"""Signs: words that follow each other within one sentence, found on the characters in one pass.

"掉|跌…河|塘" means one of 掉, 跌, and a few characters later one of 河, 塘. A word in braces stands for a
whole list: "{who}…掉".
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import ahocorasick

from hotline.normalisation import fold

GAP = 8  # Characters that may stand between two parts of one sign.
SENTENCE_END = re.compile(r"[。！？!?；;\n]+")
_NAMED = re.compile(r"\{(\w+)\}")

Sign = tuple[frozenset[str], ...]
Span = tuple[int, int]
Starts = Mapping[str, Sequence[int]]


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

    return tuple(frozenset(alternatives(part)) for part in line.split("…"))


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

    def starts(self, text: str) -> dict[str, list[int]]:
        """For each word in the text, where it begins."""
        starts: dict[str, list[int]] = {}
        for last, word in self._automaton.iter(text):
            starts.setdefault(word, []).append(last - len(word) + 1)
        return starts


def spans(sign: Sign, text: str, starts: Starts, after: int | None = None) -> Iterator[tuple[Span, ...]]:
    """Every way in which the parts of a sign follow each other within one sentence, as their spans."""
    if any(part.isdisjoint(starts) for part in sign):
        return
    for start, end in sorted((at, at + len(word)) for word in sign[0] for at in starts.get(word, ())):
        if after is not None and not _follows(text, after, start):
            continue
        if len(sign) == 1:
            yield ((start, end),)
        else:
            yield from (((start, end), *rest) for rest in spans(sign[1:], text, starts, end))


def _follows(text: str, after: int, start: int) -> bool:
    return after <= start <= after + GAP and not SENTENCE_END.search(text, after, start)


def is_hidden(parts: Sequence[Span], words: Iterable[str], starts: Starts) -> bool:
    """Whether some part lies inside one of the given words: 火了 inside 发火了."""
    look_alikes = [(at, at + len(word)) for word in words for at in starts.get(word, ())]
    return any(at <= start and end <= stop for start, end in parts for at, stop in look_alikes)
