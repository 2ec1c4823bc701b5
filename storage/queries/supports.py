"""附议: who stands behind whose case, and the open cases of a constituency that a new one may be like."""

from collections.abc import Collection
from dataclasses import dataclass
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
    into = [Case.station_id == station_id, Case.master_id == case_id, Case.state == State.MERGED]
    # Unions: of alternatives with subqueries PostgreSQL would make a filter, and look at everybody there is.
    together = sa.select(col(Case.id)).where(Case.station_id == station_id, Case.id == case_id)
    standing = sa.select(col(Support.person_id)).where(
        Support.station_id == station_id,
        col(Support.left_at).is_(None),
        col(Support.case_id).in_(together.union_all(sa.select(col(Case.id)).where(*into))),
    )
    raised = sa.select(col(Case.constituent_id)).where(*into)
    return select(Person.id).where(
        Person.station_id == station_id, col(Person.id).in_(standing.union(raised))
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


@dataclass(frozen=True)
class Nearby:
    """As much of an open case as tells whether another is like it: the beginning of its text."""

    id: int
    place_id: int | None
    text: str


async def open_nearby(
    session: AsyncSession,
    station_id: int,
    draft: Case,
    states: Collection[State],
    *,
    since: datetime,
    longest: int,
    limit: int = 60,
) -> list[Nearby]:
    """The newest cases of others in a draft's constituency and category, in these states, filed at `since`
    or later, with so many characters of each.

    With a place only those there, or of no known place.

    Those hidden from somebody, told in danger, or about the liaison are left out.
    """
    is_anywhere, place_id = draft.place_id is None, draft.place_id or 0
    given = (
        *(station_id, draft.constituency_id, is_anywhere, place_id, draft.category, draft.constituent_id),
        *(sorted(states), since, longest, limit),
    )
    return [Nearby(*row) for row in await _open_nearby(session, *given)]


@prepared
def _open_nearby(
    station_id: Any,
    constituency_id: Any,
    is_anywhere: Any,
    place_id: Any,
    category: Any,
    constituent_id: Any,
    states: Any,
    since: Any,
    longest: Any,
    limit: Any,
) -> SelectOfScalar[Any]:
    # Not whole cases: most of them are only looked at.
    found: SelectOfScalar[Any] = sa.select(  # type: ignore[assignment]
        col(Case.id), col(Case.place_id), sa.func.substr(col(Case.text), 1, longest)
    )
    return (
        found.where(
            Case.station_id == station_id,
            Case.constituency_id == constituency_id,
            sa.or_(is_anywhere, col(Case.place_id).is_(None), col(Case.place_id) == place_id),
            col(Case.submitted_at) >= since,
            col(Case.closed_at).is_(None),
            Case.category == category,
            Case.constituent_id != constituent_id,
            col(Case.state).in_(states),
            col(Case.danger_number).is_(None),
            col(Case.names_liaison).is_(False),
        )
        .order_by(col(Case.submitted_at).desc())
        .limit(limit)
    )
