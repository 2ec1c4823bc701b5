"""Points by table: what each kind is worth, its cap, and what attempts to farm it bring."""

from dataclasses import fields

import pytest

from hotline.duty.facts import DutyFacts, lines_of
from hotline.duty.points import COUNTED, KINDS, SHARES, PointRules, Rule, points_of, total_of

RULES = PointRules()


def points(facts: DutyFacts, rules: PointRules = RULES) -> dict[str, int]:
    return {one.kind: one.points for one in points_of(facts, rules)}


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        (DutyFacts(), {}),
        (DutyFacts(people_solved=1), {"solved": 3}),
        (DutyFacts(people_solved=10), {"solved": 30}),
        (DutyFacts(people_solved=11), {"solved": 30}),  # the cap of the year
        (DutyFacts(people_solved=500), {"solved": 30}),
        (DutyFacts(people_satisfied=4), {"satisfied": 4}),
        (DutyFacts(solved=50, satisfied=50, closed=50), {}),  # cases alone bring nothing: people do
        (DutyFacts(received=900, people=1), {}),  # nor does receiving them
        (DutyFacts(contact_people_due=4, contact_people_kept=4), {"contacted": 10, "late": 0}),
        (DutyFacts(contact_people_due=4, contact_people_kept=3), {"contacted": 7, "late": -1}),
        (DutyFacts(reply_people_due=3, reply_people_kept=0), {"replied": 0, "late": -3}),
        (DutyFacts(reply_people_due=2, reply_people_kept=2), {"replied": 0}),  # too few for a share
        (DutyFacts(contact_days=50), {}),  # nobody came
        (DutyFacts(contact_days=50, contact_days_with_people=50, visitors=50), {"contact_day": 12}),
        (DutyFacts(visits=40, people_visited=1), {"visited": 1}),  # to one person's matter every day
        (DutyFacts(suggestions_submitted=30), {}),  # handed in, not let pass
        (DutyFacts(suggestions_issued=2, suggestions_satisfied=1), {"suggestion": 8, "suggestion_result": 3}),
        (DutyFacts(invited=30), {}),  # invited, not there
        (DutyFacts(training=30), {"training": 4}),
        (DutyFacts(public_work=1, inspection=1), {"inspection": 2, "public_work": 4}),
        (DutyFacts(supervised=3, supervision_late=1, supervision_missed=1), {"supervision": -4}),
        (DutyFacts(people_redo=9), {"redo": -5}),  # a deduction has its cap as well
    ],
)  # fmt: skip
def test_what_facts_are_worth(facts: DutyFacts, wanted: dict[str, int]) -> None:
    assert points(facts) == {kind: value for kind, value in wanted.items() if value or kind in SHARES}


def test_no_kind_brings_more_than_its_cap_however_much_was_done() -> None:
    much = DutyFacts(**{one.name: 10_000 for one in fields(DutyFacts)})
    for one in points_of(much, RULES):
        assert abs(one.points) <= RULES.of(one.kind).most, one.kind
    assert total_of(points_of(much, RULES)) <= sum(RULES.of(kind).most for kind in KINDS)


def test_every_kind_counts_something_and_explains_itself() -> None:
    assert set(KINDS) == COUNTED.keys() | SHARES.keys()
    (solved,) = points_of(DutyFacts(people_solved=12), RULES)
    assert (solved.count, solved.points, solved.is_capped) == (12, 30, True)
    few = points_of(DutyFacts(contact_people_due=2, contact_people_kept=2), RULES)
    assert [(one.kind, one.count, one.total, one.is_too_few) for one in few] == [("contacted", 2, 2, True)]


def test_rules_can_be_changed_and_a_kind_left_out() -> None:
    rules = PointRules(solved=Rule(5, 7), satisfied=Rule(0, 0), least_people=1)
    facts = DutyFacts(people_solved=2, people_satisfied=2, contact_people_due=1, contact_people_kept=1)
    assert points(facts, rules) == {"solved": 7, "satisfied": 0, "contacted": 10}


def test_only_lines_of_which_something_was_recorded_are_shown() -> None:
    assert lines_of(DutyFacts()) == []
    assert lines_of(DutyFacts(received=1, suggestions_concluded=1)) == ["received", "suggestions"]
    assert DutyFacts().is_empty
    assert not DutyFacts(returned=1).is_empty
