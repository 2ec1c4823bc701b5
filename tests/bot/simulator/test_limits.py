"""Telegram's limits on sending are enforced and violations counted."""

from datetime import timedelta

import pytest
from telegram import Bot
from telegram.error import RetryAfter

from bot.simulator import Limits, People, Person, Simulator, serve
from bot.simulator.errors import ApiError
from bot.simulator.limits import LimitKeeper
from tests.bot.simulator.conftest import Clock, real_bot


def admitted(keeper: LimitKeeper, chat_id: int, count: int) -> int:
    passed = 0
    for _ in range(count):
        try:
            keeper.admit(chat_id)
        except ApiError:
            continue
        passed += 1
    return passed


def test_a_chat_takes_a_burst_and_then_one_a_second(clock: Clock) -> None:
    keeper = LimitKeeper(Limits(), clock.monotonic)
    assert admitted(keeper, 1, 10) == 3
    clock.advance(seconds=1)
    assert admitted(keeper, 1, 10) == 1
    clock.advance(seconds=60)
    assert admitted(keeper, 1, 10) == 3
    assert keeper.violations == {"overall": 0, "chat": 23, "group": 0}


def test_all_chats_together_take_thirty_a_second(clock: Clock) -> None:
    keeper = LimitKeeper(Limits(), clock.monotonic)
    assert sum(admitted(keeper, chat, 1) for chat in range(1, 41)) == 30
    clock.advance(seconds=0.5)
    assert admitted(keeper, 99, 1) == 0
    clock.advance(seconds=0.5)
    assert admitted(keeper, 99, 1) == 1


def test_a_group_takes_twenty_a_minute(clock: Clock) -> None:
    keeper = LimitKeeper(Limits(), clock.monotonic)
    passed = 0
    for _ in range(30):
        passed += admitted(keeper, -1, 1)
        clock.advance(seconds=1)
    assert passed == 20
    clock.advance(seconds=31)
    assert admitted(keeper, -1, 1) == 1


def test_whoever_waits_as_told_passes(clock: Clock) -> None:
    keeper = LimitKeeper(Limits(), clock.monotonic)
    admitted(keeper, 1, 3)
    clock.advance(seconds=0.3)
    with pytest.raises(ApiError) as refused:
        keeper.admit(1)
    assert refused.value.parameters == {"retry_after": 1}
    clock.advance(seconds=1)
    keeper.admit(1)


def test_limits_may_only_be_counted(clock: Clock) -> None:
    keeper = LimitKeeper(Limits(enforced=False), clock.monotonic)
    assert admitted(keeper, 1, 10) == 10
    assert keeper.violated == 7


async def test_a_flood_is_answered_with_retry_after(clock: Clock) -> None:
    simulator = Simulator(clock=clock, monotonic=clock.monotonic)
    async with serve(simulator) as server, People(server.base_url) as people, real_bot(server) as bot:
        wang = await people.join("王")
        await wang.start()
        sent = [await bot.send_message(wang.id, str(n)) for n in range(3)]
        with pytest.raises(RetryAfter) as refused:
            await bot.edit_message_text("四", wang.id, sent[0].message_id)
        assert refused.value.retry_after == timedelta(seconds=1)
        clock.advance(seconds=1)
        await bot.edit_message_text("四", wang.id, sent[0].message_id)
        assert (await people.counters())["violations"] == {"overall": 0, "chat": 1, "group": 0}
        assert (await people.counters())["refusals"] == {"429": 1}


async def test_what_sends_nothing_is_not_limited(bot: Bot, wang: Person, simulator: Simulator) -> None:
    simulator.limits = LimitKeeper(Limits(overall=0), simulator.limits.monotonic)
    await bot.send_chat_action(wang.id, "typing")
    await bot.get_chat(wang.id)
    assert simulator.limits.violated == 0
