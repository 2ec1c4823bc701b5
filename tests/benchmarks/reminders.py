"""A thousand reminders due among very many open cases: our sweep beside a job of APScheduler for each.

    python -m tests.benchmarks.reminders [--cases 1000000] [--keep DIR]

Both start anew on a database that holds one reminder for each open case, each in a process of its own, in
turns; of the rounds the quickest counts. Our sweep does all that a reminder is about: it reads the case,
writes an event, and tells whoever is in charge. The jobs are measured doing nothing; one that did the same
would need a transaction of its own besides, which is what our sweep takes with batches of one.
"""

import argparse
import asyncio
import functools
import json
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from rich.console import Console
from sqlalchemy.engine import make_url

from tests.benchmarks.building import open_station
from tests.benchmarks.building.stations import Engine, engines, station
from tests.benchmarks.playing import job_store
from tests.benchmarks.reporting.asked import Asked
from tests.benchmarks.reporting.figures import Figure
from tests.benchmarks.reporting.shown import table_of

SECTION = "Reminders"
_DUE = 1_000
_ROUNDS, _QUICK_ROUNDS = 3, 1
_MOST_SECONDS, _LEAST_TIMES, _MOST_GROWTH = 1.0, 50, 1.5
_IN_TIME = f"≤ {_MOST_SECONDS:g} s"
_PEER = "a job for each, in APScheduler's job store"
_WORKING, _IDLE = f"{_PEER}, that does the same", f"{_PEER}, that does nothing"
# The job store wants a driver that is not asynchronous.
_DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg"}

Times = dict[str, float]


class ChildFailed(Exception):
    """A process that was to measure has ended otherwise; carries what it said."""


async def measure(asked: Asked) -> list[Figure]:
    """Finding, sweeping and planning reminders, beside the job store, and at a tenth of the size."""
    figures = []
    for engine in asked.engines:
        figures += await _on(engine, asked)
    return figures


