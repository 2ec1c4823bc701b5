"""How things stand now: open cases by state, what waits, what is overdue and what soon will be.

Cases that name the liaison, who reads these figures, are left out.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import Avoidance, Case, Deputy, Event
from storage.vocabulary import State


@dataclass(frozen=True)
class TimedCase:
    """An open case whose nearest clock runs out at `due_at`; `deputy_id` None: it is nobody's."""

    id: int
    number: int
    deputy_id: int | None
    deputy: str
    due_at: datetime


async def open_by_state(
    session: AsyncSession, station_id: int, states: Collection[State]
) -> dict[State, int]:
    """How many cases are in each of these states."""
    found = await session.exec(
        select(Case.state, sa.func.count()).where(*_open(station_id, states)).group_by(col(Case.state))
    )
    return {State(state): count for state, count in found}


async def overdue_by_deputy(
    session: AsyncSession, station_id: int, now: datetime, states: Collection[State]
) -> list[tuple[str, int, int]]:
    """(name, cases past their time, id) of each deputy, most first; ("", …, 0) are nobody's."""
    name, deputy_id = sa.func.coalesce(Deputy.name, ""), sa.func.coalesce(Deputy.id, 0)
    found = await session.exec(
        select(name, sa.func.count(), deputy_id)
        .select_from(Case)
        .outerjoin(Deputy, _is_its_deputy())
        .where(*_open(station_id, states), col(Case.due_at) < now)
        .group_by(col(Deputy.id), col(Deputy.name))
        .order_by(sa.func.count().desc(), name, deputy_id)
    )
    return [(name, count, deputy_id) for name, count, deputy_id in found]


async def timed_cases(
    session: AsyncSession,
    station_id: int,
    states: Collection[State],
    *,
    starts: datetime | None = None,
    ends: datetime,
    limit: int,
) -> list[TimedCase]:
    """Open cases whose nearest clock runs out from `starts` up to `ends`, the earliest first."""
    found = await session.exec(
        select(Case.id, Case.number, Case.deputy_id, sa.func.coalesce(Deputy.name, ""), Case.due_at)  # type: ignore[call-overload]
        .select_from(Case)
        .outerjoin(Deputy, _is_its_deputy())
        .where(*_open(station_id, states), *_due(starts, ends))
        .order_by(col(Case.due_at), col(Case.id))
        .limit(limit)
    )
    return [TimedCase(*row) for row in found]


async def count_due_between(
    session: AsyncSession, station_id: int, starts: datetime, ends: datetime, states: Collection[State]
) -> int:
    """Open cases whose nearest clock runs out from `starts` up to `ends`."""
    found = await session.exec(select(sa.func.count()).where(*_open(station_id, states), *_due(starts, ends)))
    return found.one()


async def objections_waiting(
    session: AsyncSession, station_id: int, since: datetime
) -> list[tuple[int, int, State]]:
    """(id, number, state) of refused cases whose constituents asked since then for another look, and wait."""
    kinds = ("refusal_objected", "refusal_kept")
    # Reckoned with, or SQLite would read the events of all cases, in whose order they are grouped.
    case_id = (col(Event.case_id) + 0).label("case_id")
    said = (
        select(case_id, sa.func.max(Event.sequence).label("last"))
        .where(Event.station_id == station_id, Event.at >= since, col(Event.kind).in_(kinds))
        .group_by(case_id)
        .subquery()
    )
    of_event = sa.and_(
        col(Event.station_id) == station_id,
        col(Event.case_id) == said.c.case_id,
        col(Event.sequence) == said.c.last,
    )
    of_case = sa.and_(col(Case.station_id) == station_id, col(Case.id) == said.c.case_id)
    found = await session.exec(
        select(Case.id, Case.number, Case.state)
        .select_from(said)
        .join(Event, of_event)
        .join(Case, of_case)
        .where(col(Event.kind) == kinds[0], *_open(station_id, [State.NOT_ACCEPTED]))
        .order_by(col(Event.at), col(Case.id))
    )
    return [(case_id, number or 0, State(state)) for case_id, number, state in found]


async def hidden_from(
    session: AsyncSession, station_id: int, deputy_id: int, case_ids: Collection[int]
) -> set[int]:
    """Which of these cases this deputy must not see (回避)."""
    found = await session.exec(
        select(Avoidance.case_id).where(
            Avoidance.station_id == station_id,
            Avoidance.deputy_id == deputy_id,
            col(Avoidance.case_id).in_(sorted(case_ids)),
        )
    )
    return set(found)


def _open(station_id: int, states: Collection[State]) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        col(Case.station_id) == station_id,
        col(Case.state).in_(sorted(states)),
        col(Case.names_liaison).is_(False),
    )


def _due(starts: datetime | None, ends: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    before_end = col(Case.due_at) < ends
    return (before_end,) if starts is None else (col(Case.due_at) >= starts, before_end)


def _is_its_deputy() -> sa.ColumnElement[bool]:
    return sa.and_(col(Case.station_id) == col(Deputy.station_id), col(Case.deputy_id) == col(Deputy.id))
