"""The digest of any week, with the weeks before as a chart; the picture and the workbook to take along."""

from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from starlette.responses import RedirectResponse, Response

from bot.digest_files import make_digest_book, make_digest_picture
from bot.pictures import NotDrawnYet
from bot.web.desk.framework import Desk, Section, look
from bot.web.desk.trend_chart import chart_of
from handlers.values.digest import percent_of, week_in_words
from hotline.digest import trend, week_digest, week_named
from hotline.permissions import Act, acting_role
from hotline.rates import Week, week_of

_RATES = ("response", "solved", "satisfied")
_COUNTS = ("filed", "closed", "redone")


async def show(desk: Desk) -> Response:
    """A week's figures; last week's unless another is asked for."""
    acting_role(Act.READ_DIGEST, desk.actor)
    week = _week(desk)
    digest = await week_digest(desk.work, week, reader=desk.actor)
    weeks = await trend(desk.work, week, keep=False)
    return desk.show(
        "weeks.html",
        digest=digest,
        in_words=week_in_words(digest.monday, desk.texts.language),
        counts=[(name, getattr(digest, name), getattr(digest, f"{name}_before")) for name in _COUNTS],
        rates=[(name, getattr(digest, name), getattr(digest, f"{name}_raw")) for name in _RATES],
        percent=percent_of,
        weeks=weeks,
        chart=chart_of([(one.monday, one.filed, one.closed) for one in weeks]),
        others=_others(desk, week),
        moment=datetime.fromisoformat,
    )


async def picture(desk: Desk) -> Response:
    """The picture that the chat gets."""
    acting_role(Act.READ_DIGEST, desk.actor)
    digest = await week_digest(desk.work, _week(desk), reader=desk.actor)
    which = {"figures": asdict(digest), "reader": desk.actor.person_id}
    try:
        data, _ = await make_digest_picture(desk.process, which)
    except NotDrawnYet:
        # The browser asks again, each time a few seconds later, and gives up after twenty times.
        again = desk.url("/digest/picture", week=desk.asked("week", 20))
        return RedirectResponse(again, status_code=307)
    return Response(data, media_type="image/png")


async def workbook(desk: Desk) -> Response:
    """The workbook."""
    acting_role(Act.READ_DIGEST, desk.actor)
    monday = _week(desk).monday.isoformat()
    data, _ = await make_digest_book(desk.process, {"monday": monday, "reader": desk.actor.person_id})
    return desk.hand_over(data, f"digest-{monday}.xlsx")


def _week(desk: Desk) -> Week:
    return week_named(desk.work, desk.asked("week", 20))


def _others(desk: Desk, week: Week) -> dict[str, Any]:
    """The week before and the week after, as far as there is one."""
    zone = desk.work.knowledge.station.zone
    after = week.monday + timedelta(days=7)
    is_last = after > week_of(desk.work.now, zone).monday
    return {"before": _iso(week.monday - timedelta(days=7)), "after": None if is_last else _iso(after)}


def _iso(day: date) -> str:
    return day.isoformat()


SECTION = Section(
    "weeks",
    (look("/digest", show), look("/digest/picture", picture), look("/digest/workbook", workbook)),
    path="/digest",
)
