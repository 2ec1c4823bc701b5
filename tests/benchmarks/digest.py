"""How long the digest of one week takes, over 10^5 and over 10^6 cases, on both databases, side by side.

    python -m tests.benchmarks.digest [--cases 100000 1000000] [--uniform] [--keep DIR]
    python -m tests.benchmarks.digest --cases 100000 1000000 --databases URL URL

Builds the stations (tests.benchmarks.building.big_station) in a folder that is gone afterwards unless
--keep names it, or takes those that --databases names, one for each number of cases. Prints the time of the
first count and the middle one of the next, and how many times as long the larger one takes. With --explain
it also prints how the database finds what it counts.
"""

import argparse
import asyncio
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sqlalchemy.engine import make_url

from storage.database import Database
from tests.benchmarks.building.big_station import NOW, STATION, build
from tests.benchmarks.building.counts import COUNTS
from tests.benchmarks.building.stations import engines, station
from tests.benchmarks.plans import Statement, plans_of
from tests.properties.township import _knowledge, work_in

_ROUNDS = 7
_MOST_SECONDS, _MOST_RATIO = 2.0, 1.5


async def measure(url: str) -> dict[str, tuple[float, float]]:
    """Seconds of the first count and the middle one of the next, by what is counted."""
    database, knowledge = Database(url, STATION), _knowledge()
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


async def explain(url: str) -> list[Statement]:
    """Each statement of the liaison's week."""
    database, knowledge = Database(url, STATION), _knowledge()

    async def count() -> None:
        async with database.reading() as session:
            await COUNTS["the liaison's week"](work_in(session, NOW, knowledge))

    plans = await plans_of(database, count)
    await database.close()
    return plans


def _print_plans(console: Console, url: str) -> None:
    for one in asyncio.run(explain(url)):
        console.print(f"[bold]{one.seconds * 1000:.1f} ms[/bold] {' '.join(one.text.split())[:1500]}")
        for line in one.plan:
            console.print(f"    {line}", markup=False)


def main() -> None:
    """Build what is missing, count, and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--cases", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--databases", nargs="+", help="built already, in the order of --cases")
    parser.add_argument("--uniform", action="store_true", help="spread the cases evenly")
    parser.add_argument("--keep", type=Path, help="a folder that keeps what was built")
    parser.add_argument("--explain", action="store_true")
    given, console = parser.parse_args(), Console(width=140)
    if given.databases:
        console.print(table_of(make_url(given.databases[0]).get_backend_name(), given.cases, given.databases))
        if given.explain:
            _print_plans(console, given.databases[-1])
        return
    with engines(given.keep) as found:
        for engine in found:
            urls = [
                asyncio.run(
                    station(
                        engine,
                        f"{'uniform' if given.uniform else 'past'}{size}",
                        lambda url, size=size: build(url, size, is_uniform=given.uniform),  # type: ignore[misc]
                        console.print,
                    )
                )
                for size in given.cases
            ]
            console.print(table_of(engine.name, given.cases, urls))
            if given.explain:
                _print_plans(console, urls[-1])


if __name__ == "__main__":
    main()
