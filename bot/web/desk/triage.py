"""Triage: one case after another, each decided by a key or two; it works by pressing alone, too."""

from starlette.responses import RedirectResponse, Response

from bot.web.desk.case import shown_as
from bot.web.desk.case_acts import deputies_for
from bot.web.desk.framework import Desk, Section, look
from handlers.views import CaseView, view_case
from hotline.casebook import Ref, may
from hotline.desk import REFUSALS
from hotline.permissions import Act, acting_role
from hotline.readings import read_case
from storage.queries import cases as queries
from storage.queries import desk_queue
from storage.tables import Case

# Keys 1 to 9.
_KEYS = 9
_MOST = 200


async def begin(desk: Desk) -> Response:
    """The first that waits; a calm page if none does."""
    acting_role(Act.READ_TRIAGE, desk.actor)
    waiting = await _waiting(desk)
    if not waiting:
        return desk.show("triage_empty.html")
    return RedirectResponse(desk.url(f"/triage/{waiting[0]}", done=desk.asked("done", 32)), status_code=303)


async def show(desk: Desk) -> Response:
    """One case with those before and behind it; one that waits no more leads to the first that does."""
    acting_role(Act.READ_TRIAGE, desk.actor)
    waiting = await _waiting(desk)
    if desk.id not in waiting:
        return desk.go("/triage", done=desk.asked("done", 32))
    place = waiting.index(desk.id)
    opened = await read_case(desk.work, desk.actor, Ref(desk.id))
    case = opened.case
    view = await view_case(desk.work, case, desk.texts, is_author=False)
    first, rest = _ordered(view, await deputies_for(desk, case, view))
    after = waiting[place + 1] if place + 1 < len(waiting) else None
    return desk.show(
        "triage.html",
        case=case,
        view=view,
        place=place + 1,
        total=len(waiting),
        previous=waiting[place - 1] if place else None,
        following=after,
        then=f"/triage/{after}" if after else "/triage",
        first=first,
        rest=rest,
        categories=_categories(desk, case),
        refusals=REFUSALS,
        pictures=await _pictures(desk, case),
    )


def _ordered(
    view: CaseView, deputies: list[tuple[int, str]]
) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Those whom the keys choose, the suggested ones before the others; and the rest."""
    names = dict(deputies)
    suggested = [(key, names[key]) for key, _ in view.suggested if key in names]
    others = [pair for pair in deputies if pair not in suggested]
    ordered = [*suggested, *others]
    return ordered[:_KEYS], ordered[_KEYS:]


def _categories(desk: Desk, case: Case) -> list[str]:
    """The likely ones first, as many as there are keys."""
    likely = [name for name in (case.category, *case.runners_up) if name]
    return list(dict.fromkeys([*likely, *desk.work.knowledge.categories]))[:_KEYS]


async def _pictures(desk: Desk, case: Case) -> list[int]:
    rows = await queries.attachments_of(desk.work.session, desk.work.station_id, case.id)
    return [row.id for row in rows if row.stored_at and not row.problem and shown_as(row) == "picture"]


async def _waiting(desk: Desk) -> list[int]:
    """What waits for the liaison and may be seen by her, urgent and oldest first."""
    work = desk.work
    rows = await desk_queue.first(work.session, work.station_id, limit=_MOST)
    return [row.id for row in rows if await may(work, desk.actor, Act.READ_CASE, row)]


SECTION = Section(
    "triage", (look("/triage", begin), look("/triage/{id}", show, is_noted=True)), path="/triage"
)
