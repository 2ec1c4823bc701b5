"""评选优秀代表: who was put forward for a year."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import Nominee


async def nominees(session: AsyncSession, station_id: int, year: int) -> list[Nominee]:
    """Who stands for a year, in the order in which they were put forward."""
    found = await session.exec(
        select(Nominee)
        .where(Nominee.station_id == station_id, Nominee.year == year, col(Nominee.withdrawn_at).is_(None))
        .order_by(col(Nominee.proposed_at), col(Nominee.id))
    )
    return list(found)


async def nominee_of(
    session: AsyncSession, station_id: int, year: int, deputy_id: int, *, lock: bool = False
) -> Nominee | None:
    """The standing nomination of a deputy for a year."""
    query = select(Nominee).where(
        Nominee.station_id == station_id,
        Nominee.year == year,
        Nominee.deputy_id == deputy_id,
        col(Nominee.withdrawn_at).is_(None),
    )
    return (await session.exec(query.with_for_update() if lock else query)).first()
