"""The peer of our due rows: one job of APScheduler for each reminder, in its SQLAlchemy job store.

    python -m tests.benchmarks.playing.job_store URL NUMBER

runs in a process of its own, so that its memory can be told, and prints what it measured as JSON. The jobs
do nothing: whatever a reminder has to do would come on top.
"""

import asyncio
import gc
import json
import pickle
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psutil
import sqlalchemy as sa
from apscheduler.job import Job
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger

from tests.benchmarks.building.open_station import due_at

TABLE = "apscheduler_jobs"
_SHARE = 5_000
_waiting, _all_fired = 0, asyncio.Event()
# Those that are due have been so since before the process starts, those that are not stay so.
_MARGIN = timedelta(hours=1)


async def fire(_number: int) -> None:
    """What each job calls. When the first one runs, all that are due are off the store already."""
    global _waiting
    _waiting -= 1
    if not _waiting:
        _all_fired.set()


def scheduler_on(url: str) -> AsyncIOScheduler:
    """As our own scheduler is set up, but with a store that outlives the process."""
    defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    return AsyncIOScheduler(
        timezone="UTC", jobstores={"default": SQLAlchemyJobStore(url=url)}, job_defaults=defaults
    )


def fill(url: str, cases: int, due: int) -> None:
    """Write so many jobs as the store itself would have written them, but many at once."""
    scheduler = scheduler_on(url)
    store = SQLAlchemyJobStore(url=url)
    store.start(scheduler, "default")
    statement = sa.insert(store.jobs_t)
    share: list[dict[str, Any]] = []
    with store.engine.connect() as connection:
        for row in _rows(scheduler, range(1, cases + 1), cases, due):
            share.append(row)
            if len(share) == _SHARE:
                connection.execute(statement, share)
                share.clear()
        if share:
            connection.execute(statement, share)
        connection.commit()
    store.shutdown()


def put_due_back(url: str, cases: int, due: int) -> None:
    """The jobs that were fired, once more."""
    engine = sa.create_engine(url)
    names = [_name(number) for number in range(1, due + 1)]
    table = SQLAlchemyJobStore(url=url).jobs_t
    with engine.begin() as connection:
        connection.execute(sa.delete(table).where(table.c.id.in_(names)))
        rows = list(_rows(scheduler_on(url), range(1, due + 1), cases, due))
        connection.execute(sa.insert(table), rows)
    engine.dispose()


def _rows(scheduler: AsyncIOScheduler, numbers: range, cases: int, due: int) -> Iterator[dict[str, Any]]:
    now = datetime.now(UTC)
    for number in numbers:
        at = now + due_at(number, cases, due) + (-_MARGIN if number <= due else _MARGIN)
        options = {"id": _name(number), "name": "fire", "func": fire, "args": (number,), "kwargs": {}}
        limits = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        times = {"trigger": DateTrigger(at, "UTC"), "next_run_time": at}
        job = Job(scheduler, **options, **times, executor="default", **limits)
        state = pickle.dumps(job.__getstate__(), pickle.HIGHEST_PROTOCOL)
        yield {"id": _name(number), "next_run_time": at.timestamp(), "job_state": state}


def _name(number: int) -> str:
    return f"reminder{number}"


async def _schedule(url: str, number: int) -> dict[str, float]:
    """Add jobs as a use case would, one at a time, and take them away again."""
    scheduler = scheduler_on(url)
    scheduler.start(paused=True)
    at = datetime.now(UTC) + timedelta(days=365)
    began = time.perf_counter()
    for one in range(number):
        scheduler.add_job(fire, "date", run_date=at, args=(one,), id=f"new{one}")
    seconds = time.perf_counter() - began
    for one in range(number):
        scheduler.remove_job(f"new{one}")
    scheduler.shutdown(wait=False)
    return {"seconds": seconds}


def _find(url: str) -> dict[str, float]:
    """What a scheduler asks its store for when it wakes."""
    store = SQLAlchemyJobStore(url=url)
    store.start(scheduler_on(url), "default")
    store.get_next_run_time()
    began = time.perf_counter()
    found = store.get_due_jobs(datetime.now(UTC))
    seconds = time.perf_counter() - began
    store.shutdown()
    return {"seconds": seconds, "found": len(found)}


async def _fire(url: str, number: int) -> dict[str, float]:
    """Start on a filled store, until everything that is due was called and is off the store."""
    global _waiting
    _waiting = number
    gc.collect()
    before, began, worked = _memory(), time.perf_counter(), time.process_time()
    scheduler = scheduler_on(url)
    scheduler.start()
    await _all_fired.wait()
    seconds, processor = time.perf_counter() - began, time.process_time() - worked
    after = _memory()
    scheduler.shutdown(wait=False)
    return {"seconds": seconds, "processor": processor, "memory": after - before, "all": after}


async def _run(url: str, number: int) -> dict[str, dict[str, float]]:
    return {
        "find": _find(url),
        "fire": await _fire(url, number),
        "schedule": await _schedule(url, number),
    }


def _memory() -> float:
    return float(psutil.Process().memory_info().rss) / 2**20


def main() -> None:
    """Measure, and print the figures."""
    url, number = sys.argv[1:]
    sys.stdout.write(json.dumps(asyncio.run(_run(url, int(number)))))


if __name__ == "__main__":
    # The store names its jobs' function by module; this module is not `__main__` to it.
    from tests.benchmarks.playing import job_store

    job_store.main()
