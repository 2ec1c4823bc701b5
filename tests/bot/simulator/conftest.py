"""A running simulator, a real bot and people for every test."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from telegram import Bot, Update
from telegram.request import HTTPXRequest

from bot.simulator import Backoff, Limits, People, Person, Server, Simulator, serve


class Clock:
    """A time that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 6, 15, 1, 0, tzinfo=UTC)
        self.seconds = 1000.0

    def __call__(self) -> datetime:
        return self.now

    def monotonic(self) -> float:
        return self.seconds

    def advance(self, **amount: float) -> None:
        by = timedelta(**amount)
        self.now += by
        self.seconds += by.total_seconds()


class Inbox:
    """Fetches a bot's updates, confirming those of the last fetch."""

    def __init__(self, bot: Bot) -> None:
        self.bot = bot
        self.offset: int | None = None

    async def fetch(self, timeout: int = 0) -> list[Update]:
        updates = list(await self.bot.get_updates(offset=self.offset, timeout=timeout))
        if updates:
            self.offset = updates[-1].update_id + 1
        return updates

    async def one(self) -> Update:
        updates = await self.fetch()
        assert len(updates) == 1, updates
        return updates[0]


def real_bot(server: Server, token: str | None = None, read_timeout: float = 10.0) -> Bot:
    """python-telegram-bot's Bot, talking to the simulator."""

    def request() -> HTTPXRequest:
        return HTTPXRequest(read_timeout=read_timeout, httpx_kwargs={"trust_env": False, "verify": False})

    return Bot(
        token or server.simulator.token,
        base_url=f"{server.base_url}/bot",
        base_file_url=f"{server.base_url}/file/bot",
        request=request(),
        get_updates_request=request(),
    )


@pytest.fixture(autouse=True)
def _durations(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without this the library warns of its own number of seconds in RetryAfter."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def simulator(clock: Clock) -> Simulator:
    return Simulator(
        clock=clock, monotonic=clock.monotonic, limits=Limits.none(), backoff=Backoff(0.001, 0.002)
    )


@pytest.fixture
async def server(simulator: Simulator) -> AsyncIterator[Server]:
    async with serve(simulator) as running:
        yield running


@pytest.fixture
async def people(server: Server) -> AsyncIterator[People]:
    async with People(server.base_url) as everyone:
        yield everyone


@pytest.fixture
async def bot(server: Server) -> AsyncIterator[Bot]:
    async with real_bot(server) as running:
        yield running


@pytest.fixture
def inbox(bot: Bot) -> Inbox:
    return Inbox(bot)


@pytest.fixture
async def wang(people: People, simulator: Simulator) -> Person:
    """A villager who has started the bot; the update about it is taken away."""
    person = await people.join("王大爷", username="wang_daye")
    await person.start()
    simulator.updates.clear()
    return person
