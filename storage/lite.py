"""SQLite's connection: a statement that waits for nobody is done at once, others in one errand to its thread.

The driver goes there four times: for a cursor, for the statement, for its rows, and to close. Each time costs
more than most statements do. Once a transaction has the database for writing, none of its statements waits
for a lock, nor for the disk until the commit: only those are worth an errand that took long the last time.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, Final

import aiosqlite
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_dbapi,
    SQLiteDialect_aiosqlite,
)
from sqlalchemy.util.concurrency import await_, in_greenlet

from storage.remembering import KnowingSession

DRIVER: Final = "sqlite+lite"
"""For URLs, in place of the driver's own sqlite+aiosqlite."""
_AT_ONCE = 1000
"""Rows of a stream that are fetched together."""
_LONG_SECONDS = 0.01
"""What takes longer is not to hold up everything else in this process."""
_REMEMBERED_SECONDS = 60.0
_long: dict[str, float] = {}
"""Statements that took so long the last time, with the moment (time.monotonic) when it ended."""
_BUFFERED: Final = {"prebuffer_rows": True}


class LiteSession(KnowingSession):
    """A session of a transaction that has begun to write: what waits for nothing is not made awaitable first.

    That alone takes as long as most statements do.
    """

    async def exec(self, statement: Any, **options: Any) -> Any:
        if _is_any_long():
            return await super().exec(statement, **options)
        options["execution_options"] = {**options.get("execution_options", {}), **_BUFFERED}
        return self.sync_session.exec(statement, **options)

    async def get(self, *arguments: Any, **options: Any) -> Any:
        if _is_any_long():
            return await super().get(*arguments, **options)
        return self.sync_session.get(*arguments, **options)

    async def get_one(self, *arguments: Any, **options: Any) -> Any:
        if _is_any_long():
            return await super().get_one(*arguments, **options)
        return self.sync_session.get_one(*arguments, **options)

    async def flush(self, objects: Sequence[Any] | None = None) -> None:
        if _is_any_long():
            await super().flush(objects)
        else:
            self.sync_session.flush(objects)


class LiteConnection(aiosqlite.Connection):
    """The driver's connection."""

    # Whether the transaction that is open, if one is, is a session's that has begun to write.
    is_at_once = False

    def run(self, do: Callable[..., Any], statement: str, *arguments: Any) -> None:
        """Run a statement: here where nothing is waited for, else on the connection's thread."""
        if not (self.is_at_once and self.in_transaction):
            await_(self._execute(do, statement, *arguments))  # type: ignore[no-untyped-call]
        elif statement in _long and in_greenlet():
            await_(self._execute(_timed, do, statement, *arguments))  # type: ignore[no-untyped-call]
        else:
            _timed(do, statement, *arguments)


class LiteCursor:
    """A cursor as SQLAlchemy uses them; it has all rows as soon as the statement is done."""

    def __init__(self, adapted: "_Adapted") -> None:
        self._adapted = adapted
        self._connection: LiteConnection = adapted.driver_connection
        self._rows: Iterator[Any] = iter(())
        self.description: Any = None
        self.rowcount, self.arraysize = -1, 1
        self.lastrowid: int | None = None

    def execute(self, statement: str, parameters: Sequence[Any] | None = None) -> None:
        self._run(self._execute, statement, parameters or ())

    def executemany(self, statement: str, parameters: Sequence[Sequence[Any]]) -> None:
        self._run(self._execute_many, statement, parameters)

    def fetchone(self) -> Any:
        """The next row; None after the last."""
        return next(self._rows, None)

    def fetchmany(self, size: int | None = None) -> list[Any]:
        return list(islice(self._rows, size or self.arraysize))

    def fetchall(self) -> list[Any]:
        return list(self._rows)

    def close(self) -> None:
        self._rows = iter(())

    async def _async_soft_close(self) -> None:
        """SQLAlchemy asks for this before it reads rows where it could not wait; they are here already."""

    def _run(self, do: Callable[..., Any], statement: str, parameters: Sequence[Any]) -> None:
        try:
            self._connection.run(do, statement, parameters)
        except Exception as error:
            self._adapted._handle_exception(error)

    def _execute(self, statement: str, parameters: Sequence[Any]) -> None:
        self._take(self._connection._conn.execute(statement, parameters))

    def _execute_many(self, statement: str, parameters: Sequence[Sequence[Any]]) -> None:
        self._take(self._connection._conn.executemany(statement, parameters))

    def _take(self, cursor: sqlite3.Cursor) -> None:
        self.description = cursor.description
        self._rows = iter(() if cursor.description is None else cursor.fetchall())
        self.rowcount, self.lastrowid = cursor.rowcount, cursor.lastrowid
        cursor.close()


class _Adapted(AsyncAdapt_aiosqlite_connection):
    __slots__ = ()

    _cursor_cls = LiteCursor  # type: ignore[assignment]

    def rollback(self) -> None:
        """After a commit there is nothing to roll back, and nothing to go for."""
        if self._connection.in_transaction:
            super().rollback()


class _Driver(AsyncAdapt_aiosqlite_dbapi):
    def connect(self, *where: Any, **options: Any) -> _Adapted:
        opened: Any = await_(_opened(*where, **options))
        return _Adapted(self, opened)


class LiteDialect(SQLiteDialect_aiosqlite):
    """SQLAlchemy's own, with these cursors."""

    driver = "lite"
    supports_statement_cache = True

    @classmethod
    def import_dbapi(cls) -> _Driver:
        return _Driver(aiosqlite, sqlite3)


registry.register(DRIVER.replace("+", "."), __name__, LiteDialect.__name__)


def _timed(do: Callable[..., Any], statement: str, *arguments: Any) -> None:
    began = time.monotonic()
    do(statement, *arguments)
    ended = time.monotonic()
    if ended - began > _LONG_SECONDS:
        _long[statement] = ended
    else:
        _long.pop(statement, None)


def _is_any_long() -> bool:
    """Whether anything took so long lately; most that does comes but once an hour or a day."""
    if _long:
        since = time.monotonic() - _REMEMBERED_SECONDS
        for statement in [known for known, ended in _long.items() if ended < since]:
            del _long[statement]
    return bool(_long)


def _opened(path: str, **options: Any) -> LiteConnection:
    """A connection to be awaited. `options` are those of sqlite3.connect."""
    options["check_same_thread"] = False
    connection = LiteConnection(lambda: sqlite3.connect(path, **options), _AT_ONCE)
    # As SQLAlchemy does it: a connection that was not closed must not keep the process alive.
    connection._thread.daemon = True
    return connection
