"""`hotline status`: how much waits and whether something is stuck, for whoever runs the hotline."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import typer

from bot.cli.options import DEFAULT_CONFIG, ConfigOption, err, out, problems_shown, read_settings

if TYPE_CHECKING:
    from bot.standing import Standing


def status(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Print what waits and what is stuck; the exit code is 1 if something is."""
    from bot.standing import look

    settings = read_settings(config)
    with problems_shown():
        standing = asyncio.run(look(settings))
    for line in _lines(standing):
        out.print(line, markup=False)
    for problem in standing.problems:
        err.print(f"stuck: {problem}", style="red", markup=False)
    if standing.problems:
        raise typer.Exit(1)
    out.print("Nothing is stuck.")


def _lines(standing: Standing) -> list[str]:
    from bot.watch import backup_line

    figures = standing.figures
    piles = {
        "updates to handle": figures.inbox,
        "messages to send": figures.notices,
        "reminders due": figures.reminders,
        "files to fetch": figures.files,
    }
    lines = [
        f"{name}: {pile.count}"
        + (f", the first for {_span(pile.oldest.total_seconds())}" if pile.count else "")
        for name, pile in piles.items()
    ]
    lines += [f"messages that reached nobody: {sum(standing.failed.values())}"]
    states = ", ".join(f"{state} {count}" for state, count in sorted(standing.cases.items()))
    lines += [f"open cases: {sum(standing.cases.values())}" + (f" ({states})" if states else "")]
    if figures.free_bytes is not None:
        lines += [f"free on this disk: {figures.free_bytes // 1024**2} MB"]
    backups = backup_line(figures) if standing.has_backups else "none are made; see backup.folder"
    lines += [f"backups: {backups}"]
    return [*lines, f"process: {standing.process}"]


def _span(seconds: float) -> str:
    if seconds < 120:
        return f"{int(seconds)} s"
    return f"{int(seconds // 60)} min" if seconds < 2 * 3600 else f"{int(seconds // 3600)} h"
