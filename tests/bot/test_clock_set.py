"""A clock that is set by hours and days: nothing stands still for it, nothing comes twice or is lost."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import apscheduler.schedulers.base
import pytest
from sqlmodel import select

from bot import schedule
from bot.clock_set import free_from_the_future
from bot.demo.clock import MovableClock
from bot.process import Process
from bot.retention import clear_nightly
from bot.schedule import Schedule, send_digest
from bot.vitals import Vitals
from bot.watch import Watch
from storage import ids
from storage.queries import inbox
from storage.tables import Notice
from storage.vocabulary import Role
from tests.support.bench import FAILING, Bench, Member, bench_with

pytestmark = pytest.mark.alike

DAY = timedelta(days=1)
on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@asynccontextmanager
async def ahead(bench: Bench, by: timedelta) -> AsyncIterator[None]:
    """The clock is ahead inside the block."""
    right = bench.process.clock
    bench.process.clock = lambda: right() + by
    try:
        yield
    finally:
        bench.process.clock = right


async def digests(bench: Bench) -> int:
    async with bench.process.database.reading() as session:
        return len((await session.exec(select(Notice).where(Notice.kind == "liaison.digest"))).all())


# Back


async def test_what_a_clock_that_was_ahead_has_put_off_goes_on_once_it_is_right(
    bench: Bench, wang: Member, caplog: pytest.LogCaptureFixture
) -> None:
    li = await bench.member("李")
    async with ahead(bench, 3 * DAY):
        await bench.receive(wang, FAILING, "后一条")
        await bench.handle()  # the first is to be tried again in two seconds of the wrong time
        await bench.tell(li, "现在")
        bench.simulator.faults.server_error("sendMessage")
        await bench.deliver()
        await bench.tell(li, "以后", not_before=bench.process.clock() + timedelta(hours=1))
    bench.echo.failure = None
    await bench.handle()
    await bench.deliver()
    assert await wang.words() == await li.words() == []

    await Watch(bench.process).look()
    await bench.handle()
    await bench.deliver()
    assert await wang.words() == [FAILING, "后一条"]
    assert await li.words() == ["现在"]
    bench.clock.move(timedelta(minutes=61))
    await bench.deliver()
    assert await li.words() == ["现在", "以后"]


async def test_after_a_start_with_an_earlier_clock_messages_stay_in_order(
    bench: Bench, wang: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Identifiers grow with time, and tell what was said first."""
    await bench.tell(wang, "一")
    earlier = SimpleNamespace(time_ns=lambda: time.time_ns() - 3 * 86_400 * 10**9)
    monkeypatch.setattr(ids, "time", earlier)
    monkeypatch.setattr(ids, "_last", 0)
    async with bench.another() as after_the_start:
        await after_the_start.tell(wang, "二")
        await after_the_start.deliver()
    assert await wang.words() == ["一", "二"]


async def test_what_rightly_waits_is_left_alone(bench: Bench, wang: Member) -> None:
    await bench.tell(wang, "明天", not_before=bench.clock() + DAY)
    await bench.receive(wang, FAILING)
    await bench.handle()
    assert await free_from_the_future(bench.process) == 0
    assert [row.state for row in await bench.updates()] == [inbox.WAITING]


@on_sqlite
async def test_ticks_do_not_stand_still_until_the_wrong_time_comes_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    shift, ran = timedelta(), asyncio.Event()

    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return datetime.now(UTC) + shift

    async def tick(_process: Process) -> None:
        ran.set()

    async def runs() -> bool:
        ran.clear()
        await asyncio.sleep(0.1)
        return ran.is_set()

    monkeypatch.setattr(apscheduler.schedulers.base, "datetime", Clock)
    monkeypatch.setattr(schedule, "TICKS", (("tick", tick, 0.01),))
    monkeypatch.setattr(schedule, "_now", lambda: Clock.now())
    ticking = Schedule(bench.process)
    ticking.start()
    assert await runs()
    shift = -3 * DAY
    await runs()
    assert not await runs(), "else there would be nothing to mend"
    ticking.look_again()
    assert await runs()
    await ticking.stop()


