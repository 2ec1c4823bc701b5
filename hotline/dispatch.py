"""派单: which deputy a filed case goes to, and what follows from an assignment."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hotline import notices
from hotline.case_clocks import settle, start, stop
from hotline.danger import find_danger
from hotline.deadlines import ClockKind, accept_deadline, reply_deadline
from hotline.history import move, record
from hotline.kinds import INSISTED
from hotline.material import gather_text
from hotline.people import is_away, name_of
from hotline.permissions import SYSTEM, Actor
from hotline.restraint.arrivals import FIRST_TO_TRIAGE, tell_liaison
from hotline.routing import Candidate, Matter, Route, RoutingReason, route
from hotline.states import OPEN
from hotline.terms import is_in_term
from hotline.work import Work
from storage.queries import cases as queries
from storage.queries import events as event_queries
from storage.queries import people, roster
from storage.tables import Case, Deputy
from storage.vocabulary import Role, State, Urgency

# Who hears of it instead where the deputy cannot be told: not joined yet, left, or stepping aside (回避).
_INSTEAD: Mapping[str, str] = {
    "deputy.assigned": "liaison.deputy_not_joined",
    "deputy.answered": "liaison.answered",
    "deputy.material_added": "liaison.material_added",
}
# What people add to their names in Telegram.
_NOT_A_NAME = re.compile(r"人大|代表|热线|联络员|主任|[\W_]")


async def candidates(work: Work) -> list[Candidate]:
    """The deputies in office, and in their term, as routing sees them."""
    loads = await roster.open_cases_by_deputy(work.session, work.station_id, OPEN)
    today = work.calendar.local_date(work.now)
    found = await roster.deputies(work.session, work.station_id)
    deputies = [row for row in found if is_in_term(row, today)]
    away = {row.id: row for row in deputies if is_away(row, today)}
    return [
        Candidate(
            deputy_id=deputy.id,
            name=deputy.name,
            level=deputy.level,
            constituency_id=deputy.constituency_id,
            specialities=frozenset(deputy.specialities),
            open_cases=loads.get(deputy.id, 0),
            capacity=deputy.capacity,
            is_away=deputy.id in away,
            is_village_official=deputy.is_village_official,
            last_assigned_at=deputy.last_assigned_at,
            person_id=deputy.person_id,
            stands_in_for=frozenset(key for key, row in away.items() if row.substitute_id == deputy.id),
            stands_in_at=frozenset(
                row.constituency_id for row in away.values() if row.substitute_id == deputy.id
            ),
        )
        for deputy in deputies
    ]


async def find_route(work: Work, case: Case) -> Route:
    """Where the case would go now; writes nothing.

    A deputy whose return was upheld is out of the question; one that names the liaison is the presidium's.
    """
    text = case.text if case.state == State.DRAFT else await gather_text(work, case)
    danger = find_danger(text or case.text)
    matter = Matter(
        text=text or case.text,
        category=case.category,
        topic=case.topic,
        confidence=case.confidence,
        constituency_id=case.constituency_id,
        constituent_id=case.constituent_id,
        chosen_deputy_id=case.chosen_deputy_id,
        is_distress=danger is not None and danger.needs_warm_answer,
        is_elsewhere=case.kind == INSISTED,
    )
    returned = await _returned_by(work, case)
    in_question = [row for row in await candidates(work) if row.deputy_id not in returned]
    found = route(matter, in_question, threshold=work.knowledge.confidence)
    if case.names_liaison:
        return _to_triage(found, RoutingReason.TRIAGE_LIAISON_NAMED)
    if case.routing_reason in FIRST_TO_TRIAGE and found.reason is not RoutingReason.TRIAGE_DISTRESS:
        return _to_triage(found, RoutingReason(case.routing_reason))
    return found


def _to_triage(found: Route, reason: RoutingReason) -> Route:
    """Whoever would get the case is only suggested."""
    suggested = (() if found.deputy_id is None else (found.deputy_id,)) + found.runner_up_ids
    return replace(found, deputy_id=None, reason=reason, runner_up_ids=suggested[:3])


async def _returned_by(work: Work, case: Case) -> set[int]:
    """Deputies who returned this case with good reason."""
    if not case.has_been_returned:
        return set()
    events = await event_queries.events_of_kind(work.session, work.station_id, case.id, "return_upheld")
    codes = {event.facts.get("deputy") for event in events}
    deputies = await roster.deputies(work.session, work.station_id)
    return {row.id for row in deputies if row.code in codes}


async def dispatch(work: Work, case: Case, *, is_at_desk: bool = False) -> bool:
    """Send a submitted case to its deputy (True), or leave it to triage; either way somebody hears of it.

    `is_at_desk`: whoever decides on triage has the case before them and need not be told.
    """
    found = await find_route(work, case)
    await step_aside(work, case, found.named)
    case.routing_reason = found.reason
    if found.deputy_id is None:
        if not is_at_desk:
            await record(work, case, "sent_to_triage", SYSTEM, Role.SYSTEM, reason=found.reason)
            await _tell_of_triage(work, case)
        await settle(work, case)
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
    roster.note_assigned(work.session, deputy, work.now)
    for kind in (ClockKind.ACCEPT, ClockKind.REPLY):
        await stop(work, case, kind)
    accepting = accept_deadline(work.now, case.urgency, work.calendar, work.clocks)
    replying = reply_deadline(work.now, case.urgency, work.calendar, work.clocks)
    await start(work, case, accepting, replying)
    await settle(work, case)
    await tell_deputy(work, case, "deputy.assigned")


async def tell_deputy(work: Work, case: Case, kind: str, **params: Any) -> None:
    """Tell the case's deputy, and whoever stands in; of what matters the overseers if neither can be told."""
    if case.deputy_id is None:
        return
    told = await people_in_charge(work, case)
    for person_id in told:
        # Whoever holds a seat has come by a chat.
        notices.write(work, person_id, kind, case, **params)
    if not told and kind in _INSTEAD:
        await notices.tell_overseers(work, _INSTEAD[kind], case, **params)


