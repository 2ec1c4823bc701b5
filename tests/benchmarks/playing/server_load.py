"""What a PostgreSQL on this machine spends on one database: processor time, and waiting for locks."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg
import psutil
from sqlalchemy.engine import URL, make_url

from tests.support.postgres import as_superuser

_EVERY_SECONDS = 0.02
_LOOK = """
SELECT count(*), count(*) FILTER (WHERE wait_event_type = 'Lock')
FROM pg_stat_activity
WHERE datname = $1 AND state <> 'idle' AND pid <> pg_backend_pid()
"""


@dataclass
class Load:
    """Processor seconds of the server; how often a transaction was seen, and seen waiting for a lock."""

    seconds: float = 0.0
    seen: int = 0
    waiting: int = 0

    @property
    def share_waiting(self) -> float:
        """The share of the time of all transactions that they waited for locks."""
        return self.waiting / self.seen if self.seen else 0.0


class ServerLoad:
    """Looks at one database of the server. As it runs here, its processes can be asked."""

    def __init__(self, url: URL, postmaster: psutil.Process) -> None:
        self._url = url
        self._postmaster = postmaster

    @classmethod
    async def of(cls, url: str) -> "ServerLoad":
        """The load of the server on which this database is, or will be."""
        return cls(make_url(url), await _postmaster(as_superuser(make_url(url)).set(database="postgres")))

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[Load]:
        """The load while the block runs; known at its end."""
        load, before = Load(), self._processor_seconds()
        looking = asyncio.create_task(self._look(load))
        try:
            yield load
        finally:
            looking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await looking
            load.seconds = self._processor_seconds() - before

    def _processor_seconds(self) -> float:
        """Of the postmaster, its processes, and those that have ended."""
        own = self._postmaster.cpu_times()
        seconds = own.user + own.system + own.children_user + own.children_system
        for process in self._postmaster.children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):
                times = process.cpu_times()
                seconds += times.user + times.system
        return float(seconds)

    async def _look(self, load: Load) -> None:
        url = as_superuser(self._url).set(drivername="postgresql", database="postgres")
        connection = await asyncpg.connect(url.render_as_string(hide_password=False))
        try:
            while True:
                seen, waiting = await connection.fetchrow(_LOOK, self._url.database)
                load.seen, load.waiting = load.seen + seen, load.waiting + waiting
                await asyncio.sleep(_EVERY_SECONDS)
        finally:
            connection.terminate()


async def _postmaster(url: URL) -> psutil.Process:
    """The server's first process: the parent of whoever answers."""
    connection = await asyncpg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False))
    try:
        parent = psutil.Process(await connection.fetchval("SELECT pg_backend_pid()")).parent()
    finally:
        await connection.close()
    assert parent is not None
    return parent
