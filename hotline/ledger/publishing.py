"""Publishing a ledger: from then on it never changes; and reading a published one, as everybody may."""

from dataclasses import dataclass
from datetime import date

from hotline import notices
from hotline.errors import NoSuchChoice
from hotline.ledger.composing import bring_in_line
from hotline.ledger.lines import LineState
from hotline.ledger.page import render_page
from hotline.ledger.printed import PrintedLedger, PrintedLine
from hotline.ledger.quarters import Quarter
from hotline.permissions import Act, Actor, acting_role
from hotline.station_history import record_for_station
from hotline.work import Work
from storage.queries import ledger as queries
from storage.tables import Ledger


async def ask_publish(work: Work, actor: Actor, quarter: Quarter, *, message_id: int | None = None) -> None:
    """Publishing cannot be taken back: say so first."""
    acting_role(Act.PUBLISH_LEDGER, actor)
    ledger = await _open(work, quarter)
    approved = await _approved(work, ledger)
    await notices.answer(
        work,
        actor.person_id,
        "ledger.ask_publish",
        quarter=quarter.code,
        approved=approved,
        message_id=message_id,
    )


async def publish(work: Work, actor: Actor, quarter: Quarter) -> int:
    """Put up what was approved, for good; how many lines. Raises NoSuchChoice if one waits, or none was.

    A case that has been withdrawn, erased or reopened meanwhile is looked at once more.
    """
    role = acting_role(Act.PUBLISH_LEDGER, actor)
    ledger = await _open(work, quarter)
    await bring_in_line(work, ledger)
    count = await _approved(work, ledger)
    lines = await queries.lines_of(work.session, work.station_id, ledger.id, [LineState.LEFT_OUT])
    await queries.drop_lines(work.session, work.station_id, [line.id for line in lines])
    ledger.published_at, ledger.published_by_id = work.now, actor.person_id
    await record_for_station(work, "ledger_published", actor, role, quarter=quarter.code, lines=count)
    return count


async def send_files(work: Work, actor: Actor, quarter: Quarter) -> None:
    """The page for the wall and the workbook of a published ledger."""
    acting_role(Act.PUBLISH_LEDGER, actor)
    await published_ledger(work, quarter)
    await notices.answer(work, actor.person_id, "ledger.page", quarter=quarter.code)
    await notices.answer(work, actor.person_id, "ledger.workbook", quarter=quarter.code)


async def _open(work: Work, quarter: Quarter) -> Ledger:
    found = await queries.ledger_of(work.session, work.station_id, quarter.first)
    if found is None:
        raise NoSuchChoice("ledger_quarter", quarter.code)
    ledger = await queries.locked_ledger(work.session, work.station_id, found.id)
    if ledger.published_at is not None:
        raise NoSuchChoice("ledger_published", quarter.code)
    return ledger


async def _approved(work: Work, ledger: Ledger) -> int:
    counts = await queries.count_by_state(work.session, work.station_id, ledger.id)
    if counts.get(LineState.WAITING):
        raise NoSuchChoice("ledger_waiting", "")
    if not counts.get(LineState.APPROVED):
        raise NoSuchChoice("ledger_empty", "")
    return counts[LineState.APPROVED]


@dataclass(frozen=True)
class Published:
    """One of the ledgers that everybody may read."""

    quarter: Quarter
    published_on: date


async def published_ledgers(work: Work) -> list[Published]:
    """All published ledgers, newest first."""
    return [
        Published(Quarter(row.quarter), work.calendar.local_date(row.published_at))
        for row in await queries.published(work.session, work.station_id)
        if row.published_at is not None
    ]


async def published_ledger(work: Work, quarter: Quarter) -> PrintedLedger:
    """A published ledger as it is printed; whoever asks. Raises NoSuchChoice for any other."""
    ledger = await queries.ledger_of(work.session, work.station_id, quarter.first)
    if ledger is None or ledger.published_at is None:
        raise NoSuchChoice("ledger_quarter", quarter.code)
    station = work.knowledge.station
    lines = await queries.lines_of(work.session, work.station_id, ledger.id, [LineState.APPROVED])
    return PrintedLedger(
        station=station.name,
        township=station.township,
        phone=station.phone,
        room=station.room,
        quarter=quarter,
        published_on=work.calendar.local_date(ledger.published_at),
        lines=tuple(PrintedLine(line.village, line.category, line.matter, line.outcome) for line in lines),
    )


async def published_page(work: Work, quarter: Quarter) -> str:
    """The page of a published ledger, for the wall and for the web. Raises NoSuchChoice for any other."""
    return render_page(await published_ledger(work, quarter))
