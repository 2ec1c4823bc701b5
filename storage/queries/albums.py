"""Albums: one call, several messages, of which only the first is noted."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import Outgoing

_LONGEST = 10


async def case_of_album(
    session: AsyncSession, station_id: int, recipient_id: int, message_id: int
) -> int | None:
    """The case of the album that a later picture of it belongs to: nothing else was sent since its first."""
    found = await session.exec(
        select(Outgoing.method, Outgoing.case_id)
        .where(
            Outgoing.station_id == station_id,
            Outgoing.recipient_id == recipient_id,
            col(Outgoing.message_id) < message_id,
            col(Outgoing.message_id) > message_id - _LONGEST,
        )
        .order_by(col(Outgoing.message_id).desc())
        .limit(1)
    )
    row = found.first()
    return row[1] if row is not None and row[0] == "sendMediaGroup" else None
