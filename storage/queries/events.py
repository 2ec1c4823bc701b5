"""What happened to cases: their events, and where each case's chain of them ends."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from storage.prepared import prepared
from storage.remembering import remembered
from storage.tables import Event

GIVEN: Final = ("assigned", "reassigned")
"""What is noted when a deputy gets a case."""


class ChainEnd(NamedTuple):
    """Of the last event of a case, what the next one is tied to."""

    sequence: int
    chained: str


@remembered(Event)
async def given_at(session: AsyncSession, station_id: int, case_id: int) -> datetime | None:
    """When the case was given to the deputy who has it."""
    found: datetime | None = (await _given_at(session, station_id, case_id)).one()
    return found


@prepared
def _given_at(station_id: Any, case_id: Any) -> SelectOfScalar[Any]:
    return select(sa.func.max(Event.at)).where(
        Event.station_id == station_id,
        Event.case_id == case_id,
        col(Event.kind).in_(GIVEN),
    )


async def events_of_kind(session: AsyncSession, station_id: int, case_id: int, kind: str) -> list[Event]:
    """A case's events of one kind, in order."""
    found = await session.exec(
        select(Event)
        .where(Event.station_id == station_id, Event.case_id == case_id, Event.kind == kind)
        .order_by(col(Event.sequence))
    )
    return list(found)


@remembered(Event)
async def last_event(session: AsyncSession, station_id: int, case_id: int) -> Event | None:
    return (await _last_event(session, station_id, case_id)).first()


@prepared
def _last_event(station_id: Any, case_id: Any) -> SelectOfScalar[Event]:
    return (
        select(Event)
        .where(Event.station_id == station_id, Event.case_id == case_id)
        .order_by(col(Event.sequence).desc())
        .limit(1)
    )


async def chain_ends(
    session: AsyncSession, station_id: int, case_ids: Collection[int]
) -> dict[int, ChainEnd]:
    """Where the chain of each of these cases ends, if it has begun."""
    if not case_ids:
        return {}
    last = (
        select(Event.case_id, sa.func.max(Event.sequence).label("sequence"))
        .where(Event.station_id == station_id, col(Event.case_id).in_(sorted(case_ids)))
        .group_by(col(Event.case_id))
        .subquery()
    )
    found = await session.exec(
        select(Event.case_id, Event.sequence, Event.chained)
        .join(last, sa.and_(col(Event.case_id) == last.c.case_id, col(Event.sequence) == last.c.sequence))
        .where(Event.station_id == station_id)
    )
    return {case_id: ChainEnd(sequence, chained) for case_id, sequence, chained in found if case_id}


async def add_events(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write many events at once, each with all its columns."""
    if rows:
        await session.exec(sa.insert(Event), params=rows)


async def events_of(session: AsyncSession, station_id: int, case_id: int) -> list[Event]:
    """A case's events in order."""
    found = await session.exec(
        select(Event)
        .where(Event.station_id == station_id, Event.case_id == case_id)
        .order_by(col(Event.sequence))
    )
    return list(found)
