"""Making a backup while the hotline runs: one state of the whole database, in one sealed file."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from bot.backup.container import Writer
from bot.backup.rows import Tally, pages, tables
from storage import schema
from storage.database import Database
from storage.vault import Vault

Progress = Callable[[str, int], None]


def nothing(_table: str, _rows: int) -> None:
    """Tells nobody."""


def name_of(made_at: datetime) -> str:
    """The file's name by which backups sort by age."""
    return f"hotline-{made_at.astimezone(UTC):%Y%m%d-%H%M%S}.backup"


async def make(
    database: Database, vault: Vault, path: Path, made_at: datetime, progress: Progress = nothing
) -> dict[str, list[Any]]:
    """Write a backup to `path`, which appears only when it is whole; returns [rows, digest] by table.

    Raises FileExistsError, SchemaMismatch, OSError.
    """
    await schema.check(database)
    with _appearing_whole(path) as file:
        return await _write(database, vault, file, made_at, progress)


@contextmanager
def _appearing_whole(path: Path) -> Iterator[BinaryIO]:
    """A file for its owner alone, which gets its name once it is written and on the disk."""
    if path.exists():
        raise FileExistsError(f"{path} is there already; name another file")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(path.name + ".part")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)


async def _write(
    database: Database, vault: Vault, file: BinaryIO, made_at: datetime, progress: Progress
) -> dict[str, list[Any]]:
    writer = Writer(file, vault)
    writer.write({"revision": schema.revisions()[0], "made_at": made_at.astimezone(UTC).isoformat()})
    made = {}
    async with database.snapshot() as session:
        for table in tables():
            tally, columns = Tally(), [column.name for column in table.columns]
            async for rows in pages(session, table):
                tally.add(rows)
                writer.write({"table": table.name, "columns": columns, "rows": rows})
                progress(table.name, len(rows))
            made[table.name] = tally.summary
    writer.write({"tables": made}, is_last=True)
    return made
