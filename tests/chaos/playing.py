"""A round: a hotline of one or three processes under load, kills on the way, rest, and the count."""

import asyncio
import contextlib
import itertools
import random
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import time
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from bot.config import load
from bot.demo.staging import ALL_NEWCOMERS, TOKEN, Stage, prepare, scratch_folder, write_settings
from bot.process import Process
from bot.secrets import new_key, write_secret
from bot.simulator import Backoff, Limits, NothingCameError, People, Simulator, serve
from bot.simulator.updates import Update
from storage.queries import inbox, outbox
from storage.tables import Reminder
from storage.vocabulary import Role
from tests.chaos import township
from tests.chaos.crowd import DeputyPhone, Habits, Villager
from tests.chaos.fleet import DATABASE, Fleet, fleet_at_work
from tests.chaos.lines import Calls
from tests.chaos.plan import POSTGRESQL, Round
from tests.chaos.postmaster import Postmaster, postmaster
from tests.chaos.reaper import Killed, Reaper
from tests.chaos.recount import Figures, Seen, recount

# So many matters are under way at once.
CROWD = 14
# Short, so that reminders become due while kills fall.
_CLOCKS = {"draft_reminder": "PT4S", "rate_reminder": "PT4S", "survey": "PT4S"}
_STALLED_SECONDS = 200.0
_REST_SECONDS = 240.0

Progress = Callable[[Killed, int], None]


class Stalled(Exception):
    """Nothing moves any more, though nobody is being killed; carries the ends of the logs."""


async def play(planned: Round, progress: Progress) -> Figures:
    """Play one round to its end and count."""
    simulator = Simulator(TOKEN, limits=Limits.none(), backoff=Backoff(0.2, 1.0))
    simulator.calls = calls = Calls()
    updates: list[Update] = []
    simulator.updates.listeners.append(updates.append)
    in_vain: list[str] = []
    async with AsyncExitStack() as stack:
        folder = await stack.enter_async_context(scratch_folder())
        server = await stack.enter_async_context(serve(simulator))
        people = await stack.enter_async_context(People(server.base_url))
        master = stack.enter_context(_database(planned))
        reaper = Reaper(planned.planned(), master, lambda killed: progress(killed, len(updates)))
        process = await _prepared(folder, server.base_url, master, planned)
        stack.push_async_callback(process.database.close)
        async with (
            fleet_at_work(folder, simulator, calls, reaper, master, planned) as fleet,
            _at_work(Stage(server, people, process), planned, in_vain) as phones,
        ):
            reaper.begin()
            await _keep_busy(people, planned, fleet, in_vain, phones)
            await reaper.settle()
            in_vain += await _come_to_rest(process, simulator)
        seen = Seen(updates, list(calls), calls.by, reaper.killed, in_vain, fleet.ended)
        return await recount(process.database, seen)


@contextlib.contextmanager
def _database(planned: Round) -> Iterator[Postmaster | None]:
    if planned.engine != POSTGRESQL:
        yield None
        return
    with postmaster() as started:
        yield started


async def _prepared(folder: Path, base_url: str, master: Postmaster | None, planned: Round) -> Process:
    """The common settings, a migrated database and the roster."""
    if master is not None:
        await master.create(DATABASE)
    url = f"sqlite+aiosqlite:///{folder / 'hotline.db'}" if master is None else master.url(DATABASE)
    write_secret(folder / "secrets" / "webhook", new_key())
    config = write_settings(
        folder,
        base_url,
        url,
        telegram={"receive": planned.receive, "messages_per_second_in_a_chat": 30},
        clocks=_CLOCKS,
        routing={"capacity": 10_000},
        limits=ALL_NEWCOMERS,
        # Reminders at any hour.
        station={"service_opens": time(0), "service_closes": time(23, 59, 59)},
    )
    process = Process(load(config))
    await prepare(process.database, process, township.roster())
    return process


@asynccontextmanager
async def _at_work(stage: Stage, planned: Round, in_vain: list[str]) -> AsyncIterator[list[DeputyPhone]]:
    """The liaison and all deputies have joined, and the deputies work."""
    await stage.holder(Role.LIAISON, "联络员")
    chance = random.Random(f"deputies {planned.seed}")
    phones = [DeputyPhone(await stage.deputy(row.code), chance) for row in township.roster().deputies]
    for phone in phones:
        phone.begin(in_vain)
    try:
        yield phones
    finally:
        for phone in phones:
            await phone.end()


async def _keep_busy(
    people: People, planned: Round, fleet: Fleet, in_vain: list[str], phones: Sequence[DeputyPhone]
) -> None:
    """Villagers come as long as there is somebody to be killed; then all see their matter through."""
    chance = random.Random(f"villagers {planned.seed}")
    words, numbers = township.matters(chance), itertools.count(1)
    busy: set[asyncio.Task[None]] = set()

    async def one() -> None:
        villager = Villager(f"选民{next(numbers)}", next(words), Habits.drawn(chance))
        try:
            await villager.see_through(people)
        except NothingCameError:
            in_vain.append(f"{villager.name} {villager.step}")

    while busy or not fleet.reaper.is_done.is_set():
        while len(busy) < CROWD and not fleet.reaper.is_done.is_set():
            busy.add(asyncio.create_task(one()))
        done, busy = await asyncio.wait(busy, return_when=asyncio.FIRST_COMPLETED, timeout=1)
        for task in done:
            task.result()
        for phone in phones:
            phone.check()
        if fleet.reaper.is_done.is_set():
            continue
        if fleet.reaper.seconds_without_movement() > _STALLED_SECONDS:
            steps = "; ".join(phone.step for phone in phones)
            raise Stalled(f"waiting for {fleet.reaper.awaited}; deputies: {steps}\n{fleet.log_tails()}")


async def _come_to_rest(process: Process, simulator: Simulator) -> list[str]:
    """Wait until nothing waits to be fetched, handled, told or reminded of; what still does after long."""
    loop = asyncio.get_running_loop()
    until, left = loop.time() + _REST_SECONDS, ["the database cannot be read"]
    while loop.time() < until:
        with contextlib.suppress(DBAPIError, OSError):
            # Asked first: what is fetched meanwhile waits in the database.
            at_telegram = len(simulator.updates)
            left = await _left(process, at_telegram)
            if not left:
                return []
        await asyncio.sleep(0.5)
    return left


async def _left(process: Process, at_telegram: int) -> list[str]:
    async with process.database.reading() as session:
        updates = await inbox.counts(session, process.station_id)
        notices = await outbox.counts(session, process.station_id)
        due = await session.exec(
            select(sa.func.count())
            .select_from(Reminder)
            .where(col(Reminder.handled_at).is_(None), col(Reminder.due_at) <= process.clock())
        )
        counts = {
            "updates at Telegram": at_telegram,
            "updates": updates.get(inbox.WAITING, 0),
            "notices": notices.get(outbox.WAITING, 0),
            "reminders": int(due.one()),
        }
    return [f"{count} {name} left waiting" for name, count in counts.items() if count]
