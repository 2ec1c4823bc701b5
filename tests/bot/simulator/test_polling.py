"""Updates by getUpdates: kept until confirmed, waited for, fetched by one poller only."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from telegram import Bot, Update
from telegram.error import Conflict
from telegram.ext import Application, CallbackQueryHandler, ContextTypes, MessageHandler, filters
from telegram.request import HTTPXRequest

from bot.simulator import Limits, People, Person, Server, Simulator, serve
from tests.bot.simulator.conftest import Clock, Inbox, real_bot


async def texts(
    bot: Bot, offset: int | None = None, limit: int | None = None, timeout: int = 0
) -> list[str | None]:
    updates = await bot.get_updates(offset=offset, limit=limit, timeout=timeout)
    return [update.message.text for update in updates if update.message]


async def test_updates_stay_until_an_offset_confirms_them(bot: Bot, wang: Person) -> None:
    for text in ("一", "二", "三"):
        await wang.send_text(text)
    updates = await bot.get_updates()
    assert await texts(bot) == ["一", "二", "三"]
    assert await texts(bot, offset=updates[0].update_id + 1) == ["二", "三"]
    assert await texts(bot, offset=updates[2].update_id + 1) == []
    assert await texts(bot) == []


async def test_a_limit_bounds_a_batch(bot: Bot, wang: Person) -> None:
    for text in ("一", "二", "三"):
        await wang.send_text(text)
    assert await texts(bot, limit=2) == ["一", "二"]


async def test_a_negative_offset_keeps_the_newest_only(bot: Bot, wang: Person) -> None:
    for text in ("一", "二", "三"):
        await wang.send_text(text)
    assert await texts(bot, offset=-1) == ["三"]
    assert await texts(bot) == ["三"]


async def test_a_long_poll_ends_as_soon_as_something_comes(bot: Bot, wang: Person) -> None:
    poll = asyncio.create_task(texts(bot, timeout=30))
    while not poll.done():  # the poll may not have begun when the first text comes
        await wang.send_text("来了")
        await asyncio.sleep(0)
    assert (await poll)[0] == "来了"


async def test_a_second_poller_ends_the_first(server: Server, bot: Bot, wang: Person) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=30))
    async with real_bot(server) as other:
        second = asyncio.create_task(texts(other, timeout=30))
        with pytest.raises(Conflict, match="make sure that only one bot instance is running"):
            # Whichever begins later ends the other; here the first is surely waiting or done.
            await asyncio.wait_for(_first_conflict(first, second), 10)
        await wang.send_text("来了")
        await asyncio.gather(first, second, return_exceptions=True)


async def _first_conflict(*polls: asyncio.Task[object]) -> None:
    done, _ = await asyncio.wait(polls, return_when=asyncio.FIRST_COMPLETED)
    for poll in done:
        poll.result()


async def test_polling_is_refused_while_a_webhook_is_set(bot: Bot) -> None:
    await bot.set_webhook("http://127.0.0.1:9/hook")
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await bot.get_updates() == ()


async def test_only_allowed_updates_are_queued(bot: Bot, wang: Person) -> None:
    await bot.get_updates(allowed_updates=["message"])
    sent = await wang.send_text("一")
    await wang.edit(sent, "二")
    assert [update.message is not None for update in await bot.get_updates()] == [True]


async def test_updates_live_as_long_as_they_are_told(clock: Clock) -> None:
    simulator = Simulator(clock=clock, update_lifetime=timedelta(hours=24))
    async with serve(simulator) as server, People(server.base_url) as people, real_bot(server) as bot:
        wang = await people.join("王")
        await wang.send_text("旧")
        clock.advance(hours=23)
        await wang.send_text("新")
        clock.advance(hours=2)
        assert await texts(bot) == ["新"]


async def test_updates_never_expire_by_default(bot: Bot, wang: Person, clock: Clock) -> None:
    await wang.send_text("旧")
    clock.advance(days=30)
    assert await texts(bot) == ["旧"]


async def test_update_ids_may_begin_anew(bot: Bot, wang: Person, simulator: Simulator) -> None:
    await wang.send_text("旧")
    confirmed = (await bot.get_updates())[-1].update_id + 1
    await bot.get_updates(offset=confirmed)
    simulator.updates.next_id = 1000  # as after a week without updates
    await wang.send_text("新")
    assert await texts(bot) == ["新"]


async def answer(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    if update.message is not None:
        await update.message.reply_html(f"<b>收到</b> {update.message.text}")


async def answer_press(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    if update.callback_query is not None:
        await update.callback_query.answer("好")


@pytest.fixture
async def application(server: Server) -> AsyncIterator[Application]:  # type: ignore[type-arg]
    quiet = {"trust_env": False, "verify": False}
    app = (
        Application.builder()
        .token(server.simulator.token)
        .base_url(f"{server.base_url}/bot")
        .request(HTTPXRequest(httpx_kwargs=quiet))
        .get_updates_request(HTTPXRequest(httpx_kwargs=quiet))
        .build()
    )
    app.add_handler(MessageHandler(filters.TEXT, answer))
    app.add_handler(CallbackQueryHandler(answer_press))
    assert app.updater is not None
    async with app:
        await app.start()
        await app.updater.start_polling(timeout=timedelta(seconds=30))
        yield app
        await app.updater.stop()
        await app.stop()


@pytest.mark.usefixtures("application")
async def test_a_whole_application_talks_with_many_people_at_once(people: People) -> None:
    everyone = [await people.join(f"村民{n}") for n in range(20)]
    await asyncio.gather(*(person.send_text(f"第{n}件事") for n, person in enumerate(everyone)))
    answers = await asyncio.gather(*(person.wait_for() for person in everyone))
    assert [message.text for message in answers] == [f"收到 第{n}件事" for n in range(20)]


@pytest.mark.usefixtures("application")
async def test_a_stopped_server_loses_nothing_and_a_bot_finds_it_again(
    server: Server, people: People, simulator: Simulator
) -> None:
    wang = await people.join("王")
    await wang.send_text("一")
    await wang.wait_for(lambda m: m.text == "收到 一")
    await server.stop()
    await server.start()
    await wang.send_text("二")
    await wang.wait_for(lambda m: m.text == "收到 二", timeout=60)
    assert simulator.limits.limits == Limits.none()


async def test_a_client_that_hangs_up_leaves_its_poll(server: Server, wang: Person, inbox: Inbox) -> None:
    async with real_bot(server) as short:
        poll = asyncio.create_task(short.get_updates(timeout=30))
        await asyncio.sleep(0)
        poll.cancel()
        await asyncio.gather(poll, return_exceptions=True)
    await wang.send_text("来了")
    assert (await inbox.one()).message is not None
