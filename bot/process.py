"""One process of the hotline: what its parts share, and how they are started and stopped together."""

import asyncio
import contextlib
import logging
import os
import secrets
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy.engine import make_url
from telegram.ext import Application, ApplicationBuilder
from telegram.request import HTTPXRequest

from bot.config import Settings
from bot.knowledge import KnowledgeKeeper, calendar_warnings
from bot.meters import Meters
from bot.pace import Pace
from bot.pictures import Pictures
from bot.secrets import SecretMissing
from bot.vitals import Vitals
from handlers import HANDLERS
from handlers.context import CONTEXT_TYPES
from handlers.errors import on_error
from hotline.work import Work
from storage import schema
from storage.database import Database
from storage.ids import continue_after
from storage.queries import people
from storage.queries.newest import newest_id
from storage.vault import SealBroken, Vault

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


class Process:
    """Settings, database, knowledge, time and Telegram: what every part of the runtime works with."""

    def __init__(self, settings: Settings, *, clock: Clock = utc_now) -> None:
        self.settings = settings
        self.clock = clock
        self.station_id = settings.station.id
        self.name = f"{os.uname().nodename[:24]}-{os.getpid()}-{secrets.token_hex(3)}"
        self.vault = settings.master_keys().vault
        self.database = Database(settings.database_url, settings.station.id)
        self.knowledge = KnowledgeKeeper(settings, self.database)
        self.application = build_application(settings)
        # Set when there is something to handle.
        self.has_updates = asyncio.Event()
        self.pace = Pace()
        # How many processes work for the station, this one among them (bot/custody.py).
        self.sharers = 1
        self.pictures = Pictures()
        self.meters = Meters()
        self.database.on_transaction = self.meters.transactions.observe
        self.vitals = Vitals(data_folder(settings))
        self.database.on_outage = self.vitals.note_outage

    @property
    def bot(self) -> Any:
        return self.application.bot

    @asynccontextmanager
    async def unit_of_work(self) -> AsyncIterator[Work]:
        """One transaction with its time; after its commit what is new is learned, then delivery woken."""
        async with self.database.transaction() as session:
            work = Work(session, self.station_id, self.clock(), self.vault, self.knowledge.current)
            yield work
        try:
            # Before anybody hears that it holds: what they write next is read by it.
            if work.has_new_roster or work.has_new_lexicon:
                await self.knowledge.refresh()
        finally:
            if work.has_notices:
                self.pace.told()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Work]:
        """A unit of work that only looks; on SQLite it waits for no writer."""
        async with self.database.reading() as session:
            yield Work(session, self.station_id, self.clock(), self.vault, self.knowledge.current)

    @asynccontextmanager
    async def opened(self) -> AsyncIterator["Process"]:
        """Check the schema, learn the roster, meet Telegram; and take leave of all of them."""
        try:
            await schema.check(self.database)
            await check_key(self.database, self.station_id, self.vault)
            async with self.database.reading() as session:
                continue_after(await newest_id(session, self.station_id))
            await self.knowledge.refresh()
            for line in calendar_warnings(self.knowledge.current.calendar, self.clock()):
                logger.warning(line)
            async with self.application:
                yield self
        finally:
            await self.pictures.close()
            await self.database.close()


async def check_key(database: Database, station_id: int, vault: Vault) -> None:
    """Raises SecretMissing if people in the database were sealed with another master key."""
    async with database.reading() as session:
        identity = await people.any_identity(session, station_id)
    try:
        if identity is not None and identity.wrapped_key is not None:
            vault.data_key(identity.wrapped_key, identity.person_id)
    except SealBroken:
        raise SecretMissing(
            "secrets.master_key_file: the people in this database were sealed with another master key; "
            "bring back its copy, else nobody is recognised and nothing of theirs can be opened"
        ) from None


def data_folder(settings: Settings) -> Path:
    """Where the data lies, as far as it lies on this machine."""
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        return Path(url.database).parent
    return settings.folder


@cache
def _tls() -> ssl.SSLContext:
    """One for all connections of this process: reading the certificates takes a moment each time."""
    return httpx.create_ssl_context()


def _requests(**options: Any) -> HTTPXRequest:
    return HTTPXRequest(**options, httpx_kwargs={"verify": _tls()})


def build_application(settings: Settings) -> Application[Any, Any, Any, Any, Any, Any]:
    """The application that hands updates to handlers; it neither polls nor sends by itself."""
    base = str(settings.telegram.base_url).rstrip("/")
    builder = (
        ApplicationBuilder()
        .token(settings.token())
        .base_url(f"{base}/bot")
        .base_file_url(f"{base}/file/bot")
        .request(_requests(connection_pool_size=64, pool_timeout=30, read_timeout=15))
        # Never used: polling makes its own calls (bot/polling.py).
        .get_updates_request(_requests(connection_pool_size=1))
        .context_types(CONTEXT_TYPES)
        .updater(None)
        .job_queue(None)
    )
    application = builder.build()
    application.add_handlers(HANDLERS)
    application.add_error_handler(on_error)
    return application


async def wait_for(event: asyncio.Event, seconds: float) -> None:
    """Until the event is set, or the time is over; the event is cleared."""
    # Not asyncio.wait_for, which up to Python 3.11 loses a cancellation that comes together with the event:
    # a process asked to stop would then go on for ever.
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
    event.clear()
