"""Signs of danger in a text: which lines of the list say that it happens, given what stands around."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from functools import cache
from itertools import groupby, pairwise
from typing import Any

from hotline.signs import (
    SENTENCE_END,
    Sign,
    SignIndex,
    Span,
    Starts,
    WordFinder,
    anywhere,
    covered,
    is_hidden,
    read_sign,
    shipped_lists,
    spans,
    words_of,
)

SHORT = 60  # Characters up to which a message is a call for help rather than a report …
LONG = 150  # … and from which a danger counts only where it is said to be now.
AROUND = 80  # Characters on each side that are read at most of the sentence in which a danger stands.
NEARBY = 25  # Characters on each side of a danger in which a long message must say that it is now.
_CLAUSE = re.compile(r"[，,、：:]|\s")
# 落水洞村 is a village, 落水村东头 somebody in the water at its end.
_NAME_GOES_ON = re.compile(
    "[洞湾岗坪寨屯沟岩桥]?(?:村|组|镇|乡|社区|小区|大队|洞|湾|岗|坪|寨)(?![东西南北口头里边上中尾委民干长支])"
)
EXCEPTIONS = {"feared": "not_feared", "past": "not_past"}


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
class Rule:
    kind: DangerKind
    number: str
    more: tuple[str, ...]
    is_warm: bool
    is_threat: bool
    is_will: bool
    is_never_over: bool
    sure: tuple[Sign, ...]
    likely: tuple[Sign, ...]
    together: tuple[Sign, ...]
    look_alikes: tuple[str, ...]
    apart: tuple[str, ...]
    unless: tuple[str, ...]
    now: tuple[str, ...]
    about: tuple[str, ...]


class _Strength(Enum):
    """How much a line of the list says."""

    SURE = auto()
    LIKELY = auto()
    TOGETHER = auto()


@dataclass(frozen=True)
class _Line:
    """One line of the list, under the rule it belongs to."""

    rule: Rule
    strength: _Strength
    sign: Sign


@dataclass(frozen=True)
class Match:
    """A sign in a text, with the sentence it stands in and the clause around it."""

    start: int
    end: int
    words: tuple[str, ...]
    sentence: str
    clause: str
    clauses_before: tuple[str, ...]  # before the first part, then what stands between the parts
    sentence_before: str
    clause_after: str


class Matcher:
    """The rules of the shipped list, ready to be matched in one pass over the characters."""

    def __init__(self, lists: Mapping[str, Any]) -> None:
        self._context: dict[str, tuple[str, ...]] = {
            name: tuple(words) for name, words in lists["context"].items()
        }
        self._context_finders = {name: WordFinder(words) for name, words in self._context.items()}
        self._rules = tuple(_rule(kind, lists[kind], lists["words"]) for kind in DangerKind)
        lines = [line for rule in self._rules for line in _lines(rule)]
        self._index = SignIndex((line.sign, line) for line in lines)
        words = words_of(line.sign for line in lines)
        self._look_alikes = {word for rule in self._rules for word in rule.look_alikes}
        self._finder = WordFinder(words | self._look_alikes)

    def rule_of(self, kind: str) -> Rule:
        """The rule of a kind of danger."""
        return next(rule for rule in self._rules if rule.kind == kind)

    def speaks_of(self, rule: Rule, text: str) -> bool:
        """Whether a text holds a word of what its kind of danger is about."""
        return not rule.about or any(word in text for word in rule.about)

    def is_ruled_out(self, rule: Rule, text: str) -> bool:
        """Whether a text holds a word that speaks against this kind of danger, whatever else it says."""
        return any(word in text for word in rule.unless)

    def without_look_alikes(self, text: str) -> str:
        """A text without the words in which a dangerous one only seems to stand."""
        starts = self._finder.starts(text)
        for word in sorted(self._look_alikes & starts.keys(), key=len, reverse=True):
            text = text.replace(word, " ")
        return text

    def found(self, text: str, *, is_happening: bool) -> Iterator[tuple[Rule, Match]]:
        """What is found, the most urgent first."""
        starts = self._finder.starts(text)
        for rule, lines in groupby(self._index.lines(starts), key=lambda line: line.rule):
            cover = covered(rule.look_alikes, starts)
            is_calm = len(text) > SHORT or self._is_calm(rule, text)
            for line in lines:
                if line.strength is _Strength.TOGETHER:
                    if is_happening and not is_calm:
                        yield from ((rule, match) for match in self._together(line, text, starts, cover))
                else:
                    yield from (
                        (rule, match)
                        for match in self._matches(line, text, starts, cover)
                        if self._happens(rule, match, text) is is_happening
                    )

    def _matches(self, line: _Line, text: str, starts: Starts, cover: Mapping[int, int]) -> Iterator[Match]:
        for parts in spans(line.sign, text, starts):
            match = _in_context(text, parts)
            if _is_apart(text, parts, line.rule.apart) or is_hidden(parts, cover) or _is_name(match):
                continue
            if self._is_call(line, match, text):
                yield match

    def _together(self, line: _Line, text: str, starts: Starts, cover: Mapping[int, int]) -> Iterator[Match]:
        """Words that say it together, wherever they stand."""
        parts = anywhere(line.sign, starts, cover)
        if parts and not any(self._is_denied(_in_context(text, [part])) for part in parts):
            yield _in_context(text, sorted(parts))

    def _is_calm(self, rule: Rule, text: str) -> bool:
        if any(word in text for word in rule.unless):
            return True
        lists = {"feared", "supposed", "past", "calm"}
        if not rule.is_never_over:
            lists |= {"habit", "over", "matter"}
        if any(word in text for word in rule.now):
            lists -= {"past", "calm", "habit"}
        return not self.has("calls", text) and any(
            self.has(name, text, but=EXCEPTIONS.get(name)) for name in lists
        )

    def _is_call(self, line: _Line, match: Match, text: str) -> bool:
        """Whether the message is one by which people call for help, rather than a report that mentions it."""
        is_sure = line.strength is _Strength.SURE
        if len(text) <= SHORT or (is_sure and (line.rule.is_warm or len(text) <= LONG)):
            return True
        nearby = text[max(0, match.start - NEARBY) : match.end + NEARBY]
        return is_sure and self._is_now(nearby)

    def _happens(self, rule: Rule, match: Match, text: str) -> bool:
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
        return self.has("now", sentence, but="not_now")

    def _is_past(self, match: Match) -> bool:
        return (
            self.has("past", match.sentence, but="not_past")
            or self.has("habit", match.sentence)
            or match.clause_after.startswith(self._context["past_after"])
        )

    def _is_ordinary(self, text: str) -> bool:
        return self.has("over", text) or self.has("matter", text)

    def _is_denied(self, match: Match) -> bool:
        return any(self.has("denied", before[-5:], but="not_denied") for before in match.clauses_before)

    def _is_feared(self, rule: Rule, match: Match) -> bool:
        before = match.clauses_before
        if any(self.has("feared", clause, but="not_feared") for clause in before):
            return True
        if rule.is_threat:
            return False
        will = not rule.is_will and any(clause.endswith(self._context["would"]) for clause in before)
        return (will and not self.has("calls", match.sentence)) or self._is_supposed(match)

    def _is_supposed(self, match: Match) -> bool:
        is_what_if = match.clause_after.removeprefix("了").startswith(self._context["what_if"])
        return (
            any(self.has("supposed", clause) for clause in match.clauses_before)
            or self.has("feared_from_afar", match.sentence_before)
            or self.has("feared_after", match.clause_after[:8])
            or (is_what_if and self.has("lacking", match.sentence_before))
        )

    def has(self, name: str, text: str, *, but: str | None = None) -> bool:
        """Whether a text holds a word of a list of what stands around, outside the words of another list."""
        for word in self._context[but] if but else ():
            text = text.replace(word, "＿" * len(word))
        return self._context_finders[name].finds_any(text)


@cache
def matcher() -> Matcher:
    """The shipped list, read once."""
    return Matcher(shipped_lists("danger.toml"))


def _rule(kind: DangerKind, lists: Mapping[str, Any], words: Mapping[str, Sequence[str]]) -> Rule:
    return Rule(
        kind=kind,
        number=lists["number"],
        more=tuple(lists.get("more", ())),
        is_warm=lists.get("warm", False),
        is_threat=lists.get("threat", False),
        is_will=lists.get("will", False),
        is_never_over=lists.get("never_over", False),
        sure=tuple(read_sign(line, words) for line in lists["sure"]),
        likely=tuple(read_sign(line, words) for line in lists["likely"]),
        together=tuple(read_sign(line, words) for line in lists.get("together", ())),
        look_alikes=tuple(lists["not"]),
        apart=tuple(lists.get("apart", ())),
        unless=tuple(lists.get("unless", ())),
        now=tuple(lists.get("now", ())),
        about=tuple(lists.get("about", ())),
    )


def _lines(rule: Rule) -> Iterator[_Line]:
    for strength, signs in zip(_Strength, (rule.sure, rule.likely, rule.together), strict=True):
        yield from (_Line(rule, strength, sign) for sign in signs)


def _is_name(match: Match) -> bool:
    return not match.words[-1].endswith("了") and bool(_NAME_GOES_ON.match(match.clause_after))


def _between(text: str, parts: Sequence[Span]) -> list[str]:
    return [text[one[1] : other[0]] for one, other in pairwise(parts)]


def _is_apart(text: str, parts: Sequence[Span], words: Sequence[str]) -> bool:
    return any(word in gap for gap in _between(text, parts) for word in words)


def _in_context(text: str, parts: Sequence[Span]) -> Match:
    start, end = parts[0][0], parts[-1][1]
    before = SENTENCE_END.split(text[max(0, start - AROUND) : start])[-1]
    after = SENTENCE_END.split(text[end : end + AROUND])[0]
    clause_before, clause_after = _CLAUSE.split(before)[-1], _CLAUSE.split(after)[0]
    return Match(
        start=start,
        end=end,
        words=tuple(text[at:stop] for at, stop in parts),
        sentence=before + text[start:end] + after,
        clause=clause_before + text[start:end] + clause_after,
        clauses_before=(clause_before, *_between(text, parts)),
        sentence_before=before,
        clause_after=clause_after,
    )
