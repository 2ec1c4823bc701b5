"""Delivery beside Telegram's limits: 30 messages a second in all, one a second in a chat, urgent ones first.

    python -m tests.benchmarks.delivery [--seconds 20] [--engine sqlite postgresql]

A hotline in a process of its own sends what waits in its outbox to a local server that keeps Telegram's
limits and counts whoever passes them. First a backlog with a message for everybody; then many messages for
one person; then a backlog behind which, now and then, an urgent notice and a routine one are written at the
same moment: how long does each wait?
"""

import argparse
import asyncio
import itertools
import statistics
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console

from bot.config import load
from bot.demo import sample
from bot.demo.staging import TOKEN, prepare, scratch_folder, write_settings
from bot.process import Process
from bot.simulator import Limits, Simulator, serve
from bot.simulator.people.accounts import join
from hotline import notices
from hotline.people import Chat, recognise
from tests.benchmarks.building.stations import Engine, engines
from tests.benchmarks.playing.crowd import OverheardCalls
from tests.benchmarks.playing.sides import at_work
from tests.benchmarks.reporting.asked import Asked
from tests.benchmarks.reporting.figures import Figure
from tests.benchmarks.reporting.shown import table_of
from tests.chaos.replica import settings_for

SECTION = "Delivery"
_SECONDS, _QUICK_SECONDS = 20.0, 2.0
_LIMITS = Limits()
_PAIRS = 8
# A notice that any person may be sent, with nothing behind it.
_KIND = "errors.AlreadyReturned"
_PATIENCE_SECONDS = 120.0


class NotSent(Exception):
    """What was written does not arrive."""


async def measure(asked: Asked, *, seconds: float = _SECONDS) -> list[Figure]:
    """All figures of all databases."""
    if asked.is_quick:
        seconds = _QUICK_SECONDS
    figures = []
    for engine in asked.engines:
        asked.tell(f"delivery on {engine.name}")
        figures += await _on(engine, seconds)
    return figures


async def _on(engine: Engine, seconds: float) -> list[Figure]:
    figures = await _by_one(engine, seconds)
    if engine.name != "SQLite":
        figures += await _by_two(engine, seconds)
    return figures


async def _by_one(engine: Engine, seconds: float) -> list[Figure]:
    """All that one process can be asked."""
    await engine.clear("delivery")
    async with _sending(engine.url_of("delivery"), processes=1) as outbox:
        backlog = _backlog(seconds)
        section = f"{SECTION}, {engine.name}, one process, a backlog of {backlog} messages"
        in_all = _rate(await outbox.told_all(await outbox.write(await outbox.people(backlog))))
        alone = await outbox.people(1)
        # A chat may be sent a few at once; what counts is the rate after that.
        in_chat = await outbox.told_all(await outbox.write(alone * (round(seconds) + _LIMITS.chat_burst)))
        urgent, routine = await _waits_behind(outbox, backlog, seconds)
        passed = outbox.simulator.limits.violations
    return [
        _beside_limit(section, "messages a second in all", in_all, _LIMITS.overall or 0),
        _beside_limit(
            section,
            "messages a second in one chat",
            _rate(in_chat[_LIMITS.chat_burst - 1 :]),
            _LIMITS.chat_rate or 0,
        ),
        *(
            Figure(
                section,
                f"{name} wait of an urgent notice",
                middle(urgent),
                "s",
                "a routine one of the same moment",
                middle(routine),
                middle(urgent) / middle(routine),
            )
            for name, middle in (("middle", statistics.median), ("longest", max))
        ),
        _none(
            section,
            "urgent notices that a routine one of the same moment overtook",
            sum(mine > other for mine, other in zip(urgent, routine, strict=True)),
        ),
        *(_none(section, f"times that a limit was passed: {name}", count) for name, count in passed.items()),
    ]


async def _by_two(engine: Engine, seconds: float) -> list[Figure]:
    """Whether two processes keep together what Telegram allows a bot."""
    await engine.clear("delivery2")
    async with _sending(engine.url_of("delivery2"), processes=2) as outbox:
        backlog = _backlog(seconds)
        section = f"{SECTION}, {engine.name}, two processes, a backlog of {backlog} messages"
        in_all = _rate(await outbox.told_all(await outbox.write(await outbox.people(backlog))))
        passed = outbox.simulator.limits.violations
    return [
        _beside_limit(section, "messages a second in all", in_all, _LIMITS.overall or 0),
        *(_none(section, f"times that a limit was passed: {name}", count) for name, count in passed.items()),
    ]


def _backlog(seconds: float) -> int:
    """As many messages as Telegram takes in this time."""
    return round(seconds * (_LIMITS.overall or 0))


