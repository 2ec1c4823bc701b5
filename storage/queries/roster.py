"""The roster: constituencies, places and deputies."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from storage.last_writes import write_last
from storage.prepared import prepared
from storage.remembering import remembered
from storage.tables import Case, Constituency, Deputy, Event, Person, Place, Station
from storage.vocabulary import State


async def station(session: AsyncSession, station_id: int) -> Station:
    """The station's row, made on first use."""
    found = await session.get(Station, station_id)
    if found is None:
        found = Station(id=station_id)
        session.add(found)
        await session.flush()
    return found


async def next_number(session: AsyncSession, station_id: int) -> int:
    """The next case number; the row stays locked until the transaction ends, so it is taken last.

    None is left out: a number that is not used is taken again.
    """
    given = {"of": station_id}
    taken = (await session.exec(_taking(), params=given)).scalar_one_or_none()
    if taken is None:
        await station(session, station_id)
        taken = (await session.exec(_taking(), params=given)).scalar_one()
    return int(taken) - 1


@cache
def _taking() -> Any:
    return (
        sa.update(Station)
        .where(col(Station.id) == sa.bindparam("of"))
        .values(next_number=Station.next_number + 1)
        .returning(col(Station.next_number))
        .execution_options(synchronize_session=False)
    )


async def roster_version(session: AsyncSession, station_id: int) -> int:
    found = await session.exec(select(Station.roster_version).where(Station.id == station_id))
    return found.first() or 0


@remembered(Constituency)
async def constituencies(session: AsyncSession, station_id: int) -> list[Constituency]:
    found = await session.exec(
        select(Constituency)
        .where(Constituency.station_id == station_id, col(Constituency.left_at).is_(None))
        .order_by(Constituency.code)
    )
    return list(found)


@remembered(Place)
async def places(session: AsyncSession, station_id: int) -> list[Place]:
    found = await session.exec(
        select(Place)
        .where(Place.station_id == station_id, col(Place.left_at).is_(None))
        .order_by(col(Place.id))
    )
    return list(found)


async def places_by_id(
    session: AsyncSession, station_id: int, place_ids: Collection[int]
) -> dict[int, Place]:
    """These places, also those that have left the roster."""
    found = await session.exec(
        select(Place).where(Place.station_id == station_id, col(Place.id).in_(sorted(place_ids)))
    )
    return {place.id: place for place in found}


async def villages(session: AsyncSession, station_id: int) -> list[Place]:
    """The villages of the station, in roster order: what people choose their home from."""
    found = await places(session, station_id)
    return [place for place in found if place.kind == "village"]


@remembered(Deputy)
async def deputies(session: AsyncSession, station_id: int) -> list[Deputy]:
    """Deputies in office, in roster order."""
    return list(await _in_office(session, station_id))


@prepared
def _in_office(station_id: Any) -> SelectOfScalar[Deputy]:
    return (
        select(Deputy)
        .where(Deputy.station_id == station_id, col(Deputy.left_at).is_(None))
        .order_by(Deputy.code)
    )


async def deputies_by_id(session: AsyncSession, station_id: int, deputy_ids: Collection[int]) -> list[Deputy]:
    """These deputies, those who left too; as long as the list is held, the session knows each of them."""
    if not deputy_ids:
        return []
    found = await session.exec(
        select(Deputy).where(Deputy.station_id == station_id, col(Deputy.id).in_(sorted(deputy_ids)))
    )
    return list(found)


async def deputies_who_are(
    session: AsyncSession, station_id: int, person_ids: Collection[int]
) -> dict[int, str]:
    """The names of the deputies who are these people, of those who have left too."""
    found = await session.exec(
        select(Deputy.person_id, Deputy.name).where(
            Deputy.station_id == station_id, col(Deputy.person_id).in_(person_ids)
        )
    )
    return {person_id: name for person_id, name in found if person_id is not None}


