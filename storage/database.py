"""Opening the database: SQLite with the settings that lose nothing, or PostgreSQL, by URL."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=15000",
)


def _set_up_sqlite(engine: Engine) -> None:
    # The driver's own BEGIN is deferred: two writers that both read first then fail or lose updates.
    @sa.event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in _SQLITE_PRAGMAS:
            cursor.execute(pragma)
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        is_reading = connection.get_execution_options().get("hotline_reading", False)
        connection.exec_driver_sql("BEGIN" if is_reading else "BEGIN IMMEDIATE")


class Database:
    """One database, many short transactions. Nothing here decides what is written."""

    def __init__(self, url: str, *, pool_size: int = 8) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        # Errors are logged: they name the statement, never what people wrote.
        options: dict[str, Any] = {"hide_parameters": True}
        if not self.is_sqlite:
            options |= {"pool_size": pool_size, "pool_pre_ping": True}
        self.engine: AsyncEngine = create_async_engine(self.url, **options)
        if self.is_sqlite:
            _set_up_sqlite(self.engine.sync_engine)
        self._sessions = async_sessionmaker(self.engine, class_=AsyncSession, expire_on_commit=False)
        self._readers = async_sessionmaker(
            self.engine.execution_options(hotline_reading=True), class_=AsyncSession, expire_on_commit=False
        )
        # SQLite has one writer: queueing here is fair and immediate, its own busy waiting is neither.
        self._writing = asyncio.Lock() if self.is_sqlite else None
        # Told the seconds that each writing transaction took, its wait for others included.
        self.on_transaction: Callable[[float], None] | None = None

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """One writing transaction: committed once at the end, rolled back if the block raises."""
        began = time.perf_counter()
        try:
            async with self._writing or nullcontext(), self._sessions() as session, session.begin():
                yield session
        finally:
            if self.on_transaction is not None:
                self.on_transaction(time.perf_counter() - began)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A transaction that only reads; on SQLite it waits for no writer."""
        async with self._readers() as session, session.begin():
            yield session

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncSession]:
        """A reading transaction that sees one state of the database however long it takes."""
        async with self.reading() as session:
            # SQLite's readers always do.
            if not self.is_sqlite:
                await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield session

    def is_missing(self) -> bool:
        """Whether it is a SQLite file that is not there yet; opening it would make an empty one."""
        path = self.url.database
        return self.is_sqlite and bool(path) and path != ":memory:" and not Path(str(path)).exists()

    def probe(self) -> None:
        """Raises sqlite3.Error where a SQLite file cannot be opened.

        Asked first, since aiosqlite leaves a thread behind when it cannot open one.
        """
        if self.is_sqlite and self.url.database:
            sqlite3.connect(self.url.database).close()

    async def close(self) -> None:
        await self.engine.dispose()
