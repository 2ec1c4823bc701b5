"""The table of a suggestion's states, the diagram of it, and the check on a single step."""

import re
from itertools import product
from pathlib import Path

import pytest

from hotline.errors import IllegalSuggestionStep
from hotline.suggestions.states import AT_WORK, RUNNING, TRANSITIONS, check_step
from storage.vocabulary import SuggestionState

DIAGRAM = Path(__file__).parents[3] / "docs" / "suggestion-states.mmd"
S = SuggestionState


def test_the_diagram_shows_exactly_the_ways_of_the_table() -> None:
    arrows = re.findall(r"^\s*(\w+) --> (\w+)", DIAGRAM.read_text(encoding="utf-8"), re.MULTILINE)
    table = {(old, new) for old, ways in TRANSITIONS.items() for new in ways}
    assert {(S(old), S(new)) for old, new in arrows} == table


def test_the_diagram_names_every_state() -> None:
    named = re.findall(r'state "(\w+) [^"]+" as (\w+)', DIAGRAM.read_text(encoding="utf-8"))
    assert {S(one) for one, other in named if one == other} == set(S)


def test_every_state_has_a_row_and_can_be_reached() -> None:
    assert set(TRANSITIONS) == set(S)
    assert {new for ways in TRANSITIONS.values() for new in ways} == set(S)


def test_only_the_ends_are_final() -> None:
    assert {state for state, ways in TRANSITIONS.items() if not ways} == {S.CONCLUDED, S.DROPPED}


def test_what_is_at_work_is_neither_a_draft_nor_over() -> None:
    assert set(S) - {S.DRAFTED, S.CONCLUDED, S.DROPPED} == AT_WORK
    assert RUNNING < AT_WORK


@pytest.mark.parametrize(("old", "new"), sorted(product(S, S)))
def test_a_step_is_checked_by_the_table(old: SuggestionState, new: SuggestionState) -> None:
    if new in TRANSITIONS[old]:
        check_step("3", old, new)
        return
    with pytest.raises(IllegalSuggestionStep) as refusal:
        check_step("3", old, new)
    assert refusal.value == IllegalSuggestionStep("3", state=old, wanted=new)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (S.DRAFTED, S.ISSUED, "nothing is issued that was not reviewed"),
        (S.ISSUED, S.DROPPED, "what a unit has is not taken back"),
        (S.REPLIED, S.CONCLUDED, "an answer is not an outcome: the deputy rates it first"),
        (S.HANDLING, S.CONCLUDED, "nothing ends without an answer the first time"),
        (S.CONCLUDED, S.REHANDLING, "it is handled again once, not for ever"),
    ],
)
def test_shortcuts_are_refused(old: SuggestionState, new: SuggestionState, why: str) -> None:
    assert new not in TRANSITIONS[old], why
