"""`hotline audit`: whether everything that happened still stands as it was written."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import typer

from bot.cli.options import DEFAULT_CONFIG, ConfigOption, err, fail, out, problems_shown, read_settings
from bot.cli.unit_of_work import in_unit_of_work

if TYPE_CHECKING:
    from hotline.audit import Report
    from hotline.work import Work
    from storage.tables import Event

app = typer.Typer(no_args_is_help=True)


@app.command()
def verify(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Check all chains of events and anchored days; name what was changed, is missing or out of order."""
    from rich.progress import Progress, SpinnerColumn, TextColumn

    from hotline.audit import verify as check

    settings = read_settings(config)
    columns = (SpinnerColumn(), TextColumn("{task.completed:,.0f} events read"))
    with problems_shown(), Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task("", total=None)

        async def act(work: Work) -> Report:
            return await check(work, lambda events: bar.advance(task, events))

        report = asyncio.run(in_unit_of_work(settings, act, is_reading=True))
    for finding in report.findings:
        out.print(str(finding), markup=False)
    read = f"{report.events:,} events in {report.chains:,} chains and {report.days} anchored days were read"
    if report.findings:
        raise fail(f"{read}: {len(report.findings)} faults; compare with a backup from before that day")
    out.print(f"{read}: all stand as they were written")


@app.command()
def anchor(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Show the latest day's anchor, to be noted outside this machine."""
    from hotline.audit import last_anchor

    settings = read_settings(config)
    with problems_shown():
        found: Event | None = asyncio.run(in_unit_of_work(settings, last_anchor, is_reading=True))
    if found is None:
        raise fail("no day is anchored yet; the first one is when a day of use is over")
    facts = found.facts
    out.print(f"{facts['day']}  {facts['events']} events  {facts['digest']}", markup=False)
