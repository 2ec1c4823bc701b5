"""Whose records there are."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import Deputy


async def deputies_called(session: AsyncSession, station_id: int, name: str) -> list[Deputy]:
    """Deputies with this name, those in office first; one who has left still has a record."""
    found = await session.exec(
        select(Deputy)
        .where(Deputy.station_id == station_id, Deputy.name == name)
        .order_by(col(Deputy.left_at).is_not(None), Deputy.code)
    )
    return list(found)


async def in_office_during(
    session: AsyncSession, station_id: int, starts: datetime, *, limit: int
) -> list[Deputy]:
    """Deputies in roster order who had not left when the time began."""
    found = await session.exec(
        select(Deputy)
        .where(
            Deputy.station_id == station_id,
            sa.or_(col(Deputy.left_at).is_(None), col(Deputy.left_at) >= starts),
        )
        .order_by(Deputy.code)
        .limit(limit)
    )
    return list(found)
