"""Intake: from an update to its committed case and its answer at Telegram, beside the least a bot can do.

    python -m tests.benchmarks.intake [--seconds 10] [--rounds 5] [--engine sqlite postgresql]
                                      [--replicas 1 2 4] [--data FILE.csv]

Villagers write a matter and tap to file it, many at once: first as fast as the bot can, then at half of that
rate. The floor is a plain python-telegram-bot handler that commits one row an update on the same kind of
database and sends as many replies; it and the hotline (`hotline run` in processes of its own, without the
limits on sending) take turns, a round each, while the others stand still, and medians count. On SQLite one
process polls; on PostgreSQL the replicas stand behind a webhook. An answer is sent only after the commit, so
its wait holds both. The local server and its villagers share this process; their processor time is told
apart. Several replicas keep all processors busy, on which the same work takes longer than where one is idle:
so a single one has a turn beside programs that do so, too.
"""

import argparse
import asyncio
import contextlib
import statistics
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from sqlalchemy.engine import make_url

from tests.benchmarks.building.stations import Engine, engines
from tests.benchmarks.commits import commits_per_second, how_measured
from tests.benchmarks.intake_figures import Found, Turns, figures_of
from tests.benchmarks.playing.matters import Matters, matters
from tests.benchmarks.playing.server_load import ServerLoad
from tests.benchmarks.playing.sides import Side, Turn, floor_side, hotline_side
from tests.benchmarks.playing.spinning import busy_processors
from tests.benchmarks.reporting.asked import Asked
from tests.benchmarks.reporting.figures import Figure
from tests.benchmarks.reporting.shown import table_of

SECTION = "Intake"
AT_ONCE = 24
_REPLICAS = (1, 2, 4)
_SECONDS, _ROUNDS = 10.0, 5
_QUICK_SECONDS, _QUICK_ROUNDS, _QUICK_AT_ONCE = 1.0, 1, 4


async def measure(
    asked: Asked,
    *,
    seconds: float = _SECONDS,
    rounds: int = _ROUNDS,
    replicas: Sequence[int] = _REPLICAS,
    at_once: int = AT_ONCE,
) -> list[Figure]:
    """All figures of all databases."""
    if asked.is_quick:
        seconds, rounds, at_once = _QUICK_SECONDS, _QUICK_ROUNDS, _QUICK_AT_ONCE
    figures = []
    for engine in asked.engines:
        contest = _Contest(engine, matters(asked.data), seconds, rounds, at_once, asked)
        figures += figures_of(await contest.held((1,) if engine.name == "SQLite" else replicas))
    return figures


@dataclass(frozen=True)
class _Contest:
    """The floor and the hotline on one kind of database, in turns."""

    engine: Engine
    told: Matters
    seconds: float
    rounds: int
    at_once: int
    asked: Asked

    async def held(self, replicas: Sequence[int]) -> Found:
        """Start everybody, let them take turns, and see whether every receipt has its case."""
        async with contextlib.AsyncExitStack() as stack:
            floor = await stack.enter_async_context(floor_side(await self._empty("floor"), self.told))
            hotlines = [await self._hotline(stack, count) for count in replicas]
            sides = [floor, *hotlines]
            for side in sides:
                self._tell(f"{side.name} warms up")
                await side.busy(self.seconds / 2, self.at_once)
                await side.settle_in()
            busy, commits = await self._as_fast_as_they_can(sides)
            half = await self._at_half_load(sides, busy)
            return Found(
                section=", ".join([SECTION, self.engine.name, f"{self.at_once} at once", self.told.source]),
                is_alone=self.engine.name == "SQLite",
                floor=floor.name,
                hotlines=[side.name for side in hotlines],
                busy=busy,
                crowded=await self._beside_others(sides[1], sides) if len(hotlines) > 1 else [],
                half=half,
                commits=commits,
                how_committed=how_measured(make_url(self.engine.url_of("commits"))),
                lost=sum([await side.lost() for side in hotlines]),
            )

    async def _hotline(self, stack: contextlib.AsyncExitStack, replicas: int) -> Side:
        url = await self._empty(f"hotline{replicas}")
        is_shared = self.engine.name != "SQLite"
        load = await ServerLoad.of(url) if is_shared else None
        side = hotline_side(url, self.told, replicas, is_by_webhook=is_shared, load=load)
        return await stack.enter_async_context(side)

    async def _empty(self, name: str) -> str:
        await self.engine.clear(f"intake_{name}")
        return self.engine.url_of(f"intake_{name}")

    async def _as_fast_as_they_can(self, sides: Sequence[Side]) -> tuple[Turns, list[float]]:
        turns, commits, url = defaultdict(list), [], await self._empty("commits")
        for place in range(self.rounds):
            self._tell(f"as fast as they can, {place + 1} of {self.rounds}")
            commits.append(await commits_per_second(url, self.seconds / 2))
            for side in sides:
                _only(side, sides)
                turns[side.name].append(await side.busy(self.seconds, self.at_once))
        return turns, commits

    async def _beside_others(self, side: Side, sides: Sequence[Side]) -> list[Turn]:
        _only(side, sides)
        turns = []
        for place in range(self.rounds):
            self._tell(f"{side.name} beside other programs, {place + 1} of {self.rounds}")
            with busy_processors():
                turns.append(await side.busy(self.seconds, self.at_once))
        return turns

    async def _at_half_load(self, sides: Sequence[Side], busy: Turns) -> Turns:
        turns = defaultdict(list)
        for place in range(self.rounds):
            self._tell(f"at half load, {place + 1} of {self.rounds}")
            for side in sides:
                rate = statistics.median([turn.shift.rate for turn in busy[side.name]]) / 2
                _only(side, sides)
                turns[side.name].append(await side.steady(self.seconds, rate))
        return turns

    def _tell(self, what: str) -> None:
        self.asked.tell(f"intake on {self.engine.name}: {what}")


def _only(side: Side, sides: Sequence[Side]) -> None:
    """The others stand still while it has its turn; they have nothing to do by then."""
    for one in sides:
        if one is side:
            one.go_on()
        else:
            one.stand_still()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=_SECONDS, help="how long each turn lasts")
    parser.add_argument("--rounds", type=int, default=_ROUNDS)
    parser.add_argument("--engine", nargs="+", choices=["sqlite", "postgresql"])
    parser.add_argument("--replicas", type=int, nargs="+", default=_REPLICAS, help="on PostgreSQL")
    parser.add_argument("--at-once", type=int, default=AT_ONCE, help="villagers at a time")
    parser.add_argument("--data", type=Path, help="messages to send: a CSV file with topic and detail")
    given, console = parser.parse_args(), Console(width=180)
    with engines() as found:
        chosen = [one for one in found if not given.engine or one.name.lower() in given.engine]
        asked = Asked(chosen, data=given.data, tell=console.print)
        figures = asyncio.run(
            measure(
                asked,
                seconds=given.seconds,
                rounds=given.rounds,
                replicas=given.replicas,
                at_once=given.at_once,
            )
        )
    console.print(table_of(figures))


if __name__ == "__main__":
    main()
