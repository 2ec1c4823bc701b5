"""Cases and events for whoever has other systems: page after page, so that a million take no more memory."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import Case, CaseClock, Constituency, Deputy, Event, Place

Key = tuple[datetime, int]
"""Moment and id of the last row of a page, after which the next begins."""


def _after(moment: Any, row_id: Any, key: Key | None) -> list[sa.ColumnElement[bool]]:
    if key is None:
        return []
    # The first condition alone lets the index find the place.
    return [moment >= key[0], sa.or_(moment > key[0], row_id > key[1])]


def _within(
    station_id: int,
    starts: datetime | None,
    ends: datetime | None,
    states: Collection[str],
    *,
    is_for_liaison: bool,
) -> list[sa.ColumnElement[bool]]:
    wanted: list[sa.ColumnElement[bool]] = [
        col(Case.station_id) == station_id,
        col(Case.submitted_at).is_not(None),
        col(Case.number).is_not(None),
    ]
    if starts is not None:
        wanted.append(col(Case.submitted_at) >= starts)
    if ends is not None:
        wanted.append(col(Case.submitted_at) < ends)
    if states:
        wanted.append(col(Case.state).in_(sorted(states)))
    if is_for_liaison:
        wanted.append(col(Case.names_liaison).is_(False))
    return wanted


async def count_cases(
    session: AsyncSession,
    station_id: int,
    starts: datetime | None,
    ends: datetime | None,
    states: Collection[str],
    *,
    is_for_liaison: bool,
) -> int:
    """How many cases an export would hold."""
    wanted = _within(station_id, starts, ends, states, is_for_liaison=is_for_liaison)
    return (await session.exec(select(sa.func.count()).select_from(Case).where(*wanted))).one()


async def case_page(
    session: AsyncSession,
    station_id: int,
    starts: datetime | None,
    ends: datetime | None,
    states: Collection[str],
    after: Key | None,
    limit: int,
    *,
    is_for_liaison: bool,
) -> list[tuple[Case, str | None, str | None, str | None, str | None]]:
    """The next cases, in the order in which they were filed, with constituency, village, township and deputy.

    The village is the place's own name where it is one, else that of the village in which it lies.
    """
    village = sa.case((col(Place.kind) == "village", col(Place.name)), else_=col(Place.village))
    rows = await session.exec(
        select(Case, Constituency.name, village, Place.township, Deputy.name)  # type: ignore[call-overload]
        .outerjoin(
            Constituency,
            sa.and_(
                col(Constituency.station_id) == col(Case.station_id),
                col(Constituency.id) == col(Case.constituency_id),
            ),
        )
        .outerjoin(
            Place, sa.and_(col(Place.station_id) == col(Case.station_id), col(Place.id) == col(Case.place_id))
        )
        .outerjoin(
            Deputy,
            sa.and_(col(Deputy.station_id) == col(Case.station_id), col(Deputy.id) == col(Case.deputy_id)),
        )
        .where(
            *_within(station_id, starts, ends, states, is_for_liaison=is_for_liaison),
            *_after(col(Case.submitted_at), col(Case.id), after),
        )
        .order_by(col(Case.submitted_at), col(Case.id))
        .limit(limit)
    )
    return [tuple(row) for row in rows]


async def clocks_of_cases(
    session: AsyncSession, station_id: int, case_ids: Sequence[int]
) -> list[tuple[int, str, datetime]]:
    """(case, kind, due) of every clock of these cases, the oldest first."""
    rows = await session.exec(
        select(CaseClock.case_id, CaseClock.kind, CaseClock.due_at)
        .where(CaseClock.station_id == station_id, col(CaseClock.case_id).in_(case_ids))
        .order_by(col(CaseClock.id))
    )
    return list(rows)


async def event_page(
    session: AsyncSession,
    station_id: int,
    starts: datetime | None,
    ends: datetime | None,
    after: Key | None,
    limit: int,
) -> list[tuple[Event, int]]:
    """The next events of filed cases, in the order in which they happened, with the case's number."""
    wanted: list[sa.ColumnElement[bool]] = [
        col(Event.station_id) == station_id,
        col(Case.number).is_not(None),
        *_after(col(Event.at), col(Event.id), after),
    ]
    if starts is not None:
        wanted.append(col(Event.at) >= starts)
    if ends is not None:
        wanted.append(col(Event.at) < ends)
    rows = await session.exec(
        select(Event, Case.number)
        .join(
            Case, sa.and_(col(Case.station_id) == col(Event.station_id), col(Case.id) == col(Event.case_id))
        )
        .where(*wanted)
        .order_by(col(Event.at), col(Event.id))
        .limit(limit)
    )
    return [(event, int(number or 0)) for event, number in rows]
