"""`hotline run` on a local server that takes messages as fast as they come: Telegram's limits are not kept.

    python -m tests.benchmarks.playing.unlimited CONFIG

So the hotline's own speed shows. Settings cannot ask for this: they are checked, and Telegram's limits are
the most that they allow.
"""

import asyncio
import sys
from pathlib import Path

from bot import logs
from bot.config import Settings, load
from bot.process import Process
from bot.running import run

_PER_SECOND = 1e6


def unlimited(settings: Settings) -> Settings:
    """The same settings without the limits on sending."""
    limits = {"messages_per_second": _PER_SECOND, "messages_per_second_in_a_chat": _PER_SECOND}
    return settings.model_copy(update={"telegram": settings.telegram.model_copy(update=limits)})


async def _work(config: Path) -> None:
    await run(Process(unlimited(load(config))))


def main() -> None:
    """Run until stopped, logging as `hotline run` does."""
    logs.set_up("INFO", "text")
    asyncio.run(_work(Path(sys.argv[1])))


if __name__ == "__main__":
    main()
