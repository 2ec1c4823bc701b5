"""What the past costs: board, search, digest, and what is filed now, over three sizes of one station.

    python -m tests.benchmarks.growth [--cases 1000000] [--keep DIR] [--explain "the board"]

The last half year is the same at the two larger sizes (tests.benchmarks.building.big_station); ten times the
history stands behind it. The sizes take turns, so that other work on the machine slows them alike; of the
rounds the quickest counts. The exponent is the slope from the second size to the third in a double
logarithmic picture: 1 where ten times the cases take ten times as long, 0 where they take no longer.
"""

import argparse
import asyncio
import itertools
import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from bot.config import load
from bot.demo.staging import scratch_folder, write_settings
from bot.process import Process
from hotline import drafts, filing
from hotline.casebook import Ref
from hotline.material import Material
from hotline.nearby import similar_case
from hotline.people import Chat, actor_for, recognise
from hotline.privacy import erase
from storage.tables import RoleGrant
from storage.vocabulary import Role
from tests.benchmarks.building import big_station
from tests.benchmarks.building.big_station import NOW, build
from tests.benchmarks.building.counts import COUNTS
from tests.benchmarks.building.stations import Engine, engines, station
from tests.benchmarks.plans import plans_of
from tests.benchmarks.reporting.asked import Asked
from tests.benchmarks.reporting.figures import Figure
from tests.benchmarks.reporting.shown import table_of
from tests.support.desk import DESK, Browser, at_the_desk

SECTION = "Growth with the past"
MOST_EXPONENT = 0.2
_GOAL = f"exponent ≤ {MOST_EXPONENT}"
_ROUNDS, _QUICK_ROUNDS = 7, 2
# So that there are some of each kind, also where all of it is only tried.
_FEWEST = 10
# One of the constituents, who is made the liaison.
_LIAISON = big_station.Township.people[0]
_VILLAGE = big_station.Township.places[6]


@dataclass(frozen=True)
class Opened:
    """A station with somebody at its desk."""

    process: Process
    browser: Browser


Task = Callable[[Opened], Awaitable[object]]


def _page(path: str) -> Task:
    async def read(opened: Opened) -> None:
        page = await opened.browser.get(path)
        assert page.status_code == 200, page.text

    return read


def _count(name: str) -> Task:
    async def count(opened: Opened) -> None:
        async with opened.process.reading() as work:
            await COUNTS[name](work)

    return count


_chats = itertools.count(10**9)


async def _file(opened: Opened) -> int:
    """Somebody new to the hotline files a matter; its deputy is found, and nothing is sent."""
    async with opened.process.unit_of_work() as work:
        person = (await recognise(work, Chat(next(_chats), "村民", "zh-hans"))).person
        person.village_id = _VILLAGE
        actor = await actor_for(work, person.id)
        draft = await drafts.begin(work, actor, person, Material(text=big_station.MATTERS[0]))
        await similar_case(work, draft)
        await filing.submit(work, actor, Ref(draft.id))
    return person.id


async def _file_and_erase(opened: Opened) -> None:
    """The same person then has everything erased."""
    person_id = await _file(opened)
    async with opened.process.unit_of_work() as work:
        assert await erase(work, await actor_for(work, person_id))


TASKS: dict[str, Task] = {
    "the board": _page("/"),
    "the board, red lights only": _page("/?light=red"),
    "the board, what is archived": _page("/?state=archived"),
    "search, one case in eight": _page("/search?q=机井"),
    "search, one case in five hundred": _page(f"/search?q={big_station.Township.names[6]} 机井"),
    "search, one case in four thousand": _page(f"/search?q={big_station.Township.names[6]} 机井 教育文体"),
    "search, one number": _page("/search?q=90"),
    "search, one character": _page("/search?q=灯"),
    "a matter of somebody new, from its first words to its number": _file,
    "the same, and then all of it erased": _file_and_erase,
    **{f"digest: {name}": _count(name) for name in COUNTS},
}


