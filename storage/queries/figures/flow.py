"""What came in and what happened in a time: filings by category and place, events by kind."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import Case, Event
from storage.vocabulary import State


async def count_filed(session: AsyncSession, station_id: int, starts: datetime, ends: datetime) -> int:
    """Cases filed from `starts` up to `ends`."""
    found = await session.exec(select(sa.func.count()).where(*_filed(station_id, starts, ends)))
    return found.one()


async def count_events(
    session: AsyncSession, station_id: int, starts: datetime, ends: datetime
) -> dict[str, int]:
    """Events from `starts` up to `ends` by kind; all that closed a case, whatever their kind, as "closed".

    A case closed twice counts twice.
    """
    found = await session.exec(
        select(Event.kind, Event.to_state, sa.func.count())
        .where(Event.station_id == station_id, Event.at >= starts, Event.at < ends)
        .group_by(col(Event.kind), col(Event.to_state))
    )
    counts = {"closed": 0}
    for kind, to_state, count in found:
        counts[kind] = counts.get(kind, 0) + count
        counts["closed"] += count if to_state == State.CLOSED else 0
    return counts


async def filed_by_category(
    session: AsyncSession, station_id: int, starts: datetime, ends: datetime, *, limit: int
) -> list[tuple[str, int]]:
    """Categories of the cases filed, most first; unclassified ones are left out."""
    found = await session.exec(
        select(Case.category, sa.func.count())
        .where(*_filed(station_id, starts, ends), col(Case.category).is_not(None))
        .group_by(col(Case.category))
        .order_by(sa.func.count().desc(), col(Case.category))
        .limit(limit)
    )
    return [(category, count) for category, count in found if category is not None]


async def filed_by_place(
    session: AsyncSession, station_id: int, starts: datetime, ends: datetime
) -> dict[int, int]:
    """How many cases were filed about each place."""
    found = await session.exec(
        select(Case.place_id, sa.func.count())
        .where(*_filed(station_id, starts, ends), col(Case.place_id).is_not(None))
        .group_by(col(Case.place_id))
    )
    return {place_id: count for place_id, count in found if place_id is not None}


async def filed_texts(
    session: AsyncSession, station_id: int, starts: datetime, ends: datetime, *, limit: int
) -> list[tuple[int, str, str | None, str | None, int | None, datetime]]:
    """(id, text, category, topic, place, filed at) of the newest cases filed in this time, for comparing.

    Those that name the liaison are left out.
    """
    found = await session.exec(
        select(Case.id, Case.text, Case.category, Case.topic, Case.place_id, Case.submitted_at)  # type: ignore[call-overload]
        .where(*_filed(station_id, starts, ends), col(Case.names_liaison).is_(False))
        .order_by(col(Case.submitted_at).desc())
        .limit(limit)
    )
    return [tuple(row) for row in found]


async def corrections(
    session: AsyncSession, station_id: int, starts: datetime, ends: datetime, *, limit: int
) -> list[tuple[str, str, int]]:
    """(old category or "", new one, how often) of what people corrected, most often first."""
    old, new = (sa.func.coalesce(col(Event.facts)[name].as_string(), "") for name in ("old", "new"))
    happened = (Event.station_id == station_id, Event.at >= starts, Event.at < ends)
    made = (
        sa.select(old.label("old"), new.label("new"))
        .where(*happened, col(Event.kind) == "category_corrected")  # type: ignore[arg-type]
        .subquery()
    )
    found = await session.exec(
        select(made.c.old, made.c.new, sa.func.count())
        .where(made.c.old != made.c.new)
        .group_by(made.c.old, made.c.new)
        .order_by(sa.func.count().desc(), made.c.old, made.c.new)
        .limit(limit)
    )
    return [(before, after, count) for before, after, count in found]


def _filed(station_id: int, starts: datetime, ends: datetime) -> Sequence[sa.ColumnElement[bool]]:
    return (
        col(Case.station_id) == station_id,
        col(Case.submitted_at) >= starts,
        col(Case.submitted_at) < ends,
    )
