"""`hotline replay`: real messages, played as constituents into a running bot."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import Progress, TextColumn, TimeElapsedColumn

from bot.cli.options import err, fail, out

if TYPE_CHECKING:
    from bot.replay.playing import Played


def replay(
    file: Annotated[Path, typer.Argument(help="A CSV file with the columns topic, detail, time.")],
    limit: Annotated[int, typer.Option(min=1, help="How many messages to play.")] = 200,
    rate: Annotated[float, typer.Option(min=0.01, help="Messages a second.")] = 2.0,
    flood: Annotated[bool, typer.Option("--flood", help="Send all messages at once.")] = False,
    kills: Annotated[
        int, typer.Option(min=0, help="Kill the bot (SIGKILL) at so many points on the way, and start it.")
    ] = 0,
    database: Annotated[
        str | None, typer.Option(help="URL of an empty database; a SQLite file of its own if not given.")
    ] = None,
) -> None:
    """Play messages through a local Bot API server into a bot of its own, and count what arrived.

    Ends with exit code 1 if a message was lost or anything took effect twice.
    """
    from bot.replay.messages import UnreadableMessages, read_messages
    from bot.replay.playing import BotDied, play

    try:
        messages = read_messages(file, limit)
    except UnreadableMessages as error:
        raise fail(str(error)) from None
    columns = (*Progress.get_default_columns()[:3], TextColumn("{task.completed} filed"), TimeElapsedColumn())
    with Progress(*columns, console=err) as bar:
        task = bar.add_task("replay", total=len(messages))
        try:
            played = asyncio.run(
                play(
                    messages,
                    rate=None if flood else rate,
                    database_url=database,
                    kills=kills,
                    progress=lambda done: bar.update(task, completed=done),
                )
            )
        except BotDied as error:
            raise fail("the bot ended by itself; the end of its log:", str(error)) from None
    show(played)
    if played.report.lost or played.report.duplicated:
        raise typer.Exit(1)


def show(played: Played) -> None:
    """Print the figures, one a line."""
    from bot.replay.report import latencies

    report = played.report
    p50, p95 = latencies(played.villagers)
    lines = [
        f"messages sent: {report.sent}, cases filed: {report.filed} in {played.seconds:.1f} s",
        "by category: " + ", ".join(f"{name} {count}" for name, count in report.by_category),
        "by deputy: " + ", ".join(f"{name} {count}" for name, count in report.by_deputy),
        f"to triage: {report.to_triage}",
        f"reminders scheduled: {report.reminders}",
        f"message to card: p50 {p50:.2f} s, p95 {p95:.2f} s",
        f"memory of the bot: {played.peak_memory_mb:.0f} MB at the most",
        f"kills: {played.kills}; notices left unsent: {played.left_unsent}",
        f"lost: {report.lost}",
        f"duplicated: {report.duplicated}",
    ]
    for line in lines:
        out.print(line, markup=False)
