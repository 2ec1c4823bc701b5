"""Pauses of people: who is paused, which are over, and what the presidium has to decide."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import Case, Pause
from storage.vocabulary import State


def in_force(station_id: int, now: datetime) -> list[sa.ColumnElement[bool]]:
    """The conditions of a pause that runs now."""
    return [
        col(Pause.station_id) == station_id,
        col(Pause.lifted_at).is_(None),
        col(Pause.begins_at) <= now,
        col(Pause.ends_at) > now,
    ]


async def pause(session: AsyncSession, station_id: int, pause_id: int) -> Pause | None:
    """One pause, locked until the transaction ends."""
    return await session.get(Pause, (station_id, pause_id), with_for_update=True)


async def of_person(session: AsyncSession, station_id: int, person_id: int, now: datetime) -> Pause | None:
    """The pause of a person that runs now."""
    found = await session.exec(
        select(Pause).where(*in_force(station_id, now), Pause.person_id == person_id).with_for_update()
    )
    return found.first()


async def running(session: AsyncSession, station_id: int, now: datetime) -> list[Pause]:
    """All pauses that run now; those that end first come first."""
    found = await session.exec(
        select(Pause).where(*in_force(station_id, now)).order_by(col(Pause.ends_at), col(Pause.id))
    )
    return list(found)


async def all_of(session: AsyncSession, station_id: int, person_id: int) -> list[Pause]:
    """Every pause that a person has had, oldest first."""
    found = await session.exec(
        select(Pause)
        .where(Pause.station_id == station_id, Pause.person_id == person_id)
        .order_by(col(Pause.id))
    )
    return list(found)


async def claim_over(session: AsyncSession, station_id: int, now: datetime, limit: int) -> list[Pause]:
    """Pauses that have run out and that nobody has seen to; another process takes others."""
    found = await session.exec(
        select(Pause)
        .where(Pause.station_id == station_id, col(Pause.lifted_at).is_(None), col(Pause.ends_at) <= now)
        .order_by(col(Pause.ends_at))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(found)


async def undecided(session: AsyncSession, station_id: int, now: datetime) -> list[Pause]:
    """Running pauses to which the person objects and on which nobody has decided, oldest objection first."""
    found = await session.exec(
        select(Pause)
        .where(
            *in_force(station_id, now),
            col(Pause.objected_at).is_not(None),
            col(Pause.decided_at).is_(None),
        )
        .order_by(col(Pause.objected_at))
    )
    return list(found)


async def has_case_about_liaison(session: AsyncSession, station_id: int, person_id: int) -> bool:
    """Whether a person has an open case that names the liaison."""
    found = await session.exec(
        select(Case.id)
        .where(
            Case.station_id == station_id,
            Case.constituent_id == person_id,
            col(Case.names_liaison).is_(True),
            col(Case.closed_at).is_(None),
            col(Case.state).not_in([State.DRAFT, State.WITHDRAWN, State.NOT_ACCEPTED, State.ARCHIVED]),
        )
        .limit(1)
    )
    return found.first() is not None


async def numbers_of(
    session: AsyncSession, station_id: int, person_id: int, *, limit: int, with_named: bool
) -> list[int]:
    """Numbers of a person's newest cases; `with_named`: those that name the liaison, too."""
    is_shown = sa.true() if with_named else col(Case.names_liaison).is_(False)
    found = await session.exec(
        select(Case.number)
        .where(
            Case.station_id == station_id,
            Case.constituent_id == person_id,
            col(Case.number).is_not(None),
            is_shown,
        )
        .order_by(col(Case.number).desc())
        .limit(limit)
    )
    return [number for number in found if number is not None]


async def blank_all_of(session: AsyncSession, station_id: int, person_id: int, now: datetime) -> None:
    """The words of a person's pauses go; those that run end with the person."""
    is_theirs = [col(Pause.station_id) == station_id, col(Pause.person_id) == person_id]
    await session.exec(
        sa.update(Pause).where(*is_theirs, col(Pause.lifted_at).is_(None)).values(lifted_at=now)
    )
    await session.exec(
        sa.update(Pause)
        .where(*is_theirs)
        .values(reason="", objection=sa.case((col(Pause.objection).is_(None), None), else_=""))
    )
