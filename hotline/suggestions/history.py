"""What happened to a suggestion: append-only events in a hash chain, and the one way to change its state."""

from typing import Any

from hotline.chain import append, digest_of, link
from hotline.deadlines import Clock
from hotline.permissions import Actor
from hotline.suggestions.clock import clock_between, first_look
from hotline.suggestions.states import RUNNING, check_step
from hotline.work import Work
from storage.queries import suggestions as queries
from storage.tables import Suggestion, SuggestionEvent
from storage.vocabulary import Role, SuggestionState


def chained(previous: str, event: SuggestionEvent) -> str:
    """The hash (hex, SHA-256) that ties an event to the one before it in its suggestion."""
    return link(previous, event, event.suggestion_id)


async def note(
    work: Work,
    suggestion: Suggestion,
    kind: str,
    actor: Actor,
    role: Role,
    *,
    to: SuggestionState | None = None,
    text: str = "",
    **facts: Any,
) -> SuggestionEvent:
    """Append an event; `text` leaves only its digest, `facts` must hold no personal data."""
    last = await queries.last_event(work.session, work.station_id, suggestion.id)
    event = SuggestionEvent(
        station_id=work.station_id,
        suggestion_id=suggestion.id,
        kind=kind,
        actor_id=actor.person_id or None,
        actor_role=role,
        from_state=suggestion.state,
        to_state=to,
        facts=facts,
        text_digest=digest_of(text),
        at=work.now,
        chained="",
    )
    return append(work.session, event, last, suggestion.id)


async def step(
    work: Work,
    suggestion: Suggestion,
    to: SuggestionState,
    kind: str,
    actor: Actor,
    role: Role,
    *,
    text: str = "",
    **facts: Any,
) -> SuggestionEvent:
    """Take a suggestion to another state with its event. Raises IllegalSuggestionStep.

    The version rises, so that buttons made before say that they are out of date.
    """
    old = suggestion.state
    check_step(shown_number(suggestion), old, to)
    event = await note(work, suggestion, kind, actor, role, to=to, text=text, **facts)
    suggestion.state = to
    suggestion.state_since = work.now
    suggestion.version += 1
    if not (old in RUNNING and to in RUNNING):
        clock = clock_of(suggestion)
        suggestion.remind_at = first_look(to, work.now, clock, work.clocks, work.calendar)
    return event


def clock_of(suggestion: Suggestion) -> Clock | None:
    """The clock that runs for the handling unit, if one does."""
    is_again = suggestion.state == SuggestionState.REHANDLING
    started_at = suggestion.state_since if is_again else suggestion.issued_at
    if suggestion.state not in RUNNING or started_at is None or suggestion.due_at is None:
        return None
    return clock_between(started_at, suggestion.due_at)


def shown_number(suggestion: Suggestion) -> str:
    """A suggestion's number as people read it."""
    return "" if suggestion.number is None else str(suggestion.number)
