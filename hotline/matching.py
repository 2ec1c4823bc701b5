"""Finds keywords in a text: on the characters, with jieba as the judge where a keyword may break a word."""

import logging
import re
import tempfile
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import accumulate

import ahocorasick
import jieba

jieba.setLogLevel(logging.WARNING)

_CLAUSE_END = re.compile(r"[^\u4e00-\u9fffA-Za-z0-9]")
_REACH = 12  # characters on either side that jieba needs in order to cut as it would in the whole text


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

    def __init__(self, keywords: Iterable[str], names: Iterable[str] = ()) -> None:
        self._frequency: Mapping[str, int] = tokenizer().FREQ
        self._automaton = ahocorasick.Automaton()
        for keyword in keywords:
            self._automaton.add_word(keyword, (len(keyword), keyword))
        self._names = ahocorasick.Automaton()
        for name in filter(None, names):
            self._names.add_word(name, len(name))
        for automaton in (self._automaton, self._names):
            if len(automaton):
                automaton.make_automaton()

    def count(self, text: str, counts: dict[str, float], weight: float = 1.0) -> None:
        """Add `weight` to the count of each keyword for each time it occurs in the folded text."""
        if not text or not len(self._automaton):
            return
        names = self._spans(text) if len(self._names) else ()
        doubtful = self._breaks_a_word
        for last, (length, keyword) in self._automaton.iter(text):
            start = last - length + 1
            if names and any(a <= start and last < b and length < b - a for a, b in names):
                continue
            if doubtful(text, start, last + 1):
                continue
            counts[keyword] = counts.get(keyword, 0.0) + weight

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
        return self._jieba_breaks(text, start, end)

    @staticmethod
    def _jieba_breaks(text: str, start: int, end: int) -> bool:
        begin, stop = max(0, start - _REACH), min(len(text), end + _REACH)
        for mark in _CLAUSE_END.finditer(text, begin, start):
            begin = mark.end()
        mark_after = _CLAUSE_END.search(text, end, stop)
        window = text[begin : mark_after.start() if mark_after else stop]
        cuts = {0, *accumulate(map(len, words(window)))}
        inside = not cuts.isdisjoint(range(start - begin + 1, end - begin))
        return inside and start - begin not in cuts and end - begin not in cuts
