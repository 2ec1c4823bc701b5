"""Cases that are handled together: which belong to which, and which might."""

from collections.abc import Collection

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import Case
from storage.vocabulary import State


async def merged_into(session: AsyncSession, station_id: int, master_id: int) -> list[Case]:
    """The cases that are merged into this one now, oldest first."""
    found = await session.exec(
        select(Case)
        .where(Case.station_id == station_id, Case.master_id == master_id, Case.state == State.MERGED)
        .order_by(col(Case.number))
        .with_for_update()
    )
    return list(found)


async def alike(
    session: AsyncSession, station_id: int, case: Case, states: Collection[State], *, limit: int = 6
) -> list[Case]:
    """Other cases of the same place and category in these states, oldest first."""
    if case.place_id is None or case.category is None:
        return []
    found = await session.exec(
        select(Case)
        .where(
            Case.station_id == station_id,
            Case.id != case.id,
            Case.place_id == case.place_id,
            Case.category == case.category,
            Case.names_liaison == case.names_liaison,
            col(Case.state).in_(sorted(states)),
        )
        .order_by(col(Case.number))
        .limit(limit)
    )
    return list(found)
