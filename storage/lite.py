"""SQLite's connection: a statement that waits for nobody is done at once, others in one errand to its thread.

The driver goes there four times: for a cursor, for the statement, for its rows, and to close. Each time costs
more than most statements do. Once a transaction has the database for writing, none of its statements waits
for a lock, nor for the disk until the commit: only those are worth an errand that took long the last time.
"""

import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any, Final

import aiosqlite

BEGIN_WRITING: Final = "BEGIN IMMEDIATE"
_AT_ONCE = 1000
"""Rows brought along with a statement; what is more (backups, the check of the chains) is fetched later."""


_LONG_SECONDS = 0.01
"""What takes longer is not to hold up everything else in this process."""
_long: set[str] = set()
"""Statements that took so long the last time."""


class LiteConnection(aiosqlite.Connection):
    """The driver's connection, with cursors that go once at most."""

    # Whether the transaction that is open, if one is, began for writing.
    is_for_writing = False

    def cursor(self) -> "LiteCursor":  # type: ignore[override]
        return LiteCursor(self)

    async def go(self, do: Callable[..., Any], *arguments: Any) -> None:
        """Do something on the connection's thread."""
        await self._execute(do, *arguments)  # type: ignore[no-untyped-call]

    async def run(self, do: Callable[..., Any], statement: str, *arguments: Any) -> None:
        """Run a statement: here where nothing is waited for, else on the connection's thread."""
        is_open = self.in_transaction
        if is_open and self.is_for_writing and statement not in _long:
            _timed(do, statement, *arguments)
            return
        await self.go(_timed, do, statement, *arguments)
        if not is_open:
            self.is_for_writing = statement == BEGIN_WRITING

    async def rollback(self) -> None:
        """After a commit there is nothing to roll back, and nothing to go for."""
        if self.in_transaction:
            await super().rollback()


class LiteCursor:
    """A cursor of the asynchronous kind, as SQLAlchemy uses them."""

    def __init__(self, connection: LiteConnection) -> None:
        self._connection = connection
        self._open: sqlite3.Cursor | None = None
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount, self.arraysize = -1, 1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> "LiteCursor":
        return self

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> "LiteCursor":
        await self._connection.run(self._execute, statement, parameters)
        return self

    async def executemany(self, statement: str, parameters: Sequence[Sequence[Any]]) -> "LiteCursor":
        await self._connection.run(self._execute_many, statement, parameters)
        return self

    async def fetchone(self) -> Any:
        """The next row; None after the last."""
        return next(iter(await self.fetchmany(1)), None)

    async def fetchmany(self, size: int | None = None) -> list[Any]:
        size = size or self.arraysize
        if len(self._rows) < size and self._open is not None:
            await self._connection.go(self._fetch, max(size, _AT_ONCE))
        rows, self._rows = self._rows[:size], self._rows[size:]
        return rows

    async def fetchall(self) -> list[Any]:
        if self._open is not None:
            await self._connection.go(self._fetch, None)
        rows, self._rows = self._rows, []
        return rows

    async def __aiter__(self) -> AsyncIterator[Any]:
        while rows := await self.fetchmany(_AT_ONCE):
            for row in rows:
                yield row

    async def close(self) -> None:
        self._rows = []
        if self._open is not None:
            await self._connection.go(self._open.close)
            self._open = None

    def _execute(self, statement: str, parameters: Sequence[Any]) -> None:
        self._take(self._connection._conn.execute(statement, parameters))

    def _execute_many(self, statement: str, parameters: Sequence[Sequence[Any]]) -> None:
        self._take(self._connection._conn.executemany(statement, parameters))

    def _take(self, cursor: sqlite3.Cursor) -> None:
        """What there is at once."""
        self._rows, self._open, self.description = [], cursor, cursor.description
        if cursor.description is not None:
            self._fetch(_AT_ONCE)
        else:
            self._finish(cursor)

    def _fetch(self, size: int | None) -> None:
        """A cursor that has no more rows is closed."""
        cursor = self._open
        if cursor is None:
            return
        rows = cursor.fetchall() if size is None else cursor.fetchmany(size)
        self._rows += rows
        if size is None or len(rows) < size:
            self._finish(cursor)

    def _finish(self, cursor: sqlite3.Cursor) -> None:
        self.rowcount, self.lastrowid = cursor.rowcount, cursor.lastrowid
        cursor.close()
        self._open = None


def _timed(do: Callable[..., Any], statement: str, *arguments: Any) -> None:
    began = time.perf_counter()
    do(statement, *arguments)
    note = _long.add if time.perf_counter() - began > _LONG_SECONDS else _long.discard
    note(statement)


def connect(path: str, **options: Any) -> LiteConnection:
    """A connection to be awaited. `options` are those of sqlite3.connect."""
    options["check_same_thread"] = False
    connection = LiteConnection(lambda: sqlite3.connect(path, **options), _AT_ONCE)
    # As SQLAlchemy does it: a connection that was not closed must not keep the process alive.
    connection._thread.daemon = True
    return connection
