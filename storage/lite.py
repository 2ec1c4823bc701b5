"""SQLite's connection: each statement is one errand to the connection's thread, its rows brought along.

The driver goes there four times: for a cursor, for the statement, for its rows, and to close. Each time costs
more than most statements do.
"""

import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import aiosqlite

_AT_ONCE = 1000
"""Rows brought along with a statement; what is more (backups, the check of the chains) is fetched later."""


class LiteConnection(aiosqlite.Connection):
    """The driver's connection, with cursors that go once."""

    def cursor(self) -> "LiteCursor":  # type: ignore[override]
        return LiteCursor(self)

    async def go(self, do: Callable[..., Any], *arguments: Any) -> None:
        """Do something on the connection's thread."""
        await self._execute(do, *arguments)  # type: ignore[no-untyped-call]

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
        await self._connection.go(self._run, "execute", statement, parameters)
        return self

    async def executemany(self, statement: str, parameters: Sequence[Sequence[Any]]) -> "LiteCursor":
        await self._connection.go(self._run, "executemany", statement, parameters)
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

    def _run(self, how: str, statement: str, parameters: Sequence[Any]) -> None:
        """On the connection's thread."""
        cursor = self._connection._conn.cursor()
        getattr(cursor, how)(statement, parameters)
        self._rows, self._open, self.description = [], cursor, cursor.description
        if cursor.description is not None:
            self._fetch(_AT_ONCE)
        else:
            self._finish(cursor)

    def _fetch(self, size: int | None) -> None:
        """On the connection's thread; a cursor that has no more rows is closed there too."""
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


def connect(path: str, **options: Any) -> LiteConnection:
    """A connection to be awaited. `options` are those of sqlite3.connect."""
    connection = LiteConnection(lambda: sqlite3.connect(path, **options), _AT_ONCE)
    # As SQLAlchemy does it: a connection that was not closed must not keep the process alive.
    connection._thread.daemon = True
    return connection
