"""A chain of events says which of them was changed, is missing or stands elsewhere."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.audit import Fault, faults_of
from hotline.chain import GENESIS, link
from storage.tables import Event
from storage.vocabulary import Role, State

NOON = datetime(2026, 6, 15, 4, tzinfo=UTC)
KINDS = ("submitted", "assigned", "accepted", "replied", "closed")
Events = list[Event]


def chain_of(length: int) -> Events:
    """A whole chain of one case."""
    events: Events = []
    for number in range(1, length + 1):
        event = Event(
            station_id=1,
            id=number,
            case_id=7,
            sequence=number,
            kind=KINDS[number % len(KINDS)],
            actor_role=Role.SYSTEM,
            to_state=State.CLOSED if number == length else None,
            facts={"number": number},
            at=NOON + timedelta(hours=number),
            chained="",
        )
        event.chained = link(events[-1].chained if events else GENESIS, event, 7)
        events.append(event)
    return events


def found(events: Events) -> list[tuple[Fault, int | None]]:
    return [(finding.fault, finding.sequence) for finding in faults_of("case 0007", events, 7)]


def rewrite(events: Events, at: int) -> None:
    events[at].facts = {"number": 99}
    events[at].chained = link(events[at - 1].chained, events[at], 7)


def swap(events: Events, at: int) -> None:
    first, second = events[at], events[at + 1]
    first.sequence, second.sequence = second.sequence, first.sequence
    events[at], events[at + 1] = second, first


CHANGES: dict[str, Callable[[Event], None]] = {
    "kind": lambda event: setattr(event, "kind", "withdrawn"),
    "actor": lambda event: setattr(event, "actor_id", 5),
    "role": lambda event: setattr(event, "actor_role", Role.LIAISON),
    "state": lambda event: setattr(event, "to_state", State.ARCHIVED),
    "facts": lambda event: setattr(event, "facts", {}),
    "words": lambda event: setattr(event, "text_digest", "0" * 64),
    "time": lambda event: setattr(event, "at", event.at + timedelta(microseconds=1)),
    "hash": lambda event: setattr(event, "chained", "0" * 64),
}


@given(st.integers(0, 12))
def test_a_whole_chain_has_no_fault(length: int) -> None:
    assert found(chain_of(length)) == []


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_changed_event_is_named(change: Callable[[Event], None]) -> None:
    events = chain_of(4)
    change(events[3])
    assert found(events) == [(Fault.CHANGED, 4)]


def test_whoever_hashes_a_changed_event_anew_breaks_the_next_one() -> None:
    events = chain_of(5)
    rewrite(events, 2)
    assert found(events) == [(Fault.CHANGED, 4)]


@given(st.integers(2, 9), st.data())
def test_missing_events_are_named(length: int, data: st.DataObject) -> None:
    gone = data.draw(st.integers(1, length - 1))
    events = [event for event in chain_of(length) if event.sequence != gone]
    assert found(events) == [(Fault.MISSING, gone)]


def test_several_missing_in_a_row_are_one_gap() -> None:
    events = [event for event in chain_of(6) if event.sequence not in (2, 3, 4)]
    [finding] = faults_of("case 0007", events, 7)
    assert str(finding) == "case 0007, event 2 (to 4): missing"


@given(st.integers(2, 8), st.data())
def test_swapped_events_are_out_of_order(length: int, data: st.DataObject) -> None:
    events = chain_of(length)
    at = data.draw(st.integers(0, length - 2))
    swap(events, at)
    assert (Fault.OUT_OF_ORDER, at + 1) in found(events)
    assert {fault for fault, _ in found(events)} <= {Fault.OUT_OF_ORDER, Fault.CHANGED}


def test_an_event_of_another_case_does_not_fit() -> None:
    assert [finding.fault for finding in faults_of("case 0008", chain_of(1), 8)] == [Fault.CHANGED]


def test_looking_for_its_place_leaves_an_event_as_it_was() -> None:
    events = chain_of(3)
    events[1].kind = "other"
    list(faults_of("case 0007", events, 7))
    assert [event.sequence for event in events] == [1, 2, 3]
