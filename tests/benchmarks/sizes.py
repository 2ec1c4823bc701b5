"""What a case, a message and a file take up on the disk, on both databases, indexes included.

    python -m tests.benchmarks.sizes [--cases 100000] [--messages 100000] [--files 200]

A case is one of tests.benchmarks.building.big_station: its row, ten events, two clocks, and what finds it.
A message is one that came in and one that was sent for it: an update that was handled, what it became in the
case, a notice and its call, both blanked as they are once they are done. A file is a picture of 200,000
bytes.
"""

import argparse
import asyncio
import os
from collections.abc import Coroutine, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table as Lines
from sqlalchemy.engine import make_url

from storage import schema
from storage.database import ALL_STATIONS, Database
from tests.benchmarks.building.big_station import NOW, STATION, Township, build
from tests.benchmarks.building.bulk import Table, writing_into
from tests.benchmarks.building.stations import Engine, engines
from tests.support import postgres

FILE_BYTES = 200_000
_SAID = "咱靠山屯到镇上这六里地还是土路，一下雨车就陷里头，啥时候能给俺们修上柏油路？"


def _id(row: int) -> int:
    return 10**17 + row * 7919


def messages(count: int) -> Iterator[Table]:
    """An update, an entry, a notice and a call for each of so many messages."""
    rows, people = range(count), Township.people
    at = [NOW + timedelta(seconds=row) for row in rows]
    person = [people[row % len(people)] for row in rows]
    yield Table(
        "inbox",
        ("station_id", "update_id", "chat", "state", "attempts", "received_at", "done_at"),
        [(STATION, 500_000 + row, f"{_id(row):064x}", "done", 1, at[row], at[row]) for row in rows],
    )
    yield Table(
        "entry",
        ("station_id", "id", "case_id", "author_id", "author_role", "kind", "text", "message_id", "at"),
        [
            (STATION, _id(row), row // 3, person[row], "constituent", "text", _SAID, row, at[row])
            for row in rows
        ],
    )
    yield Table(
        "notice",
        (
            *("station_id", "id", "recipient_id", "kind", "case_id", "params", "priority", "state"),
            *("not_before", "created_at", "attempts"),
        ),
        [
            (
                *(STATION, _id(row), person[row], "case.material_added", row // 3),
                *('{"number": "0123", "deputy": "李秀兰"}', 0, "sent", at[row], at[row], 1),
            )
            for row in rows
        ],
    )
    yield Table(
        "outgoing",
        (
            *("station_id", "id", "notice_id", "recipient_id", "case_id", "position", "method"),
            *("message_id", "sent_at"),
        ),
        [
            (STATION, _id(row), _id(row), person[row], row // 3, 0, "sendMessage", row, at[row])
            for row in rows
        ],
    )


def files(count: int) -> Iterator[Table]:
    """Pictures with their sealed bytes, which no database can make smaller."""
    yield Table(
        "attachment",
        (
            *("station_id", "id", "case_id", "entry_id", "owner_id", "kind", "file_id", "unique_id", "mime"),
            *("size", "digest", "attempts", "stored_at"),
        ),
        [
            (
                *(STATION, _id(row), row, _id(row), 1_001, "photo", "A" * 80, "A" * 16, "image/jpeg"),
                *(FILE_BYTES, "0" * 64, 1, NOW),
            )
            for row in range(count)
        ],
    )
    yield Table(
        "attachment_chunk",
        ("station_id", "attachment_id", "position", "sealed"),
        [(STATION, _id(row), 0, os.urandom(FILE_BYTES + 28)) for row in range(count)],
    )


def size_of(url: str) -> int:
    """Bytes of a database, in the file or as its server says."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return Path(str(parsed.database)).stat().st_size
    asked = postgres.execute(parsed, "SELECT pg_database_size(current_database())")
    return int(asyncio.run(asked)[0][0])


def _grown(url: str, fill: Coroutine[Any, Any, None]) -> int:
    before = size_of(url)
    asyncio.run(fill)
    return size_of(url) - before


async def _write(url: str, tables: Iterator[Table]) -> None:
    writer = await writing_into(make_url(url))
    for table in tables:
        await writer.write(table)
    await writer.finish()


async def _made(engine: Engine, name: str) -> None:
    await engine.clear(name)
    database = Database(engine.url_of(name), ALL_STATIONS)
    await schema.upgrade(database)
    await database.close()


def measure(engine: Engine, cases: int, message_count: int, file_count: int) -> list[float]:
    """Bytes for each case, message and file."""
    asyncio.run(_made(engine, "sizes"))
    url = engine.url_of("sizes")
    return [
        _grown(url, build(url, cases)) / cases,
        _grown(url, _write(url, messages(message_count))) / message_count,
        _grown(url, _write(url, files(file_count))) / file_count,
    ]


def main() -> None:
    """Fill, look and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--files", type=int, default=200)
    given = parser.parse_args()
    lines = Lines("bytes for each", "case", "message in and out", "file of 200,000 bytes")
    with engines() as found:
        for engine in found:
            bytes_of = measure(engine, given.cases, given.messages, given.files)
            lines.add_row(engine.name, *(f"{value:,.0f}" for value in bytes_of))
    Console().print(lines)


if __name__ == "__main__":
    main()
