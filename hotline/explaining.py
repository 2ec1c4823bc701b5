"""Why a reply is due when it is: the days that counted, those that did not, and the pauses."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from hotline.case_clocks import to_clock, waiting_clocks
from hotline.deadlines import Clock, ClockKind, Explanation, Pause, explain
from hotline.states import PAUSED
from hotline.work import Work
from storage.queries import events as event_queries
from storage.tables import Case, Event

# Of several, the one that people ask about.
_ASKED_ABOUT = (ClockKind.REDO, ClockKind.REPLY)


@dataclass(frozen=True)
class Reasons:
    """A clock, what led to its due time, and how often it was extended."""

    clock: Clock
    explanation: Explanation
    extended_days: int


async def reasons_of(work: Work, case: Case) -> Reasons | None:
    """Why the reply to this case is due when it is; None where none is waited for."""
    clocks = {row.kind: to_clock(row) for row in await waiting_clocks(work, case)}
    clock = next((clocks[kind] for kind in _ASKED_ABOUT if kind in clocks), None)
    if clock is None:
        return None
    events = await event_queries.events_of(work.session, work.station_id, case.id)
    pauses = tuple(pauses_in(events, clock.started_at, work.now))
    extended = sum(
        int(event.facts["days"])
        for event in events
        if event.kind == "extended" and event.at >= clock.started_at
    )
    is_extended = clock.kind == ClockKind.REPLY
    return Reasons(clock, explain(clock, work.calendar, pauses), extended if is_extended else 0)


def pauses_in(events: Iterable[Event], since: datetime, now: datetime) -> Iterable[Pause]:
    """The times after `since` in which the clocks of a case with these events stood still, up to now."""
    began: datetime | None = None
    for event in events:
        if event.to_state is None or event.at < since:
            continue
        if began is None and event.to_state in PAUSED:
            began = event.at
        elif began is not None and event.to_state not in PAUSED:
            yield Pause(began, event.at)
            began = None
    if began is not None:
        yield Pause(began, now)
