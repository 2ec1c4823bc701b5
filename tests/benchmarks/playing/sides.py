"""A bot at work for villagers of its own: the hotline, in one or more processes, or the floor beside it.

Each has a local server and a database of its own; whose turn it is not stands still.
"""

import asyncio
import contextlib
import itertools
import signal
import socket
import sys
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from time import process_time
from typing import Any

import httpx
import psutil
import sqlalchemy as sa
from sqlmodel import col, select
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bot.config import load as read_settings
from bot.demo import sample
from bot.demo.staging import TOKEN, Stage, prepare, scratch_folder, write_settings
from bot.process import Process
from bot.secrets import new_key, write_secret
from bot.simulator import Limits, People, Server, Simulator, serve
from bot.simulator.people.accounts import join
from bot.web.serving import free_port, serving
from storage.tables import Case
from storage.vocabulary import Role
from tests.benchmarks.playing.crowd import Crowd, Shift
from tests.benchmarks.playing.matters import Matters
from tests.benchmarks.playing.server_load import Load, ServerLoad
from tests.chaos.replica import settings_for

_ROOT = Path(__file__).parents[3]
_HOOK = "/telegram"
_QUIET_SECONDS, _LONGEST_REST = 0.4, 20.0
_START_SECONDS = 60.0
_TOLD_AT_ANY_HOUR = {"service_opens": time(0), "service_closes": time(23, 59, 59)}
# Nobody's hands are full and no crowd is a flood, or the later cases would go another way than the first.
_NEVER = 1_000_000


class BotDied(Exception):
    """A bot has ended by itself; carries the end of its log."""


@dataclass(frozen=True)
class Turn:
    """What a shift cost. Processor time in seconds an update: the bot's own and the local server's."""

    shift: Shift
    bot: float
    server: float
    calls: float
    database: Load | None


@dataclass(frozen=True)
class Side:
    """One bot, its villagers and its local server; `process` reads its database, where it has cases."""

    name: str
    crowd: Crowd
    server: Server
    bots: Sequence[psutil.Process]
    process: Process | None = None
    database: ServerLoad | None = None

    async def busy(self, seconds: float, at_once: int) -> Turn:
        """A turn as fast as the bot can."""
        return await self._turn(self.crowd.busy(seconds, at_once))

    async def steady(self, seconds: float, rate: float) -> Turn:
        """A turn at this rate."""
        return await self._turn(self.crowd.steady(seconds, rate))

    async def settle_in(self) -> None:
        """Let PostgreSQL learn how its new tables are filled, which it does by itself within a minute."""
        if self.process is not None and not self.process.database.is_sqlite:
            async with self.process.database.engine.begin() as connection:
                await connection.exec_driver_sql("ANALYZE")

    async def lost(self) -> int:
        """Cases that villagers have a receipt for and the database does not hold."""
        if self.process is None:
            return 0
        async with self.process.database.reading() as session:
            found = await session.exec(
                select(sa.func.count())
                .select_from(Case)
                .where(Case.station_id == self.process.station_id, col(Case.number).is_not(None))
            )
            return self.crowd.filed - int(found.one())

    def stand_still(self) -> None:
        """Stop the bots where they are: those who only wait look into their databases all the same."""
        for bot in self.bots:
            bot.suspend()

    def go_on(self) -> None:
        for bot in self.bots:
            bot.resume()

    async def _turn(self, work: Coroutine[Any, Any, Shift]) -> Turn:
        calls, bot, server = sum(self._calls.values()), self._bot_seconds(), process_time()
        async with contextlib.AsyncExitStack() as stack:
            load = None
            if self.database is not None:
                load = await stack.enter_async_context(self.database.watched())
            shift = await work
            # What is still to be told belongs to this turn.
            await self._rest()
        count = len(shift.waits)
        return Turn(
            shift,
            (self._bot_seconds() - bot) / count,
            (process_time() - server) / count,
            (sum(self._calls.values()) - calls) / count,
            load,
        )

    @property
    def _calls(self) -> dict[str, int]:
        """Calls of the bot by method, but for those that only ask for updates."""
        counters = self.server.simulator.calls.counters
        return {method: count for method, count in counters.items() if method != "getUpdates"}

    def _bot_seconds(self) -> float:
        times = [bot.cpu_times() for bot in self.bots]
        return sum(one.user + one.system for one in times)

    async def _rest(self) -> None:
        """Until the bot calls no more."""
        loop = asyncio.get_running_loop()
        until, before = loop.time() + _LONGEST_REST, -1
        while (now := sum(self._calls.values())) != before and loop.time() < until:
            before = now
            await asyncio.sleep(_QUIET_SECONDS)


