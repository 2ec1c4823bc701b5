"""Frequent replies that people keep."""

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import ReplyTemplate


async def templates_of(session: AsyncSession, station_id: int, owner_id: int) -> list[ReplyTemplate]:
    """A person's own, oldest first, behind those offered to everybody."""
    found = await session.exec(
        select(ReplyTemplate)
        .where(
            ReplyTemplate.station_id == station_id,
            sa.or_(col(ReplyTemplate.owner_id) == owner_id, col(ReplyTemplate.owner_id).is_(None)),
        )
        .order_by(col(ReplyTemplate.owner_id).is_not(None), col(ReplyTemplate.id))
    )
    return list(found)


async def remove(session: AsyncSession, station_id: int, template_id: int) -> None:
    await session.exec(
        sa.delete(ReplyTemplate).where(
            col(ReplyTemplate.station_id) == station_id, col(ReplyTemplate.id) == template_id
        )
    )
