"""Past weeks' figures, kept so that a trend need not count them again."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import WeekFigures


async def kept(session: AsyncSession, station_id: int, first: date, last: date) -> dict[date, dict[str, Any]]:
    """The figures that are kept of the weeks whose Mondays lie between these days."""
    found = await session.exec(
        select(WeekFigures).where(
            WeekFigures.station_id == station_id, WeekFigures.monday >= first, WeekFigures.monday <= last
        )
    )
    return {row.monday: row.figures for row in found}


async def keep(
    session: AsyncSession, station_id: int, monday: date, figures: dict[str, Any], now: datetime
) -> None:
    """Keep a week's figures, unless another process has just done so."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    row = {"station_id": station_id, "monday": monday, "figures": figures, "counted_at": now}
    await session.exec(dialect.insert(WeekFigures).values(row).on_conflict_do_nothing())


async def forget(session: AsyncSession, station_id: int, first: date) -> None:
    """Have the weeks from this Monday on counted anew."""
    await session.exec(
        sa.delete(WeekFigures).where(
            col(WeekFigures.station_id) == station_id, col(WeekFigures.monday) >= first
        )
    )
