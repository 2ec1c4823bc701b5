"""Making a backup while the hotline runs: one state of all that is its station's, in one sealed file."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from bot.backup.container import Writer
from bot.backup.rows import Tally, pages, tables_in
from storage import schema
from storage.database import Database
from storage.vault import Vault

Progress = Callable[[str, int], None]


def nothing(_table: str, _rows: int) -> None:
    """Tells nobody."""


def name_of(station_id: int, made_at: datetime) -> str:
    """The file's name by which backups of a station sort by age; stations may share a folder."""
    return f"hotline-{station_id}-{made_at.astimezone(UTC):%Y%m%d-%H%M%S}.backup"


async def make(
    database: Database, vault: Vault, path: Path, made_at: datetime, progress: Progress = nothing
) -> dict[str, list[Any]]:
    """Write a backup to `path`, which appears only when it is whole; returns [rows, digest] by table.

    A database of an older version is kept as it is, with its revision.
    Raises FileExistsError, SchemaMismatch (no schema, or one that does not serve this program), OSError.
    """
    revision = await _revision_of(database)
    with _appearing_whole(path) as file:
        return await _write(database, vault, file, made_at, revision, progress)


async def _revision_of(database: Database) -> str:
    """The revision under which the rows can come back, as far as this program knows them."""
    known = schema.revisions()
    found = None if database.is_missing() else await schema.current(database)
    if found is not None and found in known:
        return found
    await schema.check(database)
    return known[0]


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
    database: Database,
    vault: Vault,
    file: BinaryIO,
    made_at: datetime,
    revision: str,
    progress: Progress,
) -> dict[str, list[Any]]:
    writer = Writer(file, vault)
    writer.write({"revision": revision, "made_at": made_at.astimezone(UTC).isoformat()})
    made = {}
    async with database.snapshot() as session:
        connection = await session.connection()
        for table, columns in await connection.run_sync(tables_in):
            tally, names = Tally(), [column.name for column in columns]
            async for rows in pages(session, table, database.station_id, columns):
                tally.add(rows)
                writer.write({"table": table.name, "columns": names, "rows": rows})
                progress(table.name, len(rows))
            made[table.name] = tally.summary
    writer.write({"tables": made}, is_last=True)
    return made
