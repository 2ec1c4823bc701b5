"""Claiming files that are to be fetched from Telegram, whatever table keeps them."""

from datetime import datetime, timedelta
from typing import TypeVar

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import ActivityPhoto, Attachment

Fetched = TypeVar("Fetched", Attachment, ActivityPhoto)


async def claim(
    session: AsyncSession,
    table: type[Fetched],
    station_id: int,
    *,
    now: datetime,
    lease: timedelta,
    limit: int,
) -> list[Fetched]:
    """Files that are due to be fetched; the lease keeps other processes away from them."""
    # As a WITH, computed once: PostgreSQL may run a subquery again for each row, past its limit.
    due = (
        select(table.id)
        .where(table.station_id == station_id, col(table.try_at) <= now)
        .order_by(col(table.try_at))
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    claimed = await session.exec(
        sa.update(table)
        .where(col(table.station_id) == station_id, col(table.id).in_(sa.select(due.c.id)))
        .values(try_at=now + lease, attempts=table.attempts + 1)
        .returning(table)
        .execution_options(synchronize_session=False)
    )
    return list(claimed.scalars())


async def release_after(
    session: AsyncSession, table: type[Fetched], station_id: int, moment: datetime, now: datetime
) -> int:
    """Let be tried `now` what is put off until after a moment. Returns how many there were."""
    released = await session.exec(
        sa.update(table)
        .where(col(table.station_id) == station_id, col(table.try_at) > moment)
        .values(try_at=now)
    )
    return int(released.rowcount)
