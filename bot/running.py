"""Running a process of the hotline: everything started together, and left in order when asked to stop."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.exc import DBAPIError
from telegram.error import TelegramError

from bot import systemd
from bot.custody import alive
from bot.delivery import Delivery
from bot.inbox import InboxWorker
from bot.leadership import leading, only_process
from bot.logs import note
from bot.polling import Poller
from bot.process import Process
from bot.schedule import Schedule
from bot.telegram_api import call
from bot.watch import Watch
from bot.web.desk_server import serve_desk
from bot.web.watch import serve_watch
from bot.webhook import serve_webhook
from handlers.menus import menu_for_all
from handlers.wording import Texts

logger = logging.getLogger(__name__)

_STAND_BY_SECONDS = 3.0
# How long what is under way may take to end, once asked to stop.
_PATIENCE_SECONDS = 20.0


async def run(process: Process) -> None:
    """Run until SIGTERM or SIGINT. Raises what makes running impossible, such as InvalidToken."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    # Whatever is begun from here on inherits it.
    note(station=process.station_id, process=process.name)
    async with running(process) as tasks:
        systemd.tell(systemd.READY)
        signs = asyncio.create_task(systemd.give_signs_of_life())
        stop = asyncio.create_task(stopping.wait())
        done, _ = await asyncio.wait([stop, *tasks], return_when=asyncio.FIRST_COMPLETED)
        systemd.tell(systemd.STOPPING)
        signs.cancel()
        for task in done - {stop}:
            task.result()


@asynccontextmanager
async def running(process: Process) -> AsyncIterator[list[asyncio.Task[None]]]:
    """A process at work inside the block; yields its tasks, which end only by failing."""
    with only_process(process.database):
        async with process.opened(), alive(process), _at_work(process) as tasks:
            yield tasks


@asynccontextmanager
async def _at_work(process: Process) -> AsyncIterator[list[asyncio.Task[None]]]:
    worker, delivery, schedule = InboxWorker(process), Delivery(process), Schedule(process)
    watch = Watch(process, schedule.look_again)
    receiving = asyncio.create_task(_receive(process, worker), name="receiving")
    working = [
        asyncio.create_task(worker.run(), name="inbox"),
        asyncio.create_task(delivery.run(), name="delivery"),
        asyncio.create_task(watch.run(), name="watch"),
    ]
    serving = _pages(process)
    schedule.start()
    await _set_menu(process)
    logger.info("running as %s", process.name)
    try:
        yield [receiving, *working, *serving]
    finally:
        receiving.cancel()
        for task in serving:
            task.cancel()
        worker.stop()
        delivery.stop()
        watch.stop()
        await schedule.stop()
        everything = [receiving, *working, *serving]
        await asyncio.wait(everything, timeout=_PATIENCE_SECONDS)
        await _end(everything)


def _pages(process: Process) -> list[asyncio.Task[None]]:
    """The desk, where it has an address; the figures, where they have a port."""
    pages = []
    if process.settings.desk.public_url is not None:
        pages.append(asyncio.create_task(serve_desk(process), name="desk"))
    if process.settings.watch.port is not None:
        pages.append(asyncio.create_task(serve_watch(process, process.settings.watch.port), name="figures"))
    return pages


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    """End what has not ended by itself; what was leased is taken over after the next start."""
    for task in tasks:
        task.cancel()
    for task in tasks:
        with contextlib.suppress(asyncio.CancelledError, Exception):
            await task


async def _receive(process: Process, worker: InboxWorker) -> None:
    if process.settings.telegram.receive == "webhook":
        await serve_webhook(process, worker)
    while True:
        try:
            async with leading(process.database, process.station_id) as check:
                process.meters.is_polling.set(1)
                await Poller(process, worker, check).run()
        except (DBAPIError, OSError):
            process.meters.is_polling.set(0)
            logger.exception("the lead in polling is lost; standing by for it again")
            await asyncio.sleep(_STAND_BY_SECONDS)


async def _set_menu(process: Process) -> None:
    """Give everybody the menu of commands. It is a comfort: without it the hotline runs all the same."""
    texts = Texts(process.settings.station.language, process.settings.zone, process.clock())
    made = menu_for_all(texts)
    try:
        await call(process.bot, made.method, made.params)
    except TelegramError as error:
        logger.warning("the command menu could not be set: %s", type(error).__name__)
