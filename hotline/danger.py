"""Danger that happens now, and the number to call: by words on the characters and what stands around."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from hotline.signs import (
    SENTENCE_END,
    Sign,
    Span,
    Starts,
    WordFinder,
    covered,
    folded_lines,
    is_hidden,
    read_sign,
    spans,
    words_of,
)

SHORT = 60  # Characters up to which a message is a call for help rather than a report …
LONG = 150  # … and from which a danger counts only where it is said to be now.
_CLAUSE = re.compile(r"[，,、：:]|\s")
AROUND = 80  # Characters on each side that are read at most of the sentence in which a danger stands.
NEARBY = 25  # Characters on each side of a danger in which a long message must say that it is now.


class DangerKind(StrEnum):
    """What happens; the order is that of urgency, the first found wins."""

    FIRE = "fire"
    EXPLOSION = "explosion"
    GAS = "gas"
    WATER = "water"
    FLOOD = "flood"
    COLLAPSE = "collapse"
    TRAPPED = "trapped"
    ELECTRIC = "electric"
    INJURY = "injury"
    JUMP = "jump"
    DESPAIR = "despair"
    HOME_VIOLENCE = "home_violence"
    CRIME = "crime"


@dataclass(frozen=True)
class Danger:
    """A danger, the number to call first, others to name beside it, and the words that say so."""

    kind: DangerKind
    number: str
    words: tuple[str, ...]
    is_happening: bool
    needs_warm_answer: bool
    more_numbers: tuple[str, ...] = ()


def find_danger(text: str) -> Danger | None:
    """The most urgent danger that the text says is happening now, else None."""
    return _matcher().find(folded_lines(text), is_happening=True)


def find_hidden_danger(text: str) -> Danger | None:
    """A danger that the text fears, supposes or remembers: nothing to call for, but worth knowing."""
    matcher, folded = _matcher(), folded_lines(text)
    return None if matcher.find(folded, is_happening=True) else matcher.find(folded, is_happening=False)


@dataclass(frozen=True)
class _Rule:
    kind: DangerKind
    number: str
    more: tuple[str, ...]
    is_warm: bool
    is_threat: bool
    is_will: bool
    is_never_over: bool
    sure: tuple[Sign, ...]
    likely: tuple[Sign, ...]
    look_alikes: tuple[str, ...]
    apart: tuple[str, ...]
    unless: tuple[str, ...]
    now: tuple[str, ...]


@dataclass(frozen=True)
class _Match:
    """A sign in a text, with the sentence it stands in and the clause around it."""

    start: int
    end: int
    words: tuple[str, ...]
    sentence: str
    clause: str
    clauses_before: tuple[str, ...]  # before the first part, then what stands between the parts
    sentence_before: str
    clause_after: str


class _Matcher:
    """The rules of the shipped list, ready to be matched in one pass over the characters."""

    def __init__(self, lists: Mapping[str, Any]) -> None:
        self._context: dict[str, tuple[str, ...]] = {
            name: tuple(words) for name, words in lists["context"].items()
        }
        self._rules = tuple(_rule(kind, lists[kind], lists["words"]) for kind in DangerKind)
        signs = [sign for rule in self._rules for sign in rule.sure + rule.likely]
        self._finder = WordFinder(words_of(signs).union(*(rule.look_alikes for rule in self._rules)))

    def find(self, text: str, *, is_happening: bool) -> Danger | None:
        starts = self._finder.starts(text)
        found = [
            (rule, match)
            for rule in self._rules
            for match in self._matches(rule, text, starts)
            if self._happens(rule, match, text) is is_happening
        ]
        if not found:
            return None
        first = found[0][0]
        words = dict.fromkeys(word for rule, match in found if rule is first for word in match.words)
        is_warm = any(rule.is_warm for rule, _ in found)
        return Danger(first.kind, first.number, tuple(words), is_happening, is_warm, first.more)

    def _matches(self, rule: _Rule, text: str, starts: Starts) -> Iterator[_Match]:
        cover = covered(rule.look_alikes, starts)
        for signs in (rule.sure, rule.likely):
            for sign in signs:
                for parts in spans(sign, text, starts):
                    match = _in_context(text, parts)
                    if _is_apart(text, parts, rule.apart) or is_hidden(parts, cover):
                        continue
                    if self._is_call(rule, match, text, is_sure=signs is rule.sure):
                        yield match

    def _is_call(self, rule: _Rule, match: _Match, text: str, *, is_sure: bool) -> bool:
        """Whether the message is one by which people call for help, rather than a report that mentions it."""
        if len(text) <= SHORT or (is_sure and (rule.is_warm or len(text) <= LONG)):
            return True
        nearby = text[max(0, match.start - NEARBY) : match.end + NEARBY]
        return is_sure and self._is_now(nearby)

    def _happens(self, rule: _Rule, match: _Match, text: str) -> bool:
        if (
            self._is_denied(match)
            or self._is_feared(rule, match)
            or any(word in text for word in rule.unless)
        ):
            return False
        if self._is_now(match.sentence) or any(word in match.clause for word in rule.now):
            return True
        return not self._is_past(match) and (rule.is_never_over or not self._is_ordinary(text))

    def _is_now(self, sentence: str) -> bool:
        return self._has("now", sentence, but="not_now")

    def _is_past(self, match: _Match) -> bool:
        return (
            self._has("past", match.sentence)
            or self._has("habit", match.sentence)
            or match.clause_after.startswith(self._context["past_after"])
        )

    def _is_ordinary(self, text: str) -> bool:
        return self._has("over", text) or self._has("matter", text)

    def _is_denied(self, match: _Match) -> bool:
        return any(self._has("denied", before[-5:], but="not_denied") for before in match.clauses_before)

    def _is_feared(self, rule: _Rule, match: _Match) -> bool:
        before = match.clauses_before
        if any(self._has("feared", clause) for clause in before):
            return True
        if rule.is_threat:
            return False
        will = not rule.is_will and any(clause.endswith(self._context["would"]) for clause in before)
        return will or self._is_supposed(match)

    def _is_supposed(self, match: _Match) -> bool:
        is_what_if = match.clause_after.removeprefix("了").startswith(self._context["what_if"])
        return (
            any(self._has("supposed", clause) for clause in match.clauses_before)
            or self._has("feared_from_afar", match.sentence_before)
            or self._has("feared_after", match.clause_after[:8])
            or (is_what_if and self._has("lacking", match.sentence_before))
        )

    def _has(self, name: str, text: str, *, but: str | None = None) -> bool:
        for word in self._context[but] if but else ():
            text = text.replace(word, "＿" * len(word))
        return any(word in text for word in self._context[name])


@cache
def _matcher() -> _Matcher:
    return _Matcher(tomllib.loads(files("hotline.lexicons").joinpath("danger.toml").read_text("utf-8")))


def _rule(kind: DangerKind, lists: Mapping[str, Any], words: Mapping[str, Sequence[str]]) -> _Rule:
    return _Rule(
        kind=kind,
        number=lists["number"],
        more=tuple(lists.get("more", ())),
        is_warm=lists.get("warm", False),
        is_threat=lists.get("threat", False),
        is_will=lists.get("will", False),
        is_never_over=lists.get("never_over", False),
        sure=tuple(read_sign(line, words) for line in lists["sure"]),
        likely=tuple(read_sign(line, words) for line in lists["likely"]),
        look_alikes=tuple(lists["not"]),
        apart=tuple(lists.get("apart", ())),
        unless=tuple(lists.get("unless", ())),
        now=tuple(lists.get("now", ())),
    )


def _between(text: str, parts: Sequence[Span]) -> list[str]:
    return [text[one[1] : other[0]] for one, other in pairwise(parts)]


def _is_apart(text: str, parts: Sequence[Span], words: Sequence[str]) -> bool:
    return any(word in gap for gap in _between(text, parts) for word in words)


def _in_context(text: str, parts: Sequence[Span]) -> _Match:
    start, end = parts[0][0], parts[-1][1]
    before = SENTENCE_END.split(text[max(0, start - AROUND) : start])[-1]
    after = SENTENCE_END.split(text[end : end + AROUND])[0]
    clause_before, clause_after = _CLAUSE.split(before)[-1], _CLAUSE.split(after)[0]
    return _Match(
        start=start,
        end=end,
        words=tuple(text[at:stop] for at, stop in parts),
        sentence=before + text[start:end] + after,
        clause=clause_before + text[start:end] + clause_after,
        clauses_before=(clause_before, *_between(text, parts)),
        sentence_before=before,
        clause_after=clause_after,
    )
