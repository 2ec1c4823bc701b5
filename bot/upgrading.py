"""Bringing the database to this program's schema, with a backup first; and back to an older one's."""

from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.backup.making import Progress, make, nothing
from bot.custody import processes_at_work
from bot.leadership import AlreadyRunning, only_process
from storage import schema
from storage.database import Database
from storage.schema import SchemaMismatch
from storage.vault import Vault


class SchemaDiffers(Exception):
    """The database is not as the tables of this program say, though its revision is right."""


@dataclass(frozen=True)
class Moved:
    """From which revision to which, and the backup that was made before."""

    found: str | None
    reached: str
    backup: Path | None = None


def name_of(found: str, made_at: datetime) -> str:
    """The file's name of a backup made before the schema changed; it is not cleared away like daily ones."""
    return f"before-upgrade-{found}-{made_at.astimezone(UTC):%Y%m%d-%H%M%S}.backup"


async def upgrade(
    database: Database,
    vault: Vault,
    now: datetime,
    folder: Path | None = None,
    progress: Progress = nothing,
) -> Moved:
    """Make the schema or bring it to this program's, with a backup in `folder` before (None: without one).

    Programs of the version before go on meanwhile if the migrations allow it; else it raises AlreadyRunning
    as long as one is at work. Raises SchemaMismatch, SchemaDiffers, TablesInUse, OSError.
    """
    found, wanted = await _found(database), schema.revisions()[0]
    backup = None
    async with AsyncExitStack() as held:
        if found is not None and found != wanted and found in schema.revisions():
            if database.is_sqlite or not _keeps_running(found):
                await _be_alone(held, database)
            backup = await _backed_up(database, vault, now, folder, found, progress)
        await schema.upgrade(database)
    await schema.check(database)
    if found in (None, *schema.revisions()) and (differences := await schema.differences(database)):
        raise SchemaDiffers(f"not as this program needs it: {'; '.join(differences)}")
    return Moved(found, await schema.current(database) or wanted, backup)


async def roll_back(
    database: Database,
    vault: Vault,
    now: datetime,
    to: str,
    folder: Path | None = None,
    progress: Progress = nothing,
) -> Moved:
    """Bring the schema back to an older revision, with a backup before; nobody may be at work.

    What only the newer schema can hold is lost. Raises AlreadyRunning, SchemaMismatch, OSError.
    """
    found, known = await _found(database), schema.revisions()
    if found is None or found not in known or to not in known[known.index(found) :]:
        raise SchemaMismatch(found, to)
    async with AsyncExitStack() as held:
        await _be_alone(held, database)
        backup = await _backed_up(database, vault, now, folder, found, progress)
        await schema.downgrade(database, to)
    return Moved(found, to, backup)


async def _found(database: Database) -> str | None:
    return None if database.is_missing() else await schema.current(database)


def _keeps_running(found: str) -> bool:
    """Whether a program of that revision works on what this one's migrations make."""
    known = schema.revisions()
    return known.index(found) <= known.index(schema.oldest_program(known[0]))


async def _be_alone(held: AsyncExitStack, database: Database) -> None:
    held.enter_context(only_process(database))
    if count := await processes_at_work(database):
        raise AlreadyRunning(
            f"processes at work on this database: {count}; this is no change that they would survive, "
            "so stop all of them first"
        )


async def _backed_up(
    database: Database, vault: Vault, now: datetime, folder: Path | None, found: str, progress: Progress
) -> Path | None:
    if folder is None:
        return None
    path = folder / name_of(found, now)
    await make(database, vault, path, now, progress)
    return path
