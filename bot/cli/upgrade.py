"""`hotline upgrade` and `hotline rollback`: the database to this program's schema, and back to an older."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.options import DEFAULT_CONFIG, ConfigOption, fail, out, problems_shown, read_settings

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.upgrading import Moved
    from storage.database import Database

BackupOption = Annotated[
    Path | None,
    typer.Option("--backup", help="Folder for the backup made before; else backup.folder.", file_okay=False),
]
WithoutOption = Annotated[bool, typer.Option("--without-backup", help="Make none.")]


def upgrade(
    config: ConfigOption = DEFAULT_CONFIG, backup: BackupOption = None, without_backup: WithoutOption = False
) -> None:
    """Bring the database to this program's schema, with a backup before; where it is already, do nothing."""
    from bot.process import utc_now
    from bot.upgrading import upgrade as bring

    settings = read_settings(config)
    folder = _folder(settings, backup, without_backup)
    moved = _run(settings, lambda database: bring(database, _vault(settings), utc_now(), folder))
    if moved.found == moved.reached:
        out.print(f"The database is at revision {moved.reached}, on which this program works: nothing to do.")
        return
    _show(moved)
    out.print(f"The database is at revision {moved.reached} and as this program needs it.")


def rollback(
    to: Annotated[str, typer.Option("--to", help="The revision of the program to go back to, such as 0004.")],
    config: ConfigOption = DEFAULT_CONFIG,
    backup: BackupOption = None,
    without_backup: WithoutOption = False,
) -> None:
    """Bring the database back to an older schema, with a backup before; stop the hotline first.

    What only the newer schema can hold is lost. Where the older program works on the newer schema,
    starting it is enough.
    """
    from bot.process import utc_now
    from bot.upgrading import roll_back

    settings = read_settings(config)
    folder = _folder(settings, backup, without_backup)
    moved = _run(settings, lambda database: roll_back(database, _vault(settings), utc_now(), to, folder))
    _show(moved)
    out.print(f"The database is at revision {moved.reached}: start the program that needs this one.")


def _folder(settings: Settings, backup: Path | None, without_backup: bool) -> Path | None:
    folder = None if without_backup else backup or settings.backup_folder
    if folder is None and not without_backup:
        raise fail("give --backup FOLDER, or backup.folder in the settings; or --without-backup")
    return folder


def _vault(settings: Settings) -> Any:
    return settings.master_keys().vault


def _show(moved: Moved) -> None:
    if moved.backup is not None:
        out.print(f"Backup before: {moved.backup}", markup=False)


def _run(settings: Settings, act: Callable[[Database], Coroutine[Any, Any, Moved]]) -> Moved:
    from storage.database import ALL_STATIONS, Database

    async def with_database() -> Moved:
        database = Database(settings.database_url, ALL_STATIONS)
        if database.is_sqlite and database.url.database:
            Path(database.url.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            return await act(database)
        finally:
            await database.close()

    with problems_shown():
        return asyncio.run(with_database())
