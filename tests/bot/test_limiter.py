"""Telegram's limits, kept in every order of messages; reckoned in a time that only jumps."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.limiter import Held, Limiter
from bot.simulator.errors import ApiError
from bot.simulator.limits import LimitKeeper, Limits
from tests.support import skipping_time

# (chat, seconds after the message before it)
MESSAGES = st.lists(st.tuples(st.integers(1, 6), st.sampled_from([0, 0, 0, 0.01, 0.4, 2])), max_size=120)


async def departures(messages: list[tuple[int, float]], processes: int = 1) -> list[tuple[float, int]]:
    """When each message left: one at a time in a chat, all chats at once, each by one of the processes."""
    clock = asyncio.get_running_loop().time
    limiters = [Limiter(30, 1, clock) for _ in range(processes)]
    for limiter in limiters:
        limiter.share(processes)
    left: list[tuple[float, int]] = []

    async def send_all(chat: int, arrivals: list[float]) -> None:
        for arrival in arrivals:
            await asyncio.sleep(max(0.0, arrival - clock()))
            await limiters[chat % processes].wait(chat)
            left.append((clock(), chat))

    arrivals: dict[int, list[float]] = {}
    at = 0.0
    for chat, gap in messages:
        at += gap
        arrivals.setdefault(chat, []).append(at)
    await asyncio.gather(*(send_all(chat, times) for chat, times in arrivals.items()))
    return sorted(left)


@settings(max_examples=40, deadline=None)
@given(MESSAGES)
def test_no_limit_of_telegrams_is_ever_passed(messages: list[tuple[int, float]]) -> None:
    left = skipping_time.run(departures(messages))
    now = [0.0]
    keeper = LimitKeeper(Limits(), lambda: now[0])
    for at, chat in left:
        now[0] = at
        keeper.admit(chat)
    assert len(left) == len(messages)
    assert keeper.violated == 0


def test_a_burst_to_many_leaves_almost_as_fast_as_allowed() -> None:
    left = skipping_time.run(departures([(chat, 0.0) for chat in range(300)]))
    assert 300 / 30 <= left[-1][0] <= 300 / 25


@pytest.mark.parametrize("processes", [2, 3, 4])
def test_several_processes_keep_to_the_limit_together(processes: int) -> None:
    left = skipping_time.run(departures([(chat, 0.0) for chat in range(300)], processes))
    now = [0.0]
    keeper = LimitKeeper(Limits(), lambda: now[0])
    for at, chat in left:
        now[0] = at
        keeper.admit(chat)
    assert keeper.violated == 0
    assert 300 / 30 <= left[-1][0] <= 300 / 24


def test_a_process_left_alone_takes_the_whole_limit_again() -> None:
    async def leave() -> float:
        loop = asyncio.get_running_loop()
        limiter = Limiter(30, 1, loop.time)
        limiter.share(3)
        limiter.share(1)
        await asyncio.gather(*(limiter.wait(chat) for chat in range(300)))
        return loop.time()

    assert skipping_time.run(leave()) <= 300 / 25


def test_after_a_moment_of_being_busy_those_due_do_not_leave_all_at_once() -> None:
    async def leave() -> list[float]:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, skipping_time.SkippingLoop)
        limiter = Limiter(30, 1, loop.time)
        left: list[float] = []

        async def send(chat: int) -> None:
            await limiter.wait(chat)
            left.append(loop.time())
            if chat == 20:
                loop.skipped += 0.8  # something else kept the process busy

        await asyncio.gather(*(send(chat) for chat in range(90)))
        return left

    left = skipping_time.run(leave())
    for first, at in enumerate(left):
        assert sum(at <= other < at + 1 for other in left[first:]) <= 30


def test_the_check_itself_would_notice() -> None:
    keeper = LimitKeeper(Limits(), lambda: 0.0)
    for chat in range(30):
        keeper.admit(chat)
    with pytest.raises(ApiError):
        keeper.admit(31)
    assert keeper.violated == 1


def test_a_pause_is_told_rather_than_waited_for_and_ends() -> None:
    async def pause() -> list[float]:
        clock = asyncio.get_running_loop().time
        limiter = Limiter(30, 1, clock)
        limiter.hold(40)
        limiter.hold(5)  # a shorter one does not end the longer one
        with pytest.raises(Held) as held:
            await limiter.wait(1)
        await asyncio.sleep(held.value.seconds)
        await limiter.wait(1)
        return [held.value.seconds, clock(), limiter.held_for()]

    assert skipping_time.run(pause()) == [40, 40, 0]


def test_chats_that_rest_are_forgotten() -> None:
    async def many() -> int:
        clock = asyncio.get_running_loop().time
        limiter = Limiter(30, 1, clock)
        for chat in range(10_050):
            limiter._bucket_of(chat)
        await asyncio.sleep(3)
        limiter._bucket_of(0)
        return len(limiter._chats)

    assert skipping_time.run(many()) == 1
