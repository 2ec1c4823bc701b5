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

from hotline.word_counts import Hashes, WordCounts, hashes

jieba.setLogLevel(logging.WARNING)

Codes = npt.NDArray[np.uint32]
Numbers = npt.NDArray[np.intp]
_CLAUSE_END = re.compile(r"[^\u4e00-\u9fffA-Za-z0-9]")
_REACH = 5  # characters on either side, enough for jieba to cut as it would in the whole text
_LONGEST_IN_DOUBT = 3  # longer keywords are never made of pieces of others, single characters never cut
_CODE_POINTS = 0x110000
_NONE = -1
_SCATTER = np.uint32(0x9E3779B1)
_BLOCK = 100_000  # bytes of the dictionary read at once: enough to be quick, little to hold


class _Tokenizer(jieba.Tokenizer):  # type: ignore[misc]
    """jieba on a dictionary that takes little memory."""

    FREQ: WordCounts
    # The last two characters of the words of two or three, as one number each.
    ends: Codes

    def get_DAG(self, sentence: str) -> dict[int, list[int]]:  # noqa: N802  (jieba's name)
        """As jieba's, but each piece is looked up once: where the words end that begin at each place."""
        times_of, length = self.FREQ.get, len(sentence)
        ends: dict[int, list[int]] = {}
        for start in range(length):
            here = []
            for end in range(start + 1, length + 1):
                times = times_of(sentence[start:end])
                if times is None:
                    break
                if times:
                    here.append(end - 1)
            ends[start] = here or [start]
        return ends


@cache
def tokenizer() -> _Tokenizer:
    """A tokenizer of our own, filled from jieba's dictionary: no cache file is written, none is trusted.

    jieba reads its dictionary line by line; read at once, the same takes half the time.
    """
    private = _Tokenizer()
    counted: list[tuple[Hashes, npt.NDArray[np.int32], Hashes]] = []
    ends = []
    with private.get_dict_file() as file:
        while lines := file.readlines(_BLOCK):
            fields = b"".join(lines).decode("utf-8").split()
            here, times = fields[::3], np.fromiter(map(int, fields[1::3]), np.int32)
            # As jieba does it: the beginnings of words are known too, with frequency 0.
            starts = {word[:end] for word in here for end in range(1, len(word))}
            counted.append((hashes(here), times, hashes(starts)))
            ends.append(_pairs(word[-2:] for word in here if 2 <= len(word) <= 3))
            private.total += int(times.sum())
    private.FREQ = WordCounts(*(np.concatenate(parts) for parts in zip(*counted, strict=True)))
    private.ends = np.concatenate(ends)
    private.initialized = True
    return private


def words(text: str) -> list[str]:
    """The words of a folded text, in order."""
    return list(tokenizer().cut(text, HMM=False))


class Found(NamedTuple):
    """The different keywords of texts: which text, which keyword, how often; shape (keywords,) each.

    Ordered by text.
    """

    texts: Numbers
    keywords: Numbers
    times: Numbers


