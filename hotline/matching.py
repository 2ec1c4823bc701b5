"""Finds keywords in a text: on the characters, with jieba as the judge where a keyword may break a word."""

import logging
import re
import tempfile
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import accumulate

import ahocorasick
import jieba

jieba.setLogLevel(logging.WARNING)

_CLAUSE_END = re.compile(r"[^\u4e00-\u9fffA-Za-z0-9]")
_REACH = 5  # characters on either side, enough for jieba to cut as it would in the whole text
_LONGEST_IN_DOUBT = 3  # longer keywords are never made of pieces of others, single characters never cut


@cache
def tokenizer() -> jieba.Tokenizer:
    """A tokenizer of our own: its cache is trusted when read back, so it must not lie in a shared folder."""
    private = jieba.Tokenizer()
    with tempfile.TemporaryDirectory(prefix="hotline-jieba-") as folder:
        private.tmp_dir = folder
        private.initialize()
    return private


def words(text: str) -> list[str]:
    """The words of a folded text, in order."""
    return list(tokenizer().cut(text, HMM=False))


class Matcher:
    """Finds every keyword in a text, nested ones included, unless it breaks words or stands in a name."""

    def __init__(self, keywords: Collection[str], names: Iterable[str] = ()) -> None:
        self._frequency: Mapping[str, int] = tokenizer().FREQ
        self._automaton = ahocorasick.Automaton()
        # Characters by themselves need no automaton: Counter finds them faster, and none breaks a word.
        self._characters = frozenset(keyword for keyword in keywords if len(keyword) == 1)
        for keyword in keywords:
            if len(keyword) > 1:
                self._automaton.add_word(keyword, (len(keyword), keyword))
        self._names = ahocorasick.Automaton()
        for name in filter(None, names):
            self._names.add_word(name, len(name))
        for automaton in (self._automaton, self._names):
            if len(automaton):
                automaton.make_automaton()

    def count(self, text: str, counts: dict[str, float], weight: float = 1.0) -> None:
        """Add `weight` to the count of each keyword for each time it occurs in the folded text."""
        names = self._spans(text) if len(self._names) else ()
        if self._characters:
            self._count_characters(text, names, counts, weight)
        if not text or not len(self._automaton):
            return
        doubtful = self._breaks_a_word
        for last, (length, keyword) in self._automaton.iter(text):
            start = last - length + 1
            if names and any(a <= start and last < b and length < b - a for a, b in names):
                continue
            if length <= _LONGEST_IN_DOUBT and doubtful(text, start, last + 1):
                continue
            counts[keyword] = counts.get(keyword, 0.0) + weight

    def _count_characters(
        self, text: str, names: Sequence[tuple[int, int]], counts: dict[str, float], weight: float
    ) -> None:
        for start, end in names:
            if end - start > 1:
                text = text[:start] + " " * (end - start) + text[end:]
        seen = Counter(text)
        for character in self._characters.intersection(seen):
            counts[character] = counts.get(character, 0.0) + weight * seen[character]

    def _spans(self, text: str) -> list[tuple[int, int]]:
        return [(last - length + 1, last + 1) for last, length in self._names.iter(text)]

    def _breaks_a_word(self, text: str, start: int, end: int) -> bool:
        """Whether the keyword is made of pieces of its neighbours, as 伤医 in 工伤医疗.

        Only where dictionary words reach across both of its ends can that be; there jieba cuts the clause.
        """
        if not start or end == len(text):
            return False
        known = self._frequency.get
        if not (known(text[start - 1 : start + 1]) or (start > 1 and known(text[start - 2 : start + 1]))):
            return False
        if not (known(text[end - 1 : end + 1]) or known(text[end - 1 : end + 2])):
            return False
        return _cut_apart(text, start, end)


def _cut_apart(text: str, start: int, end: int) -> bool:
    """Whether jieba, reading the keyword with its neighbours, cuts inside it and at neither of its ends."""
    before = _CLAUSE_END.split(text[max(0, start - _REACH) : start])[-1]
    after = _CLAUSE_END.split(text[end : end + _REACH], maxsplit=1)[0]
    return _read(before, text[start:end], after)


@lru_cache(maxsize=50_000)
def _read(before: str, keyword: str, after: str) -> bool:
    start, end = len(before), len(before) + len(keyword)
    cuts = {0, *accumulate(map(len, words(before + keyword + after)))}
    return not cuts.isdisjoint(range(start + 1, end)) and start not in cuts and end not in cuts