async def _on(engine: Engine, asked: Asked) -> list[Figure]:
    cases, due = asked.cases, min(_DUE, asked.cases // 20)
    rounds = _QUICK_ROUNDS if asked.is_quick else _ROUNDS
    urls = {size: await _opened(engine, size, due, asked) for size in (cases // 10, cases)}
    jobs = await _job_store(engine, cases, due, asked)
    ours: dict[int, list[dict[str, Times]]] = {size: [] for size in urls}
    theirs: list[dict[str, Times]] = []
    for place in range(rounds):
        asked.tell(f"reminders on {engine.name}, round {place + 1} of {rounds}")
        for size, url in urls.items():
            ours[size].append(await _ours(url, due))
        if jobs is not None:
            theirs.append(await _theirs(jobs, cases, due))
    found = {size: _quickest(of_size) for size, of_size in ours.items()}
    where = f"{due:,} due among {cases:,} open cases, {engine.name}"
    return _figures(where, found[cases], found[cases // 10], _quickest(theirs) if theirs else None)


async def _opened(engine: Engine, cases: int, due: int, asked: Asked) -> str:
    build = functools.partial(open_station.build, cases=cases, due=due)
    return await station(engine, f"open{cases}", build, asked.tell)


async def _job_store(engine: Engine, cases: int, due: int, asked: Asked) -> str | None:
    """The URL of a job store with as many jobs, for a driver that waits; None without such a driver."""
    url = make_url(engine.url_of(f"jobs{cases}"))
    driver = _DRIVERS[url.get_backend_name()]
    if "psycopg" in driver and find_spec("psycopg") is None:
        asked.tell("no driver psycopg here: nothing to stand beside the sweep on PostgreSQL")
        return None
    # Never one that was kept: its jobs become due by the clock on the wall.
    asked.tell(f"filling a job store with {cases:,} jobs on {engine.name}")
    await engine.clear(f"jobs{cases}")
    shown = _shown(url.set(drivername=driver))
    await asyncio.to_thread(job_store.fill, shown, cases, due)
    return shown


async def _ours(url: str, due: int) -> dict[str, Times]:
    return _all_found(await _child("tests.benchmarks.playing.sweeping", url, str(due)), due)


async def _theirs(url: str, cases: int, due: int) -> dict[str, Times]:
    await asyncio.to_thread(job_store.put_due_back, url, cases, due)
    return _all_found(await _child("tests.benchmarks.playing.job_store", url, str(due)), due)


def _all_found(times: dict[str, Times], due: int) -> dict[str, Times]:
    for what, of_it in times.items():
        if of_it.get("found", due) != due:
            raise ChildFailed(f"{what}: {of_it['found']} of {due} were found")
    return times


async def _child(module: str, *given: str) -> dict[str, Times]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *given, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    said, complaints = await process.communicate()
    if process.returncode:
        raise ChildFailed(f"{module}: {complaints.decode()[-2000:]}")
    found: dict[str, Times] = json.loads(said)
    return found


def _quickest(rounds: Sequence[dict[str, Times]]) -> dict[str, Times]:
    """By what was done, the least of each figure."""
    return {
        what: {name: min(one[what][name] for one in rounds) for name in rounds[0][what]} for what in rounds[0]
    }


def _figures(
    where: str, ours: dict[str, Times], at_a_tenth: dict[str, Times], theirs: dict[str, Times] | None
) -> list[Figure]:
    whole, found = f"the whole sweep, processor time, {where}", f"finding and claiming them, {where}"
    sweeping, finding = ours["sweep"]["seconds"], ours["find"]["seconds"]
    worked = ours["sweep"]["processor"]
    lines = [
        Figure(
            SECTION, whole, worked, "s", "at most", _MOST_SECONDS, None, _IN_TIME, worked <= _MOST_SECONDS
        ),
        _grown(whole, worked, at_a_tenth["sweep"]["processor"]),
        _grown(found, finding, at_a_tenth["find"]["seconds"]),
    ]
    if theirs is None:
        return lines
    done, firing = f"from the start until all are done, {where}", theirs["fire"]["seconds"]
    planned, planning = f"planning as many, {where}", ours["schedule"]["seconds"]
    memory, theirs_memory = ours["sweep"]["memory"], theirs["fire"]["memory"]
    return [
        *lines,
        _beside(done, sweeping, firing + ours["one by one"]["seconds"], _WORKING, is_goal=True),
        _beside(done, sweeping, firing, _IDLE),
        _beside(whole, worked, theirs["fire"]["processor"], _IDLE),
        _beside(found, finding, theirs["find"]["seconds"]),
        _beside(planned, planning, theirs["schedule"]["seconds"]),
        Figure(SECTION, f"memory that this adds, {where}", memory, "MB", _IDLE, theirs_memory),
    ]


def _grown(what: str, seconds: float, before: float) -> Figure:
    growth = seconds / before
    goal, is_met = f"≤ {_MOST_GROWTH:g} times", growth <= _MOST_GROWTH
    beside = "a tenth of the cases, as many due"
    return Figure(SECTION, what, seconds, "s", beside, before, growth, goal, is_met)


def _beside(what: str, seconds: float, peers: float, peer: str = _PEER, *, is_goal: bool = False) -> Figure:
    times = peers / seconds
    goal, is_met = (f"≥ {_LEAST_TIMES} times faster", times >= _LEAST_TIMES) if is_goal else ("", None)
    return Figure(SECTION, what, seconds, "s", peer, peers, times, goal, is_met)


def _shown(url: object) -> str:
    return make_url(url).render_as_string(hide_password=False)  # type: ignore[arg-type]


def main() -> None:
    """Build what is missing, measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--cases", type=int, default=1_000_000, help="open cases, and jobs in the job store")
    parser.add_argument("--keep", type=Path, help="a folder that keeps what was built")
    given, console = parser.parse_args(), Console(width=160)
    with engines(given.keep) as found:
        asked = Asked(found, cases=given.cases, tell=console.print)
        console.print(table_of(asyncio.run(measure(asked))))


if __name__ == "__main__":
    main()
