"""Search over everything that was said in cases, and their numbers."""

from starlette.responses import Response

from bot.web.desk.framework import Desk, Section, look
from handlers.views import shorten
from hotline.lights import reckoning
from hotline.permissions import Act, acting_role
from hotline.searching import terms_of
from storage.queries import board
from storage.queries import search as queries
from storage.queries.board import Reader

_PAGE = 20
_SHOWN = 90


async def show(desk: Desk) -> Response:
    """The field, and a page of what was found."""
    acting_role(Act.OPEN_DESK, desk.actor)
    session, station = desk.work.session, desk.work.station_id
    typed, reader = desk.asked("q"), Reader(desk.actor.deputy_id)
    asked = [(term.words, term.is_prefix) for term in terms_of(typed)]
    found = await queries.newest(session, station, reader, asked) if asked else []
    paging = desk.paging(len(found), _PAGE)
    shown = found[paging.offset :][: paging.size]
    return desk.show(
        "search.html",
        typed=typed,
        is_asked=bool(asked),
        lines=await board.lines(session, station, shown, reckoning(desk.work)),
        paging=paging,
        is_capped=len(found) == queries.MOST_FOUND,
        shorten=lambda text: shorten(" ".join(text.split()), _SHOWN),
    )


SECTION = Section("search", (look("/search", show),), path="/search")
