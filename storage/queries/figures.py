"""Counts over a station's cases for the digest; everything is filtered and summed in SQL."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import Case, CaseClock, Deputy, Event
from storage.vocabulary import State


async def count_filed(session: AsyncSession, station_id: int, starts: datetime, ends: datetime) -> int:
    """Cases filed from `starts` up to `ends`."""
    found = await session.exec(
        select(sa.func.count()).where(
            Case.station_id == station_id, col(Case.submitted_at) >= starts, col(Case.submitted_at) < ends
        )
    )
    return found.one()


async def count_closed(session: AsyncSession, station_id: int, starts: datetime, ends: datetime) -> int:
    """Closings from `starts` up to `ends`; a case closed twice counts twice."""
    found = await session.exec(
        select(sa.func.count()).where(
            Event.station_id == station_id,
            Event.at >= starts,
            Event.at < ends,
            Event.to_state == State.CLOSED,
        )
    )
    return found.one()


async def count_in(session: AsyncSession, station_id: int, states: Collection[State]) -> int:
    """Cases in these states; those that name the liaison are left out, here and in whatever lists cases."""
    found = await session.exec(
        select(sa.func.count()).where(
            Case.station_id == station_id,
            col(Case.state).in_(sorted(states)),
            col(Case.names_liaison).is_(False),
        )
    )
    return found.one()


async def filed_by_category(
    session: AsyncSession, station_id: int, starts: datetime, ends: datetime
) -> list[tuple[str, int]]:
    """Categories of the cases filed, most first; unclassified ones are left out."""
    found = await session.exec(
        select(Case.category, sa.func.count())
        .where(
            Case.station_id == station_id,
            col(Case.submitted_at) >= starts,
            col(Case.submitted_at) < ends,
            col(Case.category).is_not(None),
        )
        .group_by(col(Case.category))
        .order_by(sa.func.count().desc(), col(Case.category))
    )
    return [(category, count) for category, count in found if category is not None]


async def overdue_by_deputy(
    session: AsyncSession, station_id: int, now: datetime, states: Collection[State]
) -> list[tuple[str, int]]:
    """Deputies with cases past their time, most first."""
    found = await session.exec(
        select(Deputy.name, sa.func.count())
        .join(
            Case,
            sa.and_(col(Case.station_id) == col(Deputy.station_id), col(Case.deputy_id) == col(Deputy.id)),
        )
        .where(
            Case.station_id == station_id,
            col(Case.state).in_(sorted(states)),
            col(Case.due_at) < now,
            col(Case.names_liaison).is_(False),
        )
        .group_by(col(Deputy.id), col(Deputy.name))
        .order_by(sa.func.count().desc(), col(Deputy.name))
    )
    return [(name, count) for name, count in found]


async def count_due_between(
    session: AsyncSession,
    station_id: int,
    starts: datetime,
    ends: datetime,
    states: Collection[State],
) -> int:
    """Open cases whose nearest clock runs out from `starts` up to `ends`."""
    found = await session.exec(
        select(sa.func.count()).where(
            Case.station_id == station_id,
            col(Case.state).in_(sorted(states)),
            col(Case.due_at) >= starts,
            col(Case.due_at) < ends,
            col(Case.names_liaison).is_(False),
        )
    )
    return found.one()


async def responses_due(
    session: AsyncSession, station_id: int, kind: str, starts: datetime, ends: datetime
) -> list[tuple[datetime, datetime | None]]:
    """(due, contacted) of each accept clock that ended from `starts` up to `ends`.

    A case withdrawn or merged before its constituent was contacted is nobody's answer and left out.
    """
    found = await session.exec(
        select(CaseClock.due_at, Case.contacted_at)
        .join(
            Case,
            sa.and_(
                col(Case.station_id) == col(CaseClock.station_id), col(Case.id) == col(CaseClock.case_id)
            ),
        )
        .where(
            CaseClock.station_id == station_id,
            CaseClock.kind == kind,
            CaseClock.due_at >= starts,
            CaseClock.due_at < ends,
            ~sa.and_(col(Case.state).in_([State.WITHDRAWN, State.MERGED]), col(Case.contacted_at).is_(None)),
        )
    )
    return list(found)


async def ratings(
    session: AsyncSession, station_id: int, starts: datetime, ends: datetime
) -> list[tuple[datetime, bool | None, bool | None]]:
    """(when, solved, satisfied) of each rating, or of the silence that closed a case in its place."""
    found = await session.exec(
        select(Event.at, Event.kind, Event.facts, Case.is_solved)
        .join(
            Case,
            sa.and_(col(Case.station_id) == col(Event.station_id), col(Case.id) == col(Event.case_id)),
        )
        .where(
            Event.station_id == station_id,
            Event.at >= starts,
            Event.at < ends,
            col(Event.kind).in_(["rated_satisfied", "closed_by_silence"]),
        )
    )
    return [(at, facts.get("is_solved", solved), facts.get("is_satisfied")) for at, _, facts, solved in found]


async def filed_texts(
    session: AsyncSession, station_id: int, starts: datetime, ends: datetime, *, limit: int
) -> list[tuple[int, str, str | None, str | None, int | None, datetime]]:
    """(id, text, category, topic, place, filed at) of the newest cases filed in this time, for comparing.

    Those that name the liaison are left out.
    """
    found = await session.exec(
        select(Case.id, Case.text, Case.category, Case.topic, Case.place_id, Case.submitted_at)  # type: ignore[call-overload]
        .where(
            Case.station_id == station_id,
            col(Case.submitted_at) >= starts,
            col(Case.submitted_at) < ends,
            col(Case.names_liaison).is_(False),
        )
        .order_by(col(Case.submitted_at).desc())
        .limit(limit)
    )
    return [tuple(row) for row in found]
