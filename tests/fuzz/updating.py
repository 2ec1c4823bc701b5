"""Updates through the real inbox and the real handlers, in batches, while the clock goes on."""

import math
import time
from collections.abc import Callable
from datetime import timedelta

from bot import schedule
from bot.schedule import TICKS
from tests.fuzz.target import Failure, Tally, traced
from tests.fuzz.telegram import Updates
from tests.fuzz.town import Town
from tests.fuzz.words import Words

_BATCH = 48
Counted = Callable[[int], None]
# What the clock does by itself now and then; files lie at Telegram, and there is none.
_TICKS = [tick for name, tick, _ in TICKS if tick is not schedule.fetch_files and name != "lexicon"]


def _nobody_counts(_runs: int) -> None:
    return None


async def run_updates(
    town: Town, words: Words, count: int, counted: Counted = _nobody_counts, until: float = math.inf
) -> Tally:
    """So many updates, then everything that they caused."""
    updates, tally = Updates(words, town.chatters), Tally()
    town.faults.excused = updates.bent
    while tally.runs < count and time.time() < until:
        size = min(_BATCH, count - tally.runs)
        at = int(town.clock().timestamp())
        batch = [updates.one(at) for _ in range(size)]
        await _keep(town, batch, tally)
        await _work_off(town)
        await _pass_time(town, words, tally)
        tally.runs += size
        counted(size)
    await _end(town, updates, tally)
    return tally


async def _keep(town: Town, batch: list[dict[str, object]], tally: Tally) -> None:
    try:
        await town.inbox.keep(batch)
    except Exception as error:
        tally.failures.append(Failure("updates", "", f"keep: {error!r}", ascii(batch)[:2000], traced(error)))


async def _work_off(town: Town) -> None:
    while await town.inbox.work_off():
        continue


async def _pass_time(town: Town, words: Words, tally: Tally) -> None:
    """Mostly minutes, sometimes days; what is due then is done, and all messages are read."""
    town.clock.move(timedelta(minutes=words.pick((0, 1, 3, 10))))
    if words.is_in(0.04):
        town.clock.move(timedelta(hours=words.pick((1, 5, 14, 24, 72))))
        await _tick(town, tally)
    await town.postman.deliver()


async def _tick(town: Town, tally: Tally) -> None:
    for tick in _TICKS:
        try:
            await tick(town.process)
        except Exception as error:
            tally.failures.append(Failure("ticks", "", f"{tick.__name__}: {error!r}", "", traced(error)))


async def _end(town: Town, updates: Updates, tally: Tally) -> None:
    """What failed is tried again until it is parked; then every fault is told."""
    for _ in range(8):
        town.clock.move(timedelta(minutes=2))
        await _work_off(town)
    await town.postman.deliver()
    for update_id, problem in await town.parked():
        if update_id in updates.bent:
            tally.refused += 1
            continue
        tally.failures.append(Failure("updates", "", f"update {update_id} is parked: {problem}", ""))
    for kind, problem in await town.parked_notices():
        tally.failures.append(Failure("notices", "", f"{kind} is parked: {problem}", ""))
    for problem in dict.fromkeys(town.postman.refused):
        tally.failures.append(Failure("notices", "", problem, ""))
    for place, text in town.faults.seen.items():
        tally.failures.append(Failure("log", "", place, "", text))
    if waiting := await town.waiting():
        tally.failures.append(Failure("updates", "", f"{waiting} updates are still waiting", ""))
