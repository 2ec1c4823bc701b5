"""`hotline topics FILE`: the events that many messages of a file are about."""

import csv
import json
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from hotline.similarity import Message, Topic
from hotline.similarity import topics as find_topics

_NUMBERS = re.compile(r"\d+")
_COLUMNS = ("topic", "time")


def topics(
    file: Annotated[
        Path, typer.Argument(help="CSV with the columns topic, detail, time.", exists=True, dir_okay=False)
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON list and nothing else.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="How many events to show.")] = 20,
) -> None:
    """Find recurring events, with place, count, first and last date."""
    messages = list(_messages(file))
    shown = track(messages, "Reading", console=Console(stderr=True), transient=True)
    found = find_topics(shown, limit=limit)
    if as_json:
        sys.stdout.write(json.dumps([_plain(topic) for topic in found], ensure_ascii=False, indent=2) + "\n")
    else:
        Console().print(_table(found))


def _messages(file: Path) -> Iterator[Message]:
    csv.field_size_limit(10_000_000)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines)
        missing = [column for column in _COLUMNS if column not in (rows.fieldnames or ())]
        if missing:
            raise typer.BadParameter(f"{file}: no column {', '.join(missing)} in the first row")
        for number, row in enumerate(rows, start=2):
            yield Message(
                key=row.get("msg_id") or str(number),
                title=row["topic"],
                sent_at=_moment(row["time"], f"{file}, row {number}"),
                detail=row.get("detail") or "",
            )


def _moment(written: str, where: str) -> datetime:
    """2019/2/28 11:25:05, 2019-02-28 or the like; only the order and the dates matter here, not the zone."""
    try:
        return datetime(*map(int, _NUMBERS.findall(written)[:6]), tzinfo=UTC)  # type: ignore[misc,arg-type]
    except (TypeError, ValueError):
        raise typer.BadParameter(f"{where}: {written!r} is no time; write it as 2026-03-31 09:30") from None


def _plain(topic: Topic) -> dict[str, object]:
    return {
        "title": topic.title,
        "place": topic.place,
        "count": topic.count,
        "first": topic.first_at.date().isoformat(),
        "last": topic.last_at.date().isoformat(),
        "messages": list(topic.keys),
    }


def _table(found: list[Topic]) -> Table:
    table = Table("count", "first", "last", "place", "about")
    for topic in found:
        about = topic.title.removeprefix(topic.place or "").strip()
        dates = topic.first_at.date().isoformat(), topic.last_at.date().isoformat()
        table.add_row(str(topic.count), *dates, topic.place or "", about)
    return table
