"""Leases of the dead: what a process held when it was killed is taken over without waiting for the lease.

On SQLite one process works at a time, so every lease found at the start is a dead one's. On PostgreSQL each
process holds an advisory lock on its own name for as long as it lives; the others look who holds none.
With it it shares a lock on its station, which whoever needs the hotline stopped asks for alone; how many
share it is how many share what Telegram lets the station's bot send.
"""

import asyncio
import contextlib
import hashlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.leadership import AlreadyRunning, only_process
from bot.process import Process, check_key
from storage.database import Database
from storage.queries import inbox, outbox

logger = logging.getLogger(__name__)

# Any number that nothing else in the database uses for its advisory locks.
_LOCK_SPACE = 0x40714F
_STATION_SPACE = 0x407150
_LOOK_SECONDS = 2.0
_CHECK_SECONDS = 1.0


@asynccontextmanager
async def alive(process: Process) -> AsyncIterator[None]:
    """Be known as alive while the block runs, and look after what the dead have left."""
    if process.database.is_sqlite:
        await _take_over(process, await _holders(process))
        yield
        return
    held = asyncio.Event()
    tasks = [asyncio.create_task(_hold(process, held)), asyncio.create_task(_look_after(process))]
    try:
        # Before the first lease: else the others could take this process for dead.
        await held.wait()
        # It may have waited for the master key to be replaced.
        await check_key(process.database, process.station_id, process.vault)
        process.sharers = await _count(process.database, _STATION_SPACE, process.station_id)
        yield
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task


@asynccontextmanager
async def nobody_at_work(database: Database, station_id: int) -> AsyncIterator[None]:
    """While the block runs nobody works for the station. Raises AlreadyRunning if somebody does."""
    if database.is_sqlite:
        with only_process(database):
            yield
        return
    async with database.engine.connect() as connection:
        try:
            lock = sa.select(sa.func.pg_try_advisory_lock(_STATION_SPACE, station_id))
            if not (await connection.execute(lock)).scalar_one():
                raise AlreadyRunning("a process of this hotline is at work; stop all of them first")
            await connection.commit()
            yield
        finally:
            # Back in the pool it would still hold the lock.
            await connection.invalidate()


async def processes_at_work(database: Database) -> int:
    """How many processes give a sign of life on a PostgreSQL database, whatever their station and version."""
    return 0 if database.is_sqlite else await _count(database, _LOCK_SPACE)


async def _count(database: Database, space: int, key: int | None = None) -> int:
    """How many hold advisory locks of a space, or one of them."""
    query = sa.text(
        "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database "
        "WHERE datname = current_database() AND locktype = 'advisory' AND granted "
        "AND classid::bigint = :space AND (:key < 0 OR objid::bigint = :key)"
    )
    values = {"space": space, "key": -1 if key is None else key}
    async with database.engine.connect() as connection:
        return int((await connection.execute(query, values)).scalar_one())


async def _hold(process: Process, held: asyncio.Event) -> None:
    """Hold the lock on this process's name; again as soon as its connection was lost."""
    while True:
        try:
            async with process.database.engine.connect() as connection:
                try:
                    await connection.execute(
                        sa.select(
                            sa.func.pg_advisory_lock(_LOCK_SPACE, _key(process.name)),
                            sa.func.pg_advisory_lock_shared(_STATION_SPACE, process.station_id),
                        )
                    )
                    await connection.commit()
                    held.set()
                    await _watch(connection)
                finally:
                    # Back in the pool it would still hold the lock.
                    await connection.invalidate()
        except (DBAPIError, OSError) as error:
            logger.warning("the sign of life is lost (%s); it is given again", type(error).__name__)
            await asyncio.sleep(_CHECK_SECONDS / 4)


async def _watch(connection: AsyncConnection) -> None:
    """Return never; raise once the connection is lost."""
    while True:
        await asyncio.sleep(_CHECK_SECONDS)
        await connection.execute(sa.select(1))
        await connection.commit()


async def _look_after(process: Process) -> None:
    """Take over from whoever is found dead twice in a row: a lost connection is no death."""
    suspects: set[str] = set()
    while True:
        await asyncio.sleep(_LOOK_SECONDS)
        try:
            process.sharers = max(1, await _count(process.database, _STATION_SPACE, process.station_id))
            dead = await _without_sign_of_life(process)
            await _take_over(process, dead & suspects)
            suspects = dead
        except (DBAPIError, OSError) as error:
            logger.warning("nobody could be looked after: %s", type(error).__name__)
            suspects = set()


async def _holders(process: Process) -> set[str]:
    async with process.database.reading() as session:
        return await _holders_in(session, process.station_id)


async def _holders_in(session: AsyncSession, station_id: int) -> set[str]:
    return await inbox.holders(session, station_id) | await outbox.holders(session, station_id)


async def _without_sign_of_life(process: Process) -> set[str]:
    async with process.database.reading() as session:
        others = await _holders_in(session, process.station_id) - {process.name}
        return {name for name in others if await _is_free(session, name)}


async def _is_free(session: AsyncSession, name: str) -> bool:
    """Whether nobody holds the lock on this name; else it is let go with the transaction."""
    lock = sa.func.pg_try_advisory_xact_lock(_LOCK_SPACE, _key(name))
    return bool((await session.exec(select(lock))).one())


async def _take_over(process: Process, dead: set[str]) -> None:
    if not dead:
        return
    async with process.database.transaction() as session:
        for name in sorted(dead):
            updates = await inbox.release_of(session, process.station_id, name)
            sendings = await outbox.release_of(session, process.station_id, name)
            logger.info("%s is gone: %s updates and %s notices taken over", name, updates, sendings)
    process.has_updates.set()
    process.pace.deliver()


def _key(name: str) -> int:
    """A signed 32-bit number for a name. Two names with one number are at worst told late."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], signed=True)
