"""What is asked of a database on the way, how long each statement takes, and how the database does it."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from storage.database import Database


@dataclass
class Statement:
    """A statement, its values, its seconds, and the lines of its plan."""

    text: str
    values: Any
    seconds: float = 0.0
    plan: list[str] = field(default_factory=list)


async def plans_of(database: Database, run: Callable[[], Awaitable[object]]) -> list[Statement]:
    """Every SELECT of what runs, in order."""
    async with _overheard(database) as heard:
        await run()
    selects = [one for one in heard if one.text.lstrip().upper().startswith(("SELECT", "WITH"))]
    prefix = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
    async with database.reading() as session:
        connection = await session.connection()
        for one in selects:
            rows = await connection.exec_driver_sql(prefix + one.text, one.values)
            one.plan = [str(row[-1]) for row in rows]
    return selects


@asynccontextmanager
async def _overheard(database: Database) -> AsyncIterator[list[Statement]]:
    heard: list[Statement] = []
    engine = database.engine.sync_engine

    def begin(_connection: Any, _cursor: Any, text: str, values: Any, *_rest: Any) -> None:
        heard.append(Statement(text, values, time.perf_counter()))

    def end(*_rest: Any) -> None:
        heard[-1].seconds = time.perf_counter() - heard[-1].seconds

    sa.event.listen(engine, "before_cursor_execute", begin)
    sa.event.listen(engine, "after_cursor_execute", end)
    try:
        yield heard
    finally:
        sa.event.remove(engine, "before_cursor_execute", begin)
        sa.event.remove(engine, "after_cursor_execute", end)
