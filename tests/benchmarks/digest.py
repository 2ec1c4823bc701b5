"""How long the digest of one week takes, over 10^5 and over 10^6 cases, on both databases, side by side.

    python -m tests.benchmarks.digest [--cases 100000 1000000] [--uniform] [--folder DIR]
    python -m tests.benchmarks.digest --cases 100000 1000000 --databases URL URL

Builds the stations (tests.benchmarks.big_station) in a folder that is gone afterwards, or takes those that
--databases names, one for each number of cases. Prints the time of the first count and the middle one of
the next, and how many times as long the larger one takes. With --explain it also prints how the database
finds what it counts.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import sqlalchemy as sa
from rich.console import Console
from rich.table import Table
from sqlalchemy.engine import make_url

from hotline.digest import month_digest, own_digests, trend, week_digest
from hotline.rates import month_of, week_before
from hotline.work import Work
from storage.database import Database
from tests.benchmarks.big_station import NOW, build
from tests.properties.township import ZONE, _knowledge, work_in
from tests.support import postgres

_ROUNDS = 7
_MOST_SECONDS, _MOST_RATIO = 2.0, 1.5
_WEEK = week_before(NOW, ZONE)
_MONTH = month_of(_WEEK.monday.replace(month=5), ZONE)

Count = Callable[[Work], Awaitable[object]]
COUNTS: dict[str, Count] = {
    "the liaison's week": lambda work: week_digest(work, _WEEK),
    "all deputies' own weeks": lambda work: own_digests(work, _WEEK),
    "the presidium's month": lambda work: month_digest(work, _MONTH),
    "a trend of eight weeks, none kept": lambda work: trend(work, _WEEK, keep=False),
}


async def measure(url: str) -> dict[str, tuple[float, float]]:
    """Seconds of the first count and the middle one of the next, by what is counted."""
    database, knowledge = Database(url), _knowledge()
    found = {}
    for name, count in COUNTS.items():
        seconds = []
        for _ in range(_ROUNDS):
            async with database.reading() as session:
                start = time.perf_counter()
                await count(work_in(session, NOW, knowledge))
                seconds.append(time.perf_counter() - start)
        found[name] = (seconds[0], statistics.median(seconds[1:]))
    await database.close()
    return found


async def explain(url: str) -> list[tuple[str, float, list[str]]]:
    """Each statement of the liaison's week: its text, its seconds, and the plan of the database."""
    database, knowledge = Database(url), _knowledge()
    seen: list[tuple[str, Any, float]] = []
    engine = database.engine.sync_engine

    @sa.event.listens_for(engine, "before_cursor_execute")
    def _begin(_connection: Any, _cursor: Any, *rest: Any) -> None:
        seen.append((rest[0], rest[1], time.perf_counter()))

    @sa.event.listens_for(engine, "after_cursor_execute")
    def _end(_connection: Any, _cursor: Any, *_rest: Any) -> None:
        seen[-1] = (*seen[-1][:2], time.perf_counter() - seen[-1][2])

    async with database.reading() as session:
        await week_digest(work_in(session, NOW, knowledge), _WEEK)
    statements = [one for one in seen if one[0].startswith("SELECT")]
    prefix = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
    plans = []
    async with database.reading() as session:
        connection = await session.connection()
        for text, values, seconds in statements:
            rows = await connection.exec_driver_sql(prefix + text, values)
            plans.append((text, seconds, [str(row[-1]) for row in rows]))
    await database.close()
    return plans


@contextmanager
def servers(folder: Path) -> Iterator[dict[str, Callable[[str], str]]]:
    """By engine, what gives the URL of a fresh database with this name."""

    def lite(name: str) -> str:
        return f"sqlite+aiosqlite:///{folder / f'{name}.db'}"

    if not postgres.is_available():
        yield {"SQLite": lite}
        return
    with postgres.postgres() as url:
        yield {"SQLite": lite, "PostgreSQL": lambda name: asyncio.run(_create(url, name))}


async def _create(server_url: str, name: str) -> str:
    server = make_url(server_url)
    plain = server.set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(plain)
    await connection.execute("ALTER SYSTEM SET max_wal_size = '8GB'")
    await connection.execute("SELECT pg_reload_conf()")
    await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()
    return server.set(database=name).render_as_string(hide_password=False)


def table_of(engine: str, sizes: Sequence[int], urls: Sequence[str]) -> Table:
    """The times of one engine, the sizes side by side."""
    found = [asyncio.run(measure(url)) for url in urls]
    table = Table(engine, *(f"{size:,} cases: first, then" for size in sizes), "ratio", "goal")
    for name in COUNTS:
        times = [one[name] for one in found]
        ratio = times[-1][1] / times[0][1]
        is_met = max(max(pair) for pair in times) <= _MOST_SECONDS and ratio <= _MOST_RATIO
        cells = [f"{first:.3f} s, {then:.3f} s" for first, then in times]
        table.add_row(name, *cells, f"{ratio:.2f}", "met" if is_met else "missed")
    return table


def _print_plans(console: Console, url: str) -> None:
    for text, seconds, plan in asyncio.run(explain(url)):
        console.print(f"[bold]{seconds * 1000:.1f} ms[/bold] {' '.join(text.split())[:1500]}", markup=True)
        for line in plan:
            console.print(f"    {line}", markup=False)


def main() -> None:
    """Build what is missing, count, and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--cases", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--databases", nargs="+", help="built already, in the order of --cases")
    parser.add_argument("--uniform", action="store_true", help="spread the cases evenly")
    parser.add_argument("--folder", type=Path, help="where the SQLite files go")
    parser.add_argument("--explain", action="store_true")
    given, console = parser.parse_args(), Console(width=140)
    if given.databases:
        console.print(table_of(make_url(given.databases[0]).get_backend_name(), given.cases, given.databases))
        if given.explain:
            _print_plans(console, given.databases[-1])
        return
    with tempfile.TemporaryDirectory(dir=given.folder) as folder, servers(Path(folder)) as engines:
        for engine, url_of in engines.items():
            urls = [url_of(f"station{size}") for size in given.cases]
            for size, url in zip(given.cases, urls, strict=True):
                asyncio.run(build(url, size, is_uniform=given.uniform))
            console.print(table_of(engine, given.cases, urls))
            if given.explain:
                _print_plans(console, urls[-1])


if __name__ == "__main__":
    main()
