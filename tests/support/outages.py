"""Real outages of a real database: it is full, locked by another process, only to be read, or breaks off."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest
import sqlalchemy as sa

from storage.database import Database
from storage.outages import Outage

# What the hotline writes whatever it does.
_TABLES = ("inbox", "notice", "station")
_READ_ONLY = ("transaction_read_only", "default_transaction_read_only")
_HOLD = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
"""


@asynccontextmanager
async def _each_connection(database: Database, pragma: str, *, usual: int) -> AsyncIterator[None]:
    """On SQLite, whoever of this process uses the database begins with this pragma; afterwards as usual."""
    wanted = pragma

    def used(connection: Any, *_: Any) -> None:
        connection.execute(f"PRAGMA {wanted}").close()

    sa.event.listen(database.engine.sync_engine, "checkout", used)
    try:
        yield
    finally:
        wanted = f"{pragma.split()[0]} = {usual}"


@asynccontextmanager
async def _locked(database: Database) -> AsyncIterator[None]:
    """Another process holds the lock of the one writer for longer than anybody waits."""
    command = (sys.executable, "-c", _HOLD, str(database.url.database))
    pipe = asyncio.subprocess.PIPE
    async with _each_connection(database, "busy_timeout = 20", usual=15_000):
        holder = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe)
        assert holder.stdout is not None
        assert await holder.stdout.readline() == b"held\n"
        try:
            yield
        finally:
            await holder.communicate(b"\n")


@asynccontextmanager
async def _each_transaction(
    database: Database, *statements: str, afterwards: Sequence[str] = ()
) -> AsyncIterator[None]:
    """Every transaction of this process begins with these statements."""

    wanted: Sequence[str] = statements

    def begun(connection: sa.Connection) -> None:
        for statement in wanted:
            connection.exec_driver_sql(statement)

    # It stays, as long as the engine: others may just be going through the listeners.
    sa.event.listen(database.engine.sync_engine, "begin", begun)
    try:
        yield
    finally:
        wanted = afterwards


@asynccontextmanager
async def _full(database: Database) -> AsyncIterator[None]:
    """PostgreSQL answers every row that is to be kept as it does when its disk is full."""
    await _execute(
        database,
        "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS "
        "$$BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = 'disk_full'; END$$",
        *(
            f"CREATE TRIGGER no_room BEFORE INSERT OR UPDATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION no_room()"
            for table in _TABLES
        ),
    )
    try:
        yield
    finally:
        await _execute(database, "DROP FUNCTION no_room CASCADE")


async def _execute(database: Database, *statements: str) -> None:
    async with database.engine.begin() as connection:
        for statement in statements:
            await connection.exec_driver_sql(statement)


_WAYS: Mapping[tuple[str, Outage], Callable[[Database], AbstractAsyncContextManager[None]]] = {
    # No page may be added to the file; what fits into the pages that are there is still kept.
    ("sqlite", Outage.FULL): lambda database: _each_connection(database, "max_page_count = 1", usual=2**31),
    ("sqlite", Outage.READ_ONLY): lambda database: _each_connection(database, "query_only = on", usual=0),
    ("sqlite", Outage.LOCKED): _locked,
    ("postgresql", Outage.FULL): _full,
    # This transaction, and what goes without one.
    ("postgresql", Outage.READ_ONLY): lambda database: _each_transaction(
        database,
        *(f"SET {name} = on" for name in _READ_ONLY),
        afterwards=[f"SET {name} = off" for name in _READ_ONLY],
    ),
    # The server ends the connection in the middle of the transaction, as it does when it is restarted.
    ("postgresql", Outage.GONE): lambda database: _each_transaction(
        database, "SELECT pg_terminate_backend(pg_backend_pid())"
    ),
}

each_outage = pytest.mark.parametrize(("engine", "kind"), list(_WAYS), indirect=["engine"])
"""Runs a test for each outage on each database that can have it."""


def outage(database: Database, kind: Outage) -> AbstractAsyncContextManager[None]:
    """The database has this outage inside the block, and none afterwards."""
    return _WAYS["sqlite" if database.is_sqlite else "postgresql", kind](database)
