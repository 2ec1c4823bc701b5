"""Polling loses nothing: Telegram forgets an update only after it is committed."""

import asyncio
import logging
from typing import Any

import pytest
from telegram.error import InvalidToken

from bot import pace as pacing
from bot.pace import AT_ONCE
from bot.polling import Poller
from storage.queries import inbox
from tests.support.bench import Bench, Member

pytestmark = pytest.mark.alike


class Enough(Exception):
    """Ends a poller that would go on for ever."""


async def run_until_something_is_kept(bench: Bench) -> None:
    polling = asyncio.create_task(bench.poller.run())
    bench.process.has_updates.clear()
    async with asyncio.timeout(20):
        await bench.process.has_updates.wait()
    polling.cancel()
    await asyncio.gather(polling, return_exceptions=True)


async def ids(bench: Bench) -> list[int]:
    return [row.update_id for row in await bench.updates()]


async def test_the_offset_moves_only_after_the_commit(
    bench: Bench, wang: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    await wang.phone.send_text("一")

    async def fail(*_: object) -> None:
        raise ConnectionRefusedError

    with monkeypatch.context() as failing:
        failing.setattr(inbox, "store", fail)
        with pytest.raises(ConnectionRefusedError):
            await bench.take_in()
    assert len(bench.simulator.updates) == 1
    await bench.take_in()
    assert len(await ids(bench)) == 1


async def test_a_crash_after_the_commit_brings_the_batch_again_and_nothing_happens_twice(
    bench: Bench, wang: Member
) -> None:
    await bench.receive(wang, "一", "二")
    await bench.handle()
    # This process dies before its next poll confirms the batch.
    async with bench.another() as after_the_crash:
        await wang.phone.send_text("三")
        await after_the_crash.take_in()
        assert len(bench.simulator.updates) == 3
        await after_the_crash.handle()
        assert after_the_crash.echo.seen == ["三"]


async def test_the_next_poll_confirms_what_is_committed(bench: Bench, wang: Member) -> None:
    await bench.receive(wang, "一")
    await bench.receive(wang, "二")
    assert len(bench.simulator.updates) == 1
    assert len(await ids(bench)) == 2


async def test_ids_that_begin_anew_at_a_lower_number_are_taken_as_well(bench: Bench, wang: Member) -> None:
    """As Telegram may do after a week without updates."""
    await bench.receive(wang, "一")
    bench.simulator.updates.clear()
    async with bench.another() as a_week_later:
        bench.simulator.updates.next_id = 1_000
        await a_week_later.receive(wang, "二")
        await a_week_later.receive(wang, "三")
        await a_week_later.handle()
        assert sorted(a_week_later.echo.seen) == ["一", "三", "二"]


async def test_a_webhook_that_is_still_set_is_left_first_and_what_waits_there_comes(
    bench: Bench, wang: Member
) -> None:
    await bench.process.bot.set_webhook("http://127.0.0.1:9/gone")
    await wang.phone.send_text("一")
    await run_until_something_is_kept(bench)
    assert (await bench.process.bot.get_webhook_info()).url == ""
    assert len(await ids(bench)) == 1


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_whatever_telegram_answers_polling_goes_on(bench: Bench, wang: Member) -> None:
    await wang.phone.send_text("一")
    orders: list[dict[str, Any]] = [
        {"code": 429, "retry_after": 7},
        {"code": 409, "description": "Conflict: terminated by other getUpdates request"},
        {"code": 502, "times": 3},
        {"code": 403},
    ]
    for order in orders:
        await bench.people.order_fault("error", "getUpdates", **order)
    await bench.people.order_fault("malformed", "getUpdates")
    await bench.people.order_fault("drop", "getUpdates")
    await run_until_something_is_kept(bench)
    flood, conflict, *others = bench.pauses
    assert (flood, conflict) == (7, 5)
    assert len(others) >= 5
    assert all(0 < pause <= 30 for pause in others)
    assert len(await ids(bench)) == 1


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_database_that_fails_is_waited_for(
    bench: Bench, wang: Member, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await wang.phone.send_text("一")
    right, failures = inbox.store, iter([ConnectionRefusedError(), OSError()])

    async def store(*given: object) -> None:
        if (failure := next(failures, None)) is not None:
            raise failure
        await right(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(inbox, "store", store)
    with caplog.at_level(logging.CRITICAL):
        await run_until_something_is_kept(bench)
    assert len(bench.pauses) == 2
    assert len(await ids(bench)) == 1


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_token_that_telegram_does_not_know_ends_the_process(bench: Bench) -> None:
    await bench.people.order_fault("error", "deleteWebhook", code=401, description="Unauthorized")
    async with asyncio.timeout(10):
        with pytest.raises(InvalidToken):
            await bench.poller.run()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_who_has_lost_the_lead_does_not_poll_again(bench: Bench) -> None:
    async def lost() -> None:
        raise Enough

    with pytest.raises(Enough):
        await Poller(bench.process, bench.inbox, lost).run()
    assert bench.simulator.calls.counters["getUpdates"] == 0


async def test_under_load_telegram_is_asked_for_more_when_little_is_left(
    bench: Bench, wang: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pacing, "LONGEST_SECONDS", 3600.0)
    await wang.phone.send_text("一")
    bench.process.pace.take_up(AT_ONCE + 1)
    polling = asyncio.create_task(bench.poller.poll_once())
    await asyncio.sleep(0.05)
    assert bench.simulator.calls.of("getUpdates") == []
    bench.process.pace.put_down()
    async with asyncio.timeout(20):
        await polling
    assert len(await ids(bench)) == 1
