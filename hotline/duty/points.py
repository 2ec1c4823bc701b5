"""Points for a year's facts, by rules that volume cannot farm. Pure.

Every kind has a cap for the year. Cases count by their outcome and each constituent once, so that many cases
of one person, repeated ones, or many messages bring nothing. Being in time is a share, from a least number of
people on. One's own cases and merged ones are in no fact at all (storage.queries.duty).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields

from hotline.duty.facts import DutyFacts


@dataclass(frozen=True)
class Rule:
    """`points` for each (for a share: for the whole of it), and `most` in a year; deductions are negative."""

    points: int
    most: int


@dataclass(frozen=True)
class PointRules:
    """What is worth how much; the order is that in which it is shown."""

    solved: Rule = Rule(3, 30)
    satisfied: Rule = Rule(1, 10)
    contacted: Rule = Rule(10, 10)
    replied: Rule = Rule(10, 10)
    visited: Rule = Rule(1, 10)
    contact_day: Rule = Rule(2, 12)
    suggestion: Rule = Rule(4, 12)
    suggestion_result: Rule = Rule(3, 9)
    inspection: Rule = Rule(2, 8)
    training: Rule = Rule(1, 4)
    meeting: Rule = Rule(1, 6)
    visit: Rule = Rule(1, 6)
    public_work: Rule = Rule(4, 12)
    late: Rule = Rule(-1, 10)
    supervision: Rule = Rule(-2, 10)
    redo: Rule = Rule(-1, 5)
    # So many people at least before a share of them counts: one of one is no achievement.
    least_people: int = 3

    def of(self, kind: str) -> Rule:
        """The rule for a kind of points."""
        rule: Rule = getattr(self, kind)
        return rule


POINT_RULES = PointRules()
"""The defaults."""

KINDS: tuple[str, ...] = tuple(one.name for one in fields(PointRules) if one.name != "least_people")
"""Kinds of points, in order."""

COUNTED: Mapping[str, Callable[[DutyFacts], int]] = {
    "solved": lambda facts: facts.people_solved,
    "satisfied": lambda facts: facts.people_satisfied,
    "visited": lambda facts: facts.people_visited,
    "contact_day": lambda facts: facts.contact_days_with_people,
    # Only what liaison or presidium have let pass: handing in brings nothing.
    "suggestion": lambda facts: facts.suggestions_issued,
    "suggestion_result": lambda facts: facts.suggestions_satisfied,
    "inspection": lambda facts: facts.inspection,
    "training": lambda facts: facts.training,
    "meeting": lambda facts: facts.meeting,
    "visit": lambda facts: facts.visit,
    "public_work": lambda facts: facts.public_work,
    "late": lambda facts: (
        (facts.contact_people_due - facts.contact_people_kept)
        + (facts.reply_people_due - facts.reply_people_kept)
    ),
    "supervision": lambda facts: facts.supervision_late + facts.supervision_missed,
    "redo": lambda facts: facts.people_redo,
}
"""What is counted, for kinds with points for each."""

SHARES: Mapping[str, Callable[[DutyFacts], tuple[int, int]]] = {
    "contacted": lambda facts: (facts.contact_people_kept, facts.contact_people_due),
    "replied": lambda facts: (facts.reply_people_kept, facts.reply_people_due),
}
"""(Kept, of all), for kinds with points for a share."""


@dataclass(frozen=True)
class Points:
    """One kind: what was counted (`count` of `total`; `total` 0: no share), and what it comes to."""

    kind: str
    count: int
    total: int
    points: int
    is_capped: bool = False
    is_too_few: bool = False


def points_of(facts: DutyFacts, rules: PointRules) -> tuple[Points, ...]:
    """Every kind for which something was recorded, with the facts that explain it."""
    found = (_share(kind, facts, rules) if kind in SHARES else _each(kind, facts, rules) for kind in KINDS)
    return tuple(one for one in found if one.count or one.total)


def total_of(points: tuple[Points, ...]) -> int:
    """All points together."""
    return sum(one.points for one in points)


def _each(kind: str, facts: DutyFacts, rules: PointRules) -> Points:
    rule, count = rules.of(kind), COUNTED[kind](facts)
    reached = count * rule.points
    capped = max(-rule.most, min(rule.most, reached))
    return Points(kind, count, 0, capped, is_capped=capped != reached)


def _share(kind: str, facts: DutyFacts, rules: PointRules) -> Points:
    rule, (kept, due) = rules.of(kind), SHARES[kind](facts)
    if due < rules.least_people:
        return Points(kind, kept, due, 0, is_too_few=due > 0)
    return Points(kind, kept, due, min(rule.points * kept // due, rule.most))
