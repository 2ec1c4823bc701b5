"""`hotline backup`: make, verify and restore sealed copies; `hotline move`: into another database."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.options import DEFAULT_CONFIG, ConfigOption, err, fail, out, problems_shown, read_settings

if TYPE_CHECKING:
    from bot.config import Settings
    from storage.database import Database
    from storage.vault import Vault

app = typer.Typer(no_args_is_help=True)
FileArgument = Annotated[Path, typer.Argument(help="The backup.", exists=True, dir_okay=False)]
Progress = Callable[[str, int], None]


@app.command()
def make(
    config: ConfigOption = DEFAULT_CONFIG,
    to: Annotated[Path | None, typer.Option("--out", help="The file; else one in backup.folder.")] = None,
) -> None:
    """Write a sealed copy of everything; the hotline may go on running."""
    from bot.backup.making import make as write
    from bot.backup.making import name_of
    from bot.process import utc_now

    settings, now = read_settings(config), utc_now()
    if to is None and settings.backup_folder is None:
        raise fail("give --out FILE, or backup.folder in the settings")
    path = to or settings.backup_folder / name_of(settings.station.id, now)  # type: ignore[operator]

    async def act(database: Database, vault: Vault, progress: Progress) -> int:
        made = await write(database, vault, path, now, progress)
        return sum(rows for rows, _ in made.values())

    rows = _run(settings, act)
    out.print(f"{path}: {rows:,} rows. Check it with: hotline backup verify {path}", markup=False)


@app.command()
def verify(file: FileArgument, config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Check a backup by restoring it into a database that is thrown away."""
    from bot.backup.checking import check

    settings = read_settings(config)
    with problems_shown(), _shown() as progress:
        vault = settings.master_keys().vault
        checked = asyncio.run(check(file, settings, vault, progress))
    for line in (*checked.differing, *map(str, checked.report.findings)):
        out.print(line, markup=False)
    if not checked.is_sound:
        raise fail(f"{file}: do not rely on it; make another one")
    manifest = checked.manifest
    out.print(f"{file}: made {manifest.made_at}, {manifest.rows:,} rows came back as they were", markup=False)


@app.command()
def restore(file: FileArgument, config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Fill the empty database of the settings from a backup; stop the hotline first."""
    from bot.backup.checking import differing_tables
    from bot.backup.restoring import restore as bring_back
    from bot.leadership import only_process

    settings = read_settings(config)

    async def act(database: Database, vault: Vault, progress: Progress) -> tuple[int, list[str]]:
        with only_process(database):
            manifest = await bring_back(file, vault, database, progress)
            return manifest.rows, await differing_tables(database, manifest)

    rows, differing = _run(settings, act)
    if differing:
        raise fail(f"not as in the backup: {', '.join(differing)}; do not use this database")
    out.print(f"{rows:,} rows came back as they were. Start the hotline again: hotline run", markup=False)


def move(
    to: Annotated[
        str, typer.Option("--to", help="URL of an empty database, for example postgresql+asyncpg://…")
    ],
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Copy everything into another, empty database, and compare every row; stop the hotline first."""
    from bot.backup.checking import differing_tables
    from bot.backup.making import make as write
    from bot.backup.restoring import restore as bring_back
    from bot.leadership import only_process
    from bot.process import utc_now
    from storage.database import Database

    settings = read_settings(config)

    async def act(database: Database, vault: Vault, progress: Progress) -> tuple[int, list[str]]:
        with only_process(database), tempfile.TemporaryDirectory(prefix="hotline-move-") as folder:
            path = Path(folder) / "everything.backup"
            await write(database, vault, path, utc_now(), progress)
            target = Database(to, settings.station.id)
            try:
                manifest = await bring_back(path, vault, target, progress)
                return manifest.rows, await differing_tables(target, manifest)
            finally:
                await target.close()

    rows, differing = _run(settings, act)
    if differing:
        raise fail(f"not as they were: {', '.join(differing)}; stay with the old database")
    out.print(f"{rows:,} rows are there as they were. Put the new URL into database.url.", markup=False)


def _run(settings: Settings, act: Callable[[Database, Vault, Progress], Coroutine[Any, Any, Any]]) -> Any:
    from storage.database import Database

    async def with_database(progress: Progress) -> Any:
        database = Database(settings.database_url, settings.station.id)
        try:
            return await act(database, settings.master_keys().vault, progress)
        finally:
            await database.close()

    with problems_shown(), _shown() as progress:
        return asyncio.run(with_database(progress))


@contextmanager
def _shown() -> Iterator[Progress]:
    from rich.progress import Progress as Bar
    from rich.progress import SpinnerColumn, TextColumn

    columns = (SpinnerColumn(), TextColumn("{task.description} {task.completed:,.0f} rows"))
    with Bar(*columns, console=err, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda table, rows: bar.update(task, description=table, advance=rows)
