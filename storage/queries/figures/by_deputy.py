"""What each deputy has: given in a time, open, overdue, soon due; without what is hidden from them."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.queries.figures.standing import TimedCase
from storage.tables import Avoidance, Case, Event
from storage.vocabulary import State

# 0: nobody's. Not the column itself: SQLite would follow its index through all the years.
_WHOSE = sa.func.coalesce(col(Case.deputy_id), 0)


async def given(session: AsyncSession, station_id: int, starts: datetime, ends: datetime) -> dict[int, int]:
    """Cases that came to each deputy from `starts` up to `ends` and are still that deputy's."""
    found = await session.exec(
        select(Case.deputy_id, sa.func.count(sa.distinct(col(Case.id))))
        .select_from(Event)
        .join(
            Case, sa.and_(col(Case.station_id) == col(Event.station_id), col(Case.id) == col(Event.case_id))
        )
        .where(
            Event.station_id == station_id,
            Event.at >= starts,
            Event.at < ends,
            col(Event.kind).in_(["assigned", "reassigned"]),
            *_to_be_seen(),
        )
        .group_by(col(Case.deputy_id))
    )
    return {deputy_id: count for deputy_id, count in found if deputy_id is not None}


async def open_cases(session: AsyncSession, station_id: int, states: Collection[State]) -> dict[int, int]:
    """How many cases each deputy has in these states."""
    found = await session.exec(
        select(_WHOSE, sa.func.count())
        .where(Case.station_id == station_id, col(Case.state).in_(sorted(states)), *_to_be_seen())
        .group_by(_WHOSE)
    )
    return {deputy_id: count for deputy_id, count in found if deputy_id}


async def timed_cases(
    session: AsyncSession,
    station_id: int,
    states: Collection[State],
    *,
    starts: datetime | None = None,
    ends: datetime,
    limit: int,
) -> dict[int, tuple[int, list[TimedCase]]]:
    """Each deputy's open cases whose nearest clock runs out in this time: how many, and the earliest ones."""
    place = sa.func.row_number().over(partition_by=_WHOSE, order_by=(col(Case.due_at), col(Case.id)))
    total = sa.func.count().over(partition_by=_WHOSE)
    due = [col(Case.due_at) < ends, *([] if starts is None else [col(Case.due_at) >= starts])]
    ranked = (
        sa.select(  # type: ignore[call-overload]
            _WHOSE.label("deputy_id"),
            total.label("total"),
            place.label("place"),
            Case.id,
            Case.number,
            Case.due_at,
        )
        .where(col(Case.station_id) == station_id, col(Case.state).in_(sorted(states)), *due, *_to_be_seen())
        .subquery()
    )
    found = await session.exec(
        select(ranked.c.deputy_id, ranked.c.total, ranked.c.id, ranked.c.number, ranked.c.due_at)  # type: ignore[call-overload]
        .where(ranked.c.place <= limit, ranked.c.deputy_id != 0)
        .order_by(ranked.c.deputy_id, ranked.c.place)
    )
    totals: dict[int, int] = {}
    listed: dict[int, list[TimedCase]] = defaultdict(list)
    for deputy_id, count, case_id, number, due_at in found:
        totals[deputy_id] = count
        listed[deputy_id].append(TimedCase(case_id, number, deputy_id, "", due_at))
    return {deputy_id: (count, listed[deputy_id]) for deputy_id, count in totals.items()}


async def hidden_from_their_deputies(
    session: AsyncSession, station_id: int, case_ids: Collection[int]
) -> set[int]:
    """Which of these cases' own deputies have to step aside."""
    found = await session.exec(
        select(Avoidance.case_id)
        .join(
            Case,
            sa.and_(
                col(Case.station_id) == col(Avoidance.station_id), col(Case.id) == col(Avoidance.case_id)
            ),
        )
        .where(
            Avoidance.station_id == station_id,
            col(Avoidance.case_id).in_(sorted(case_ids)),
            col(Case.deputy_id) == col(Avoidance.deputy_id),
        )
    )
    return set(found)


def _to_be_seen() -> tuple[sa.ColumnElement[bool], ...]:
    is_hidden = sa.exists().where(
        col(Avoidance.station_id) == col(Case.station_id),
        col(Avoidance.case_id) == col(Case.id),
        col(Avoidance.deputy_id) == col(Case.deputy_id),
    )
    return (~is_hidden,)
