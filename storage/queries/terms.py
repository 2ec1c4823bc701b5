"""Terms of office that end, and what was said of them."""

from datetime import date

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import Deputy, Event


async def ending(session: AsyncSession, station_id: int, until: date) -> list[Deputy]:
    """Deputies in office whose term ends up to `until`, or has ended."""
    found = await session.exec(
        select(Deputy)
        .where(
            Deputy.station_id == station_id,
            col(Deputy.left_at).is_(None),
            col(Deputy.term_until) <= until,
        )
        .order_by(Deputy.code)
    )
    return list(found)


async def events_of_kind(session: AsyncSession, station_id: int, kind: str) -> list[Event]:
    """Events of no case of this kind, in order."""
    found = await session.exec(
        select(Event)
        .where(Event.station_id == station_id, col(Event.case_id).is_(None), Event.kind == kind)
        .order_by(col(Event.sequence))
    )
    return list(found)