async def deputy(session: AsyncSession, station_id: int, deputy_id: int) -> Deputy | None:
    return await session.get(Deputy, (station_id, deputy_id))


def note_assigned(session: AsyncSession, deputy: Deputy, at: datetime) -> None:
    """A deputy has just got a case; others may get theirs meanwhile without waiting for this transaction."""
    write_last(session, deputy, "last_assigned_at", at)


@remembered(Case, Deputy)
async def open_cases_by_deputy(
    session: AsyncSession, station_id: int, open_states: frozenset[State]
) -> dict[int, int]:
    """How many open cases each deputy carries."""
    found = await session.exec(_counting_open(), params={"of": station_id, "states": sorted(open_states)})
    return {deputy_id: count for deputy_id, count in found if count}


@cache
def _counting_open() -> Any:
    # Deputy by deputy, which the index of their cases answers; else all open cases would be looked up.
    carried = (
        sa.select(sa.func.count())
        .where(
            col(Case.station_id) == sa.bindparam("of"),
            col(Case.deputy_id) == col(Deputy.id),
            col(Case.state).in_(sa.bindparam("states")),
        )
        .scalar_subquery()
    )
    return sa.select(col(Deputy.id), carried).where(col(Deputy.station_id) == sa.bindparam("of"))


async def everything(
    session: AsyncSession, station_id: int
) -> tuple[list[Constituency], list[Place], list[Deputy]]:
    """All rows of the roster, also those that have left, oldest first."""
    constituencies = await session.exec(
        select(Constituency).where(Constituency.station_id == station_id).order_by(col(Constituency.id))
    )
    places = await session.exec(select(Place).where(Place.station_id == station_id).order_by(col(Place.id)))
    deputies = await session.exec(
        select(Deputy).where(Deputy.station_id == station_id).order_by(col(Deputy.id))
    )
    return list(constituencies), list(places), list(deputies)


async def locked_station(session: AsyncSession, station_id: int) -> Station:
    """The station's row; nobody else changes the roster until the transaction ends."""
    await station(session, station_id)
    return await session.get_one(Station, station_id, with_for_update=True)


# A clock that was set back brings no digest again; one that had been far ahead does not end them.
_FAR_AHEAD = timedelta(days=35)


async def claim_digest(session: AsyncSession, station_id: int, monday: date) -> bool:
    """Whether the digest of the week that begins on `monday` is ours to send: True once, for one process."""
    return await _claim(session, station_id, "digest_sent_for", monday)


async def claim_month(session: AsyncSession, station_id: int, first: date) -> bool:
    """The same of the presidium's digest of the month that begins on `first`."""
    return await _claim(session, station_id, "monthly_sent_for", first)


async def _claim(session: AsyncSession, station_id: int, column: str, day: date) -> bool:
    await station(session, station_id)
    last = getattr(Station, column)
    taken = await session.exec(
        sa.update(Station)
        .where(
            col(Station.id) == station_id,
            sa.or_(last.is_(None), last < day, last > day + _FAR_AHEAD),
        )
        .values({column: day})
        .returning(col(Station.id))
        .execution_options(synchronize_session=False)
    )
    return taken.scalar_one_or_none() is not None


async def move_homes(
    session: AsyncSession, station_id: int, old_place_id: int, new_place_id: int | None
) -> None:
    """People who live in a place that leaves the roster live in the one that takes its place, if any."""
    await session.exec(
        sa.update(Person)
        .where(col(Person.station_id) == station_id, col(Person.village_id) == old_place_id)
        .values(village_id=new_place_id)
    )


async def last_station_event(session: AsyncSession, station_id: int) -> Event | None:
    """The latest event that belongs to no case."""
    found = await session.exec(
        select(Event)
        .where(Event.station_id == station_id, col(Event.case_id).is_(None))
        .order_by(col(Event.sequence).desc())
        .limit(1)
    )
    return found.first()
