"""When delivery looks at the outbox: as soon as there is more to send, and not otherwise."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from telegram.error import BadRequest

from bot import delivery
from bot.packing import Packer
from storage.queries import outbox, people
from tests.support.bench import Bench, Member
from tests.support.sending import states

_PATIENCE_SECONDS = 30.0


@pytest.fixture(autouse=True)
def _no_look_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever nobody wakes it for is never sent."""
    monkeypatch.setattr(delivery, "_IDLE_SECONDS", 3600.0)


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many parcels each look at the outbox found."""
    found, real = list[int](), Packer.take_up

    async def take_up(self: Packer, *given: Any, **named: Any) -> Any:
        parcels = await real(self, *given, **named)
        found.append(len(parcels))
        return parcels

    monkeypatch.setattr(Packer, "take_up", take_up)
    return found


@asynccontextmanager
async def at_work(bench: Bench) -> AsyncIterator[None]:
    """Delivery runs during the block, and until all is sent that was written in it."""
    running = asyncio.create_task(bench.delivery.run())
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            yield
            while outbox.WAITING in await states(bench):  # noqa: ASYNC110  (nobody rings)
                await asyncio.sleep(0.01)
        await bench.delivery.drain()
        await asyncio.sleep(0.05)
    finally:
        bench.delivery.stop()
        await running


async def send_all(bench: Bench) -> None:
    """Let delivery run until all is sent that waits."""
    async with at_work(bench):
        return


async def looked(looks: list[int], times: int) -> None:
    while len(looks) < times:  # noqa: ASYNC110  (nobody rings)
        await asyncio.sleep(0.01)


async def test_a_message_by_itself_is_one_look(bench: Bench, wang: Member, looks: list[int]) -> None:
    async with at_work(bench):
        await looked(looks, 1)
        await bench.tell(wang, "一")
    assert await wang.words() == ["一"]
    assert looks == [0, 1]


async def test_the_next_of_a_person_follows_the_one_before(
    bench: Bench, wang: Member, looks: list[int]
) -> None:
    for number in range(5):
        await bench.tell(wang, str(number))
    await send_all(bench)
    assert await wang.words() == [str(number) for number in range(5)]
    assert sum(looks) == 5


async def test_what_another_process_wrote_meanwhile_follows_too(
    bench: Bench, wang: Member, looks: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """That one's own look found it kept back by the message in flight."""
    is_sending, may_send, real = asyncio.Event(), asyncio.Event(), bench.delivery._request

    async def request(*given: Any) -> Any:
        is_sending.set()
        await may_send.wait()
        return await real(*given)

    monkeypatch.setattr(bench.delivery, "_request", request)
    await bench.tell(wang, "一")
    async with bench.another() as other, at_work(bench):
        await is_sending.wait()
        await other.tell(wang, "二")
        assert await other.delivery.send_waiting() == 0
        may_send.set()
    assert await wang.words() == ["一", "二"]


async def test_more_people_than_there_is_room_for_are_told(
    bench: Bench, wang: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "IN_FLIGHT", 2)
    village = [wang, *[await bench.member(f"村民{number}") for number in range(4)]]
    for person in village:
        await bench.tell(person, "都来")
    await send_all(bench)
    assert [await person.words() for person in village] == [["都来"]] * 5


async def test_who_cannot_be_reached_keeps_nothing_back(bench: Bench, wang: Member, liaison: Member) -> None:
    async with bench.process.unit_of_work() as work:
        identity = (await people.identities(work.session, work.station_id, [wang.id]))[wang.id]
        identity.wrapped_key = None
    for person in (wang, wang, liaison, wang):
        await bench.tell(person, "来了")
    await send_all(bench)
    assert sorted(await states(bench)) == [outbox.SENT, *[outbox.UNREACHABLE] * 3]


async def test_what_telegram_refuses_keeps_nothing_back(
    bench: Bench, wang: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers, real = iter([BadRequest("no"), None, None]), bench.delivery._request

    async def request(*given: Any) -> Any:
        if (error := next(answers)) is not None:
            raise error
        return await real(*given)

    monkeypatch.setattr(bench.delivery, "_request", request)
    for words in ("一", "二", "三"):
        await bench.tell(wang, words)
    await send_all(bench)
    assert await wang.words() == ["二", "三"]
