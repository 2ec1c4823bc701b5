"""From the start of the process to its first answer, and its memory at rest and under load.

    python -m tests.benchmarks.startup [--data DIR] [--quick]

The hotline of a township is started with an update waiting for it, and so in turns is the smallest bot that
python-telegram-bot makes, which knows no database, no texts and no words. What counts is the time from
before the process is started to when the answer is at the local server; of the rounds the quickest. Both are
compiled already, as they are from the second start on.
"""

import argparse
import asyncio
import itertools
import os
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from rich.console import Console

from bot.config import load
from bot.demo import sample
from bot.demo.staging import ALL_NEWCOMERS, TOKEN, Stage, prepare, scratch_folder, write_settings
from bot.process import Process
from bot.replay.bot_process import BotProcess
from bot.replay.villager import Villager
from bot.simulator import Limits, NothingCameError, People, Server, Simulator, serve
from storage.vocabulary import Role
from tests.benchmarks.playing.matters import matters
from tests.benchmarks.reporting.asked import Asked
from tests.benchmarks.reporting.figures import Figure
from tests.benchmarks.reporting.shown import table_of

SECTION = "Start and memory"
_MOST_SECONDS, _MOST_MEMORY = 3.0, 200
_ROUNDS, _QUICK_ROUNDS = 5, 1
_VILLAGERS, _QUICK_VILLAGERS = 300, 5
_AT_ONCE = 50
_PATIENCE = 180.0
_PEER = "the smallest bot of python-telegram-bot"
_SMALLEST = """
import sys
from telegram.ext import ApplicationBuilder, MessageHandler, filters

async def answer(update, context):
    await update.effective_message.reply_text("?")

base, token = sys.argv[1:]
builder = ApplicationBuilder().token(token).base_url(f"{base}/bot").base_file_url(f"{base}/file/bot")
application = builder.build()
application.add_handler(MessageHandler(filters.ALL, answer))
application.run_polling()
"""


class NeverAnswered(Exception):
    """The hotline did not answer, or has died; carries the end of its log."""


@dataclass
class Started:
    """Seconds to the first answer, those of them in which the processor worked on it, and MB at rest."""

    seconds: float
    busy: float
    memory: float


@dataclass(frozen=True)
class _Place:
    """Where processes are started: a local Telegram, and a hotline that is set up."""

    server: Server
    people: People
    process: Process
    config: Path

    @asynccontextmanager
    async def hotline(self) -> AsyncIterator[int]:
        """The hotline in a process of its own; its number."""
        bot = BotProcess(self.config)
        await bot.start()
        try:
            yield bot.pid
        except NothingCameError:
            raise NeverAnswered(bot.log_tail()) from None
        finally:
            await bot.stop()

    @asynccontextmanager
    async def smallest(self) -> AsyncIterator[int]:
        given = (sys.executable, "-c", _SMALLEST, self.server.base_url, TOKEN)
        nowhere = asyncio.subprocess.DEVNULL
        process = await asyncio.create_subprocess_exec(*given, stdout=nowhere, stderr=nowhere)
        try:
            yield process.pid
        finally:
            process.terminate()
            await process.wait()

    async def started(self, name: str, *, is_hotline: bool) -> Started:
        """Start one with a message waiting for it, see the answer, and let it come to rest."""
        person = await self.people.join(name)
        await person.start()
        began = time.perf_counter()
        async with self.hotline() if is_hotline else self.smallest() as pid:
            await person.wait_for(timeout=_PATIENCE)
            seconds = time.perf_counter() - began
            return Started(seconds, _busy(pid), await _at_rest(pid))


async def measure(asked: Asked) -> list[Figure]:
    """Both in turns; then the hotline alone with many villagers at once."""
    rounds = _QUICK_ROUNDS if asked.is_quick else _ROUNDS
    ours, peers, told = [], [], matters(asked.data)
    async with _place() as place:
        asked.tell("starting both once, which compiles them")
        await place.started("预备甲", is_hotline=True)
        await place.started("预备乙", is_hotline=False)
        for number in range(rounds):
            asked.tell(f"starting, round {number + 1} of {rounds}")
            ours.append(await place.started(f"甲{number}", is_hotline=True))
            peers.append(await place.started(f"乙{number}", is_hotline=False))
        asked.tell("memory under load")
        villagers = _QUICK_VILLAGERS if asked.is_quick else _VILLAGERS
        rest, load = await _under_load(place, list(itertools.islice(told.texts, villagers)))
    return _figures(_least(ours), _least(peers), rest, load, f"{villagers} villagers, {told.source}")


