"""What one update costs: statements, commits and processor time, of taking it in and of what is sent for it.

    python -m tests.benchmarks.statements [--rounds 20] [--engine sqlite postgresql] [--show "a tap to file"]

Plays a case from the first message to its rating again and again, one update after the other, against a
local Telegram in a process of its own. Round trips are those that PostgreSQL sees: a statement each, one
to begin and one to end a transaction. With --show it also prints the statements of one kind of update.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rich.console import Console
from rich.table import Table

from bot.config import load
from bot.delivery import Delivery
from bot.demo import sample
from bot.demo.staging import TOKEN, prepare, write_settings
from bot.inbox import InboxWorker
from bot.limiter import Limiter
from bot.polling import Poller
from bot.process import Process
from bot.simulator import Limits, People, Person, SeenMessage, Simulator, serve
from hotline.invitations import PAYLOAD_PREFIX, invite
from hotline.permissions import SYSTEM
from storage.queries import roster
from storage.vocabulary import Role
from tests.support import databases, postgres

ROAD = "咱靠山屯到镇上这六里地还是土路，一下雨车就陷里头，啥时候能给俺们修上柏油路？"
_MORE = "村口那一段最难走，孩子上学都得绕路"
_REPLY = "县交通局今年立项，九月动工。"
_ENGINES = ("sqlite", "postgresql")
_SERVER = """
from bot.simulator import Limits
from bot.simulator.server import run

run(0, {!r}, limits=Limits.none())
"""


@dataclass
class Cost:
    """What was asked of the database, and the processor's seconds."""

    statements: list[str] = field(default_factory=list)
    begins: int = 0
    commits: int = 0
    seconds: float = 0.0

    @property
    def round_trips(self) -> int:
        return len(self.statements) + self.begins * 2


class Meter:
    """Adds to the cost that is being measured, if one is."""

    def __init__(self, engine: sa.Engine) -> None:
        self._now: Cost | None = None
        sa.event.listen(engine, "before_cursor_execute", self._statement)
        sa.event.listen(engine, "begin", self._begin)
        sa.event.listen(engine, "commit", self._commit)

    @contextmanager
    def measuring(self, cost: Cost) -> Iterator[None]:
        began, self._now = time.process_time(), cost
        try:
            yield
        finally:
            self._now = None
            cost.seconds += time.process_time() - began

    def _statement(self, _connection: Any, _cursor: Any, text: str, *_rest: Any) -> None:
        if self._now is not None and not text.startswith("BEGIN"):
            self._now.statements.append(text)

    def _begin(self, _connection: Any) -> None:
        if self._now is not None:
            self._now.begins += 1

    def _commit(self, _connection: Any) -> None:
        if self._now is not None:
            self._now.commits += 1


@dataclass
class Hotline:
    """A hotline that does only what it is asked to, so that each part of its work can be measured."""

    process: Process
    people: People
    inbox: InboxWorker
    delivery: Delivery
    poller: Poller
    meter: Meter
    costs: dict[str, list[tuple[Cost, Cost]]] = field(default_factory=lambda: defaultdict(list))

    async def settle(self, kind: str) -> None:
        """Take in what was just done and send what comes of it; the cost is noted under `kind`."""
        intake, sending = Cost(), Cost()
        with self.meter.measuring(intake):
            await self.poller.poll_once()
            await self.inbox.work_off()
        with self.meter.measuring(sending):
            while await self.delivery.send_waiting():
                await self.delivery.drain()
        self.costs[kind].append((intake, sending))

    async def say(self, kind: str, person: Person, text: str) -> None:
        await person.send_text(text)
        await self.settle(kind)

    async def press(self, kind: str, person: Person, button: str) -> None:
        """Press a button of the newest message that has it."""
        await person.press(await _newest(person, button), button, wait=0)
        await self.settle(kind)

    async def join(self, name: str, payload: str = "") -> Person:
        person = await self.people.join(name)
        await person.start(payload)
        await self.settle("a newcomer starts")
        return person


async def _newest(person: Person, button: str) -> SeenMessage:
    return [message for message in await person.history() if button in message.button_texts][-1]


async def play_case(hotline: Hotline, deputy: Person, name: str) -> None:
    """One case from the first message to the rating."""
    villager = await hotline.join(name)
    await hotline.press("home chosen", villager, "靠山屯村")
    await hotline.say("a new matter", villager, ROAD)
    await hotline.say("more words to the draft", villager, _MORE)
    await hotline.press("a tap to file", villager, "提交")
    await hotline.press("the deputy accepts", deputy, "签收")
    await hotline.press("the deputy will answer", deputy, "答复")
    await hotline.press("what came of it", deputy, "已解决")
    await hotline.say("the answer's words", deputy, _REPLY)
    await hotline.press("solved", villager, "解决了")
    await hotline.press("content", villager, "满意")
    await hotline.say("how does it stand", villager, "我反映的事怎么样了")


