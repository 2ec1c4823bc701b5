"""The roster: who is in office and how much each carries; absences; a workbook out and in."""

from datetime import date
from functools import partial

from starlette.responses import Response

from bot.web.desk.framework import Desk, Section, act, look
from bot.workbooks import make_workbook
from handlers.shown_days import shown_day
from hotline import absences
from hotline.absences import Absence, is_away_on
from hotline.errors import NoSuchChoice
from hotline.permissions import Act, acting_role
from hotline.roster import desk as roster_desk
from hotline.states import OPEN
from storage.queries import roster as queries
from storage.vocabulary import State

_LARGEST = 4 * 1024 * 1024
_CARRIED = OPEN - {State.DRAFT}


async def show(desk: Desk) -> Response:
    """Deputies with what they carry, villages, and what a workbook that was sent would change."""
    acting_role(Act.READ_ROSTER, desk.actor)
    session, station = desk.work.session, desk.work.station_id
    today = desk.work.calendar.local_date(desk.work.now)
    deputies = await queries.deputies(session, station)
    return desk.show(
        "members.html",
        deputies=deputies,
        away={row.id: is_away_on(row, today) for row in deputies},
        names={row.id: row.name for row in deputies},
        carried=await queries.open_cases_by_deputy(session, station, _CARRIED),
        constituencies={row.id: row.name for row in await queries.constituencies(session, station)},
        villages=await queries.villages(session, station),
        changes=await roster_desk.held(desk.work, desk.actor),
        today=today,
        day=partial(shown_day, desk.texts),
    )


async def set_away(desk: Desk) -> Response:
    """Note that a deputy is away, and who stands in."""
    first, last = _day(desk.said("first")), _day(desk.said("last"))
    substitute = desk.said_number("substitute") or None
    await absences.announce(desk.work, desk.actor, Absence(desk.id, first, last, substitute))
    return desk.go("/members", done="away_noted")


async def end_absence(desk: Desk) -> Response:
    """A deputy is back, or does not go after all."""
    await absences.come_back(desk.work, desk.actor, desk.id)
    return desk.go("/members", done="back_noted")


async def download(desk: Desk) -> Response:
    """The roster as a workbook; with ?blank=1 the one to fill in."""
    acting_role(Act.READ_ROSTER, desk.actor)
    data, _ = await make_workbook(desk.process, "template" if desk.asked("blank") else "current")
    return desk.hand_over(data, "deputies.xlsx")


async def upload(desk: Desk) -> Response:
    """Read a workbook; what it would change is shown before anything does."""
    file = desk.file("workbook")
    if file is None:
        raise NoSuchChoice("workbook", "")
    lines = await roster_desk.hold(desk.work, desk.actor, await file.read())
    return desk.go("/members", done="" if lines else "roster_same")


async def apply(desk: Desk) -> Response:
    """Make the workbook that was shown the hotline's roster."""
    await roster_desk.apply(desk.work, desk.actor)
    return desk.go("/members", done="roster_taken")


async def discard(desk: Desk) -> Response:
    """Leave the roster as it is."""
    await roster_desk.discard(desk.work, desk.actor)
    return desk.go("/members", done="roster_left")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NoSuchChoice("away_days", text) from None


SECTION = Section(
    "members",
    (
        look("/members", show),
        look("/members/workbook", download),
        act("/members/workbook", upload, largest=_LARGEST),
        act("/members/apply", apply),
        act("/members/discard", discard),
        act("/members/{id}/away", set_away),
        act("/members/{id}/back", end_absence),
    ),
    path="/members",
)
