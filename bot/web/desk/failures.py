"""What did not reach people: whom it was for, which case it is about, why, and sending it again."""

from starlette.responses import Response

from bot.web.desk.framework import Desk, Section, act, look
from hotline.failures import send_again
from hotline.permissions import Act, acting_role
from storage.queries import failures as queries
from storage.queries.board import Reader

_PAGE = 20


async def show(desk: Desk) -> Response:
    """A page of the list; whoever is no deputy has no name here."""
    acting_role(Act.OPEN_DESK, desk.actor)
    session, station = desk.work.session, desk.work.station_id
    reader = Reader(desk.actor.deputy_id)
    paging = desk.paging(await queries.count(session, station, reader), _PAGE)
    found = await queries.page(session, station, reader, offset=paging.offset, limit=paging.size)
    return desk.show("failures.html", failures=found, paging=paging)


async def again(desk: Desk) -> Response:
    await send_again(desk.work, desk.actor, desk.id)
    return desk.go("/failures", done="sent_again")


SECTION = Section("failures", (look("/failures", show), act("/failures/{id}/again", again)), path="/failures")
