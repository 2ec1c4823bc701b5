"""`hotline roster`: import, export and the blank template."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.options import DEFAULT_CONFIG, ConfigOption, fail, out, problems_shown, read_settings
from bot.cli.unit_of_work import in_unit_of_work

if TYPE_CHECKING:
    from hotline.work import Work

app = typer.Typer(no_args_is_help=True)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="An .xlsx workbook or a .toml file.", exists=True)],
    config: ConfigOption = DEFAULT_CONFIG,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")] = False,
) -> None:
    """Read a roster and bring the hotline's in line with it, all or nothing."""
    from hotline.permissions import SYSTEM
    from hotline.roster.importing import import_roster, plan_import
    from hotline.roster.sheets import read_path
    from hotline.roster.words import lines_of

    settings = read_settings(config)
    with problems_shown():
        wanted = read_path(file)

        async def act(work: Work) -> list[str]:
            if dry_run:
                return lines_of(await plan_import(work, wanted))
            return lines_of(await import_roster(work, SYSTEM, wanted))

        for line in asyncio.run(in_unit_of_work(settings, act)):
            out.print(line, markup=False)


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="Where to write the workbook (.xlsx).")],
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Write the roster as a workbook."""
    from hotline.permissions import SYSTEM
    from hotline.roster.importing import export_roster
    from hotline.roster.template import write_workbook

    settings = read_settings(config)
    with problems_shown():
        found = asyncio.run(in_unit_of_work(settings, lambda work: export_roster(work, SYSTEM)))
    file.write_bytes(write_workbook(found))


@app.command()
def template(file: Annotated[Path, typer.Argument(help="Where to write it (.xlsx).")]) -> None:
    """Write a blank workbook to fill in."""
    from hotline.roster.template import template as blank

    if file.exists():
        raise fail(f"{file} is there already; name another file")
    file.write_bytes(blank())
