"""What a reader sees of a case: plain values for texts and keyboards, loaded when a notice is rendered."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from handlers.values.ladder import Hop, hops_of
from handlers.wording import Texts
from hotline.callers import people as callers
from hotline.case_clocks import light_of, waiting_clocks
from hotline.casework import may_return
from hotline.deadlines import ClockKind
from hotline.dispatch import find_route
from hotline.extending import may_be_extended
from hotline.history import shown_number
from hotline.reminders import plan_for
from hotline.routing import Route
from hotline.states import OPEN
from hotline.work import Work
from storage.queries import cases as queries
from storage.queries import roster, supervisions, supports
from storage.tables import Attachment, Case, CaseClock, Place
from storage.vocabulary import Channel, State, Urgency

_SHORT, _SUMMARY = 900, 24
# To the one who acts these states say something else than to the constituent.
_SEEN_DIFFERENTLY = frozenset(
    {State.SUBMITTED, State.NEED_INFO, State.NOT_ACCEPTED, State.ASSIGNED, State.RETURN_REVIEW, State.REPLIED}
    | {State.ACCEPTED, State.IN_PROGRESS, State.REDO}
)
_RETURNABLE = frozenset({State.ASSIGNED, State.ACCEPTED})
_WITH_A_DEPUTY = OPEN - {
    State.DRAFT,
    State.SUBMITTED,
    State.NEED_INFO,
    State.RETURN_REVIEW,
    State.REPLIED,
}


@dataclass(frozen=True)
class CaseView:
    """A case for one reader; moments are aware, texts are as the reader's language has them."""

    id: int
    version: int
    number: str
    state: State
    kind: str
    text: str
    text_short: str
    summary: str
    status: str
    light: str
    category: str | None
    topic: str | None
    words: list[str]
    runners_up: list[str]
    place: str
    places_named: list[int]
    deputy: str
    deputy_id: int | None
    needs_deputy: bool
    avoided: list[str]
    names_liaison: bool
    is_unnamed: bool
    shares_phone: bool
    can_return: bool
    suggested: list[tuple[int, str]]
    routing_reason: str | None
    supervision_due: datetime | None
    caller: str
    is_by_phone: bool
    is_from_outside: bool
    is_urgent: bool
    danger_number: str | None
    is_estimated: bool
    is_contacted: bool
    is_escalated: bool
    exclusion: str | None
    is_solved: bool | None
    result: str | None
    accept_due: datetime | None
    reply_due: datetime | None
    triage_due: datetime | None
    review_at: datetime | None
    unit: str
    unit_due: datetime | None
    files: str
    return_reason: str
    question: str
    complaint: str
    can_extend: bool
    is_reply_awaited: bool
    open_hops: list[tuple[int, str]]
    late_units: str
    contact: str
    supporters: int


async def view_case(work: Work, case: Case, texts: Texts, *, is_author: bool) -> CaseView:
    """Load what a notice about `case` may say; `is_author`: the reader is its constituent."""
    clocks = {clock.kind: clock for clock in await waiting_clocks(work, case)}
    hops = await hops_of(work, case)
    open_hops = [hop for hop in hops if hop.is_open]
    hops = open_hops or hops
    deputies = {row.id: row.name for row in await roster.deputies(work.session, work.station_id)}
    # The deputy has left or has to step aside, or a case that was closed in triage was reopened.
    aside = await queries.avoided_deputies(work.session, work.station_id, case.id)
    needs_deputy = case.state in _WITH_A_DEPUTY and case.deputy_id not in deputies.keys() - aside
    is_unassigned = case.state in (State.DRAFT, State.SUBMITTED)
    route = await find_route(work, case) if is_unassigned or needs_deputy else None
    deputy_id = route.deputy_id if route is not None and is_unassigned else case.deputy_id
    place = None
    if case.place_id is not None:
        place = await work.session.get(Place, (work.station_id, case.place_id))
    attachments = await queries.attachments_of(work.session, work.station_id, case.id)
    said = await _said(work, case)
    files = describe_files(attachments, texts)
    view = CaseView(
        id=case.id,
        version=case.version,
        number=shown_number(case),
        state=case.state,
        kind=case.kind,
        text=case.text,
        text_short=shorten(case.text, _SHORT),
        summary=shorten(" ".join(case.text.split()), _SUMMARY) or files,
        light=light_of(work, list(clocks.values())),
        category=case.category,
        topic=case.topic,
        words=case.words,
        runners_up=case.runners_up,
        place=place.name if place is not None else "",
        places_named=[int(key) for key in case.places_named],
        deputy=deputies.get(deputy_id or 0) or await _former_name(work, deputy_id),
        deputy_id=deputy_id,
        needs_deputy=needs_deputy,
        avoided=sorted(deputies[key] for key in (route.avoided if route else ()) if key in deputies),
        names_liaison=case.names_liaison,
        is_unnamed=case.is_unnamed,
        shares_phone=case.shares_phone,
        can_return=case.state in _RETURNABLE and await may_return(work, case),
        suggested=_suggested(route, deputies),
        routing_reason=case.routing_reason,
        supervision_due=await _supervision_due(work, case),
        caller=await _caller(work, case),
        is_by_phone=case.channel == Channel.PHONE,
        is_from_outside=case.channel == Channel.OPEN311,
        is_urgent=case.urgency == Urgency.URGENT,
        danger_number=case.danger_number,
        is_estimated=any(clock.is_estimated for clock in clocks.values()),
        is_contacted=case.contacted_at is not None,
        is_escalated=case.is_escalated,
        exclusion=case.exclusion,
        is_solved=case.is_solved,
        result=case.result,
        accept_due=_due(clocks, ClockKind.ACCEPT) or _due(clocks, ClockKind.RECONTACT),
        reply_due=_due(clocks, ClockKind.REDO) or _due(clocks, ClockKind.REPLY),
        triage_due=_triage_due(work, case),
        review_at=case.review_at,
        unit=hops[-1].unit if hops else "",
        unit_due=hops[-1].due_at if hops else None,
        files=files,
        return_reason=said.get("return_reason", ""),
        question=said.get("question", ""),
        complaint=said.get("comment", ""),
        can_extend=await may_be_extended(work, case),
        is_reply_awaited=bool({ClockKind.REPLY, ClockKind.REDO} & clocks.keys()),
        open_hops=[(hop.id, hop.unit) for hop in open_hops],
        late_units="、".join(hop.unit for hop in open_hops if hop.is_late),
        contact=_whom_to_ask(open_hops),
        supporters=len(await supports.followers(work.session, work.station_id, case.id)),
        status="",
    )
    return replace(view, status=_status(view, texts, is_author=is_author))


