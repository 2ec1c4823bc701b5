"""Append-only events in a hash chain, one chain for each case and for each suggestion."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

from sqlmodel.ext.asyncio.session import AsyncSession

GENESIS = "0" * 64


class Ended(Protocol):
    """What the next event needs to know of the last one."""

    @property
    def sequence(self) -> int: ...

    @property
    def chained(self) -> str: ...


class Chained(Protocol):
    """What an event of any chain has."""

    station_id: int
    sequence: int
    kind: str
    actor_id: int | None
    actor_role: Any
    from_state: Any
    to_state: Any
    facts: dict[str, Any]
    text_digest: str | None
    at: datetime
    chained: str


Happening = TypeVar("Happening", bound=Chained)


def digest_of(text: str) -> str | None:
    """SHA-256 (hex) of words that belong to an event; None where there are none."""
    return hashlib.sha256(text.encode()).hexdigest() if text else None


def link(previous: str, event: Chained, subject_id: int | None) -> str:
    """The hash (hex, SHA-256) that ties an event to the one before it; `subject_id` says in whose chain."""
    facts = [
        previous,
        event.station_id,
        subject_id,
        event.sequence,
        event.kind,
        event.actor_id,
        event.actor_role,
        event.from_state,
        event.to_state,
        event.facts,
        event.text_digest,
        _moment(event.at),
    ]
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def tie(event: Happening, last: Ended | None, subject_id: int | None) -> Happening:
    """Make `event` the next of its chain, after `last`."""
    event.sequence = 1 if last is None else last.sequence + 1
    event.chained = link(GENESIS if last is None else last.chained, event, subject_id)
    return event


def append(session: AsyncSession, event: Happening, last: Ended | None, subject_id: int | None) -> Happening:
    """Make `event` the next of its chain, after `last`, to be stored with what else is written."""
    session.add(tie(event, last, subject_id))
    return event


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
