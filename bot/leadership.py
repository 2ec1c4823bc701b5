"""Who polls: one process at a time. On PostgreSQL the holder of an advisory lock, with take-over when it
dies; on SQLite the holder of a file lock, and a second process is refused at the start."""

import asyncio
import fcntl
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import sqlalchemy as sa

from storage.database import Database

logger = logging.getLogger(__name__)

_RETRY_SECONDS = 3.0
# Any number that nothing else in the database uses for its advisory locks.
_LOCK_SPACE = 0x40714E


class AlreadyRunning(Exception):
    """Another process works on this SQLite database."""


@contextmanager
def only_process(database: Database) -> Iterator[None]:
    """On SQLite, hold the database for this process alone. Raises AlreadyRunning."""
    if not database.is_sqlite or not database.url.database:
        yield
        return
    if database.is_missing():
        # Nobody works on what is not there; the check of the schema says what to do.
        yield
        return
    path = Path(f"{database.url.database}.lock")
    with path.open("w") as opened:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise AlreadyRunning(
                f"another process is running on {database.url.database}; stop it first, or use PostgreSQL"
            ) from None
        yield


StillLeading = Callable[[], Awaitable[None]]


async def _always() -> None:
    return None


@asynccontextmanager
async def leading(database: Database, station_id: int) -> AsyncIterator[StillLeading]:
    """Wait until this process may poll for the station, and hold that while the block runs.

    Yields a check that raises a database error once the connection, and the lock with it, is lost.
    """
    if database.is_sqlite:
        yield _always
        return
    async with database.engine.connect() as connection:
        lock = sa.select(sa.func.pg_try_advisory_lock(_LOCK_SPACE, station_id))
        while not (await connection.execute(lock)).scalar_one():
            await connection.rollback()
            await asyncio.sleep(_RETRY_SECONDS)
        logger.info("this process polls for station %s", station_id)
        # Not idle in a transaction for as long as it leads: the lock belongs to the connection.
        await connection.commit()

        async def check() -> None:
            await connection.execute(sa.select(1))
            await connection.commit()

        try:
            yield check
        finally:
            # Back in the pool it would still hold the lock.
            await connection.invalidate()