class SetClock(Vitals):
    """A machine whose clock is set when told so."""

    def set(self, jump: timedelta) -> None:
        self._gap -= jump.total_seconds()


@on_sqlite
async def test_the_watch_sees_to_it_each_time_the_clock_is_set(bench: Bench) -> None:
    calls: list[str] = []
    vitals = bench.process.vitals = SetClock(bench.config.parent)
    watch = Watch(bench.process, lambda: calls.append("look again"))
    await watch.look()
    assert calls == []
    for times in (1, 2):
        vitals.set(-3 * DAY)
        await watch.look()
        await watch.look()
        assert len(calls) == times


async def test_no_digest_is_sent_again_and_none_is_left_out(database_url: str, clock: MovableClock) -> None:
    async with bench_with(database_url, clock) as bench:
        await bench.member("周敏", Role.LIAISON)
        await bench.case_of(await bench.member("王大爷"))
        clock.move(7 * DAY)
        await send_digest(bench.process)
        assert await digests(bench) == 1
        async with ahead(bench, -3 * DAY):
            await send_digest(bench.process)
        await send_digest(bench.process)
        assert await digests(bench) == 1
        clock.move(7 * DAY)
        await send_digest(bench.process)
        assert await digests(bench) == 2


@on_sqlite
async def test_a_clock_that_was_years_ahead_does_not_end_the_digests(
    database_url: str, clock: MovableClock
) -> None:
    async with bench_with(database_url, clock) as bench:
        await bench.member("周敏", Role.LIAISON)
        await bench.case_of(await bench.member("王大爷"))
        async with ahead(bench, 400 * DAY):
            await send_digest(bench.process)
        clock.move(7 * DAY)
        await send_digest(bench.process)
        assert await digests(bench) == 2


# Forth


@on_sqlite
async def test_for_a_day_after_the_clock_was_set_nothing_is_thrown_away(
    bench: Bench, wang: Member, clock: MovableClock
) -> None:
    steady = 0.0
    vitals = bench.process.vitals = SetClock(bench.config.parent, steady=lambda: steady, wall=lambda: steady)
    await bench.receive(wang, "一")
    await bench.handle()
    clock.move(timedelta(days=400, hours=18, minutes=30))
    vitals.set(400 * DAY)
    assert await clear_nightly(bench.process) == 0
    assert len(await bench.updates()) == 1
    steady += 86_400
    assert await clear_nightly(bench.process) == 1
    assert await bench.updates() == []


# Summer time


@pytest.mark.parametrize(
    ("at", "sunday"),
    [
        ("02:30", "2026-03-29"),  # from 2 to 3 there is no such time
        ("02:30", "2026-10-25"),  # from 2 to 3 there is it twice
        ("03:00", "2026-03-29"),
        ("00:00", "2026-10-25"),
    ],
)
@on_sqlite
async def test_a_digest_at_an_hour_that_is_missing_or_doubled_comes_once(
    database_url: str, at: str, sunday: str
) -> None:
    clock = MovableClock(datetime.fromisoformat(f"{sunday}T00:00:00+00:00") - 3 * DAY, is_running=False)
    zone: dict[str, dict[str, Any]] = {
        "station": {"zone": "Europe/Berlin"},
        "digest": {"weekday": 6, "at": at},
    }
    async with bench_with(database_url, clock, **zone) as bench:
        await bench.member("周敏", Role.LIAISON)
        await bench.case_of(await bench.member("王大爷"))
        clock.move(DAY)
        await send_digest(bench.process)
        before = await digests(bench)
        clock.move(DAY)
        for _ in range(4 * 30):
            await send_digest(bench.process)
            clock.move(timedelta(minutes=15))
        assert await digests(bench) - before == 1
