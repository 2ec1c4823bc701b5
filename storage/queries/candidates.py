"""What many cases of one place are about, counted and grouped in SQL; nothing of who raised them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import Avoidance, Case, Support
from storage.vocabulary import State

_SUBJECT = sa.func.coalesce(Case.topic, Case.category)
_MATTER = ("place_id", "subject", "cases", "first_at", "last_at", "solved_at", "open", "deferred")
_NEVER_COUNTED = (State.DRAFT, State.WITHDRAWN, State.NOT_ACCEPTED)


def _counted(station_id: int, since: datetime, hidden_from: int | None) -> list[sa.ColumnElement[bool]]:
    """Cases with a place and a subject; not those in danger, in dispute or about the liaison."""
    conditions = [
        col(Case.station_id) == station_id,
        col(Case.submitted_at) >= since,
        col(Case.place_id).is_not(None),
        _SUBJECT.is_not(None),
        col(Case.state).not_in(_NEVER_COUNTED),
        col(Case.names_liaison).is_(False),
        col(Case.danger_number).is_(None),
        col(Case.exclusion).is_(None),
    ]
    if hidden_from is not None:
        conditions.append(
            ~sa.exists().where(
                col(Avoidance.station_id) == col(Case.station_id),
                col(Avoidance.case_id) == col(Case.id),
                col(Avoidance.deputy_id) == hidden_from,
            )
        )
    return conditions


async def matters(
    session: AsyncSession,
    station_id: int,
    since: datetime,
    open_states: Collection[State],
    *,
    hidden_from: int | None = None,
) -> list[dict[str, Any]]:
    """A row for each place and subject of cases filed at `since` or later.

    place_id, subject, cases, first_at, last_at, solved_at (of the first that was closed), open, deferred.
    """
    closed_at = sa.case((col(Case.state).in_([State.CLOSED, State.ARCHIVED]), Case.closed_at))
    found = await session.exec(
        sa.select(
            Case.place_id,  # type: ignore[call-overload]
            _SUBJECT,
            sa.func.count(),
            sa.func.min(Case.submitted_at),
            sa.func.max(Case.submitted_at),
            sa.func.min(closed_at),
            _many(col(Case.state).in_(sorted(open_states))),
            _many(Case.state == State.DEFERRED),
        )
        .where(*_counted(station_id, since, hidden_from))
        .group_by(col(Case.place_id), _SUBJECT)
    )
    return [dict(zip(_MATTER, row, strict=True)) for row in found]


def _many(condition: Any) -> Any:
    return sa.func.sum(sa.case((condition, 1), else_=0))


async def supporters(
    session: AsyncSession, station_id: int, since: datetime, *, hidden_from: int | None = None
) -> dict[tuple[int, str], int]:
    """How many people stand behind the cases of each place and subject, each counted once."""
    found = await session.exec(
        select(Case.place_id, _SUBJECT, sa.func.count(sa.distinct(col(Support.person_id))))
        .join(
            Support,
            sa.and_(col(Support.station_id) == col(Case.station_id), col(Support.case_id) == col(Case.id)),
        )
        .where(*_counted(station_id, since, hidden_from), col(Support.left_at).is_(None))
        .group_by(col(Case.place_id), _SUBJECT)
    )
    return {(place_id, subject): count for place_id, subject, count in found if place_id is not None}
