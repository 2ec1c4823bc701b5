"""What happened, in order, for people's screens: one log, read from a cursor."""

from dataclasses import dataclass
from typing import Any

from bot.simulator.bell import Bell

KEPT_EVENTS = 200_000


@dataclass(frozen=True, slots=True)
class Event:
    """Something people see.

    Kinds: message, edited, deleted, reaction, typing, answer, blocked, unblocked, person, group,
    member, menu; clock and front are seen by all, with no people named. data is JSON; for message
    and edited it is the message as it was then.
    """

    cursor: int
    kind: str
    chat_id: int
    people: tuple[int, ...]
    data: dict[str, Any]

    def view(self) -> dict[str, Any]:
        """The event as JSON."""
        return {
            "cursor": self.cursor,
            "kind": self.kind,
            "chat_id": self.chat_id,
            "people": list(self.people),
            "data": self.data,
        }


class EventLog:
    """The newest events; cursors count from 1 and have no gaps."""

    def __init__(self) -> None:
        self._events: list[Event] = []
        self._forgotten = 0
        self.bell = Bell()

    @property
    def cursor(self) -> int:
        """The cursor of the newest event."""
        return self._forgotten + len(self._events)

    @property
    def oldest(self) -> int:
        """Reading from a cursor below this one would miss events."""
        return self._forgotten

    def add(self, kind: str, chat_id: int, people: tuple[int, ...], data: dict[str, Any]) -> Event:
        """Append an event and wake the readers."""
        event = Event(self.cursor + 1, kind, chat_id, people, data)
        self._events.append(event)
        if len(self._events) > 2 * KEPT_EVENTS:
            del self._events[:KEPT_EVENTS]
            self._forgotten += KEPT_EVENTS
        self.bell.ring()
        return event

    def after(self, cursor: int, limit: int = 1000) -> list[Event]:
        """The events after a cursor."""
        start = max(0, cursor - self._forgotten)
        return self._events[start : start + limit]
