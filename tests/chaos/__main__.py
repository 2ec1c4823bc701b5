"""`python -m tests.chaos`: kill and count; ends with exit code 1 if any figure is wrong."""

import asyncio
import logging
import signal
import time
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from tests.chaos.plan import POSTGRESQL, SQLITE, rounds
from tests.chaos.playing import Stalled, play
from tests.chaos.reaper import Killed
from tests.chaos.recount import Figures
from tests.chaos.state import OtherRun, State
from tests.support.postgres import UNAVAILABLE, is_available

_SHOWN = 5
out, err = Console(), Console(stderr=True)


class Databases(StrEnum):
    """On which databases the hotline is killed; of both SQLite gets a fifth."""

    SQLITE = SQLITE
    POSTGRESQL = POSTGRESQL
    BOTH = "both"


def main(
    kills: Annotated[int, typer.Option(min=1, help="How many kills in all.")] = 200,
    seed: Annotated[int, typer.Option(help="The same seed plans the same kills.")] = 1,
    database: Annotated[Databases, typer.Option(help="On which.")] = Databases.BOTH,
    state: Annotated[
        Path | None, typer.Option(help="Keeps what is done; a second run goes on there.")
    ] = None,
) -> None:
    """Kill replicas of the hotline and its database under load, and count what came of it."""
    # Lost connections are what this is about; the processes' own logs say what is wrong.
    logging.disable(logging.ERROR)
    # Asked to stop, everything that was started is stopped too, as with Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    engines = (POSTGRESQL, SQLITE) if database is Databases.BOTH else (str(database),)
    if POSTGRESQL in engines and not is_available():
        err.print(UNAVAILABLE)
        engines = (SQLITE,)
    try:
        run = State.taken_up(state, seed, kills, database)
    except OtherRun as error:
        err.print(str(error))
        raise typer.Exit(2) from None
    _play(run, state, engines)
    _show(run.total(), run)
    if state is not None:
        # Done: the next run begins anew.
        state.unlink(missing_ok=True)
    if not run.total().is_right:
        raise typer.Exit(1)


def _play(run: State, path: Path | None, engines: tuple[str, ...]) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, TextColumn("{task.fields[last]}"), console=err) as bar:
        task = bar.add_task("kills", total=run.kills, last="")
        bar.update(task, completed=run.total().kills.total())

        def fell(killed: Killed, updates: int) -> None:
            whom = "postmaster" if killed.replica is None else f"process {killed.replica + 1}"
            bar.update(task, advance=1, last=f"{updates} updates; {whom} {killed.kind}")
            if not err.is_terminal:
                # Where a bar cannot be drawn, each kill is a line.
                err.print(f"{killed.at:%H:%M:%S} {updates} updates: {whom} {killed.kind}", markup=False)

        for planned in rounds(run.kills, run.seed, engines)[len(run.rounds) :]:
            bar.update(task, description=planned.name)
            began = time.monotonic()
            try:
                figures = asyncio.run(play(planned, fell))
            except Stalled as error:
                bar.stop()
                err.print(str(error), markup=False)
                raise typer.Exit(1) from None
            run.seconds += time.monotonic() - began
            run.rounds.append(figures)
            run.keep(path)


def _show(figures: Figures, run: State) -> None:
    table = Table(title=f"{figures.kills.total()} kills, seed {run.seed}, {run.seconds:.0f} s")
    table.add_column("what")
    table.add_column("counted", justify="right")
    table.add_column("must be", justify="right")
    for kind, count in sorted(figures.kills.items()):
        table.add_row(f"killed {kind}", str(count), "")
    table.add_section()
    for name, count in figures.counts.items():
        table.add_row(name, str(count), "")
    table.add_section()
    for name, found in figures.wrong.items():
        table.add_row(name, str(len(found)), "0", style="red" if found else "green")
    out.print(table)
    for name, found in figures.wrong.items():
        for one in found[:_SHOWN]:
            out.print(f"{name}: {one}", markup=False)


if __name__ == "__main__":
    typer.run(main)