async def join_deputy(hotline: Hotline, code: str) -> Person:
    """The deputy with this code in the roster, by a real invitation."""
    async with hotline.process.unit_of_work() as work:
        rows = await roster.deputies(work.session, work.station_id)
        row = next(row for row in rows if row.code == code)
        payload = f"{PAYLOAD_PREFIX}{await invite(work, SYSTEM, Role.DEPUTY, row.id)}"
    return await hotline.join(row.name, payload)


@asynccontextmanager
async def local_telegram() -> AsyncIterator[str]:
    """The address of a local Telegram in a process of its own, whose work is not measured."""
    server = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _SERVER.format(TOKEN), stdout=asyncio.subprocess.PIPE
    )
    try:
        assert server.stdout is not None
        yield (await server.stdout.readline()).decode().strip()
    finally:
        server.terminate()
        await server.wait()


@asynccontextmanager
async def telegram_here() -> AsyncIterator[str]:
    """A local Telegram in this event loop: for counting, which its work does not disturb."""
    async with serve(Simulator(TOKEN, limits=Limits.none())) as server:
        yield server.base_url


@asynccontextmanager
async def hotline_at(base_url: str, database_url: str, people: People) -> AsyncIterator[Hotline]:
    """The sample township's hotline on a database with its schema."""

    async def unchallenged() -> None:
        return None

    with tempfile.TemporaryDirectory(prefix="hotline-") as folder:
        process = Process(load(write_settings(Path(folder), base_url, database_url)))
        await prepare(process.database, process, sample.roster())
        inbox, delivery = InboxWorker(process), Delivery(process, Limiter(1e6, 1e6))
        poller, meter = Poller(process, inbox, unchallenged), Meter(process.database.engine.sync_engine)
        async with process.opened():
            yield Hotline(process, people, inbox, delivery, poller, meter)


async def measure(
    telegram: AbstractAsyncContextManager[str], database_url: str, rounds: int, warming: int = 2
) -> dict[str, list[tuple[Cost, Cost]]]:
    """The costs of each update of so many cases, after some that warm everything up."""
    async with (
        telegram as base_url,
        People(base_url) as people,
        hotline_at(base_url, database_url, people) as hotline,
    ):
        deputy = await join_deputy(hotline, "D03")
        for number in range(warming):
            await play_case(hotline, deputy, f"先来的{number}")
        hotline.costs.clear()
        for number in range(rounds):
            await play_case(hotline, deputy, f"村民{number}")
        return dict(hotline.costs)


def table_of(engine: str, costs: dict[str, list[tuple[Cost, Cost]]]) -> Table:
    """The middle cost of each kind of update, and the mean of all kinds."""
    table = Table(engine, *("statements", "round trips", "commits", "ms") * 2)
    kinds = {kind: [_middle(part) for part in zip(*pairs, strict=True)] for kind, pairs in costs.items()}
    for kind, parts in kinds.items():
        table.add_row(kind, *(f"{number:.4g}" for part in parts for number in part))
    mean = [
        statistics.mean(numbers) for numbers in zip(*(sum(row, ()) for row in kinds.values()), strict=True)
    ]
    table.add_row("mean", *(f"{number:.4g}" for number in mean), style="bold")
    return table


def _middle(costs: tuple[Cost, ...]) -> tuple[float, ...]:
    rows = [(len(one.statements), one.round_trips, one.commits, one.seconds * 1000) for one in costs]
    return tuple(statistics.median(column) for column in zip(*rows, strict=True))


@contextmanager
def fresh_database(engine: str, folder: Path) -> Iterator[str]:
    """The URL of a migrated database on this engine."""
    if engine == "sqlite":
        with databases.sqlite_template(folder) as path:
            yield f"sqlite+aiosqlite:///{path}"
        return
    with postgres.postgres() as url:
        yield databases.postgres_template(url).render_as_string(hide_password=False)


def main() -> None:
    """Play, count, and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--engine", nargs="+", choices=_ENGINES, default=_ENGINES)
    parser.add_argument("--show", help="a kind of update whose statements are printed")
    given, console = parser.parse_args(), Console(width=150)
    for engine in given.engine:
        with tempfile.TemporaryDirectory() as folder, fresh_database(engine, Path(folder)) as url:
            costs = asyncio.run(measure(local_telegram(), url, given.rounds))
        console.print(table_of(engine, costs))
        for part in costs.get(given.show, [()])[-1]:
            for text in part.statements:
                console.print(f"  {' '.join(text.split())[:400]}", markup=False, soft_wrap=True)
            console.print()


if __name__ == "__main__":
    main()
