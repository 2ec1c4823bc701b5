"""What happened to a case: append-only events in a hash chain, and the one way to change its state."""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from hotline.chain import GENESIS, Ended, append, digest_of, link, tie
from hotline.permissions import Actor
from hotline.states import check_transition
from hotline.work import Work
from storage.ids import new_id
from storage.queries import events as event_queries
from storage.remembering import remember
from storage.tables import Case, Event
from storage.vocabulary import Role, State

__all__ = ["GENESIS", "chained", "digest_of", "move", "record", "record_each", "shown_number"]


def chained(previous: str, event: Event) -> str:
    """The hash (hex, SHA-256) that ties an event to the one before it in its case."""
    return link(previous, event, event.case_id)


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
    last = await event_queries.last_event(work.session, work.station_id, case.id)
    event = Event(**_values(work, case, kind, actor, role, facts, to=to, text=text))
    append(work.session, event, last, case.id)
    # What is tied to it next need not look for it.
    remember(work.session, event_queries.last_event, work.station_id, case.id, answer=event, knows=[event])
    return event


async def record_each(
    work: Work, facts: Sequence[tuple[Case, Mapping[str, Any]]], kind: str, actor: Actor, role: Role
) -> None:
    """Append an event with these facts to each of many cases, in this order; all are written at once."""
    keys = {case.id for case, _ in facts}
    ends: dict[int, Ended] = {**await event_queries.chain_ends(work.session, work.station_id, keys)}
    rows = []
    for case, of_case in facts:
        # One of the table's own class would take ten times as long to make.
        event: Any = SimpleNamespace(**_values(work, case, kind, actor, role, of_case))
        ends[case.id] = tie(event, ends.get(case.id), case.id)
        rows.append(vars(event))
    await event_queries.add_events(work.session, rows)


def _values(
    work: Work,
    case: Case,
    kind: str,
    actor: Actor,
    role: Role,
    facts: Mapping[str, Any],
    *,
    to: State | None = None,
    text: str = "",
) -> dict[str, Any]:
    """What an event says that is tied to none yet."""
    return {
        "station_id": work.station_id,
        "id": new_id(),
        "case_id": case.id,
        "kind": kind,
        "actor_id": actor.person_id or None,
        "actor_role": role,
        "from_state": case.state,
        "to_state": to,
        "facts": dict(facts),
        "text_digest": digest_of(text),
        "at": work.now,
        "chained": "",
    }


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