def sizes_up_to(largest: int) -> list[int]:
    """Three sizes, each ten times the one before."""
    return [max(_FEWEST, largest // share) for share in (100, 10, 1)]


async def measure(asked: Asked) -> list[Figure]:
    """The times of everything on each database, and how they grow."""
    sizes, rounds = sizes_up_to(asked.cases), _QUICK_ROUNDS if asked.is_quick else _ROUNDS
    figures = []
    for engine in asked.engines:
        async with _all_opened(engine, sizes, asked.tell) as stations:
            for name, task in TASKS.items():
                asked.tell(f"{name} on {engine.name}")
                times = await _in_turns(task, stations, rounds)
                figures += _figures(f"{name}, {engine.name}", sizes, times)
    return figures


@asynccontextmanager
async def _all_opened(
    engine: Engine, sizes: Sequence[int], tell: Callable[[str], None]
) -> AsyncIterator[list[Opened]]:
    async with AsyncExitStack() as stack:
        urls = [
            await station(engine, f"past{size}", lambda url, size=size: build(url, size), tell)  # type: ignore[misc]
            for size in sizes
        ]
        yield [await stack.enter_async_context(_opened(url)) for url in urls]


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[Opened]:
    """The station at the moment for which it was built; nothing of it is reached by Telegram."""
    async with scratch_folder() as folder:
        config = write_settings(folder, "http://127.0.0.1:1", url, desk=DESK)
        process = Process(load(config), clock=lambda: NOW)
        try:
            await process.knowledge.refresh()
            await _appoint(process)
            yield Opened(process, await at_the_desk(process, _LIAISON))
        finally:
            await process.pictures.close()
            await process.database.close()


async def _appoint(process: Process) -> None:
    """A station that was kept has its liaison already."""
    async with process.unit_of_work() as work:
        if await work.session.get(RoleGrant, (work.station_id, _LIAISON)) is None:
            grant = RoleGrant(
                station_id=work.station_id, id=_LIAISON, person_id=_LIAISON, role=Role.LIAISON, granted_at=NOW
            )
            work.session.add(grant)


async def _in_turns(task: Task, stations: Sequence[Opened], rounds: int) -> list[float]:
    """The seconds of the quickest round at each station; the first round only warms up."""
    seconds: list[list[float]] = [[] for _ in stations]
    for _ in range(rounds + 1):
        for opened, found in zip(stations, seconds, strict=True):
            start = time.perf_counter()
            await task(opened)
            found.append(time.perf_counter() - start)
    return [min(found[1:]) for found in seconds]


def exponent(before: float, after: float, size_before: int, size_after: int) -> float:
    """How seconds grow with size: the slope in a double logarithmic picture."""
    return math.log(after / before) / math.log(size_after / size_before)


def _figures(what: str, sizes: Sequence[int], seconds: Sequence[float]) -> list[Figure]:
    """A line for each step from one size to the next; the goal is for the last."""
    lines = []
    for place in range(1, len(sizes)):
        before, after = seconds[place - 1], seconds[place]
        slope = exponent(before, after, sizes[place - 1], sizes[place])
        is_last = place == len(sizes) - 1
        lines.append(
            Figure(
                SECTION,
                f"{what}: {sizes[place]:,} cases",
                after * 1000,
                "ms",
                beside=f"{sizes[place - 1]:,} cases",
                beside_value=before * 1000,
                ratio=slope,
                goal=_GOAL if is_last else "",
                is_met=slope <= MOST_EXPONENT if is_last else None,
            )
        )
    return lines


async def _explain(engine: Engine, cases: int, name: str, console: Console) -> None:
    async with _all_opened(engine, [cases], console.print) as stations:
        (opened,) = stations
        await TASKS[name](opened)
        for one in await plans_of(opened.process.database, lambda: TASKS[name](opened)):
            console.print(f"[bold]{one.seconds * 1000:.1f} ms[/bold] {' '.join(one.text.split())[:1500]}")
            for line in one.plan:
                console.print(f"    {line}", markup=False)


def main() -> None:
    """Build what is missing, measure, and print; or print how the databases go about one of the tasks."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--cases", type=int, default=1_000_000, help="the largest of the three sizes")
    parser.add_argument("--keep", type=Path, help="a folder that keeps what was built")
    parser.add_argument("--explain", choices=TASKS, help="at the largest size")
    parser.add_argument("--database", choices=("SQLite", "PostgreSQL"), help="only this one")
    given, console = parser.parse_args(), Console(width=160)
    with engines(given.keep) as both:
        found = [engine for engine in both if given.database in (None, engine.name)]
        if given.explain:
            for engine in found:
                console.rule(engine.name)
                asyncio.run(_explain(engine, given.cases, given.explain, console))
            return
        asked = Asked(found, cases=given.cases, tell=console.print)
        console.print(table_of(asyncio.run(measure(asked))))


if __name__ == "__main__":
    main()
