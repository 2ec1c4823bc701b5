"""Search over everything that was said in cases, and their numbers."""

from collections.abc import Sequence

from starlette.responses import Response

from bot.web.desk.framework import Desk, Section, look
from handlers.views import shorten
from hotline.lights import reckoning
from hotline.permissions import Act, acting_role
from hotline.searching import Term, number_of, terms_of
from storage.queries import board
from storage.queries import search as queries
from storage.queries.board import Reader
from storage.queries.search import FROM_NEWEST, Found, Start

_PAGE = 20
_SHOWN = 90


async def show(desk: Desk) -> Response:
    """The field, and a page of what was found."""
    acting_role(Act.OPEN_DESK, desk.actor)
    session, station = desk.work.session, desk.work.station_id
    typed, start = desk.asked("q"), _start(desk)
    terms = terms_of(typed)
    found = await _found(desk, terms, start) if terms else Found([], None)
    paging = desk.paging(len(found.case_ids), _PAGE)
    shown = found.case_ids[paging.offset :][: paging.size]
    return desk.show(
        "search.html",
        typed=typed,
        is_asked=bool(terms),
        lines=await board.lines(session, station, shown, reckoning(desk.work)),
        paging=paging,
        is_capped=found.older is not None and len(found.case_ids) >= queries.MOST_FOUND,
        here=_address(start),
        older=found.older and _address(found.older),
        is_older=start != FROM_NEWEST,
        shorten=lambda text: shorten(" ".join(text.split()), _SHOWN),
    )


async def _found(desk: Desk, terms: Sequence[Term], start: Start) -> Found:
    """What the words find; whose number it is that was typed stands first."""
    session, station, reader = desk.work.session, desk.work.station_id, Reader(desk.actor.deputy_id)
    asked = [(term.words, term.is_prefix) for term in terms]
    found = await queries.look(session, station, reader, asked, start)
    number = number_of(terms)
    if number is None:
        return found
    first = await queries.numbered(session, station, reader, number)
    others = [case_id for case_id in found.case_ids if case_id != first]
    return Found(others if first is None or start != FROM_NEWEST else [first, *others], found.older)


def _start(desk: Desk) -> Start:
    return Start(desk.asked("past") == "1", desk.asked_number("before") or None)


def _address(start: Start) -> dict[str, int]:
    """The same in an address."""
    before = {} if start.before_id is None else {"before": start.before_id}
    return {"past": 1, **before} if start.is_past else before


SECTION = Section("search", (look("/search", show),), path="/search")