class Matcher:
    """Finds every keyword in a text, nested ones included, unless it breaks words or stands in a name."""

    def __init__(self, keywords: Iterable[str], names: Iterable[str] = ()) -> None:
        # Characters by themselves come first: they are counted all at once, since none breaks a word.
        self.keywords = tuple(sorted(dict.fromkeys(filter(None, keywords)), key=lambda word: len(word) > 1))
        characters = [word for word in self.keywords if len(word) == 1]
        self._singles = len(characters)
        self._characters = np.full(_CODE_POINTS, self._singles, np.int16)
        self._characters[list(map(ord, characters))] = np.arange(self._singles)
        # Longer ones are followed from their beginnings, which are in here too.
        self._numbers: dict[str, int] = {}
        for number, keyword in enumerate(self.keywords[self._singles :], self._singles):
            for length in range(2, len(keyword)):
                self._numbers.setdefault(keyword[:length], _NONE)
            self._numbers[keyword] = number
        self._begins = _Pairs(_pairs(keyword[:2] for keyword in self.keywords[self._singles :]), 17)
        self._reaching_back = _reaching_back()
        self._names = ahocorasick.Automaton()
        for name in names:
            if len(name) > 1:
                self._names.add_word(name, len(name))
        if len(self._names):
            self._names.make_automaton()

    def find(self, texts: Sequence[tuple[str, str]], weight: int = 1) -> Found:
        """Count the keywords of folded texts in two parts; those in the first part count `weight` times."""
        # Read in one go; no keyword reaches across a break.
        whole = "".join([f"{head}\n{body}\n" for head, body in texts])
        sizes = [len(part) + 1 for parts in texts for part in parts]
        part_of = np.arange(len(sizes)).repeat(sizes)
        codes = _codes(whole)
        names = self._spans(whole) if len(self._names) else []
        longer = self._longer(whole, codes, names, part_of, weight)
        if names:
            codes = codes.copy()
            for start, end in names:
                codes[start:end] = 0
        text, character, times = self._single(codes, part_of, len(texts), weight)
        text_of_longer, keyword = np.divmod(
            np.fromiter(longer, np.intp, len(longer)), len(self.keywords) or 1
        )
        text = np.concatenate((text, text_of_longer))
        order = text.argsort(kind="stable")
        return Found(
            text.take(order),
            np.concatenate((character, keyword)).take(order),
            np.concatenate((times, np.fromiter(longer.values(), np.intp, len(longer)))).take(order),
        )

    def _single(self, codes: Codes, part_of: Numbers, texts: int, weight: int) -> tuple[Numbers, ...]:
        """Keywords of one character: in which text, which, and how often, shape (keywords,) each."""
        columns = self._singles + 1  # the last one holds all other characters
        cells = part_of * columns + self._characters.take(codes)
        table = np.bincount(cells, minlength=texts * 2 * columns).reshape(texts, 2, columns)
        counted = table[:, 0, : self._singles] * weight + table[:, 1, : self._singles]
        text, character = counted.nonzero()
        return text, character, counted[text, character]

    def _longer(
        self, whole: str, codes: Codes, names: Sequence[tuple[int, int]], part_of: Numbers, weight: int
    ) -> dict[int, int]:
        """Keywords of two characters or more: text × len(keywords) + keyword, and how often; by text."""
        places = _places(codes)
        at = self._begins.holds(places).nonzero()[0]
        doubts = self._reaching_back.holds(places.take(at - 1))
        counts: dict[int, int] = {}
        known, rows = self._numbers.get, len(self.keywords)
        for start, doubtful, part in zip(
            at.tolist(), doubts.tolist(), part_of.take(at).tolist(), strict=True
        ):
            end = start + 2
            # The text ends with a break, which no keyword holds: this ends before the text does.
            while (number := known(whole[start:end])) is not None:
                if number != _NONE and not (
                    (doubtful and end - start <= _LONGEST_IN_DOUBT and _breaks_a_word(whole, start, end))
                    or (names and _within(names, start, end))
                ):
                    key = (part >> 1) * rows + number
                    counts[key] = counts.get(key, 0) + (1 if part & 1 else weight)
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
    return np.bitwise_or(np.left_shift(codes[:-1], np.uint32(16)), codes[1:])


def _pairs(pairs: Iterable[str]) -> Codes:
    """The same number for each pair of characters."""
    return _places(_codes("".join(pairs)))[::2]


class _Pairs:
    """A set of pairs of characters that is asked for many at once; a few others are taken for members."""

    def __init__(self, pairs: Codes, bits: int) -> None:
        self._shift = np.uint32(32 - bits)
        self._held = np.zeros(1 << bits, np.bool_)
        self._held[self._slots(pairs)] = True

    def holds(self, places: Codes) -> npt.NDArray[np.bool_]:
        """Which of the places are of pairs in the set."""
        return self._held.take(self._slots(places))

    def _slots(self, places: Codes) -> Codes:
        return np.right_shift(np.multiply(places, _SCATTER), self._shift)


@cache
def _reaching_back() -> _Pairs:
    """The last two characters of the dictionary's words of two or three."""
    return _Pairs(tokenizer().ends, 21)


def _breaks_a_word(text: str, start: int, end: int) -> bool:
    """Whether the keyword is made of pieces of its neighbours, as 伤医 in 工伤医疗.

    Only where dictionary words reach across both of its ends can that be; there jieba cuts the clause.
    """
    if not start:
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
