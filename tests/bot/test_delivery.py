"""The outbox at work: everything arrives, in order, after crashes too, and within Telegram's limits."""

import asyncio
from datetime import timedelta

import pytest

from bot.delivery import Delivery
from bot.limiter import Limiter
from bot.packing import LEASE
from bot.simulator import Limits
from storage.queries import outbox, people
from tests.support.bench import SECOND, Bench, Member
from tests.support.sending import ANSWER, ROUTINE, URGENT, deliveries, on_sqlite, renders, states, text_call

# Order


async def test_a_persons_messages_come_in_order_and_answers_first(bench: Bench, wang: Member) -> None:
    for words, priority in (("三", ROUTINE), ("二", URGENT), ("一", ANSWER), ("四", ROUTINE)):
        await bench.tell(wang, words, priority=priority)
    await bench.deliver()
    assert await wang.words() == ["一", "二", "三", "四"]
    assert set(await states(bench)) == {outbox.SENT}


async def test_what_is_sent_is_blanked_and_its_message_remembered(bench: Bench, wang: Member) -> None:
    await bench.tell(wang, "一")
    await bench.deliver()
    (call,) = await bench.outgoing()
    (message,) = [message for message in await wang.phone.history() if message.is_from_bot]
    assert (call.sealed, call.message_id) == (None, message.id)
    assert call.sent_at is not None


async def test_an_older_notice_in_the_same_slot_is_not_told_any_more(bench: Bench, wang: Member) -> None:
    await bench.tell(wang, "旧", slot="card")
    await bench.tell(wang, "新", slot="card")
    await bench.deliver()
    assert await wang.words() == ["新"]


@pytest.mark.alike
async def test_what_is_for_later_waits_for_its_hour(bench: Bench, wang: Member) -> None:
    await bench.tell(wang, "以后", not_before=bench.clock() + timedelta(hours=8))
    await bench.tell(wang, "现在")
    await bench.deliver()
    assert await wang.words() == ["现在"]
    bench.clock.move(timedelta(hours=9))
    await bench.deliver()
    assert await wang.words() == ["现在", "以后"]


@pytest.mark.alike
async def test_somebody_whose_key_is_destroyed_is_told_nothing(bench: Bench, wang: Member) -> None:
    await bench.tell(wang, "一")
    async with bench.process.unit_of_work() as work:
        (identity,) = (await people.identities(work.session, 1, [wang.id])).values()
        identity.wrapped_key = None
    await bench.deliver()
    assert await states(bench) == [outbox.UNREACHABLE]
    assert deliveries(bench) == 0


# Crashes


async def test_after_a_crash_before_the_mark_the_same_message_is_sent_again_unchanged(
    bench: Bench, wang: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rendered once: what the case has become since then does not change what is repeated."""
    renders(monkeypatch, text_call("第一版"))
    await bench.tell(wang, "一")
    (parcel,) = await bench.delivery._claim(1)
    renders(monkeypatch, text_call("第二版"))
    async with bench.another() as after_the_crash:
        await after_the_crash.deliver()
        assert deliveries(bench) == 0
        bench.clock.move(LEASE + SECOND)
        await after_the_crash.deliver()
    assert await wang.words() == ["第一版"]
    # And should the one believed dead come back, the mark is there: at most this message is repeated.
    assert parcel.calls


@pytest.mark.alike
async def test_a_message_in_parts_goes_on_where_it_stopped(
    bench: Bench, wang: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    renders(monkeypatch, text_call("一"), text_call("二"), text_call("三"))
    bench.simulator.faults.server_error("sendMessage", skip=1)
    await bench.tell(wang, "")
    await bench.deliver()
    assert await wang.words() == ["一"]
    bench.clock.move(5 * SECOND)
    await bench.deliver()
    assert await wang.words() == ["一", "二", "三"]


async def test_two_processes_tell_nobody_twice(bench: Bench, wang: Member) -> None:
    village = [wang, *[await bench.member(f"村民{number}") for number in range(4)]]
    for number in range(6):
        for person in village:
            await bench.tell(person, str(number))
    async with bench.another() as other:
        while outbox.WAITING in await states(bench):
            await asyncio.gather(bench.deliver(), other.deliver())
    for person in village:
        assert await person.words() == [str(number) for number in range(6)]


# Limits


@on_sqlite
async def test_a_burst_passes_no_limit_and_everything_arrives(bench: Bench, wang: Member) -> None:
    """Real limits, counted by the local Telegram; the numbers are small so that it takes two seconds."""
    keeper = bench.simulator.limits
    keeper.limits, keeper._overall.most = Limits(), 30
    village = [wang, *[await bench.member(f"村民{number}") for number in range(20)]]
    for person in village:
        for number in range(2):
            await bench.tell(person, str(number))
    burst = Delivery(bench.process, Limiter(30, 1))
    while outbox.WAITING in await states(bench):
        await burst.send_waiting()
        await burst.drain()
    assert keeper.violated == 0
    assert all([await person.words() == ["0", "1"] for person in village])
