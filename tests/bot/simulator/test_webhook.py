"""Updates by webhook: in order, with the secret, again until they are taken."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Bot, Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters
from telegram.request import HTTPXRequest

from bot.simulator import People, Person, Server, Simulator, serve
from bot.simulator.bell import Bell

SECRET = "a-secret_1"


class Receiver:
    """A webhook: keeps what it got, fails as often as it is told."""

    def __init__(self) -> None:
        self.url = ""
        self.bodies: list[dict[str, Any]] = []
        self.secrets: list[str | None] = []
        self.failures = 0
        self.calls = 0
        self._came = Bell()

    async def __call__(self, request: Request) -> Response:
        self.calls += 1
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self._came.ring()
        if self.failures > 0:
            self.failures -= 1
            return Response(status_code=500)
        self.bodies.append(await request.json())
        return Response()

    async def wait(self, count: int) -> list[dict[str, Any]]:
        while len(self.bodies) < count:
            assert await self._came.wait(10), f"{len(self.bodies)} of {count} updates came"
        return self.bodies

    def texts(self) -> list[str]:
        return [body["message"]["text"] for body in self.bodies if "message" in body]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    hook = Receiver()
    async with serve(Simulator(), routes=[Route("/hook", hook.__call__, methods=["POST"])]) as listener:
        hook.url = f"{listener.base_url}/hook"
        yield hook


async def test_updates_come_in_order_with_the_secret(bot: Bot, wang: Person, receiver: Receiver) -> None:
    await bot.set_webhook(receiver.url, secret_token=SECRET)
    for n in range(20):
        await wang.send_text(str(n))
    await receiver.wait(20)
    assert receiver.texts() == [str(n) for n in range(20)]
    assert set(receiver.secrets) == {SECRET}


async def test_what_was_pending_comes_first(bot: Bot, wang: Person, receiver: Receiver) -> None:
    await wang.send_text("早")
    await bot.set_webhook(receiver.url)
    await wang.send_text("晚")
    await receiver.wait(2)
    assert receiver.texts() == ["早", "晚"]
    assert receiver.secrets == [None, None]


async def test_pending_updates_may_be_dropped(bot: Bot, wang: Person, receiver: Receiver) -> None:
    await wang.send_text("早")
    await bot.set_webhook(receiver.url, drop_pending_updates=True)
    await wang.send_text("晚")
    await receiver.wait(1)
    assert receiver.texts() == ["晚"]
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == ()


async def test_a_refused_update_comes_again_before_the_next(
    bot: Bot, wang: Person, receiver: Receiver
) -> None:
    receiver.failures = 3
    await bot.set_webhook(receiver.url)
    await wang.send_text("一")
    await wang.send_text("二")
    await receiver.wait(2)
    assert receiver.texts() == ["一", "二"]
    assert receiver.calls == 5
    info = await bot.get_webhook_info()
    assert info.last_error_message == "Wrong response from the webhook: 500 Internal Server Error"
    assert (info.url, info.pending_update_count, info.max_connections) == (receiver.url, 0, 40)


async def test_one_chats_trouble_does_not_hold_up_another(
    bot: Bot, people: People, wang: Person, simulator: Simulator, receiver: Receiver
) -> None:
    await bot.set_webhook(receiver.url, max_connections=2)
    everyone = [wang, *[await people.join(f"村民{n}") for n in range(5)]]
    await asyncio.gather(*(person.send_text(person.name) for person in everyone))
    await receiver.wait(6)
    assert sorted(receiver.texts()) == sorted(person.name for person in everyone)


async def test_an_unreachable_webhook_keeps_updates_pending(bot: Bot, wang: Person) -> None:
    await bot.set_webhook("http://127.0.0.1:9/hook")
    await wang.send_text("一")
    info = await bot.get_webhook_info()
    assert info.pending_update_count == 1
    await bot.delete_webhook()
    assert len(await bot.get_updates()) == 1


async def test_a_stopped_server_delivers_the_rest_after_its_start(
    server: Server, bot: Bot, wang: Person, simulator: Simulator, receiver: Receiver
) -> None:
    await bot.set_webhook("http://127.0.0.1:9/hook")
    await wang.send_text("一")
    await server.stop()
    assert len(simulator.updates) == 1
    await server.start()
    await bot.set_webhook(receiver.url)
    await receiver.wait(1)
    assert receiver.texts() == ["一"]


async def test_nothing_is_delivered_during_an_outage(
    bot: Bot, people: People, wang: Person, receiver: Receiver
) -> None:
    await bot.set_webhook(receiver.url)
    await people.take_telegram_down()
    await wang.send_text("一")
    assert receiver.calls == 0
    await people.bring_telegram_up()
    await receiver.wait(1)


async def test_duplicates_and_reversals_come_as_ordered(
    bot: Bot, people: People, wang: Person, receiver: Receiver
) -> None:
    for text in ("一", "二", "三"):
        await wang.send_text(text)
    await people.disturb_updates(duplicates=1, reversals=1)
    await bot.set_webhook(receiver.url)
    await receiver.wait(4)
    assert receiver.texts() == ["二", "二", "一", "三"]


async def test_an_application_answers_what_comes_by_webhook(server: Server, wang: Person, bot: Bot) -> None:
    async def answer(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        await update.message.reply_text(f"收到 {update.message.text}")

    request = HTTPXRequest(httpx_kwargs={"trust_env": False, "verify": False})
    builder = Application.builder().token(server.simulator.token).base_url(f"{server.base_url}/bot")
    app = builder.request(request).updater(None).build()
    app.add_handler(MessageHandler(filters.TEXT, answer))

    async def take(request: Request) -> Response:
        await app.process_update(Update.de_json(await request.json(), app.bot))
        return Response()

    async with app, serve(Simulator(), routes=[Route("/hook", take, methods=["POST"])]) as listener:
        await bot.set_webhook(f"{listener.base_url}/hook")
        await wang.send_text("路坏了")
        assert (await wang.wait_for()).text == "收到 路坏了"
        await bot.delete_webhook()
