"""One unit of work in the hotline's database, for commands that look into it or change it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from bot.config import Settings
    from hotline.work import Work

T = TypeVar("T")


async def in_unit_of_work(
    settings: Settings, act: Callable[[Work], Awaitable[T]], *, is_reading: bool = False
) -> T:
    """Run `act` in a transaction of its own; what it changes is committed if it returns.

    One that is only reading sees one state of the database throughout, and holds up nobody.
    """
    from bot.knowledge import KnowledgeKeeper
    from bot.process import utc_now
    from hotline.work import Work
    from storage import schema
    from storage.database import Database

    database = Database(settings.database_url, settings.station.id)
    try:
        await schema.check(database)
        keeper = KnowledgeKeeper(settings, database)
        await keeper.refresh()
        async with (database.snapshot if is_reading else database.transaction)() as session:
            vault = settings.master_keys().vault
            return await act(Work(session, settings.station.id, utc_now(), vault, keeper.current))
    finally:
        await database.close()