async def _waits_behind(outbox: "_Outbox", backlog: int, seconds: float) -> tuple[list[float], list[float]]:
    """Seconds that urgent notices wait behind a backlog, and routine ones of the same moments."""
    everybody = await outbox.people(backlog + 2 * _PAIRS)
    queued = await outbox.write(everybody[:backlog])
    waits: tuple[list[float], list[float]] = ([], [])
    written: list[tuple[list[int], float]] = []
    for pair in range(_PAIRS):
        await asyncio.sleep(seconds / 2 / _PAIRS)
        two = everybody[backlog + 2 * pair :][:2]
        numbers = await outbox.write(two, priorities=[notices.URGENT, notices.ROUTINE])
        written.append((numbers, asyncio.get_running_loop().time()))
    await outbox.told_all(queued)
    for numbers, at in written:
        for waited, number in zip(waits, numbers, strict=True):
            waited.append((await outbox.told_all([number]))[0] - at)
    return waits


@dataclass
class _Outbox:
    """The outbox of a hotline, as whoever writes into it and hears what arrives."""

    simulator: Simulator
    process: Process
    _arrived: dict[int, asyncio.Future[float]] = field(default_factory=dict)
    _numbers: Any = field(default_factory=lambda: itertools.count(1_000_001))

    async def people(self, count: int) -> list[int]:
        """So many people who may be written to; their ids in the database."""
        ids = []
        async with self.process.unit_of_work() as work:
            for number in range(count):
                person = join(self.simulator, f"选民{number}", language_code="zh-hans")
                person.started = True
                ids.append((await recognise(work, Chat(person.id, person.first_name, "zh-hans"))).person.id)
        return ids

    async def write(self, people: Sequence[int], priorities: Sequence[int] = ()) -> list[int]:
        """A notice for each, committed together; the numbers by which their arrival is known."""
        numbers = [next(self._numbers) for _ in people]
        loop = asyncio.get_running_loop()
        self._arrived |= {number: loop.create_future() for number in numbers}
        async with self.process.unit_of_work() as work:
            for place, (person, number) in enumerate(zip(people, numbers, strict=True)):
                priority = priorities[place] if priorities else notices.ROUTINE
                await notices.tell(work, person, _KIND, priority=priority, number=str(number))
        return numbers

    async def told_all(self, numbers: Sequence[int]) -> list[float]:
        """When each arrived, in the order of their arrival."""
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                return sorted([await self._arrived[number] for number in numbers])
        except TimeoutError:
            raise NotSent(f"{len(numbers)} notices") from None

    def hear(self, message: dict[str, Any]) -> None:
        for word in message.get("text", "").split():
            digits = "".join(filter(str.isdigit, word))
            arrived = self._arrived.get(int(digits)) if digits else None
            if arrived is not None and not arrived.done():
                arrived.set_result(asyncio.get_running_loop().time())


@asynccontextmanager
async def _sending(url: str, *, processes: int) -> AsyncIterator[_Outbox]:
    """A hotline at work on an empty database, with Telegram's own limits on both sides."""
    simulator = Simulator(TOKEN, limits=_LIMITS)
    async with AsyncExitStack() as stack:
        folder = await stack.enter_async_context(scratch_folder())
        server = await stack.enter_async_context(serve(simulator))
        config = write_settings(folder, server.base_url, url)
        process = Process(load(config))
        stack.push_async_callback(process.database.close)
        await prepare(process.database, process, sample.roster())
        outbox = _Outbox(simulator, process)
        simulator.calls = OverheardCalls(outbox.hear)
        for place in range(processes):
            own = settings_for(config, place, url, {"base_url": server.base_url})
            await stack.enter_async_context(_at_work(own, simulator))
        yield outbox


@asynccontextmanager
async def _at_work(config: Path, simulator: Simulator) -> AsyncIterator[None]:
    """`hotline run`, ready: one of the first things that it does is to give everybody the menu."""
    before = simulator.calls.counters["setMyCommands"]
    async with at_work(["bot", "run", "--config", str(config)], config.parent / "hotline.log") as bot:
        while simulator.calls.counters["setMyCommands"] == before and bot.is_running():  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        yield


def _rate(times: Sequence[float]) -> float:
    """Messages a second between the first and the last."""
    return (len(times) - 1) / (times[-1] - times[0])


def _beside_limit(section: str, what: str, rate: float, limit: float) -> Figure:
    return Figure(section, what, rate, "/s", "Telegram's limit", limit, rate / limit)


def _none(section: str, what: str, count: int) -> Figure:
    return Figure(section, what, count, "", goal="0", is_met=count == 0)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=_SECONDS, help="how much waits, at 30 a second")
    parser.add_argument("--engine", nargs="+", choices=["sqlite", "postgresql"])
    given, console = parser.parse_args(), Console(width=180)
    with engines() as found:
        chosen = [one for one in found if not given.engine or one.name.lower() in given.engine]
        figures = asyncio.run(measure(Asked(chosen, tell=console.print), seconds=given.seconds))
    console.print(table_of(figures))


if __name__ == "__main__":
    main()
