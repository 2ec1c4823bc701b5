"""Files of a journey: fetched by the stage's own ticks, and here, whoever comes first."""

import asyncio

from sqlmodel import col, select

from bot.demo.staging import Stage
from bot.schedule import fetch_files
from storage.tables import ActivityPhoto, Attachment

_PATIENCE_SECONDS = 60.0


async def all_fetched(stage: Stage) -> None:
    """Until every file is here or given up; one that a tick has taken up may still be on its way."""
    async with asyncio.timeout(_PATIENCE_SECONDS):
        await fetch_files(stage.process)
        while await _is_any_awaited(stage):  # noqa: ASYNC110 (the other hand is a tick)
            await asyncio.sleep(0.05)


async def _is_any_awaited(stage: Stage) -> bool:
    async with stage.process.database.reading() as session:
        for table in (Attachment, ActivityPhoto):
            awaited = select(table.id).where(
                col(table.station_id) == stage.process.station_id, col(table.try_at).is_not(None)
            )
            if (await session.exec(awaited.limit(1))).first() is not None:
                return True
    return False
