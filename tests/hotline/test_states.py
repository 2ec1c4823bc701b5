"""The table of states, the diagram of it, and the check on a single step."""

import re
from itertools import product
from pathlib import Path

import pytest

from hotline.errors import IllegalTransition
from hotline.states import OPEN, PAUSED, RETURNING, TRANSITIONS, check_transition
from storage.vocabulary import State

DIAGRAM = Path(__file__).parents[2] / "docs" / "case-states.mmd"
ENDS = frozenset({State.WITHDRAWN, State.ARCHIVED})


def arrows_in(diagram: str) -> set[tuple[State, State]]:
    """The arrows of the diagram, those at the box 'open' spread over the states inside it."""
    box = re.search(r'state "[^"]*" as open \{(.*?)\n    \}', diagram, re.DOTALL)
    assert box is not None
    inside = {State(name) for name in re.findall(r'state "[^"]*" as (\w+)', box[1])}

    def spread(name: str) -> set[State]:
        return inside if name == "open" else {State(name)}

    found = re.findall(r"^\s*(\w+) --> (\w+)", diagram, re.MULTILINE)
    return {pair for old, new in found for pair in product(spread(old), spread(new))}


def test_the_diagram_shows_exactly_the_ways_of_the_table() -> None:
    table = {(old, new) for old, ways in TRANSITIONS.items() for new in ways}
    assert arrows_in(DIAGRAM.read_text(encoding="utf-8")) == table


def test_the_diagram_s_box_holds_exactly_the_open_states() -> None:
    merged_to = {new for old, new in arrows_in(DIAGRAM.read_text(encoding="utf-8")) if old is State.MERGED}
    assert merged_to == OPEN


def test_every_state_has_a_row() -> None:
    assert set(TRANSITIONS) == set(State)


def test_no_state_leads_to_itself() -> None:
    assert not [state for state, ways in TRANSITIONS.items() if state in ways]


def test_every_state_can_be_reached_from_a_draft() -> None:
    reached, new = set[State](), {State.DRAFT}
    while new:
        reached |= new
        new = {after for state in new for after in TRANSITIONS[state]} - reached
    assert reached == set(State)


def test_only_withdrawn_and_archived_are_final() -> None:
    assert {state for state, ways in TRANSITIONS.items() if not ways} == ENDS


@pytest.mark.parametrize("state", sorted(OPEN))
def test_an_open_case_can_always_be_withdrawn_merged_or_closed(state: State) -> None:
    assert TRANSITIONS[state] >= {State.WITHDRAWN, State.MERGED, State.CLOSED}


@pytest.mark.parametrize("state", sorted(set(State) - OPEN))
def test_a_case_that_is_not_open_cannot_be_withdrawn(state: State) -> None:
    with pytest.raises(IllegalTransition):
        check_transition("0123", state, State.WITHDRAWN)


@pytest.mark.parametrize(("old", "new"), sorted(product(State, State)))
def test_a_step_is_checked_by_the_table(old: State, new: State) -> None:
    if new in TRANSITIONS[old]:
        check_transition("0123", old, new)
        return
    with pytest.raises(IllegalTransition) as refusal:
        check_transition("0123", old, new)
    assert refusal.value == IllegalTransition("0123", state=old, wanted=new)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (State.DRAFT, State.ASSIGNED, "nothing is filed that was not confirmed"),
        (State.SUBMITTED, State.REPLIED, "nobody replies before somebody is responsible"),
        (State.ASSIGNED, State.IN_PROGRESS, "a deputy accepts first"),
        (State.ASSIGNED, State.NOT_ACCEPTED, "a deputy returns, the liaison refuses"),
        (State.DEFERRED, State.REPLIED, "a deferred case is taken up again first"),
        (State.REPLIED, State.ARCHIVED, "a reply is not a solution"),
        (State.REDO, State.DEFERRED, "the second attempt is not put off"),
        (State.CLOSED, State.SUBMITTED, "a closed case is done again, not filed again"),
        (State.WITHDRAWN, State.SUBMITTED, "withdrawn is for good"),
    ],
)
def test_shortcuts_are_refused(old: State, new: State, why: str) -> None:
    assert new not in TRANSITIONS[old], why


@pytest.mark.parametrize("state", sorted(RETURNING[State.NEED_INFO]))
def test_an_answered_question_brings_a_case_back_to_where_it_was(state: State) -> None:
    check_transition("0123", State.NEED_INFO, state, came_from=state)


@pytest.mark.parametrize("came_from", sorted(OPEN))
@pytest.mark.parametrize("new", sorted(OPEN))
def test_unmerging_restores_the_state_and_no_other(came_from: State, new: State) -> None:
    if new is came_from:
        check_transition("0123", State.MERGED, new, came_from=came_from)
        return
    with pytest.raises(IllegalTransition):
        check_transition("0123", State.MERGED, new, came_from=came_from)


def test_a_waiting_case_does_not_skip_ahead_but_can_still_end() -> None:
    with pytest.raises(IllegalTransition):
        check_transition("0123", State.NEED_INFO, State.REFERRED, came_from=State.SUBMITTED)
    for end in (State.WITHDRAWN, State.CLOSED, State.MERGED):
        check_transition("0123", State.NEED_INFO, end, came_from=State.SUBMITTED)


def test_only_states_that_can_be_asked_about_are_returned_to() -> None:
    askable = {state for state, ways in TRANSITIONS.items() if State.NEED_INFO in ways and state in OPEN}
    assert RETURNING[State.NEED_INFO] == askable


def test_clocks_stand_still_only_while_others_are_waited_for() -> None:
    assert sorted(PAUSED) == [State.DEFERRED, State.MERGED, State.NEED_INFO]
