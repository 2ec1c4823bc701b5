"""All cases: counted by state and light, and the list behind each number."""

from starlette.responses import Response

from bot.web.desk.framework import Desk, Section, look
from handlers.views import shorten
from hotline.lights import reckoning
from hotline.permissions import Act, acting_role
from hotline.states import OPEN
from storage.queries import board as queries
from storage.queries import roster
from storage.queries.board import Filter, Reader
from storage.vocabulary import Light, State

_PAGE = 20
_SHOWN = 90
# In the order in which a case goes through them.
_STATES = tuple(state for state in State if state in OPEN - {State.DRAFT})
_OVER = tuple(state for state in State if state in queries.OVER)


async def show(desk: Desk) -> Response:
    """The tiles, the filters, and a page of the list."""
    acting_role(Act.OPEN_DESK, desk.actor)
    session, station = desk.work.session, desk.work.station_id
    reader, clock, wanted = Reader(desk.actor.deputy_id), reckoning(desk.work), _filter(desk)
    total = await queries.count(session, station, reader, wanted, clock)
    paging = desk.paging(total, _PAGE)
    lines = await queries.page(
        session, station, reader, wanted, clock, offset=paging.offset, limit=paging.size
    )
    return desk.show(
        "board.html",
        counts=await queries.count_by_state(session, station, reader, _STATES, clock),
        states=_STATES,
        over=_OVER,
        lights=tuple(reversed(Light)),
        asked=_asked(desk),
        lines=lines,
        paging=paging,
        is_capped=total == queries.MOST_COUNTED,
        shorten=lambda text: shorten(" ".join(text.split()), _SHOWN),
        deputies=await roster.deputies(session, station),
        villages=await roster.villages(session, station),
        categories=desk.work.knowledge.categories,
    )


def _asked(desk: Desk) -> dict[str, str]:
    """What the address asks for, to be kept when a page is turned."""
    return {name: desk.asked(name) for name in ("state", "light", "deputy", "village", "category")}


def _filter(desk: Desk) -> Filter:
    """The filter in the address; what it does not know counts as not set."""
    state, light, category = desk.asked("state"), desk.asked("light"), desk.asked("category")
    states = (State(state),) if state in (*_STATES, *_OVER) else _STATES
    return Filter(
        states=states,
        light=Light(light) if light in list(Light) else None,
        deputy_id=desk.asked_number("deputy") or None,
        place_id=desk.asked_number("village") or None,
        category=category if category in desk.work.knowledge.categories else None,
    )


SECTION = Section("board", (look("/", show),), path="/")
