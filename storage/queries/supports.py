"""附议: who stands behind whose case, and the open cases of a constituency that a new one may be like."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from storage.prepared import prepared
from storage.remembering import remembered
from storage.tables import Case, Person, Support
from storage.vocabulary import State


async def support(session: AsyncSession, station_id: int, case_id: int, person_id: int) -> Support | None:
    """A person's support of a case, also one that was taken back."""
    return await session.get(Support, (station_id, case_id, person_id))


@remembered(Support)
async def supporters(session: AsyncSession, station_id: int, case_id: int) -> list[int]:
    """People who stand behind this case now, in the order in which they came."""
    found = await session.exec(
        select(Support.person_id)
        .where(Support.station_id == station_id, Support.case_id == case_id, col(Support.left_at).is_(None))
        .order_by(col(Support.at), col(Support.person_id))
    )
    return list(found)


@remembered(Case, Person, Support)
async def followers(session: AsyncSession, station_id: int, case_id: int) -> frozenset[int]:
    """Whoever hears what becomes of this case beside its constituent.

    These are its supporters, and of the cases merged into it the constituents and the supporters.
    """
    return frozenset(await _followers(session, station_id, case_id))


@prepared
def _followers(station_id: Any, case_id: Any) -> SelectOfScalar[int]:
    merged = (
        select(Case.id)
        .where(Case.station_id == station_id, Case.master_id == case_id, Case.state == State.MERGED)
        .scalar_subquery()
    )
    standing = select(Support.person_id).where(
        Support.station_id == station_id,
        col(Support.left_at).is_(None),
        sa.or_(col(Support.case_id) == case_id, col(Support.case_id).in_(merged)),
    )
    raised = select(Case.constituent_id).where(
        Case.station_id == station_id, Case.master_id == case_id, Case.state == State.MERGED
    )
    return select(Person.id).where(
        Person.station_id == station_id,
        sa.or_(col(Person.id).in_(standing.scalar_subquery()), col(Person.id).in_(raised.scalar_subquery())),
    )


async def supported_by(session: AsyncSession, station_id: int, person_id: int, limit: int = 20) -> list[Case]:
    """Cases of others that a person stands behind, the latest first."""
    found = await session.exec(
        select(Case)
        .join(
            Support,
            sa.and_(col(Support.station_id) == col(Case.station_id), col(Support.case_id) == col(Case.id)),
        )
        .where(
            Support.station_id == station_id, Support.person_id == person_id, col(Support.left_at).is_(None)
        )
        .order_by(col(Support.at).desc())
        .limit(limit)
    )
    return list(found)


async def open_nearby(
    session: AsyncSession,
    station_id: int,
    constituency_id: int,
    place_id: int | None,
    category: str,
    states: Collection[State],
    *,
    since: datetime,
    limit: int = 60,
) -> list[Case]:
    """The newest cases of a constituency and category in these states that were filed at `since` or later.

    With a place only those there, or of no known place.

    Those hidden from somebody, told in danger, or about the liaison are left out.
    """
    given = (station_id, constituency_id, category, sorted(states), since, limit)
    if place_id is None:
        return list(await _open_in_constituency(session, *given))
    return list(await _open_at_place(session, *given, place_id))


@prepared
def _open_in_constituency(
    station_id: Any, constituency_id: Any, category: Any, states: Any, since: Any, limit: Any
) -> SelectOfScalar[Case]:
    return (
        select(Case)
        .where(
            Case.station_id == station_id,
            Case.constituency_id == constituency_id,
            col(Case.submitted_at) >= since,
            col(Case.closed_at).is_(None),
            Case.category == category,
            col(Case.state).in_(states),
            col(Case.danger_number).is_(None),
            col(Case.names_liaison).is_(False),
        )
        .order_by(col(Case.submitted_at).desc())
        .limit(limit)
    )


@prepared
def _open_at_place(
    station_id: Any, constituency_id: Any, category: Any, states: Any, since: Any, limit: Any, place_id: Any
) -> SelectOfScalar[Case]:
    anywhere = _open_in_constituency.make(station_id, constituency_id, category, states, since, limit)
    return anywhere.where(col(Case.place_id).is_(None) | (col(Case.place_id) == place_id))
