"""A browser, a local Telegram with its page, and a bot that answers a little."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from playwright.async_api import Browser, Page
from telegram import Bot
from telegram.error import NetworkError
from telegram.request import HTTPXRequest

from bot.demo.clock import MovableClock
from bot.simulator import Front, Limits, People, Person, Server, Simulator, plain_steps, serve
from tests.browser.chromium import CHROMIUM, WIDE, chromium

MONDAY = datetime(2026, 6, 15, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _durations(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without this the library warns of its own number of seconds in RetryAfter."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"no browser: {CHROMIUM} is missing (apt-get install chromium)")
    async with chromium() as running:
        yield running


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A tab on a wide Chinese screen; anything the page complains of fails the test."""
    complaints: list[str] = []
    context = await browser.new_context(viewport=WIDE, locale="zh-CN")
    tab = await context.new_page()
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    yield tab
    await context.close()
    assert complaints == []


@pytest.fixture
def simulator() -> Simulator:
    clock = MovableClock(MONDAY, is_running=False)
    return Simulator(clock=clock, limits=Limits.none(), front=Front("村口", steps=plain_steps(clock.move)))


@pytest.fixture
async def server(simulator: Simulator) -> AsyncIterator[Server]:
    async with serve(simulator) as running:
        yield running


@pytest.fixture
async def people(server: Server) -> AsyncIterator[People]:
    async with People(server.base_url) as everyone:
        yield everyone


@pytest.fixture
async def wang(people: People) -> Person:
    person = await people.join("王大爷")
    await person.start()
    return person


class AnsweringBot:
    """Answers every press with `toast`; it can be stopped and started, as a process can."""

    def __init__(self, bot: Bot) -> None:
        self.bot = bot
        self.toast = "收到了"
        self.show_alert = False
        self._work: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._work = asyncio.create_task(self._answer())

    async def stop(self) -> None:
        assert self._work is not None
        self._work.cancel()
        with suppress(asyncio.CancelledError):
            await self._work

    async def _answer(self) -> None:
        offset = None
        while True:
            try:
                updates = await self.bot.get_updates(offset, timeout=20)
            except NetworkError:
                await asyncio.sleep(0.2)
                continue
            for update in updates:
                offset = update.update_id + 1
                if update.callback_query:
                    await update.callback_query.answer(self.toast, show_alert=self.show_alert)


@pytest.fixture
async def bot(server: Server) -> AsyncIterator[Bot]:
    def request() -> HTTPXRequest:
        return HTTPXRequest(httpx_kwargs={"trust_env": False})

    async with Bot(
        server.simulator.token,
        base_url=f"{server.base_url}/bot",
        base_file_url=f"{server.base_url}/file/bot",
        request=request(),
        get_updates_request=request(),
    ) as running:
        yield running


@pytest.fixture
async def answering(bot: Bot) -> AsyncIterator[AnsweringBot]:
    running = AnsweringBot(bot)
    running.start()
    yield running
    await running.stop()
