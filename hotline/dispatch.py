"""派单: which deputy a filed case goes to, and what follows from an assignment."""

from datetime import date
from typing import Any

from hotline import notices
from hotline.case_clocks import settle, start, stop
from hotline.deadlines import ClockKind, accept_deadline, reply_deadline
from hotline.history import move, record
from hotline.permissions import SYSTEM, Actor
from hotline.routing import Candidate, Matter, Route, RoutingReason, route
from hotline.states import OPEN
from hotline.work import Work
from storage.queries import cases as queries
from storage.queries import roster
from storage.tables import Case, Deputy
from storage.vocabulary import Role, State, Urgency


async def candidates(work: Work) -> list[Candidate]:
    """The deputies in office as routing sees them."""
    loads = await roster.open_cases_by_deputy(work.session, work.station_id, OPEN)
    today = work.now.astimezone(work.knowledge.station.zone).date()
    return [
        Candidate(
            deputy_id=deputy.id,
            name=deputy.name,
            level=deputy.level,
            constituency_id=deputy.constituency_id,
            specialities=frozenset(deputy.specialities),
            open_cases=loads.get(deputy.id, 0),
            capacity=deputy.capacity,
            is_away=is_away(deputy, today),
            is_village_official=deputy.is_village_official,
            last_assigned_at=deputy.last_assigned_at,
            person_id=deputy.person_id,
        )
        for deputy in await roster.deputies(work.session, work.station_id)
    ]


def is_away(deputy: Deputy, today: date) -> bool:
    """Whether a deputy has announced an absence that covers `today` (a date in the station's zone)."""
    if deputy.away_from is None or deputy.away_until is None:
        return False
    return deputy.away_from <= today <= deputy.away_until


async def find_route(work: Work, case: Case) -> Route:
    """Where the case would go now; writes nothing."""
    matter = Matter(
        text=case.text,
        category=case.category,
        topic=case.topic,
        confidence=case.confidence,
        constituency_id=case.constituency_id,
        constituent_id=case.constituent_id,
        chosen_deputy_id=case.chosen_deputy_id,
    )
    return route(matter, await candidates(work), threshold=work.knowledge.confidence)


async def dispatch(work: Work, case: Case) -> bool:
    """Send a submitted case to its deputy (True), or leave it to triage; either way somebody hears of it."""
    found = await find_route(work, case)
    await queries.set_avoidance(work.session, work.station_id, case.id, found.named)
    case.routing_reason = found.reason
    if found.deputy_id is None:
        await record(work, case, "sent_to_triage", SYSTEM, Role.SYSTEM, reason=found.reason)
        await settle(work, case)
        await notices.tell_overseers(work, _triage_kind(case), case, slot=_triage_slot(case))
        return False
    deputy = await roster.deputy(work.session, work.station_id, found.deputy_id)
    assert deputy is not None  # noqa: S101  (the route names one of the candidates)
    await assign(work, case, deputy, found.reason, SYSTEM, Role.SYSTEM)
    return True


async def assign(
    work: Work, case: Case, deputy: Deputy, reason: RoutingReason | str, actor: Actor, role: Role
) -> None:
    """Give a case to a deputy: the clocks run from now, and the deputy is told."""
    await move(work, case, State.ASSIGNED, "assigned", actor, role, deputy=deputy.code, reason=str(reason))
    case.deputy_id = deputy.id
    case.routing_reason = str(reason)
    case.assigned_at = work.now
    deputy.last_assigned_at = work.now
    for kind in (ClockKind.ACCEPT, ClockKind.REPLY):
        await stop(work, case, kind)
    await start(work, case, accept_deadline(work.now, case.urgency, work.calendar, work.clocks))
    await start(work, case, reply_deadline(work.now, case.urgency, work.calendar, work.clocks))
    await settle(work, case)
    await tell_deputy(work, case, "deputy.assigned")


async def tell_deputy(work: Work, case: Case, kind: str, **params: Any) -> None:
    """Tell the case's deputy; the overseers where the deputy cannot be reached yet."""
    deputy = None
    if case.deputy_id is not None:
        deputy = await roster.deputy(work.session, work.station_id, case.deputy_id)
    if deputy is not None and deputy.person_id is not None:
        await notices.tell(work, deputy.person_id, kind, case, **params)
    elif deputy is not None:
        await notices.tell_overseers(work, "liaison.deputy_not_joined", case, deputy=deputy.name)


def _triage_kind(case: Case) -> str:
    return "liaison.triage_urgent" if case.urgency == Urgency.URGENT else "liaison.triage_new"


def _triage_slot(case: Case) -> str | None:
    # Routine arrivals are told once, with the number waiting; an urgent one is always told by itself.
    return None if case.urgency == Urgency.URGENT else "triage"
