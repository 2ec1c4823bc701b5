"""The public ledger: what may be read of a quarter, line by line, and putting it up for good."""

from starlette.responses import HTMLResponse, Response

from bot.case_exports import make_ledger_workbook
from bot.web.desk.framework import Desk, Section, act, look
from bot.web.public_ledger import PRINTED
from hotline.errors import NoSuchChoice
from hotline.ledger import approving, composing, publishing
from hotline.ledger.lines import LineRef, LineState, version_of
from hotline.ledger.quarters import Quarter, quarter_in, quarter_of
from hotline.permissions import Act, acting_role

_PAGE = 20
_DECISIONS = {"yes": LineState.APPROVED, "no": LineState.LEFT_OUT, "again": LineState.WAITING}


async def show(desk: Desk) -> Response:
    """A quarter's lines, those that wait first; last quarter's unless another is asked for."""
    acting_role(Act.PUBLISH_LEDGER, desk.actor)
    quarter = _quarter(desk)
    published = await publishing.published_ledgers(desk.work)
    lines = await approving.lines_for(desk.work, desk.actor, quarter)
    lines.sort(key=lambda line: (line.state != LineState.WAITING, line.village, line.category, line.id))
    paging = desk.paging(len(lines), _PAGE)
    shown = lines[paging.offset : paging.offset + paging.size]
    return desk.show(
        "wall.html",
        quarter=quarter,
        lines=[(line, version_of(line), approving.is_doubtful(desk.work, line.matter)) for line in shown],
        paging=paging,
        waiting=sum(line.state == LineState.WAITING for line in lines),
        approved=sum(line.state == LineState.APPROVED for line in lines),
        total=len(lines),
        is_published=any(one.quarter == quarter for one in published),
        is_over=quarter.last < desk.work.calendar.local_date(desk.work.now),
        published=published,
    )


async def compose(desk: Desk) -> Response:
    """Propose the quarter's lines."""
    acting_role(Act.PUBLISH_LEDGER, desk.actor)
    quarter = _said_quarter(desk)
    await composing.compose(desk.work, quarter)
    return desk.go("/ledger", quarter=quarter.code)


async def decide(desk: Desk) -> Response:
    """This line may be read, may not, or waits again."""
    wanted = desk.said("decision")
    if wanted not in _DECISIONS:
        raise NoSuchChoice("ledger_line", wanted)
    quarter = await approving.decide(desk.work, desk.actor, _ref(desk), _DECISIONS[wanted])
    return desk.go("/ledger", done="line_noted", quarter=quarter.code)


async def reword(desk: Desk) -> Response:
    """Say it in other words."""
    await approving.reword(desk.work, desk.actor, _ref(desk), desk.said("matter_words"))
    return desk.go("/ledger", done="line_reworded", quarter=_said_quarter(desk).code)


async def approve_rest(desk: Desk) -> Response:
    """Whatever still waits may be read."""
    quarter = _said_quarter(desk)
    await approving.approve_rest(desk.work, desk.actor, quarter, seen=desk.said_number("seen"))
    return desk.go("/ledger", done="line_noted", quarter=quarter.code)


async def publish(desk: Desk) -> Response:
    """Put it up."""
    quarter = _said_quarter(desk)
    await publishing.publish(desk.work, desk.actor, quarter)
    return desk.go("/ledger", done="published", quarter=quarter.code)


async def page(desk: Desk) -> Response:
    """A published ledger as it is printed for the wall."""
    acting_role(Act.PUBLISH_LEDGER, desk.actor)
    return HTMLResponse(await publishing.published_page(desk.work, _quarter(desk)), headers=PRINTED)


async def workbook(desk: Desk) -> Response:
    """A published ledger as a workbook."""
    acting_role(Act.PUBLISH_LEDGER, desk.actor)
    quarter = _quarter(desk)
    await publishing.published_ledger(desk.work, quarter)
    data, _ = await make_ledger_workbook(desk.process, quarter.code)
    return desk.hand_over(data, f"ledger-{quarter.code}.xlsx")


def _quarter(desk: Desk) -> Quarter:
    """The quarter in the address."""
    asked = desk.asked("quarter", 20)
    today = desk.work.calendar.local_date(desk.work.now)
    return _known(asked) if asked else quarter_of(today).before()


def _said_quarter(desk: Desk) -> Quarter:
    return _known(desk.said("quarter", 20))


def _known(typed: str) -> Quarter:
    quarter = quarter_in(typed)
    if quarter is None:
        raise NoSuchChoice("ledger_quarter", typed)
    return quarter


def _ref(desk: Desk) -> LineRef:
    return LineRef(desk.id, desk.said_number("version"))


SECTION = Section(
    "wall",
    (
        look("/ledger", show),
        look("/ledger/page", page),
        look("/ledger/workbook", workbook),
        act("/ledger/compose", compose),
        act("/ledger/rest", approve_rest),
        act("/ledger/publish", publish),
        act("/ledger/{id}/decide", decide),
        act("/ledger/{id}/reword", reword),
    ),
    path="/ledger",
)
