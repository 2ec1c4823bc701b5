"""`hotline export`: cases and events for other systems."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from bot.cli.options import DEFAULT_CONFIG, ConfigOption, fail, out, problems_shown, read_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.config import Settings
    from hotline.exporting import OpenWork, Row, Wanted
    from hotline.permissions import Actor

    Pages = Callable[[OpenWork, Actor, Wanted], AsyncIterator[list[Row]]]

app = typer.Typer(no_args_is_help=True)


class Format(StrEnum):
    """How rows are written."""

    CSV = "csv"
    JSONL = "jsonl"


FormatOption = Annotated[Format, typer.Option("--format", help="How to write it.")]
FromOption = Annotated[str, typer.Option("--from", help="First day, as 2026-01-31.", metavar="DAY")]
ToOption = Annotated[str, typer.Option("--to", help="Last day, as 2026-03-31.", metavar="DAY")]
OutOption = Annotated[Path, typer.Option("--out", help="Where to write; a file that is there is replaced.")]


@app.command()
def cases(
    file: OutOption,
    format_: FormatOption = Format.CSV,
    first: FromOption = "",
    last: ToOption = "",
    state: Annotated[
        list[str] | None, typer.Option("--state", help="Only cases in this state; repeatable.")
    ] = None,
    with_text: Annotated[
        bool,
        typer.Option("--with-text", help="Also what people wrote, with names, numbers and homes masked."),
    ] = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Write the cases filed in a span of days. Columns: docs/exports.md."""
    from hotline.exporting import case_pages

    settings = read_settings(config)
    wanted = _wanted(settings, first, last, tuple(state or ()), with_text)
    with problems_shown():
        count = asyncio.run(_write(settings, file, format_, wanted.columns, case_pages, wanted))
    out.print(f"{file}: {count} cases", markup=False)


@app.command()
def events(
    file: OutOption,
    format_: FormatOption = Format.CSV,
    first: FromOption = "",
    last: ToOption = "",
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Write what happened to the cases in a span of days."""
    from hotline.exporting import EVENT_COLUMNS, event_pages

    settings = read_settings(config)
    wanted = _wanted(settings, first, last, (), False)
    with problems_shown():
        count = asyncio.run(_write(settings, file, format_, EVENT_COLUMNS, event_pages, wanted))
    out.print(f"{file}: {count} events", markup=False)


def _wanted(settings: Settings, first: str, last: str, states: tuple[str, ...], with_text: bool) -> Wanted:
    from hotline.exporting import Wanted
    from hotline.ledger.quarters import starts
    from storage.vocabulary import State

    unknown = [state for state in states if state not in set(State)]
    if unknown:
        raise fail(f"--state {unknown[0]}: no such state; one of {', '.join(State)}")
    zone = settings.zone
    begins = starts(_day(first, "--from"), zone) if first else None
    ends = starts(_day(last, "--to") + timedelta(days=1), zone) if last else None
    return Wanted(begins, ends, states, with_text)


def _day(typed: str, option: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise fail(f"{option} {typed}: no such day; write it as 2026-03-31") from None


async def _write(
    settings: Settings, file: Path, format_: Format, columns: Sequence[str], pages: Pages, wanted: Wanted
) -> int:
    """Write page after page beside the file, which is replaced once all is there; how many rows."""
    from hotline.exporting import csv_head, csv_lines, json_lines
    from hotline.permissions import SYSTEM

    write = csv_lines if format_ is Format.CSV else json_lines
    beside = file.with_name(f"{file.name}.part")
    count = 0
    try:
        with _private(beside) as lines:
            lines.write(csv_head(columns) if format_ is Format.CSV else "")
            async with _opened(settings) as open_work:
                async for rows in pages(open_work, SYSTEM, wanted):
                    lines.write(write(columns, rows))
                    count += len(rows)
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
    return count


def _private(path: Path) -> TextIO:
    """A new file that nobody else on this machine may read."""
    path.unlink(missing_ok=True)
    path.touch(0o600)
    return path.open("w", encoding="utf-8", newline="")


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[OpenWork]:
    """Units of work that only read: on SQLite they keep nobody waiting."""
    from bot.knowledge import KnowledgeKeeper
    from bot.process import utc_now
    from hotline.work import Work
    from storage import schema
    from storage.database import Database

    database = Database(settings.database_url, settings.station.id)
    try:
        await schema.check(database)
        keeper = KnowledgeKeeper(settings, database)
        await keeper.refresh()
        vault = settings.master_keys().vault

        @asynccontextmanager
        async def open_work() -> AsyncIterator[Work]:
            async with database.reading() as session:
                yield Work(session, settings.station.id, utc_now(), vault, keeper.current)

        yield open_work
    finally:
        await database.close()
