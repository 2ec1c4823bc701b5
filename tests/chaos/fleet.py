"""The processes of one round: each with its own way to Telegram and to the database, watched over."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.process import utc_now
from bot.replay.bot_process import BotProcess
from bot.simulator import Simulator
from bot.web.serving import free_port, serving
from tests.chaos.lines import Calls, Line, Spreader
from tests.chaos.plan import REPLICAS, WEBHOOK, Round
from tests.chaos.postmaster import Postmaster
from tests.chaos.reaper import Reaper
from tests.chaos.replica import Replica, settings_for
from tests.chaos.wire import Wire

DATABASE = "hotline"
_PATH = "/telegram"
# A process that starts while the database is away may say so and end; soon after that it may not.
_EXCUSED = timedelta(seconds=15)


@dataclass
class Fleet:
    """The processes of one round, and what is between them and the world."""

    reaper: Reaper
    replicas: list[Replica] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)

    async def watch(self) -> None:
        """Start again whatever has ended without having been killed, as a supervisor does."""
        while True:
            await asyncio.sleep(0.5)
            for replica in self.replicas:
                if replica.bot.has_died() and not self.reaper.is_reviving(replica):
                    self._note_end(replica)
                    await replica.bot.start()

    def _note_end(self, replica: Replica) -> None:
        """One that starts while the database is away may say so and end; else it should go on for ever."""
        now = utc_now()
        is_excused = any(
            killed.replica is None and now <= (killed.back_at or now) + _EXCUSED
            for killed in self.reaper.killed
        )
        if not is_excused:
            self.ended.append(f"process {replica.index}: {replica.bot.log_tail(3)}")

    def log_tails(self) -> str:
        return "\n".join(f"process {r.index}:\n{r.bot.log_tail()}" for r in self.replicas)


@asynccontextmanager
async def fleet_at_work(
    folder: Path,
    simulator: Simulator,
    calls: Calls,
    reaper: Reaper,
    master: Postmaster | None,
    planned: Round,
) -> AsyncIterator[Fleet]:
    """The processes at work, each with its lines; stopped in order at the end."""
    fleet = Fleet(reaper)
    async with AsyncExitStack() as stack:
        spreader = Spreader(reaper)
        stack.push_async_callback(spreader.aclose)
        hook = await _served(stack, spreader) + _PATH if planned.receive == WEBHOOK else None
        for index in range(REPLICAS[planned.engine]):
            line = Line(simulator, calls, reaper)
            wire = None if master is None else Wire(master.socket, reaper)
            settings = {"base_url": await _served(stack, line)}
            url = f"sqlite+aiosqlite:///{folder / 'hotline.db'}"
            if wire is not None:
                url = Postmaster.url_by(await stack.enter_async_context(wire.listening()), DATABASE)
            replica = _replica(folder, index, url, hook, settings)
            line.replica = replica
            if wire is not None:
                wire.replica = replica
            fleet.replicas.append(replica)
        reaper.replicas = fleet.replicas
        spreader.replicas = fleet.replicas
        await asyncio.gather(*(replica.bot.start() for replica in fleet.replicas))
        watching = asyncio.create_task(fleet.watch())
        try:
            yield fleet
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
            await asyncio.gather(*(replica.bot.stop() for replica in fleet.replicas))


def _replica(folder: Path, index: int, url: str, hook: str | None, telegram: dict[str, Any]) -> Replica:
    """A process with its settings; `hook` is the address that Telegram is told, the same for all of them."""
    port = free_port()
    if hook is not None:
        secret = str(folder / "secrets" / "webhook")
        telegram["webhook"] = {"public_url": hook, "port": port, "secret_file": secret}
    config = settings_for(folder / "config.toml", index, url, telegram)
    return Replica(index, BotProcess(config), f"http://127.0.0.1:{port}{_PATH}")


async def _served(stack: AsyncExitStack, app: Any) -> str:
    """The address at which an app is served."""
    # Small answers go out at once only where the protocol is named.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    stack.enter_context(contextlib.closing(listener))
    await stack.enter_async_context(serving(app, listener))
    return f"http://127.0.0.1:{listener.getsockname()[1]}"
