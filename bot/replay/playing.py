"""A replay from start to end: local Telegram, township, bot process, villagers, kills, report."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.config import load
from bot.demo import sample
from bot.demo.staging import ALL_NEWCOMERS, TOKEN, Stage, prepare, scratch_folder, write_settings
from bot.process import Process
from bot.replay.bot_process import BotProcess
from bot.replay.messages import PlayedMessage
from bot.replay.report import Report, make_report
from bot.replay.villager import Villager
from bot.simulator import People, Simulator, serve
from storage.queries import inbox, outbox, roster
from storage.vocabulary import Role

# So many villagers look at their phones at once; the others' messages wait in the chat.
_AT_ONCE = 150
_SENDING_AT_ONCE = 20
_PATIENCE = 300.0


class BotDied(Exception):
    """The bot ended by itself in the middle of a replay; carries the end of its log."""


@dataclass(frozen=True)
class Played:
    """The outcome of a replay."""

    report: Report
    villagers: list[Villager]
    seconds: float
    peak_memory_mb: float
    kills: int
    left_unsent: int


Progress = Callable[[int], None]


async def play(
    messages: Sequence[PlayedMessage],
    *,
    rate: float | None,
    database_url: str | None,
    kills: int,
    progress: Progress,
) -> Played:
    """Play `messages`, `rate` a second (None: all at once), and kill the bot at `kills` points on the way."""
    async with (
        scratch_folder() as folder,
        serve(Simulator(TOKEN)) as server,
        People(server.base_url) as people,
    ):
        url = database_url or f"sqlite+aiosqlite:///{folder / 'hotline.db'}"
        config = write_settings(folder, server.base_url, url, limits=ALL_NEWCOMERS)
        process = Process(load(config))
        await prepare(process.database, process, sample.roster())
        bot = BotProcess(config)
        await bot.start()
        try:
            await _let_everybody_join(Stage(server, people, process))
            villagers = [Villager(f"选民{number}", m.text) for number, m in enumerate(messages, start=1)]
            started = time.monotonic()
            await _play(villagers, people, bot, rate=rate, kills=kills, progress=progress)
            seconds = time.monotonic() - started
            left = await _come_to_rest(process, bot)
            report = await make_report(process.database, process.station_id, villagers)
        finally:
            await bot.stop()
            await process.database.close()
        return Played(report, villagers, seconds, bot.peak_memory_mb, bot.kills, left)


async def _let_everybody_join(stage: Stage) -> None:
    """The liaison and all deputies of the township."""
    async with stage.process.database.reading() as session:
        codes = [row.code for row in await roster.deputies(session, stage.process.station_id)]
    await stage.holder(Role.LIAISON, "联络员")
    for code in codes:
        await stage.deputy(code)


async def _play(
    villagers: list[Villager],
    people: People,
    bot: BotProcess,
    *,
    rate: float | None,
    kills: int,
    progress: Progress,
) -> None:
    looking, sending = asyncio.Semaphore(_AT_ONCE), asyncio.Semaphore(_SENDING_AT_ONCE)
    done = 0
    kill_at = {round(len(villagers) * (point + 1) / (kills + 1)) for point in range(kills)}
    killing = asyncio.Lock()

    async def one(villager: Villager, delay: float) -> None:
        nonlocal done
        await asyncio.sleep(delay)
        async with sending:
            await villager.send(people)
        async with looking:
            await villager.see_through(_PATIENCE)
        done += 1
        progress(done)
        if done in kill_at:
            async with killing:
                await bot.kill()
                await bot.start()

    tasks = [
        asyncio.create_task(one(villager, 0.0 if rate is None else number / rate))
        for number, villager in enumerate(villagers)
    ]
    while pending := [task for task in tasks if not task.done()]:
        await asyncio.wait(pending, timeout=1.0)
        bot.note_memory()
        if bot.has_died() and not killing.locked():
            raise BotDied(bot.log_tail())
    for task in tasks:
        task.result()


async def _come_to_rest(process: Process, bot: BotProcess) -> int:
    """Wait until nothing waits in inbox and outbox; returns how many notices are still unsent."""
    left, quiet_since = -1, time.monotonic()
    while time.monotonic() - quiet_since < _PATIENCE:
        async with process.database.reading() as session:
            updates = await inbox.counts(session, process.station_id)
            notices = await outbox.counts(session, process.station_id)
        now_left = updates.get(inbox.WAITING, 0) + notices.get(outbox.WAITING, 0)
        if now_left == 0:
            return 0
        if now_left != left:
            left, quiet_since = now_left, time.monotonic()
        if bot.has_died():
            raise BotDied(bot.log_tail())
        await asyncio.sleep(0.5)
    return left
