"""A database that is full, locked, only to be read or gone: nothing is lost, and all goes on by itself."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from sqlalchemy.exc import DBAPIError
from starlette.applications import Starlette
from telegram import Update
from telegram.ext import TypeHandler

from bot.demo.staging import write_settings
from bot.inbox import MAX_ATTEMPTS
from bot.schedule import TICKS, Schedule
from bot.watch import Watch
from bot.web.serving import free_port
from bot.web.watch import watch_routes
from handlers.context import HotlineContext
from hotline import notices
from hotline.health import Trouble
from storage.outages import WORDS, Outage
from storage.queries import inbox as queries
from storage.queries import outbox
from tests.bot.test_setting_up import hotline
from tests.bot.test_status_command import at_work
from tests.support.bench import KIND, SECOND, Bench, Member, said
from tests.support.outages import each_outage, outage

# More than fits into what is left of a page.
LONG = "村口的路坏了，" * 500


@asynccontextmanager
async def parts_at_work(bench: Bench) -> AsyncIterator[list[asyncio.Task[None]]]:
    """Polling, inbox and delivery as they run in a process."""
    # Asking again need not wait for real seconds.
    bench.poller._sleep = lambda _seconds: asyncio.sleep(0.05)
    tasks = [asyncio.create_task(part.run()) for part in (bench.poller, bench.inbox, bench.delivery)]
    try:
        yield tasks
    finally:
        bench.inbox.stop()
        bench.delivery.stop()
        tasks[0].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def asked(bench: Bench, path: str) -> httpx.Response:
    app = httpx.ASGITransport(app=Starlette(routes=watch_routes(bench.process)))
    async with httpx.AsyncClient(transport=app, base_url="http://watch") as client:
        return await client.get(path)


async def until_there_is_an_outage(bench: Bench) -> None:
    async with asyncio.timeout(20):
        while bench.process.vitals.outage() is None:  # noqa: ASYNC110  (nobody rings when it begins)
            await asyncio.sleep(0.01)


@each_outage
async def test_nothing_is_acknowledged_all_stay_up_and_go_on_by_themselves(
    bench: Bench, wang: Member, kind: Outage, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        async with parts_at_work(bench) as tasks:
            async with outage(bench.process.database, kind):
                await wang.phone.send_text(LONG[:4000])
                await until_there_is_an_outage(bench)
                assert len(bench.simulator.updates) == 1, "Telegram still has it"
                assert not any(task.done() for task in tasks)
            assert await wang.phone.wait_for(timeout=60)
    assert [row.attempts for row in await bench.updates()] == [1]
    assert len(bench.echo.seen) == 1
    assert WORDS[kind] in caplog.text
    assert "Traceback" not in caplog.text, "a full disk must not get fuller by it"


@each_outage
async def test_whoever_watches_reads_in_words_what_is_wrong(
    bench: Bench, wang: Member, kind: Outage, caplog: pytest.LogCaptureFixture
) -> None:
    await wang.phone.send_text(LONG[:4000])
    async with outage(bench.process.database, kind):
        with contextlib.suppress(DBAPIError):
            await bench.take_in()
        with caplog.at_level(logging.CRITICAL):
            ready, metrics = await asked(bench, "/ready"), await asked(bench, "/metrics")
    assert (ready.status_code, metrics.status_code) == (503, 200)
    assert ready.text in (WORDS[kind], "the database cannot be reached")
    assert f'hotline_database_outage{{why="{kind}"}} 1' in metrics.text
    assert Trouble.DATABASE in await Watch(bench.process).look()


@each_outage
async def test_ticks_that_meet_an_outage_tick_again(
    bench: Bench, kind: Outage, caplog: pytest.LogCaptureFixture
) -> None:
    ticking = Schedule(bench.process)
    with caplog.at_level(logging.ERROR):
        async with outage(bench.process.database, kind):
            for name, tick, _ in TICKS:
                await ticking.run(tick, name)
        assert "Traceback" not in caplog.text
        caplog.clear()
        for name, tick, _ in TICKS:
            await ticking.run(tick, name)
        assert caplog.text == ""


class Greedy:
    """Instead of the hotline's handlers: writes more than fits while the disk is full."""

    async def __call__(self, update: Update, context: HotlineContext) -> None:
        await context.answer(KIND, **said("好"), ballast=LONG)
        await context.work.session.flush()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_an_update_that_meets_an_outage_many_times_is_never_set_aside(
    bench: Bench, wang: Member, liaison: Member, caplog: pytest.LogCaptureFixture
) -> None:
    """What is small is still kept, so that it is taken up again and again, and fails each time."""
    bench.process.application.add_handler(TypeHandler(Update, Greedy()), group=-2)
    await bench.receive(wang, "一")
    with caplog.at_level(logging.CRITICAL):
        async with outage(bench.process.database, Outage.FULL):
            for _ in range(3 * MAX_ATTEMPTS):
                await bench.inbox.work_off()
                bench.clock.move(60 * SECOND)
    (row,) = await bench.updates()
    assert (row.state, row.attempts) == (queries.WAITING, 0)
    await bench.handle()
    await bench.deliver()
    assert [row.state for row in await bench.updates()] == [queries.DONE]
    assert await wang.words() == ["好", "一"]
    assert await liaison.words() == []


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_a_connection_that_breaks_in_the_middle_leaves_nothing_behind_and_costs_no_attempt(
    bench: Bench, wang: Member, caplog: pytest.LogCaptureFixture
) -> None:
    await bench.receive(wang, "一")
    with caplog.at_level(logging.CRITICAL):
        async with outage(bench.process.database, Outage.GONE):
            for _ in range(2):
                with contextlib.suppress(DBAPIError):
                    await bench.inbox.work_off()
    await bench.handle()
    await bench.deliver()
    assert [(row.state, row.attempts) for row in await bench.updates()] == [(queries.DONE, 1)]
    assert await wang.words() == ["一"]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_notice_whose_sending_cannot_be_noted_is_never_set_aside(
    bench: Bench, wang: Member, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await bench.tell(wang, "一")

    async def broken(*_: object, **__: object) -> None:
        raise ConnectionResetError

    with caplog.at_level(logging.CRITICAL), monkeypatch.context() as failing:
        failing.setattr(outbox, "mark_calls", broken)
        for _ in range(12):
            await bench.deliver()
            bench.clock.move(600 * SECOND)
    await bench.deliver()
    assert [notice.state for notice in await bench.notices()] == [outbox.SENT]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_the_liaison_hears_of_an_outage_that_comes_and_goes(
    bench: Bench, wang: Member, liaison: Member
) -> None:
    watch = Watch(bench.process)
    for _ in range(2):
        bench.process.vitals.note_outage(Outage.FULL)
        await watch.look()
    await bench.deliver()
    (told,) = [message.text for message in await liaison.phone.history() if message.is_from_bot]
    assert "硬盘满了" in told
    assert "hotline status" in told
    assert notices.URGENT in {notice.priority for notice in await bench.notices()}


async def test_status_says_in_words_what_the_process_meets(tmp_path: Path) -> None:
    port = free_port()
    async with at_work(tmp_path, port) as (config, process):
        process.vitals.note_outage(Outage.LOCKED)
        told = await hotline("status", "-c", config)
    assert told.exit_code == 1
    assert f"stuck: database: {WORDS[Outage.LOCKED]}" in told.output


async def test_a_damaged_file_is_told_with_the_way_out(tmp_path: Path) -> None:
    damaged = tmp_path / "h.db"
    damaged.write_bytes(b"not a database" * 1000)
    config = write_settings(tmp_path, "http://127.0.0.1:1", f"sqlite+aiosqlite:///{damaged}")
    told = await hotline("status", "-c", config)
    assert told.exit_code == 1
    assert "bring back a backup" in told.output
    assert "Traceback" not in told.output