@asynccontextmanager
async def _place() -> AsyncIterator[_Place]:
    simulator = Simulator(TOKEN, limits=Limits.none())
    async with scratch_folder() as folder, serve(simulator) as server, People(server.base_url) as people:
        url = f"sqlite+aiosqlite:///{folder / 'hotline.db'}"
        config = write_settings(folder, server.base_url, url, limits=ALL_NEWCOMERS)
        process = Process(load(config))
        try:
            await prepare(process.database, process, sample.roster())
            with _compiled_into(folder / "compiled"):
                yield _Place(server, people, process, config)
        finally:
            await process.pictures.close()
            await process.database.close()


@contextmanager
def _compiled_into(folder: Path) -> Iterator[None]:
    """Let processes that are started keep what they compile, wherever Python is told not to."""
    before = dict(os.environ)
    os.environ["PYTHONPYCACHEPREFIX"] = str(folder)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


async def _under_load(place: _Place, messages: list[str]) -> tuple[float, float]:
    """MB before so many villagers file a case each, and the most while they do."""
    async with place.hotline() as pid:
        stage = Stage(place.server, place.people, place.process)
        await stage.holder(Role.LIAISON, "联络员")
        before, most = await _at_rest(pid), 0.0

        async def watch() -> None:
            nonlocal most
            while True:
                most = max(most, _memory(pid))
                await asyncio.sleep(0.05)

        watching = asyncio.create_task(watch())
        at_once = asyncio.Semaphore(_AT_ONCE)
        villagers = [Villager(f"选民{number}", text) for number, text in enumerate(messages)]
        await asyncio.gather(*(_report(villager, place.people, at_once) for villager in villagers))
        watching.cancel()
    return before, most


async def _report(villager: Villager, people: People, at_once: asyncio.Semaphore) -> None:
    async with at_once:
        await villager.send(people)
        await villager.see_through(_PATIENCE)
    if villager.number is None:
        raise TimeoutError(f"no receipt within {_PATIENCE:g} s")


async def _at_rest(pid: int) -> float:
    """The memory of a process, in MB, once it has nothing to do."""
    process = psutil.Process(pid)
    for _ in range(60):
        if await asyncio.to_thread(process.cpu_percent, 0.5) < 5:
            break
    return _memory(pid)


def _memory(pid: int) -> float:
    return float(psutil.Process(pid).memory_info().rss) / 2**20


def _busy(pid: int) -> float:
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


def _least(rounds: list[Started]) -> Started:
    return Started(
        min(one.seconds for one in rounds),
        min(one.busy for one in rounds),
        min(one.memory for one in rounds),
    )


def _figures(ours: Started, peers: Started, rest: float, load: float, villagers: str) -> list[Figure]:
    seconds, memory = ours.seconds, ours.memory
    started = "from the start of the process to the first answer"
    in_time, is_in_time = f"≤ {_MOST_SECONDS:g} s", seconds <= _MOST_SECONDS
    small, is_small = f"≤ {_MOST_MEMORY} MB", memory <= _MOST_MEMORY
    busy = f"memory at most while {_AT_ONCE} at once file a case each ({villagers})"
    return [
        Figure(SECTION, started, seconds, "s", _PEER, peers.seconds, None, in_time, is_in_time),
        Figure(SECTION, "processor time of it", ours.busy, "s", _PEER, peers.busy),
        Figure(SECTION, "memory at rest", memory, "MB", _PEER, peers.memory, None, small, is_small),
        Figure(SECTION, busy, load, "MB", "at rest before it", rest, load / rest),
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, help="a folder with messages.csv")
    parser.add_argument("--quick", action="store_true", help="once, with few villagers")
    given, console = parser.parse_args(), Console(width=160)
    asked = Asked([], given.data, is_quick=given.quick, tell=console.print)
    console.print(table_of(asyncio.run(measure(asked))))


if __name__ == "__main__":
    main()
