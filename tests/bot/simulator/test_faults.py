"""Ordered faults happen to the calls they are meant for, and to no others."""

import asyncio
from typing import Any

import httpx
import pytest
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.simulator import Fault, People, Person, Server, Simulator, SimulatorError
from tests.bot.simulator.conftest import Inbox, real_bot


async def test_the_next_calls_are_flooded(bot: Bot, wang: Person, simulator: Simulator) -> None:
    simulator.faults.flood("sendMessage", retry_after=7, times=2)
    for _ in range(2):
        with pytest.raises(RetryAfter, match="7"):
            await bot.send_message(wang.id, "x")
    assert await bot.send_message(wang.id, "x")


async def test_a_fault_may_be_meant_for_one_chat_and_begin_later(
    bot: Bot, people: People, wang: Person, simulator: Simulator
) -> None:
    li = await people.join("李")
    await li.start()
    simulator.faults.forbid(chat_id=wang.id, skip=1)
    await bot.send_message(li.id, "x")
    await bot.send_message(wang.id, "x")
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(wang.id, "x")
    assert simulator.faults.ordered == []


async def test_a_group_may_migrate(bot: Bot, wang: Person, simulator: Simulator) -> None:
    simulator.faults.migrate(wang.id, -100123)
    with pytest.raises(ChatMigrated) as refused:
        await bot.send_message(wang.id, "x")
    assert refused.value.new_chat_id == -100123


@pytest.mark.parametrize("code", [500, 502, 503, 504])
async def test_the_server_may_fail(bot: Bot, wang: Person, simulator: Simulator, code: int) -> None:
    simulator.faults.server_error("sendMessage", code=code)
    with pytest.raises(NetworkError) as failed:
        await bot.send_message(wang.id, "x")
    assert not isinstance(failed.value, BadRequest)
    assert [m.text for m in await wang.history()] == ["/start"]


async def test_an_answer_may_be_malformed(bot: Bot, wang: Person, simulator: Simulator) -> None:
    simulator.faults.order(Fault("malformed", "sendMessage"))
    with pytest.raises(TelegramError, match="Invalid server response"):
        await bot.send_message(wang.id, "x")
    assert [m.text for m in await wang.history()] == ["/start"]


@pytest.mark.parametrize(
    ("kind", "error", "arrives"),
    [
        ("hang", TimedOut, False),
        ("accept_then_hang", TimedOut, True),
        ("drop", NetworkError, False),
        ("accept_then_drop", NetworkError, True),
    ],
)
async def test_an_answer_may_get_lost_before_or_after_the_call_takes_effect(
    server: Server, wang: Person, simulator: Simulator, kind: str, error: type[Exception], arrives: bool
) -> None:
    # Long enough for the call to arrive on a busy machine, short enough to wait for.
    async with real_bot(server, read_timeout=0.5) as impatient:
        simulator.faults.order(Fault(kind, "sendMessage"))
        with pytest.raises(error):
            await impatient.send_message(wang.id, "到了吗")
    assert [m.text for m in await wang.history()] == ["/start"] + ["到了吗"] * arrives
    assert simulator.calls.counters["sendMessage"] == 1


async def test_an_answer_may_be_slow(server: Server, bot: Bot, wang: Person, simulator: Simulator) -> None:
    async with real_bot(server, read_timeout=0.5) as impatient:
        simulator.faults.order(Fault("slow", "sendMessage", seconds=30))
        with pytest.raises(TimedOut):
            await impatient.send_message(wang.id, "x")
    simulator.faults.order(Fault("slow", "sendMessage", seconds=0.001))
    assert await bot.send_message(wang.id, "x")


async def test_downloads_may_fail(bot: Bot, wang: Person, inbox: Inbox, simulator: Simulator) -> None:
    await wang.send_document(b"bytes", "a.pdf")
    message = (await inbox.one()).message
    assert message is not None
    assert message.document is not None
    file = await message.document.get_file()
    simulator.faults.server_error("downloadFile")
    with pytest.raises(NetworkError):
        await file.download_as_bytearray()
    assert bytes(await file.download_as_bytearray()) == b"bytes"


async def test_updates_may_come_twice_and_backwards(bot: Bot, wang: Person, simulator: Simulator) -> None:
    for text in ("一", "二", "三"):
        await wang.send_text(text)
    simulator.updates.duplicates = 2
    assert await _texts(bot) == ["一", "一", "二", "二", "三"]
    simulator.updates.reversals = 1
    assert await _texts(bot) == ["三", "二", "一"]
    assert await _texts(bot) == ["一", "二", "三"]


async def _texts(bot: Bot) -> list[str | None]:
    return [update.message.text for update in await bot.get_updates() if update.message]


async def test_telegram_may_be_down(bot: Bot, people: People, wang: Person) -> None:
    await people.take_telegram_down()
    with pytest.raises(NetworkError):
        await bot.send_message(wang.id, "x")
    await wang.send_text("有人吗")  # people can still write
    await people.bring_telegram_up()
    assert len(await bot.get_updates()) == 1


async def test_an_outage_may_end_by_itself(bot: Bot, people: People, simulator: Simulator) -> None:
    await people.take_telegram_down(0.01)
    await asyncio.wait_for(simulator.outage.over(), 10)
    assert await bot.get_me()


@pytest.mark.parametrize(
    ("details", "error"),
    [
        ({"code": 429, "retry_after": 3}, RetryAfter),
        ({"code": 403}, Forbidden),
        ({"code": 502}, NetworkError),
        ({"code": 400, "migrate_to_chat_id": -100123}, ChatMigrated),
        ({"code": 400, "description": "Bad Request: chat not found"}, BadRequest),
    ],
)
async def test_faults_can_be_ordered_over_http(
    bot: Bot, people: People, wang: Person, details: dict[str, Any], error: type[Exception]
) -> None:
    await people.order_fault("error", "sendMessage", **details)
    with pytest.raises(error):
        await bot.send_message(wang.id, "x")


async def test_faults_can_be_taken_back(bot: Bot, people: People, wang: Person) -> None:
    await people.order_fault("error", code=403, times=99)
    await people.clear_faults()
    assert await bot.send_message(wang.id, "x")


async def test_an_unknown_fault_is_refused(people: People) -> None:
    with pytest.raises(SimulatorError, match="unknown fault 'flood', one of accept_then_drop"):
        await people.order_fault("flood")


async def test_every_call_is_logged_with_its_outcome(bot: Bot, people: People, wang: Person) -> None:
    await bot.send_message(wang.id, "x")
    with pytest.raises(BadRequest):
        await bot.send_message(wang.id, "")
    await bot.send_document(wang.id, b"bytes", filename="a.pdf")
    sent, refused = await people.calls("sendMessage")
    assert (sent["ok"], sent["result"]["text"], sent["parameters"]["chat_id"]) == (True, "x", str(wang.id))
    assert (refused["code"], refused["description"]) == (400, "Bad Request: message text is empty")
    (document,) = await people.calls(after=refused["number"])
    assert document["parameters"]["document"] == {"file_name": "a.pdf", "file_size": 5}
    assert (await people.counters())["calls"] == {"getMe": 1, "sendMessage": 2, "sendDocument": 1}


async def test_the_call_log_can_be_cleared(server: Server, bot: Bot, simulator: Simulator) -> None:
    await bot.get_me()
    async with httpx.AsyncClient(base_url=server.base_url, trust_env=False, verify=False) as client:
        await client.delete("/control/calls")
    assert len(simulator.calls) == 0
