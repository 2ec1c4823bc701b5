"""Under load things are done together; with nothing else in hand they are done at once."""

import asyncio
from collections.abc import Sequence

import pytest

from bot import pace as pacing
from bot.pace import AT_ONCE, TOGETHER, Pace
from bot.together import Together


@pytest.fixture
def pace() -> Pace:
    return Pace()


async def test_with_little_in_hand_delivery_is_woken_at_once(pace: Pace) -> None:
    pace.take_up(AT_ONCE)
    pace.told()
    assert pace.has_notices.is_set()


async def test_under_load_it_is_woken_for_several(pace: Pace) -> None:
    pace.take_up(AT_ONCE + TOGETHER)
    for _ in range(TOGETHER - 1):
        pace.told()
        assert not pace.has_notices.is_set()
    pace.told()
    assert pace.has_notices.is_set()
    pace.has_notices.clear()
    pace.told()
    assert not pace.has_notices.is_set(), "it counts anew"


async def test_nobody_waits_for_long_for_others_who_do_not_come(
    pace: Pace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pacing, "LONGEST_SECONDS", 0.02)
    pace.take_up(AT_ONCE + 1)
    pace.told()
    async with asyncio.timeout(10):
        await pace.has_notices.wait()


async def test_what_is_left_when_the_others_are_done_is_taken_up_at_once(pace: Pace) -> None:
    pace.take_up(AT_ONCE + 1)
    pace.told()
    assert not pace.has_notices.is_set()
    pace.put_down()
    assert pace.has_notices.is_set()


async def test_whoever_brings_more_waits_until_little_is_in_hand(
    pace: Pace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pacing, "LONGEST_SECONDS", 3600.0)
    await pace.until_free()
    pace.take_up(AT_ONCE + 2)
    waiting = asyncio.create_task(pace.until_free())
    for _ in range(2):
        await asyncio.sleep(0.01)
        assert not waiting.done()
        pace.put_down()
    async with asyncio.timeout(30):
        await waiting


async def test_nobody_waits_for_long_until_little_is_in_hand(
    pace: Pace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pacing, "LONGEST_SECONDS", 0.02)
    pace.take_up(AT_ONCE + 1)
    async with asyncio.timeout(10):
        await pace.until_free()


class Doing:
    """What is done, round by round; `fails_for` all that has one of these in it."""

    def __init__(self, *fails_for: str) -> None:
        self.rounds: list[list[str]] = []
        self.fails_for = fails_for

    async def __call__(self, together: Sequence[str]) -> None:
        self.rounds.append(list(together))
        await asyncio.sleep(0)
        if not set(self.fails_for).isdisjoint(together):
            raise ConnectionResetError


async def test_under_load_the_first_waits_for_the_others(pace: Pace) -> None:
    doing = Doing()
    together = Together(doing, pace)
    await asyncio.gather(*map(together.ask, "甲乙丙"))
    pace.take_up(AT_ONCE + 1)
    await asyncio.gather(*map(together.ask, "丁戊己"))
    assert doing.rounds == [["甲", "乙", "丙"], ["丁", "戊", "己"]] or doing.rounds == [
        ["甲"],
        ["乙", "丙"],
        ["丁", "戊", "己"],
    ]


@pytest.mark.parametrize("is_tried_alone", [True, False])
async def test_what_fails_for_all_is_tried_for_each_where_that_is_wanted(
    pace: Pace, *, is_tried_alone: bool
) -> None:
    pace.take_up(AT_ONCE + 1)
    doing = Doing("乙")
    together = Together(doing, pace, is_tried_alone=is_tried_alone)
    heard = await asyncio.gather(*map(together.ask, "甲乙丙"), return_exceptions=True)
    failed = [isinstance(one, ConnectionResetError) for one in heard]
    assert failed == [not is_tried_alone, True, not is_tried_alone]
    alone = [["甲"], ["乙"], ["丙"]] if is_tried_alone else []
    assert doing.rounds == [["甲", "乙", "丙"], *alone]


async def test_when_the_one_who_does_it_is_stopped_another_does_it(pace: Pace) -> None:
    pace.take_up(AT_ONCE + 1)
    doing = Doing()
    together = Together(doing, pace)
    first, second = (asyncio.create_task(together.ask(item)) for item in "甲乙")
    while not doing.rounds:  # noqa: ASYNC110  (nobody rings)
        await asyncio.sleep(0)
    first.cancel()
    await second
    assert doing.rounds == [["甲", "乙"], ["甲", "乙"]]
    assert first.cancelled()
