"""The open cases that have run out of time or soon will, as rows of a list; counted and cut in SQL."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import Avoidance, Case, Deputy, Place
from storage.vocabulary import State


@dataclass(frozen=True)
class DueRow:
    """What a list says of a case: nothing that anybody wrote. Names are empty where there are none."""

    id: int
    number: int
    category: str
    topic: str
    place: str
    deputy: str
    due_at: datetime


async def cases_due(
    session: AsyncSession,
    station_id: int,
    states: Collection[State],
    *,
    before: datetime,
    after: datetime | None = None,
    hidden_from: int | None = None,
    limit: int,
) -> list[DueRow]:
    """Cases in these states whose nearest clock runs out before a moment (and not before `after`).

    The earliest come first. Those that name the liaison are left out, and those that name the deputy
    `hidden_from`, who reads the list.
    """
    where = [
        Case.station_id == station_id,
        col(Case.state).in_(sorted(states)),
        col(Case.due_at) < before,
        col(Case.names_liaison).is_(False),
        col(Case.number).is_not(None),
    ]
    if after is not None:
        where.append(col(Case.due_at) >= after)
    if hidden_from is not None:
        where.append(~_names(hidden_from))
    found = await session.exec(
        select(Case.id, Case.number, Case.category, Case.topic, Place.name, Deputy.name, Case.due_at)  # type: ignore[call-overload]
        .outerjoin(
            Place,
            sa.and_(col(Place.station_id) == col(Case.station_id), col(Place.id) == col(Case.place_id)),
        )
        .outerjoin(
            Deputy,
            sa.and_(col(Deputy.station_id) == col(Case.station_id), col(Deputy.id) == col(Case.deputy_id)),
        )
        .where(*where)
        .order_by(col(Case.due_at), col(Case.id))
        .limit(limit)
    )
    return [
        DueRow(case_id, number, category or "", topic or "", place or "", deputy or "", due_at)
        for case_id, number, category, topic, place, deputy, due_at in found
    ]


def _names(deputy_id: int) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        col(Avoidance.station_id) == col(Case.station_id),
        col(Avoidance.case_id) == col(Case.id),
        col(Avoidance.deputy_id) == deputy_id,
    )
