"""The sweep of due reminders in a process of its own, so that its memory can be told.

    python -m tests.benchmarks.playing.sweeping URL NUMBER

prints what it measured as JSON, and leaves everything as it was.
"""

import asyncio
import gc
import json
import sys
import time
from datetime import timedelta

import psutil
import sqlalchemy as sa
from sqlmodel import col, select

from hotline.sweep import BATCH, sweep
from hotline.work import Knowledge
from storage.database import Database
from storage.queries import reminders
from storage.tables import Event, Notice, Reminder
from tests.benchmarks.building.big_station import NOW, STATION, key_at
from tests.benchmarks.building.open_station import filed_at
from tests.properties.township import _knowledge, work_in


class _PutBack(Exception):
    """Nothing of this transaction is to stay."""


async def _schedule(database: Database, number: int) -> dict[str, float]:
    """Plan so many reminders, each in a transaction of its own, and take them away again."""
    at = NOW + timedelta(days=365)
    began = time.perf_counter()
    for one in range(1, number + 1):
        async with database.transaction() as session:
            case_id = key_at(filed_at(), one)
            session.add(Reminder(station_id=STATION, case_id=case_id, kind="reply_red", due_at=at))
    seconds = time.perf_counter() - began
    async with database.transaction() as session:
        await session.exec(sa.delete(Reminder).where(col(Reminder.due_at) == at))
    return {"seconds": seconds}


async def _find(database: Database, number: int) -> dict[str, float]:
    """Find, lock and claim what is due; nothing of it stays."""
    began, found = time.perf_counter(), 0
    try:
        async with database.transaction() as session:
            rows = await reminders.claim_due(session, STATION, NOW, number, only_urgent=False)
            found = len(rows)
            raise _PutBack
    except _PutBack:
        seconds = time.perf_counter() - began
    return {"seconds": seconds, "found": found}


async def _sweep(database: Database, knowledge: Knowledge, batch: int = BATCH) -> dict[str, float]:
    """As the tick does: a batch to a transaction until none is left."""
    gc.collect()
    before, began, worked, found = _memory(), time.perf_counter(), time.process_time(), 0
    while True:
        async with database.transaction() as session:
            handled = await sweep(work_in(session, NOW, knowledge), batch)
        found += handled
        if handled < batch:
            break
    seconds, processor = time.perf_counter() - began, time.process_time() - worked
    after = _memory()
    await _put_back(database)
    taken = {"seconds": seconds, "processor": processor}
    return {**taken, "found": found, "memory": after - before, "all": after}


async def _put_back(database: Database) -> None:
    async with database.transaction() as session:
        await session.exec(sa.delete(Notice))
        await session.exec(sa.delete(Event).where(col(Event.at) == NOW))
        await session.exec(
            sa.update(Reminder).where(col(Reminder.handled_at).is_not(None)).values(handled_at=None)
        )


def _memory() -> float:
    return float(psutil.Process().memory_info().rss) / 2**20


async def _run(url: str, number: int) -> dict[str, dict[str, float]]:
    database = Database(url, STATION)
    # What the rules know is there before anything falls due.
    knowledge = _knowledge()
    # So is a connection.
    async with database.reading() as session:
        await session.exec(select(1))
    try:
        # Nor is it the first tick of its process.
        await _sweep(database, knowledge)
        return {
            "find": await _find(database, number),
            "sweep": await _sweep(database, knowledge),
            # As a job for each would have to: a transaction for each.
            "one by one": await _sweep(database, knowledge, batch=1),
            "schedule": await _schedule(database, number),
        }
    finally:
        await database.close()


def main() -> None:
    """Measure, and print the figures."""
    url, number = sys.argv[1:]
    sys.stdout.write(json.dumps(asyncio.run(_run(url, int(number)))))


if __name__ == "__main__":
    main()
