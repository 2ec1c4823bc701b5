"""What happened to a case: append-only events in a hash chain, and the one way to change its state."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from hotline.permissions import Actor
from hotline.states import check_transition
from hotline.work import Work
from storage.queries import cases as queries
from storage.tables import Case, Event
from storage.vocabulary import Role, State

GENESIS = "0" * 64


def digest_of(text: str) -> str | None:
    """SHA-256 (hex) of words that belong to an event; None where there are none."""
    return hashlib.sha256(text.encode()).hexdigest() if text else None


def chained(previous: str, event: Event) -> str:
    """The hash (hex, SHA-256) that ties an event to the one before it."""
    facts = [
        previous,
        event.station_id,
        event.case_id,
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


async def record(
    work: Work,
    case: Case,
    kind: str,
    actor: Actor,
    role: Role,
    *,
    to: State | None = None,
    text: str = "",
    **facts: Any,
) -> Event:
    """Append an event to a case; `text` leaves only its digest, `facts` must hold no personal data."""
    last = await queries.last_event(work.session, work.station_id, case.id)
    event = Event(
        station_id=work.station_id,
        case_id=case.id,
        sequence=1 if last is None else last.sequence + 1,
        kind=kind,
        actor_id=actor.person_id or None,
        actor_role=role,
        from_state=case.state,
        to_state=to,
        facts=facts,
        text_digest=digest_of(text),
        at=work.now,
        chained="",
    )
    event.chained = chained(GENESIS if last is None else last.chained, event)
    work.session.add(event)
    await work.session.flush()
    return event


async def move(
    work: Work, case: Case, to: State, kind: str, actor: Actor, role: Role, *, text: str = "", **facts: Any
) -> Event:
    """Take a case to another state with its event. Raises IllegalTransition.

    The version rises, so that buttons made before say that they are out of date.
    """
    came_from = case.state_before if case.state in (State.NEED_INFO, State.MERGED) else None
    check_transition(shown_number(case), case.state, to, came_from=came_from)
    event = await record(work, case, kind, actor, role, to=to, text=text, **facts)
    if to in (State.NEED_INFO, State.MERGED):
        case.state_before = case.state
    case.state = to
    case.state_since = work.now
    case.version += 1
    return event


def shown_number(case: Case) -> str:
    """A case's number as people read it: at least four digits; empty for a draft."""
    return "" if case.number is None else f"{case.number:04d}"


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
