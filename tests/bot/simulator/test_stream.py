"""The live stream of events: complete, in order, resumable."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from telegram import Bot

from bot.simulator import People, Person, Server, Simulator


@asynccontextmanager
async def stream(server: Server, **options: Any) -> AsyncIterator[AsyncIterator[tuple[str, dict[str, Any]]]]:
    async with (
        httpx.AsyncClient(base_url=server.base_url, trust_env=False, verify=False, timeout=10) as client,
        client.stream("GET", "/user/events", **options) as response,
    ):
        assert response.headers["content-type"].startswith("text/event-stream")
        yield _events(response)


async def _events(response: httpx.Response) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    kind = ""
    async for line in response.aiter_lines():
        name, _, value = line.partition(": ")
        if name == "event":
            kind = value
        elif name == "data":
            yield kind, json.loads(value)


async def take(
    events: AsyncIterator[tuple[str, dict[str, Any]]], count: int
) -> list[tuple[str, dict[str, Any]]]:
    return [await anext(events) for _ in range(count)]


async def test_everything_is_seen_live(server: Server, bot: Bot, wang: Person) -> None:
    async with stream(server) as events:
        sent = await bot.send_message(wang.id, "一")
        await bot.edit_message_text("二", wang.id, sent.message_id)
        await bot.set_message_reaction(wang.id, sent.message_id, "👍")
        await bot.delete_message(wang.id, sent.message_id)
        await wang.block()
        seen = await take(events, 6)
    kinds = [kind for kind, _ in seen]
    assert kinds == ["message", "edited", "reaction", "deleted", "member", "blocked"]
    assert [event["data"].get("text") for _, event in seen[:2]] == ["一", "二"]


async def test_a_reader_that_comes_back_loses_nothing(server: Server, bot: Bot, wang: Person) -> None:
    async with stream(server, params={"after": 0}) as events:
        (_, last) = (await take(events, 2))[-1]
    await bot.send_message(wang.id, "错过了吗")
    async with stream(server, headers={"Last-Event-ID": str(last["cursor"])}) as events:
        kind, event = await anext(events)
    assert (kind, event["data"]["text"]) == ("message", "错过了吗")


async def test_a_reader_may_follow_one_person(
    server: Server, bot: Bot, people: People, wang: Person, simulator: Simulator
) -> None:
    li = await people.join("李")
    await li.start()
    async with stream(server, params={"person": li.id}) as events:
        await bot.send_message(wang.id, "给王")
        await bot.send_message(li.id, "给李")
        _, event = await anext(events)
    assert event["data"]["text"] == "给李"
    assert event["people"] == [li.id]


async def test_a_cursor_of_another_life_is_reset(server: Server, simulator: Simulator) -> None:
    async with stream(server, params={"after": 99_999}) as events:
        assert await anext(events) == ("reset", {})


async def test_a_stop_ends_the_stream(server: Server, wang: Person) -> None:
    async with stream(server) as events:
        reading = asyncio.create_task(take(events, 1))
        await asyncio.sleep(0)
        await server.stop()
        assert isinstance((await asyncio.gather(reading, return_exceptions=True))[0], httpx.TransportError)
    await server.start()
