"""Whether a message is a case, or a court matter, an advert, thanks, a greeting: a case when in doubt."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any

from hotline.clues import shipped_kinds
from hotline.danger import find_danger
from hotline.signs import (
    Sign,
    SignIndex,
    Starts,
    WordFinder,
    anywhere,
    covered,
    folded_lines,
    is_hidden,
    read_sign,
    shipped_lists,
    spans,
    words_of,
)

SHORT = 24  # Characters up to which words far apart make a question about a case, whatever it is about.
LONG = 50  # Characters from which a public matter named anywhere makes a case …
LONGEST = 150  # … and from which everything is one: whoever writes so much has a matter to tell.
PUBLIC = 1.0  # Weight by which clues must say more where a public matter is named.
MUCH = 2  # Characters beside swear words above which there is a matter that somebody swears about.
_NOT_WORDS = re.compile(r"[^\w]|_")
_HAN_WORD = re.compile(r"[\u3400-\u9fff]{2}")


class Kind(StrEnum):
    """What a message is."""

    CASE = "case"
    COURT = "court"
    POLICE = "police"
    PETITION = "petition"
    CONSUMER = "consumer"
    PRIVATE = "private"
    ADVERT = "advert"
    ABUSE = "abuse"
    THANKS = "thanks"
    GREETING = "greeting"
    STATUS = "status"
    SMALLTALK = "smalltalk"
    HELP = "help"
    UNCLEAR = "unclear"


INSISTED = "insisted"
"""What a draft is that belongs elsewhere by its words, but whose author wants it filed here."""


@dataclass(frozen=True)
class KindResult:
    """The kind, how sure (0 to 1), and the words that decided."""

    kind: Kind
    confidence: float
    words: tuple[str, ...]


def kind_of(text: str, *, in_danger: bool | None = None) -> KindResult:
    """The kind of a message; a case whenever in doubt, and always when somebody is in danger.

    Whoever has looked for danger already says what came of it, and spares a second search.
    """
    if find_danger(text) is not None if in_danger is None else in_danger:
        return KindResult(Kind.CASE, 1.0, ())
    return _read(text)


# One message is asked about more than once while it is handled.
@lru_cache(maxsize=8)
def _read(text: str) -> KindResult:
    return _rules().kind_of(folded_lines(text).lower())


# Messages that consist of nothing else, in the order in which they are tried.
_WHOLE = (
    Kind.GREETING, Kind.THANKS, Kind.ABUSE, Kind.HELP, Kind.SMALLTALK, Kind.STATUS, Kind.UNCLEAR,
)  # fmt: skip
# Matters for others, and messages about the hotline itself; the first that fits is taken.
_BY_SIGNS = (
    Kind.ADVERT, Kind.PETITION, Kind.HELP, Kind.STATUS, Kind.COURT, Kind.POLICE, Kind.CONSUMER, Kind.PRIVATE,
)  # fmt: skip
_SURE, _LIKELY, _WHOLLY = 0.9, 0.7, 0.95


@dataclass(frozen=True)
class _Signs:
    strong: SignIndex[Sign]
    likely: SignIndex[Sign]
    together: SignIndex[Sign]
    words: frozenset[str]
    look_alikes: tuple[str, ...]
    whole: tuple[str, ...]
    besides: tuple[str, ...]
    solved: tuple[str, ...]
    keeps: tuple[str, ...]
    keeps_too: tuple[str, ...]


class _Rules:
    """The shipped lists, ready to be matched."""

    def __init__(self, lists: Mapping[str, Any]) -> None:
        case = lists["case"]
        self._public, self._keeps = tuple(case["words"]), tuple(case["keeps"])
        self._asking, self._not_asking = tuple(case["asking"]), tuple(case["not_asking"])
        self._fillers = tuple(lists["fillers"]["words"])
        self._signs = {kind: _signs(lists[kind]) for kind in Kind if kind in lists}
        words = {word for each in self._signs.values() for word in each.words}
        look_alikes = {word for each in self._signs.values() for word in each.look_alikes}
        self._finder = WordFinder(words | look_alikes)

    def kind_of(self, text: str) -> KindResult:
        said = _NOT_WORDS.sub("", text)
        if len(said) > LONGEST:
            return KindResult(Kind.CASE, _SURE, ())
        starts = self._finder.starts(text)
        return (
            self._by_whole(said)
            or self._thanks(said, text, starts)
            or self._abuse(said, text, starts)
            or self._unclear(said)
            or self._by_signs(text, starts)
            or self._by_clues(text)
            or KindResult(Kind.CASE, _SURE if self._has(self._public, text) else _LIKELY, ())
        )

    def _unclear(self, said: str) -> KindResult | None:
        has_words = len(said) >= 8 or _HAN_WORD.search(said)
        return None if has_words else KindResult(Kind.UNCLEAR, _WHOLLY, ())

    def _by_whole(self, said: str) -> KindResult | None:
        for kind in _WHOLE:
            words = tuple(word for word in self._signs[kind].whole if word in said)
            rest = _without(said, (*words, *self._signs[kind].besides, *self._fillers))
            if words and (not rest or (kind is Kind.STATUS and rest.isdecimal())):
                return KindResult(kind, _WHOLLY, words)
        return None

    def _thanks(self, said: str, text: str, starts: Starts) -> KindResult | None:
        words = _found(self._signs[Kind.THANKS].strong, self._signs[Kind.THANKS], text, starts)
        asks = self._has(self._asking, _without(said, self._not_asking, "＿"))
        is_about_thanks = self._has(self._signs[Kind.THANKS].solved, said) or len(_without(said, words)) <= 8
        return KindResult(Kind.THANKS, _SURE, words) if words and is_about_thanks and not asks else None

    def _abuse(self, said: str, text: str, starts: Starts) -> KindResult | None:
        words = _found(self._signs[Kind.ABUSE].strong, self._signs[Kind.ABUSE], text, starts)
        rest = _without(said, (*words, *self._signs[Kind.ABUSE].besides, *self._fillers))
        is_about_something = len(rest) > MUCH or self._has(self._public, _without(text, words))
        return KindResult(Kind.ABUSE, _SURE, words) if words and not is_about_something else None

    def _by_signs(self, text: str, starts: Starts) -> KindResult | None:
        found = self._signed(text, starts)
        is_doubted = found and len(text) <= LONG and shipped_kinds().is_doubted(found.kind, text)
        return None if is_doubted else found

    def _signed(self, text: str, starts: Starts) -> KindResult | None:
        for kind in _BY_SIGNS:
            signs = self._signs[kind]
            keeps = (
                *(signs.keeps or self._keeps),
                *signs.keeps_too,
                *(self._public if len(text) > LONG else ()),
            )
            strong = _found(signs.strong, signs, text, starts)
            if strong and not self._has(keeps, text):
                return KindResult(kind, _SURE, strong)
        for kind in _BY_SIGNS:
            signs = self._signs[kind]
            keeps = signs.keeps_too if kind is Kind.STATUS else (*signs.keeps_too, *self._public)
            if self._has(keeps, text):
                continue
            likely = _found(signs.likely, signs, text, starts)
            if not likely and (kind is not Kind.STATUS or len(text) <= SHORT):
                likely = self._together(signs, text, starts)
            if likely:
                return KindResult(kind, _LIKELY, likely)
        return None

    def _by_clues(self, text: str) -> KindResult | None:
        """What nobody has written a word for, by what it is like."""
        if len(text) > LONG:
            return None
        hint = shipped_kinds().read(text)
        is_public = self._has(self._public, text) and hint.weight < shipped_kinds().enough + PUBLIC
        return KindResult(Kind(hint.kinds[0]), _LIKELY, hint.words) if hint.kinds and not is_public else None

    def _together(self, signs: _Signs, text: str, starts: Starts) -> tuple[str, ...]:
        """Words that say it together, wherever they stand."""
        if self._has(signs.keeps or self._keeps, text):
            return ()
        cover = covered(signs.look_alikes, starts)
        found = (anywhere(sign, starts, cover) for sign in signs.together.lines(starts))
        return tuple(text[start:end] for start, end in sorted(next(filter(None, found), ())))

    def _has(self, words: Sequence[str], text: str) -> bool:
        return any(word in text for word in words)


@cache
def _rules() -> _Rules:
    return _Rules(shipped_lists("kinds.toml"))


def _signs(lists: Mapping[str, Any]) -> _Signs:
    strong = [read_sign(line.rstrip("…"), {}) for line in lists.get("strong", ())]
    likely = [read_sign(line, {}) for line in lists.get("likely", ())]
    together = [read_sign(line, {}) for line in lists.get("together", ())]
    return _Signs(
        strong=SignIndex((sign, sign) for sign in strong),
        likely=SignIndex((sign, sign) for sign in likely),
        together=SignIndex((sign, sign) for sign in together),
        words=frozenset(words_of([*strong, *likely, *together])),
        look_alikes=tuple(lists.get("not", ())),
        whole=tuple(sorted(lists.get("whole", ()), key=len, reverse=True)),
        besides=tuple(lists.get("besides", ())),
        solved=tuple(lists.get("solved", ())),
        keeps=tuple(lists.get("keeps", ())),
        keeps_too=tuple(lists.get("keeps_too", ())),
    )


def _found(index: SignIndex[Sign], signs: _Signs, text: str, starts: Starts) -> tuple[str, ...]:
    cover = covered(signs.look_alikes, starts)
    words = (
        text[start:end]
        for sign in index.lines(starts)
        for parts in spans(sign, text, starts)
        if not is_hidden(parts, cover)
        for start, end in parts
    )
    return tuple(dict.fromkeys(words))


def _without(text: str, words: Sequence[str], instead: str = "") -> str:
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, instead)
    return text
