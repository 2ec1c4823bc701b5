"""What is wrong in a chain of events, and with which of them; pure.

A changed event no longer fits its own hash. Whoever writes its hash anew breaks the next one, and whoever
writes all that follow anew is found by the anchor of the day (hotline.audit.anchors).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from hotline.chain import GENESIS, Chained, link


class Fault(StrEnum):
    """What can be wrong with an event, a chain or a day."""

    CHANGED = "changed"
    MISSING = "missing"
    OUT_OF_ORDER = "out_of_order"
    # The case stands elsewhere than its last event left it.
    OTHER_STATE = "other_state"
    # A day's events are not those that were anchored.
    OTHER_DAY = "other_day"


@dataclass(frozen=True)
class Finding:
    """One fault: in which chain ("case 0012", "suggestion 3", "station", "day 2026-06-15"), and where."""

    chain: str
    fault: Fault
    sequence: int | None = None
    kind: str = ""

    def __str__(self) -> str:
        where = f", event {self.sequence}" if self.sequence is not None else ""
        return f"{self.chain}{where}{f' ({self.kind})' if self.kind else ''}: {self.fault.replace('_', ' ')}"


def faults_of(chain: str, events: Sequence[Chained], subject_id: int | None) -> Iterator[Finding]:
    """The faults of one chain, whose events come in the order of their numbers."""
    previous, expected = GENESIS, 1
    for event in events:
        if event.sequence > expected:
            last = event.sequence - 1
            yield Finding(chain, Fault.MISSING, expected, f"to {last}" if last > expected else "")
        # What came before a gap is not known, so that the event after it cannot be told from a changed one.
        elif link(previous, event, subject_id) != event.chained:
            fault = Fault.OUT_OF_ORDER if _is_elsewhere(event, events, subject_id) else Fault.CHANGED
            yield Finding(chain, fault, event.sequence, event.kind)
        previous, expected = event.chained, event.sequence + 1


def _is_elsewhere(event: Chained, events: Sequence[Chained], subject_id: int | None) -> bool:
    """Whether the event is whole, but belongs to another place in its chain."""
    places = [(GENESIS, 1), *((other.chained, number) for other in events for number in _numbers(events))]
    own, found = event.sequence, False
    for previous, number in places:
        event.sequence = number
        found = found or link(previous, event, subject_id) == event.chained
    event.sequence = own
    return found


def _numbers(events: Sequence[Chained]) -> range:
    return range(1, len(events) + 1)