@asynccontextmanager
async def floor_side(url: str, matters: Matters) -> AsyncIterator[Side]:
    """The floor on an empty database."""
    simulator = Simulator(TOKEN, limits=Limits.none())
    async with scratch_folder() as folder, serve(simulator) as server:
        other = join(simulator, "代表")
        given = ["tests.benchmarks.playing.floor", server.base_url, url, str(other.id)]
        async with at_work(given, folder / "floor.log") as bot:
            yield Side("the floor", Crowd(simulator, matters.texts), server, [bot])


@asynccontextmanager
async def hotline_side(
    url: str, matters: Matters, replicas: int, *, is_by_webhook: bool, load: ServerLoad | None = None
) -> AsyncIterator[Side]:
    """The hotline on an empty database, with all deputies of the sample township."""
    simulator = Simulator(TOKEN, limits=Limits.none())
    async with contextlib.AsyncExitStack() as stack:
        folder = await stack.enter_async_context(scratch_folder())
        server = await stack.enter_async_context(serve(simulator))
        people = await stack.enter_async_context(People(server.base_url))
        config = _settings(folder, server.base_url, url, is_by_webhook=is_by_webhook)
        process = Process(read_settings(config))
        stack.push_async_callback(process.database.close)
        await prepare(process.database, process, sample.roster())
        configs = [config]
        if is_by_webhook:
            configs = await _behind_webhook(stack, config, url, server.base_url, replicas)
        bots = [
            await stack.enter_async_context(
                at_work(["tests.benchmarks.playing.unlimited", str(one)], folder / f"hotline{place}.log")
            )
            for place, one in enumerate(configs)
        ]
        await _let_everybody_join(Stage(server, people, process))
        name = f"{replicas} replica{'' if replicas == 1 else 's'}"
        yield Side(name, Crowd(simulator, matters.texts), server, bots, process, load)


def _settings(folder: Path, base_url: str, url: str, *, is_by_webhook: bool) -> Path:
    write_secret(folder / "secrets" / "webhook", new_key())
    return write_settings(
        folder,
        base_url,
        url,
        telegram={"receive": "webhook" if is_by_webhook else "polling"},
        routing={"capacity": _NEVER},
        limits={"strangers_per_hour": _NEVER, "same_words": _NEVER},
        station=_TOLD_AT_ANY_HOUR,
    )


async def _behind_webhook(
    stack: contextlib.AsyncExitStack, config: Path, url: str, base_url: str, replicas: int
) -> list[Path]:
    """The settings of each replica: Telegram knows one address, behind which updates are spread."""
    ports = [free_port() for _ in range(replicas)]
    spreader = _Spreader([f"http://127.0.0.1:{port}{_HOOK}" for port in ports])
    stack.push_async_callback(spreader.aclose)
    # Small answers go out at once only where the protocol is named.
    listener = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP))
    listener.bind(("127.0.0.1", 0))
    await stack.enter_async_context(serving(spreader, listener))
    hook = f"http://127.0.0.1:{listener.getsockname()[1]}{_HOOK}"
    secret = str(config.parent / "secrets" / "webhook")
    return [
        settings_for(
            config,
            place,
            url,
            {"base_url": base_url, "webhook": {"public_url": hook, "port": port, "secret_file": secret}},
        )
        for place, port in enumerate(ports)
    ]


class _Spreader:
    """Takes Telegram's calls and hands them to the replicas in turn, as a balancer does."""

    def __init__(self, hooks: Sequence[str]) -> None:
        self._turns = itertools.cycle(hooks)
        self._client = httpx.AsyncClient(trust_env=False, timeout=_START_SECONDS)

    async def aclose(self) -> None:
        await self._client.aclose()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        body = await request.body()
        headers = {name: value for name, value in request.headers.items() if name != "host"}
        try:
            answer = await self._client.post(next(self._turns), content=body, headers=headers)
            status = answer.status_code
        except httpx.HTTPError:
            status = 502
        await Response(status_code=status)(scope, receive, send)


@asynccontextmanager
async def at_work(module_and_given: Sequence[str], log: Path) -> AsyncIterator[psutil.Process]:
    """A program in a process of its own. Raises BotDied if it did not last."""
    with log.open("ab") as opened:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", *module_and_given, stdout=opened, stderr=opened, cwd=_ROOT
        )
    try:
        yield psutil.Process(process.pid)
    finally:
        if process.returncode is not None:
            raise BotDied(_end_of(log))
        # Who stands still would not hear of it.
        process.send_signal(signal.SIGCONT)
        process.terminate()
        await process.wait()


def _end_of(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")[-2_000:]


async def _let_everybody_join(stage: Stage) -> None:
    """The liaison and all deputies."""
    await stage.holder(Role.LIAISON, "联络员")
    for row in sample.roster().deputies:
        await stage.deputy(row.code)
