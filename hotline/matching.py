"""Finds keywords in a text: on the characters, with jieba as the judge where a keyword may break a word."""

import logging
import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import accumulate
from typing import NamedTuple

import ahocorasick
import jieba
import numpy as np
import numpy.typing as npt

jieba.setLogLevel(logging.WARNING)

Codes = npt.NDArray[np.uint32]
Numbers = npt.NDArray[np.intp]
_CLAUSE_END = re.compile(r"[^\u4e00-\u9fffA-Za-z0-9]")
_REACH = 5  # characters on either side, enough for jieba to cut as it would in the whole text
_LONGEST_IN_DOUBT = 3  # longer keywords are never made of pieces of others, single characters never cut
_CODE_POINTS = 0x110000
_NONE = -1
_SCATTER = np.uint32(0x9E3779B1)
_BLOCK = 400_000  # bytes of the dictionary read at once: enough to be quick, little to hold


@cache
def tokenizer() -> jieba.Tokenizer:
    """A tokenizer of our own, filled from jieba's dictionary: no cache file is written, none is trusted.

    jieba reads its dictionary line by line; read at once, the same takes half the time.
    """
    private = jieba.Tokenizer()
    frequency: dict[str, int] = private.FREQ
    with private.get_dict_file() as file:
        while lines := file.readlines(_BLOCK):
            fields = b"".join(lines).decode("utf-8").split()
            words_here = dict(zip(fields[::3], map(int, fields[1::3]), strict=True))
            # As jieba does it: the beginnings of words are known too, with frequency 0.
            starts = {word[:end] for word in words_here for end in range(1, len(word))} - frequency.keys()
            frequency.update(dict.fromkeys(starts, 0))
            frequency.update(words_here)
            private.total += sum(words_here.values())
    private.initialized = True
    return private


def words(text: str) -> list[str]:
    """The words of a folded text, in order."""
    return list(tokenizer().cut(text, HMM=False))


class Found(NamedTuple):
    """The different keywords of a text by number, and how often each occurs; both of shape (keywords,)."""

    numbers: Numbers
    times: npt.NDArray[np.float64]


class Matcher:
    """Finds every keyword in a text, nested ones included, unless it breaks words or stands in a name."""

    def __init__(self, keywords: Iterable[str], names: Iterable[str] = ()) -> None:
        # Characters by themselves come first: they are counted all at once, since none breaks a word.
        self.keywords = tuple(sorted({word for word in keywords if word}, key=lambda word: len(word) > 1))
        characters = [word for word in self.keywords if len(word) == 1]
        self._single = len(characters)
        self._characters = np.full(_CODE_POINTS, self._single, np.int16)
        self._characters[list(map(ord, characters))] = np.arange(self._single)
        # Longer ones are followed from their beginnings, which are in here too.
        self._numbers: dict[str, int] = {}
        for number, keyword in enumerate(self.keywords[self._single :], self._single):
            for length in range(2, len(keyword)):
                self._numbers.setdefault(keyword[:length], _NONE)
            self._numbers[keyword] = number
        self._begins = _Pairs([keyword[:2] for keyword in self.keywords[self._single :]], 17)
        self._names = ahocorasick.Automaton()
        for name in names:
            if len(name) > 1:
                self._names.add_word(name, len(name))
        if len(self._names):
            self._names.make_automaton()

    def find(self, head: str, body: str = "", weight: int = 1) -> Found:
        """Count the keywords of a folded text, which may come in two parts; those in the first count more."""
        text = f"{head}\n{body}"  # read in one go, but no keyword reaches across a break
        codes = _codes(text)
        names = self._spans(text) if len(self._names) else []
        longer = self._longer(text, codes, names, len(head), weight)
        if names:
            codes = codes.copy()
            for start, end in names:
                codes[start:end] = 0
        weights = np.ones(len(codes))
        weights[: len(head)] = weight
        counted = np.bincount(self._characters.take(codes), weights, self._single + 1)[: self._single]
        held = counted.nonzero()[0]
        size = len(longer)
        return Found(
            np.concatenate((held, np.fromiter(longer, np.intp, size))),
            np.concatenate((counted.take(held), np.fromiter(longer.values(), np.float64, size))),
        )

    def _longer(
        self, text: str, codes: Codes, names: Sequence[tuple[int, int]], first: int, weight: int
    ) -> dict[int, int]:
        """How often each keyword of two characters or more occurs."""
        places = _places(codes)
        starts = self._begins.holds(places).nonzero()[0]
        doubts = _reaching_back().holds(places.take(starts - 1))
        counts: dict[int, int] = {}
        known, size = self._numbers.get, len(text)
        for start, in_doubt in zip(starts.tolist(), doubts.tolist(), strict=True):
            end = start + 2
            while (number := known(text[start:end])) is not None and end <= size:
                if number != _NONE and not (
                    (in_doubt and end - start <= _LONGEST_IN_DOUBT and _breaks_a_word(text, start, end))
                    or (names and _within(names, start, end))
                ):
                    counts[number] = counts.get(number, 0) + (weight if start < first else 1)
                end += 1
        return counts

    def _spans(self, text: str) -> list[tuple[int, int]]:
        return [(last - length + 1, last + 1) for last, length in self._names.iter(text)]


def _within(names: Iterable[tuple[int, int]], start: int, end: int) -> bool:
    """Whether the keyword is a part of a name, and not the whole of it."""
    return any(a <= start and end <= b and end - start < b - a for a, b in names)


def _codes(text: str) -> Codes:
    """The code point of each character, shape (characters,)."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


def _places(codes: Codes) -> Codes:
    """A number for each two neighbours, shape (characters - 1,); some of beyond 16 bits share one."""
    places: Codes = (codes[:-1] << 16) | codes[1:]
    return places


class _Pairs:
    """A set of pairs of characters that is asked for many at once; a few others are taken for members."""

    def __init__(self, pairs: Sequence[str], bits: int) -> None:
        self._shift = np.uint32(32 - bits)
        self._held = np.zeros(1 << bits, np.bool_)
        self._held[self._slots(_places(_codes("".join(pairs)))[::2])] = True

    def holds(self, places: Codes) -> npt.NDArray[np.bool_]:
        """Which of the places are of pairs in the set."""
        return self._held.take(self._slots(places))

    def _slots(self, places: Codes) -> Codes:
        slots: Codes = (places * _SCATTER) >> self._shift
        return slots


@cache
def _reaching_back() -> _Pairs:
    """The last two characters of the dictionary's words of two or three."""
    frequency = tokenizer().FREQ
    return _Pairs([word[-2:] for word, times in frequency.items() if times and 2 <= len(word) <= 3], 21)


def _breaks_a_word(text: str, start: int, end: int) -> bool:
    """Whether the keyword is made of pieces of its neighbours, as 伤医 in 工伤医疗.

    Only where dictionary words reach across both of its ends can that be; there jieba cuts the clause.
    """
    if not start or end == len(text):
        return False
    known = tokenizer().FREQ.get
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


def forget() -> None:
    """Forget what jieba said of the places it was asked about, so that a measurement starts afresh."""
    _read.cache_clear()
