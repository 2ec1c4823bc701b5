"""Files: which are to be fetched, and their sealed pieces."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import Attachment, AttachmentChunk


async def store_chunk(
    session: AsyncSession, station_id: int, attachment_id: int, position: int, sealed: bytes
) -> None:
    """Keep one sealed piece; writing it twice is the same as once."""
    await session.merge(
        AttachmentChunk(station_id=station_id, attachment_id=attachment_id, position=position, sealed=sealed)
    )


async def chunks_of(session: AsyncSession, station_id: int, attachment_id: int) -> list[AttachmentChunk]:
    """The sealed pieces in order."""
    found = await session.exec(
        select(AttachmentChunk)
        .where(AttachmentChunk.station_id == station_id, AttachmentChunk.attachment_id == attachment_id)
        .order_by(col(AttachmentChunk.position))
    )
    return list(found)


async def finish(
    session: AsyncSession, station_id: int, attachment_id: int, *, digest: str, size: int, now: datetime
) -> None:
    await _set(session, station_id, attachment_id, stored_at=now, try_at=None, digest=digest, size=size)


async def try_again(session: AsyncSession, station_id: int, attachment_id: int, until: datetime) -> None:
    await _set(session, station_id, attachment_id, try_at=until)


async def give_up(session: AsyncSession, station_id: int, attachment_id: int, problem: str) -> None:
    """Stop trying; the reason stays with the attachment."""
    await _set(session, station_id, attachment_id, try_at=None, problem=problem[:64])


async def _set(session: AsyncSession, station_id: int, attachment_id: int, **values: object) -> None:
    await session.exec(
        sa.update(Attachment)
        .where(col(Attachment.station_id) == station_id, col(Attachment.id) == attachment_id)
        .values(**values)
    )
