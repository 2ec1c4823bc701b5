"""`hotline key`: the master key, which wraps everybody's own: replace it, and see which keys there are."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import typer

from bot.cli.options import DEFAULT_CONFIG, ConfigOption, err, out, problems_shown, read_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.config import Settings
    from bot.rotation import Rotated

app = typer.Typer(no_args_is_help=True)


@app.command()
def rotate(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Replace the master key and seal everything anew; stop the hotline first."""
    from bot.process import utc_now
    from bot.rotation import rotate as replace_key

    settings = read_settings(config)
    with problems_shown():
        rotated = asyncio.run(replace_key(settings, utc_now()))
    for line in _told(settings, rotated):
        out.print(line, markup=False)
    if rotated.resealed.broken:
        err.print(f"{rotated.resealed.broken} rows open with no key and stay as they are", style="yellow")


@app.command()
def check(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Say which keys there are and what is still sealed with a replaced one."""
    from bot.process import utc_now
    from bot.rotation import lines_of, look

    settings = read_settings(config)
    with problems_shown():
        found = asyncio.run(look(settings, utc_now()))
    for line in lines_of(found):
        out.print(line, markup=False)
    if not found.is_well:
        raise typer.Exit(1)


def _told(settings: Settings, rotated: Rotated) -> Iterator[str]:
    done, [replaced, *_] = rotated.resealed, rotated.keys.replaced
    if rotated.has_new_key:
        yield f"A new key stands in {settings.master_key_path}; the one before it below, as replaced."
    else:
        yield f"The rotation of {replaced.replaced_on} was cut short; it is finished now."
    yield (
        f"Sealed with it now: {done.people} people, {done.updates} updates, {done.calls} messages, "
        f"{done.pictures} pictures."
    )
    yield "Copy the file to the safe place away from this machine, and to every machine of this hotline."
    yield (
        f"Backups made up to {replaced.replaced_on} open only with the replaced key: leave its line in the "
        "file for as long as there are such backups."
    )
    yield "Links of invitations and keys of other systems go on being good, as long as that line is there."
    yield "Whoever sat at the web desk sends /desk for a new link."
