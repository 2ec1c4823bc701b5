"""The clocks of cases."""

from collections.abc import Collection
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from storage.prepared import prepared
from storage.remembering import remember, remembered
from storage.tables import CaseClock


@remembered(CaseClock)
async def clocks_of(session: AsyncSession, station_id: int, case_id: int) -> list[CaseClock]:
    """Clocks of a case, oldest first, stopped ones too."""
    return list(await _clocks_of(session, station_id, case_id))


@prepared
def _clocks_of(station_id: Any, case_id: Any) -> SelectOfScalar[CaseClock]:
    return (
        select(CaseClock)
        .where(CaseClock.station_id == station_id, CaseClock.case_id == case_id)
        .order_by(col(CaseClock.id))
    )


async def read_clocks(session: AsyncSession, station_id: int, case_ids: Collection[int]) -> None:
    """Read the clocks of all of these cases at once; whoever asks for one's then has them."""
    found = await session.exec(
        select(CaseClock)
        .where(CaseClock.station_id == station_id, col(CaseClock.case_id).in_(sorted(case_ids)))
        .order_by(col(CaseClock.id))
    )
    clocks: dict[int, list[CaseClock]] = {case_id: [] for case_id in case_ids}
    for clock in found:
        clocks[clock.case_id].append(clock)
    for case_id, rows in clocks.items():
        remember(session, clocks_of, station_id, case_id, answer=rows)
