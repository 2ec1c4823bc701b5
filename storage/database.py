"""Opening the database: SQLite with the settings that lose nothing, or PostgreSQL, by URL.

On PostgreSQL every connection says for which station it is opened, and sees the rows of that one alone.
"""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

import sqlalchemy as sa
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, async_sessionmaker, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import lite
from storage.outages import Outage, outage_of
from storage.remembering import KnowingSession, RememberingSession

ALL_STATIONS: Final = "all"
"""For tools that are about the whole database: making the schema, backups, moving, restoring."""
Stations: TypeAlias = int | Literal["all"]

# What the policies of PostgreSQL go by (migration 0005); a connection that does not set it sees no row.
STATION_SETTING = "hotline.station"
FOR_SEARCH: Final = "ALTER FUNCTION ts_match_vq(tsvector, tsquery) LEAKPROOF"
"""What a superuser says once in a PostgreSQL database, or its policies keep search from its index."""
_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=15000",
)
# Asking before each transaction whether the connection still lives takes as long as a short transaction.
_RESTED_SECONDS = 5.0


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
        options = connection.get_execution_options()
        if options.get("hotline_changing_schema", False):
            # A table is changed by making it anew; the old one could not be dropped while rows refer to it.
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("BEGIN" if options.get("hotline_reading", False) else "BEGIN IMMEDIATE")
        opened: Any = connection.connection.driver_connection
        opened.is_at_once = options.get("hotline_at_once", False)


def _set_up_postgresql(engine: Engine) -> None:
    @sa.event.listens_for(engine, "checkin")
    def _rest(_connection: Any, record: Any) -> None:
        record.info["rests_since"] = time.monotonic()

    @sa.event.listens_for(engine, "checkout")
    def _look(connection: Any, record: Any, _proxy: Any) -> None:
        # The driver hears at once of an end; a line that went dead in silence only shows by asking.
        if connection.driver_connection.is_closed():
            raise sa.exc.InvalidatePoolError
        if time.monotonic() - record.info.get("rests_since", time.monotonic()) > _RESTED_SECONDS:
            try:
                engine.dialect.do_ping(connection)
            except engine.dialect.loaded_dbapi.Error as error:
                raise sa.exc.InvalidatePoolError from error


class Database:
    """One database, many short transactions. Nothing here decides what is written."""

    def __init__(self, url: str, station_id: Stations, *, pool_size: int = 8) -> None:
        self.url = make_url(url)
        self.station_id = station_id
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        # Errors are logged: they name the statement, never what people wrote.
        options: dict[str, Any] = {"hide_parameters": True}
        place, writer = self.url, KnowingSession
        if self.is_sqlite:
            place, writer = self.url.set(drivername=lite.DRIVER), lite.LiteSession
        else:
            options["pool_size"] = pool_size
            # Its tables and plans are still in the memory of a processor.
            options["pool_use_lifo"] = True
            # Sent with the start of the connection: what a session sets and resets comes back to this.
            options["connect_args"] = {"server_settings": {STATION_SETTING: str(station_id)}}
        self.engine: AsyncEngine = create_async_engine(place, **options)
        set_up = _set_up_sqlite if self.is_sqlite else _set_up_postgresql
        set_up(self.engine.sync_engine)
        kind: dict[str, Any] = {"sync_session_class": RememberingSession, "expire_on_commit": False}
        self._sessions = async_sessionmaker(
            self.engine.execution_options(hotline_at_once=True), class_=writer, **kind
        )
        self._at_once = self._sessions
        if not self.is_sqlite:
            by_itself = self.engine.execution_options(isolation_level="AUTOCOMMIT")
            self._at_once = async_sessionmaker(by_itself, class_=writer, **kind)
        self._for_reading = self.engine.execution_options(hotline_reading=True)
        self._readers = async_sessionmaker(self._for_reading, class_=KnowingSession, **kind)
        # SQLite has one writer: queueing here is fair and immediate, its own busy waiting is neither.
        self._writing = asyncio.Lock() if self.is_sqlite else None
        # Told the seconds that each writing transaction took, its wait for others included.
        self.on_transaction: Callable[[float], None] | None = None
        # Told why the database could not be used, whenever a transaction ended so.
        self.on_outage: Callable[[Outage], None] | None = None

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """One writing transaction: committed once at the end, rolled back if the block raises."""
        async with self._written(self._sessions) as session:
            yield session

    @asynccontextmanager
    async def single_statement(self) -> AsyncIterator[AsyncSession]:
        """A writing transaction of one statement: PostgreSQL need not be told where it begins and ends."""
        async with self._written(self._at_once) as session:
            yield session

    @asynccontextmanager
    async def _written(self, sessions: async_sessionmaker[Any]) -> AsyncIterator[AsyncSession]:
        began = time.perf_counter()
        try:
            async with self._writing or nullcontext(), sessions() as session, session.begin():
                if self.is_sqlite:
                    # Its turn comes now; from here on nothing waits.
                    await session.connection()
                yield session
        except Exception as error:
            self._note(error)
            raise
        finally:
            if self.on_transaction is not None:
                self.on_transaction(time.perf_counter() - began)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A transaction that only reads; on SQLite it waits for no writer."""
        try:
            async with self._readers() as session, session.begin():
                yield session
        except Exception as error:
            self._note(error)
            raise

    def looking(self) -> AsyncConnection:
        """A connection, to be entered, for whoever only looks, at the schema say."""
        return self._for_reading.connect()

    def _note(self, error: Exception) -> None:
        if self.on_outage is not None and (outage := outage_of(error)) is not None:
            self.on_outage(outage)

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncSession]:
        """A reading transaction that sees one state of the database however long it takes."""
        async with self.reading() as session:
            # SQLite's readers always do.
            if not self.is_sqlite:
                await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield session

    async def sees_past_policies(self) -> bool:
        """Whether PostgreSQL shows this role the rows of every station, whatever the policies say."""
        if self.is_sqlite:
            return False
        role = sa.text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        async with self.engine.connect() as connection:
            return bool(await connection.scalar(role))

    async def searches_row_by_row(self) -> bool:
        """Whether a search on PostgreSQL looks at every case: nobody has said FOR_SEARCH there."""
        if self.is_sqlite:
            return False
        asked = sa.text(
            "SELECT NOT proleakproof FROM pg_proc WHERE oid = 'ts_match_vq(tsvector, tsquery)'::regprocedure"
        )
        async with self.engine.connect() as connection:
            return bool(await connection.scalar(asked))

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
