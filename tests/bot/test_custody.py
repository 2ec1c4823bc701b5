"""What a killed process held is taken over at once; what a living one holds is left to it."""

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest
import sqlalchemy as sa

from bot import custody
from bot.custody import alive
from bot.inbox import LEASE
from bot.process import Process
from storage.queries import inbox, outbox
from tests.support.bench import Bench, Member

on_postgresql = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(custody, "_LOOK_SECONDS", 0.05)
    monkeypatch.setattr(custody, "_CHECK_SECONDS", 0.05)


@pytest.fixture
async def other(bench: Bench) -> AsyncIterator[Process]:
    """A second process on the same database."""
    opened = Process(bench.process.settings, clock=bench.clock)
    yield opened
    await opened.database.close()


async def lease(bench: Bench, wang: Member, worker: str) -> None:
    """An update and a notice are in the hands of this worker."""
    await bench.receive(wang, "一")
    await bench.tell(wang, "先")
    async with bench.process.database.transaction() as session:
        now = bench.clock()
        assert await inbox.claim(session, 1, worker=worker, now=now, lease=LEASE, limit=9)
        assert await outbox.claim(session, 1, worker=worker, now=now, lease=LEASE, limit=9)


async def holders(process: Process) -> set[str]:
    async with process.database.reading() as session:
        return await inbox.holders(session, 1) | await outbox.holders(session, 1)


async def freed(process: Process) -> None:
    async with asyncio.timeout(10):
        while await holders(process):
            continue


async def test_what_the_dead_held_is_handled_and_sent_without_waiting(bench: Bench, wang: Member) -> None:
    await lease(bench, wang, "died")
    async with alive(bench.process):
        await freed(bench.process)
    await bench.handle()
    assert bench.echo.seen == ["一"]
    await bench.deliver()
    assert sorted(await wang.words()) == ["一", "先"]


@on_postgresql
async def test_what_the_living_hold_is_left_to_them(bench: Bench, wang: Member, other: Process) -> None:
    await lease(bench, wang, other.name)
    async with alive(bench.process):
        async with alive(other):
            await asyncio.sleep(0.5)
            assert await holders(bench.process) == {other.name}
        await freed(bench.process)


@on_postgresql
async def test_a_lost_connection_is_no_death(
    bench: Bench, wang: Member, other: Process, caplog: pytest.LogCaptureFixture
) -> None:
    await lease(bench, wang, other.name)
    async with alive(other):
        with caplog.at_level(logging.CRITICAL):
            async with bench.process.database.transaction() as session:
                await session.exec(
                    sa.text(  # type: ignore[call-overload]
                        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
                    )
                )
            await asyncio.sleep(0.5)
        async with alive(bench.process):
            await asyncio.sleep(0.5)
            assert await holders(bench.process) == {other.name}


@on_postgresql
async def test_how_many_share_the_work_is_known_to_each(bench: Bench, other: Process) -> None:
    async with alive(bench.process):
        assert bench.process.sharers == 1
        async with alive(other):
            assert other.sharers == 2
            await _known(bench.process, 2)
        await _known(bench.process, 1)


async def _known(process: Process, sharers: int) -> None:
    async with asyncio.timeout(10):
        while process.sharers != sharers:  # noqa: ASYNC110  (another process comes or goes)
            await asyncio.sleep(0.02)
