"""Composing a quarter's ledger: which cases are proposed and in which words, until it is published."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from hotline import notices
from hotline.errors import NoSuchChoice
from hotline.ledger.lines import LineState
from hotline.ledger.masking import public_places
from hotline.ledger.quarters import Quarter, quarter_of
from hotline.ledger.words import labels, matter_of, may_be_proposed, outcome_of
from hotline.people import open_identity
from hotline.sweep import is_service_time
from hotline.work import Work
from storage.queries import ledger as queries
from storage.queries import people, roster
from storage.tables import Case, Ledger, LedgerLine
from storage.vault import SealBroken
from storage.vocabulary import Role

LIMIT = 1000
"""Cases of a quarter that are looked at; a township has fewer."""
_REACH = timedelta(days=365)
_FIRST_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class _Proposal:
    """A case as far as its line is made of it; read in a thread."""

    case_id: int
    text: str
    category: str | None
    names: tuple[str, ...]


def last_quarter(work: Work) -> Quarter:
    """The last quarter that has ended."""
    return quarter_of(work.calendar.local_date(work.now)).before()


async def compose(work: Work, quarter: Quarter) -> Ledger:
    """The ledger of a quarter that has ended, brought in line with its cases. Raises NoSuchChoice.

    A published one is returned as it is.
    """
    if quarter.last >= work.calendar.local_date(work.now):
        raise NoSuchChoice("ledger_quarter", quarter.code)
    await queries.begin_ledger(work.session, work.station_id, quarter.first, work.now)
    found = await queries.ledger_of(work.session, work.station_id, quarter.first)
    assert found is not None  # noqa: S101
    ledger = await queries.locked_ledger(work.session, work.station_id, found.id)
    if ledger.published_at is None:
        cases = await bring_in_line(work, ledger)
        await _propose(work, ledger, cases)
    return ledger


async def bring_in_line(work: Work, ledger: Ledger) -> list[Case]:
    """Take out the lines of cases that may not be shown any more; what has changed waits for consent again.

    Returns the cases of the quarter that may be shown.
    """
    cases = await _cases(work, Quarter(ledger.quarter))
    by_id = {case.id: case for case in cases}
    lines = await queries.lines_of(work.session, work.station_id, ledger.id)
    gone = [line.id for line in lines if line.case_id not in by_id]
    await queries.drop_lines(work.session, work.station_id, gone)
    places = await _places(work)
    for line in lines:
        case = by_id.get(line.case_id)
        facts = None if case is None else _facts(work, case, places)
        if facts is not None and facts != (line.village, line.category, line.outcome):
            line.village, line.category, line.outcome = facts
            line.state = LineState.WAITING if line.state == LineState.APPROVED else line.state
    await work.session.flush()
    return cases


async def _cases(work: Work, quarter: Quarter) -> list[Case]:
    starts, ends = quarter.moments(work.knowledge.station.zone)
    return await queries.candidates(work.session, work.station_id, starts - _REACH, starts, ends, limit=LIMIT)


async def count_all(work: Work, quarter: Quarter) -> int:
    """How many cases the quarter has, those that are never shown too."""
    starts, ends = quarter.moments(work.knowledge.station.zone)
    return await queries.count_filed_or_closed(work.session, work.station_id, starts - _REACH, starts, ends)


async def _propose(work: Work, ledger: Ledger, cases: Sequence[Case]) -> None:
    """Lines for cases that have none; the words are looked through in a thread."""
    lines = await queries.lines_of(work.session, work.station_id, ledger.id)
    known = {line.case_id for line in lines}
    new = [case for case in cases if case.id not in known]
    if not new:
        return
    own_names = await _names(work, new)
    officials = tuple(row.name for row in await roster.deputies(work.session, work.station_id))
    proposals = [
        _Proposal(case.id, case.text, case.category, (*officials, *own_names.get(case.constituent_id, ())))
        for case in new
    ]
    matters = await asyncio.to_thread(_matters, proposals, public_places(work.knowledge.gazetteer))
    places = await _places(work)
    for case in new:
        if case.id in matters and (matters[case.id] or case.category):
            village, category, outcome = _facts(work, case, places)
            work.session.add(
                LedgerLine(
                    station_id=work.station_id,
                    ledger_id=ledger.id,
                    case_id=case.id,
                    village=village,
                    category=category,
                    matter=matters[case.id] or str(labels("matter")["none"]),
                    outcome=outcome,
                )
            )
    await work.session.flush()


def _matters(proposals: Sequence[_Proposal], places: frozenset[str]) -> dict[int, str]:
    return {
        one.case_id: matter_of(one.text, places=places, names=one.names)
        for one in proposals
        if may_be_proposed(one.text, one.category)
    }


async def _names(work: Work, cases: Sequence[Case]) -> dict[int, tuple[str, ...]]:
    """What the constituents are called, so that it stands in no line."""
    wanted = list({case.constituent_id for case in cases})
    found: dict[int, tuple[str, ...]] = {}
    for start in range(0, len(wanted), 500):
        rows = await people.identities(work.session, work.station_id, wanted[start : start + 500])
        for person_id, identity in rows.items():
            try:
                facts = open_identity(work, identity)
            except SealBroken:
                continue
            found[person_id] = tuple(str(facts[key]) for key in ("name", "phone") if facts.get(key))
    return found


async def _places(work: Work) -> dict[int, str]:
    """The village or township of each place, by the place's id; a place in no village stands for itself."""
    return {
        place.id: place.name if place.kind == "village" else place.village or place.township or ""
        for place in await roster.places(work.session, work.station_id)
    }


def _facts(work: Work, case: Case, places: dict[int, str]) -> tuple[str, str, str]:
    """Village, category or topic, and outcome."""
    category = case.topic or case.category or ""
    return places.get(case.place_id or 0, ""), category, outcome_of(case, work.knowledge.station.zone)


async def propose_due_ledger(work: Work) -> bool:
    """In the first week of a quarter: compose the last one's ledger and tell the liaison, once."""
    today = work.calendar.local_date(work.now)
    quarter = last_quarter(work)
    if today - quarter.after().first >= _FIRST_WEEK or not is_service_time(work):
        return False
    if await queries.ledger_of(work.session, work.station_id, quarter.first) is not None:
        return False
    if not await queries.begin_ledger(work.session, work.station_id, quarter.first, work.now):
        return False
    ledger = await compose(work, quarter)
    counts = await queries.count_by_state(work.session, work.station_id, ledger.id)
    if not counts:
        return False
    await notices.tell_holders(
        work, Role.LIAISON, "ledger.due", quarter=quarter.code, waiting=counts.get(LineState.WAITING, 0)
    )
    return True
