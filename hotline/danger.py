"""Danger that happens now, and the number to call: signs and clues of a text, weighed together."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from hotline.clues import Hint, shipped
from hotline.danger_signs import EXCEPTIONS, SHORT, DangerKind, Match, Rule, matcher
from hotline.signs import folded_lines

__all__ = ["Danger", "DangerKind", "as_spoken", "find_danger", "find_hidden_danger", "passages"]

FEWEST = 6  # Characters of a message that is weighed by its clues too: less says too little for them.
REPORT = 150  # Characters above which a danger must be told more plainly still.
_SHORT_CALL = 20  # Characters of what somebody in need writes at once.
PASSAGE = 120  # Characters of a longer text that are read together: what a call for help takes at most.
STEP = 16  # Characters between the beginnings of two passages at least.
_CLAUSE_END = re.compile(r"[，,、：:。！？!?；;…\n]+|\s")
# 着火啦, 着火咧, 着火哒: wherever one is from, it has happened; 咯血 and 咯咯 are something else.
_HAS_HAPPENED = re.compile("[啦喽咧嘞哒哩]|(?<!咯)咯(?![血咯])")
# However politely somebody begins, what follows is what counts.
_POLITE = re.compile(
    r"^(?:(?:各位)?(?:领导|代表|同志|您|你)们?好|请问(?:一下)?|麻烦问一?下|打扰一?下|打扰了)"
    r"(?:找谁|怎么办|该怎么办|谁能管|谁管|能派人吗|有人值班吗|有人在?吗)?[，,。！!？?：: ]*(?=.{6})"
)
_NUMBERS = ("119", "120", "110")
_UNHURRIED = ("feared", "supposed", "past", "over", "matter")
# What people do to themselves and to their own as well: 割了手腕, 拿着擀面杖追我.
_MAYBE_AT_HOME = {DangerKind.INJURY, DangerKind.CRIME}


@dataclass(frozen=True)
class Danger:
    """A danger, the number to call first, others to name beside it, and the words that say so."""

    kind: DangerKind
    number: str
    words: tuple[str, ...]
    is_happening: bool
    needs_warm_answer: bool
    more_numbers: tuple[str, ...] = ()
    is_sure: bool = True  # Else it only may be, and whoever wrote it has to say.


# One message is asked about more than once while it is handled.
@lru_cache(maxsize=8)
def find_danger(text: str, *, by_clues: bool = True) -> Danger | None:
    """The most urgent danger that the text says is happening now, else None.

    Clues are weighed too, unless `by_clues` says no.
    """
    spoken = as_spoken(text)
    if not by_clues or len(spoken) < FEWEST:
        return _by_signs(spoken, is_happening=True)
    return _weigh(spoken) if len(spoken) <= SHORT else _weigh_report(spoken)


def find_hidden_danger(text: str) -> Danger | None:
    """A danger that the text fears, supposes or remembers: nothing to call for, but worth knowing."""
    spoken = as_spoken(text)
    return None if _by_signs(spoken, is_happening=True) else _by_signs(spoken, is_happening=False)


def as_spoken(text: str) -> str:
    """The folded text without its polite opening, in which what has happened is always said with 了."""
    folded = folded_lines(text)
    for _ in range(2):
        folded = _POLITE.sub("", folded, count=1)
    return _HAS_HAPPENED.sub("了", folded)


def passages(text: str, *, longest: int = PASSAGE, overlapping: bool = True) -> Iterator[str]:
    """From every few words of a text on, as many clauses as are read together."""
    clauses = [clause for clause in _CLAUSE_END.split(text) if clause]
    first = 0
    while first < len(clauses):
        last = first + 1
        passage = clauses[first]
        while last < len(clauses) and len(passage) + len(clauses[last]) < longest:
            passage += "，" + clauses[last]
            last += 1
        yield passage
        first = _a_step_on(clauses, first) if overlapping else last


def _a_step_on(clauses: Sequence[str], first: int) -> int:
    """The clause from which the next passage is read."""
    skipped = 0
    while first < len(clauses) and skipped < STEP:
        skipped += len(clauses[first])
        first += 1
    return first


def _weigh(text: str) -> Danger | None:
    """What the signs and the clues of a short text say together."""
    clues, hint = shipped(), shipped().read(text)
    if hint.weight + clues.signed < clues.enough:  # no sign could say enough
        return None
    return _told(text, hint, clues.enough)


def _weigh_report(text: str) -> Danger | None:
    """The danger in that passage of a longer text which sounds most like a call for help."""
    clues = shipped()
    enough = clues.told if len(text) <= REPORT else clues.told_at_length
    weighed = [(clues.weigh(passage), passage) for passage in passages(text)]
    heavy = sorted((each for each in weighed if each[0] + clues.signed >= enough), key=lambda each: -each[0])
    dangers = (_told(passage, clues.read(passage), enough) for _, passage in heavy)
    return next(filter(None, dangers), None)


def _told(text: str, hint: Hint, enough: float) -> Danger | None:
    if matcher().has("dreamed", text):
        return None
    clues = shipped()
    found = _by_signs(text, is_happening=True)
    weight = hint.weight + (clues.signed if found else 0.0) - _calmness(text)
    if not found and weight >= enough and _by_signs(text, is_happening=False):
        weight -= clues.unreal
    if not found:
        # The longer a text is, the more clues it has by accident.
        enough += clues.by_length * max(0, len(text) - _SHORT_CALL)
    if weight < enough:
        return None
    beyond = weight - enough
    danger = _with_clues(text, found, hint) if found else _by_clues(text, hint, beyond)
    is_sure = danger is not None and (danger.needs_warm_answer or beyond >= clues.sure)
    return danger and replace(danger, is_sure=is_sure)


def _calmness(text: str) -> float:
    """What speaks against a danger wherever it stands."""
    clues, signs = shipped(), matcher()
    is_unhurried = any(signs.has(name, text, but=EXCEPTIONS.get(name)) for name in _UNHURRIED)
    return (
        clues.harmless * (not signs.has("harm", signs.without_look_alikes(text)))
        + clues.calm * signs.has("calm", text)
        + clues.unhurried * is_unhurried
        + clues.all_clear * signs.has("all_clear", text)
    )


def _with_clues(text: str, found: Danger, hint: Hint) -> Danger:
    """The danger that a sign names; if the clues speak of another one, with whoever that needs too."""
    if not hint.kinds or found.needs_warm_answer:
        return found
    rule = matcher().rule_of(hint.kinds[0])
    is_told = matcher().speaks_of(rule, text) and not matcher().is_ruled_out(rule, text)
    if rule.is_warm and found.kind in _MAYBE_AT_HOME and is_told:
        found = replace(found, needs_warm_answer=True)
    if rule.number == found.number:
        return found
    return replace(found, more_numbers=_besides(found.number, found.more_numbers))


def _by_clues(text: str, hint: Hint, beyond: float) -> Danger | None:
    """A danger that no sign names, of the likeliest kind that the text speaks of.

    `beyond` is what the clues weigh above what is enough. Nobody is comforted who does not need it: a warm
    answer asks for plain words. Where the clues weigh much more, the likeliest kind need not be named:
    whoever bids farewell says nothing of death.
    """
    is_plain = beyond >= shipped().warm
    if not hint.words:
        return None
    rules = [matcher().rule_of(kind) for kind in hint.kinds] or [matcher().rule_of(DangerKind.TRAPPED)]
    possible = [
        rule for rule in rules if (is_plain or not rule.is_warm) and not matcher().is_ruled_out(rule, text)
    ]
    named = [rule for rule in possible if matcher().speaks_of(rule, text)]
    if beyond >= shipped().unnamed or (is_plain and not named):
        named = possible
    if not named:
        return None
    rule = named[0]
    # Clues are less sure of the kind than signs are, so whoever may be needed is named.
    return Danger(
        kind=rule.kind,
        number=rule.number,
        words=hint.words,
        is_happening=True,
        needs_warm_answer=rule.is_warm,
        more_numbers=_besides(rule.number, rule.more),
    )


def _by_signs(text: str, *, is_happening: bool) -> Danger | None:
    return _most_urgent(list(matcher().found(text, is_happening=is_happening)), is_happening=is_happening)


def _most_urgent(found: Sequence[tuple[Rule, Match]], *, is_happening: bool) -> Danger | None:
    if not found:
        return None
    first = found[0][0]
    words = dict.fromkeys(word for rule, match in found if rule is first for word in match.words)
    is_warm = any(rule.is_warm for rule, _ in found)
    return Danger(first.kind, first.number, tuple(words), is_happening, is_warm, first.more)


def _besides(number: str, more: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for each in (*more, *_NUMBERS) if each != number))
