"""How far identifiers have grown in the database."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import Case, Entry, Event, Notice, Outgoing

# Of these the order is told by the identifiers.
_TABLES = (Notice, Outgoing, Entry, Event, Case)


async def newest_id(session: AsyncSession, station_id: int) -> int:
    """The largest identifier; 0 where nothing is yet."""
    found = 0
    for table in _TABLES:
        largest = (
            select(table.id).where(table.station_id == station_id).order_by(col(table.id).desc()).limit(1)
        )
        found = max(found, (await session.exec(largest)).first() or 0)
    return found
