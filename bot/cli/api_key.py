"""`hotline api-key`: keys for other systems that file cases through Open311."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from bot.cli.options import DEFAULT_CONFIG, ConfigOption, fail, out, problems_shown, read_settings
from bot.cli.unit_of_work import in_unit_of_work

if TYPE_CHECKING:
    from datetime import datetime

    from hotline.work import Work

app = typer.Typer(no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="What the other system is called, at most 64 characters.")]


@app.command()
def new(name: Name, config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Make a key; it is shown this once and never again."""
    from hotline.errors import NoSuchChoice
    from hotline.open311.keys import new_key
    from hotline.permissions import SYSTEM

    settings = read_settings(config)
    with problems_shown():
        try:
            key = asyncio.run(in_unit_of_work(settings, lambda work: new_key(work, SYSTEM, name)))
        except NoSuchChoice:
            raise fail(f"{name!r}: in use, empty or longer than 64 characters; take another name") from None
    out.print(key, style="bold", markup=False)
    out.print("Hand it over on a safe way. Only its hash is kept: it cannot be shown again.")
    if not settings.open311.is_enabled:
        out.print("Nothing is served yet: set open311.is_enabled in the settings.", style="yellow")


@app.command("list")
def list_(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Show which keys there are and when each was last used."""
    from hotline.open311.keys import keys
    from hotline.permissions import SYSTEM

    settings = read_settings(config)

    def shown(moment: datetime | None) -> str:
        return "" if moment is None else moment.astimezone(settings.zone).strftime("%Y-%m-%d %H:%M")

    async def act(work: Work) -> list[tuple[str, ...]]:
        found = await keys(work, SYSTEM)
        return [(key.name, *map(shown, (key.created_at, key.used_at, key.revoked_at))) for key in found]

    with problems_shown():
        rows = asyncio.run(in_unit_of_work(settings, act))
    table = Table("name", "made", "last used", "revoked")
    for row in rows:
        table.add_row(*row)
    out.print(table)


@app.command()
def revoke(name: Name, config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Let nothing more be filed with a key; what was filed stays."""
    from hotline.errors import NoSuchChoice
    from hotline.open311.keys import revoke as revoke_key
    from hotline.permissions import SYSTEM

    settings = read_settings(config)
    with problems_shown():
        try:
            asyncio.run(in_unit_of_work(settings, lambda work: revoke_key(work, SYSTEM, name)))
        except NoSuchChoice:
            raise fail(f"{name!r}: no such key in force; see `hotline api-key list`") from None
    out.print(f"{name}: revoked.", markup=False)
