"""What is asked of a database, statement by statement."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from storage.database import Database

READING = ("SELECT", "WITH")


@contextmanager
def counting(database: Database, begins: tuple[str, ...] = ("",)) -> Iterator[list[str]]:
    """The statements of the block that begin so."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, text: str, *_rest: Any) -> None:
        if text.startswith(begins):
            asked.append(text)

    engine = database.engine.sync_engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