async def people_in_charge(work: Work, case: Case) -> list[int]:
    """Who is told about a case as its deputy: the deputy, and while away whoever stands in as well."""
    deputy = await _deputy_of(work, case)
    if deputy is None:
        return []
    found = (await _person_of(work, case, deputy), await _person_for(work, case, deputy))
    return list(dict.fromkeys(person_id for person_id in found if person_id is not None))


async def _deputy_of(work: Work, case: Case) -> Deputy | None:
    if case.deputy_id is None:
        return None
    return await roster.deputy(work.session, work.station_id, case.deputy_id)


async def person_standing_in(work: Work, case: Case) -> int | None:
    """The person who stands in for the case's deputy today and may hear of the case."""
    deputy = await _deputy_of(work, case)
    return None if deputy is None else await _person_for(work, case, deputy)


async def _person_for(work: Work, case: Case, deputy: Deputy) -> int | None:
    today = work.calendar.local_date(work.now)
    if deputy.substitute_id is None or not is_away(deputy, today):
        return None
    substitute = await roster.deputy(work.session, work.station_id, deputy.substitute_id)
    if substitute is None or substitute.left_at is not None:
        return None
    avoided = await queries.avoided_deputies(work.session, work.station_id, case.id)
    is_barred = not avoided.isdisjoint({deputy.id, substitute.id})
    is_barred = is_barred or substitute.person_id == case.constituent_id
    return None if is_barred else substitute.person_id


async def person_of_deputy(work: Work, case: Case) -> int | None:
    """The person to tell about the case as its deputy, if there is one who may hear of it."""
    deputy = await _deputy_of(work, case)
    return None if deputy is None else await _person_of(work, case, deputy)


async def _person_of(work: Work, case: Case, deputy: Deputy) -> int | None:
    if deputy.left_at is not None:
        return None
    avoided = await queries.avoided_deputies(work.session, work.station_id, case.id)
    return None if deputy.id in avoided else deputy.person_id


async def step_aside(work: Work, case: Case, deputy_ids: frozenset[int]) -> frozenset[int]:
    """Hide the case from these deputies too, for good; returns those from whom it was not hidden before."""
    hidden = await queries.avoided_deputies(work.session, work.station_id, case.id)
    if deputy_ids - hidden:
        await queries.set_avoidance(work.session, work.station_id, case.id, hidden | deputy_ids)
    return deputy_ids - hidden


async def names_liaison(work: Work, text: str) -> bool:
    """Whether a text names a liaison officer, whom the case must then not reach."""
    squeezed = "".join(text.split())
    holders = await people.holders(work.session, work.station_id, Role.LIAISON)
    return any([is_liaison_named(await name_of(work, person_id), squeezed) for person_id in holders])


def is_liaison_named(name: str, text: str) -> bool:
    """Whether `text` has the name, as Telegram shows it, of a liaison: 周敏, or 周联络员."""
    bare = _NOT_A_NAME.sub("", name)
    if len(bare) < 2:
        return False
    return any(way in text for way in (bare, f"{bare[0]}联络员", f"姓{bare[0]}的联络员"))


async def _tell_of_triage(work: Work, case: Case) -> None:
    if case.routing_reason in FIRST_TO_TRIAGE:
        await tell_liaison(work, case)
    else:
        await notices.tell_overseers(work, _triage_kind(case), case, slot=_triage_slot(case))


def _triage_kind(case: Case) -> str:
    if case.names_liaison:
        return "presidium.named_liaison"
    return "liaison.triage_urgent" if case.urgency == Urgency.URGENT else "liaison.triage_new"


def _triage_slot(case: Case) -> str | None:
    # Routine arrivals are told once, with the number waiting; an urgent one is always told by itself.
    return None if case.urgency == Urgency.URGENT or case.names_liaison else "triage"