async def _supervision_due(work: Work, case: Case) -> datetime | None:
    if case.number is None or case.state not in OPEN:
        return None
    found = await supervisions.open_supervision(work.session, work.station_id, case.id)
    return None if found is None else found.due_at


async def _caller(work: Work, case: Case) -> str:
    """Name and number of somebody without a chat, for those who call; "—" where neither was said."""
    found = await callers.caller_of(work, case.constituent_id)
    return "" if found is None else " ".join(filter(None, (found.name, found.phone))) or "—"


def shorten(text: str, length: int) -> str:
    """The beginning of a text, with an ellipsis where something was left out."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def describe_files(attachments: list[Attachment], texts: Texts) -> str:
    """照片 2 张、语音 1 段."""
    counts = Counter(attachment.kind for attachment in attachments)
    parts = [texts(f"files.{kind}", count=count) for kind, count in counts.items()]
    if too_big := sum(attachment.problem == "too_big" for attachment in attachments):
        parts.append(texts("files.too_big", count=too_big))
    return "、".join(parts) if texts.language != "en" else ", ".join(parts)


def _status(view: CaseView, texts: Texts, *, is_author: bool) -> str:
    other = view.state in _SEEN_DIFFERENTLY and not is_author
    return texts(f"status.{view.state}{'_other' if other else ''}", case=view)


def _due(clocks: dict[str, CaseClock], kind: ClockKind) -> datetime | None:
    clock = clocks.get(kind)
    return None if clock is None or clock.paused_at is not None else clock.due_at


def _triage_due(work: Work, case: Case) -> datetime | None:
    if case.state is not State.SUBMITTED:
        return None
    planned = plan_for(
        case.state, (), work.clocks, work.calendar, since=case.state_since, now=work.now, urgency=case.urgency
    )
    return planned[0].due_at if planned else None


def _suggested(route: Route | None, deputies: dict[int, str]) -> list[tuple[int, str]]:
    """Deputies in question, best first, for the buttons of the triage card."""
    if route is None:
        return []
    ids = ([route.deputy_id] if route.deputy_id is not None else []) + list(route.runner_up_ids)
    return [(deputy_id, deputies[deputy_id]) for deputy_id in ids if deputy_id in deputies]


def _whom_to_ask(open_hops: list[Hop]) -> str:
    """At the units that are late, else at the one asked last."""
    asked = [hop for hop in open_hops if hop.is_late] or open_hops[-1:]
    return "、".join(hop.contact for hop in asked if hop.contact)


async def _former_name(work: Work, deputy_id: int | None) -> str:
    if deputy_id is None:
        return ""
    deputy = await roster.deputy(work.session, work.station_id, deputy_id)
    return deputy.name if deputy is not None else ""


async def _said(work: Work, case: Case) -> dict[str, str]:
    """The latest words of each kind in a case."""
    entries: dict[str, Any] = {}
    if case.state in (State.RETURN_REVIEW, State.NEED_INFO, State.REDO):
        for entry in await queries.entries_of(work.session, work.station_id, case.id):
            entries[entry.kind] = entry.text
    return entries
