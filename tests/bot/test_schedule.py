"""The ticks: each does its part, none stops the others, and a restart repeats nothing."""

import asyncio
import logging
from datetime import timedelta

import pytest
from sqlmodel import select

from bot import schedule
from bot.demo.clock import MovableClock
from bot.process import Process
from bot.schedule import TICKS, Schedule, sweep_reminders
from hotline.sweep import sweep
from storage.tables import Reminder
from tests.support.bench import Bench, Member

pytestmark = pytest.mark.alike


async def run_all(process: Process) -> None:
    ticking = Schedule(process)
    for _, tick, _ in TICKS:
        await ticking.run(tick)


async def test_every_tick_runs_where_nothing_is_due(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    for name, tick, seconds in TICKS:
        await tick(bench.process)
        assert seconds > 0, name
    assert caplog.text == ""


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_tick_that_fails_does_not_stop_the_others(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ran = asyncio.Event()

    async def fail(_process: Process) -> None:
        raise ConnectionRefusedError

    async def note(_process: Process) -> None:
        ran.set()

    monkeypatch.setattr(schedule, "TICKS", (("fails", fail, 0.01), ("runs", note, 0.01)))
    ticking = Schedule(bench.process)
    with caplog.at_level(logging.CRITICAL):
        ticking.start()
        for _ in range(2):
            ran.clear()
            async with asyncio.timeout(10):
                await ran.wait()
        assert {job.id for job in ticking.scheduler.get_jobs()} == {"fails", "runs"}
        await ticking.stop()
        await asyncio.sleep(0)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_asked_to_stop_it_lets_a_tick_that_is_at_work_end(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, ended = asyncio.Event(), []

    async def slow(_process: Process) -> None:
        begun.set()
        await asyncio.sleep(0.3)
        ended.append(True)

    monkeypatch.setattr(schedule, "TICKS", (("slow", slow, 0.01),))
    ticking = Schedule(bench.process)
    ticking.start()
    async with asyncio.timeout(10):
        await begun.wait()
    await ticking.stop()
    assert len(ended) == 1


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_missed_tick_is_made_up_for_once(bench: Bench) -> None:
    scheduler = Schedule(bench.process).scheduler
    scheduler.start(paused=True)
    jobs = scheduler.get_jobs()
    assert {job.id for job in jobs} == {name for name, _, _ in TICKS}
    assert all((job.coalesce, job.max_instances, job.misfire_grace_time) == (True, 1, None) for job in jobs)
    scheduler.shutdown(wait=False)


async def due_reminder(bench: Bench, wang: Member, kind: str = "triage_due") -> int:
    """Something is due of a new case; the id of the case."""
    case = await bench.case_of(wang)
    async with bench.process.unit_of_work() as work:
        due_at = work.now - timedelta(minutes=1)
        work.session.add(Reminder(station_id=1, case_id=case.id, kind=kind, due_at=due_at))
    return case.id


async def reminders_written(bench: Bench) -> int:
    return sum(notice.kind.startswith("reminder.") for notice in await bench.notices())


async def test_a_restart_in_between_reminds_nobody_twice(bench: Bench, wang: Member, liaison: Member) -> None:
    await due_reminder(bench, wang)
    await run_all(bench.process)
    assert await reminders_written(bench) == 1
    async with bench.another() as after_the_restart:
        await run_all(after_the_restart.process)
        assert await reminders_written(bench) == 1


async def test_a_crash_before_the_commit_reminds_after_the_restart(
    bench: Bench, wang: Member, liaison: Member
) -> None:
    await due_reminder(bench, wang)

    async def crash(process: Process) -> None:
        async with process.unit_of_work() as work:
            await sweep(work)
            raise SystemError

    with pytest.raises(SystemError):
        await crash(bench.process)
    assert await reminders_written(bench) == 0
    async with bench.another() as after_the_restart:
        await run_all(after_the_restart.process)
    assert await reminders_written(bench) == 1


async def test_replicas_that_tick_together_remind_once(bench: Bench, wang: Member, liaison: Member) -> None:
    await due_reminder(bench, wang)
    async with bench.another() as other:
        await asyncio.gather(*(sweep_reminders(one.process) for one in (bench, other) * 3))
    assert await reminders_written(bench) == 1


async def told_of(bench: Bench) -> set[int]:
    """The cases of which what waits to be sent reminds."""
    waiting = [notice for notice in await bench.notices("waiting") if notice.kind.startswith("reminder.")]
    return {case_id for notice in waiting for case_id in notice.params.get("ids", [notice.case_id])}


async def test_a_case_that_cannot_be_handled_stops_no_other_and_comes_again(
    bench: Bench, wang: Member, liaison: Member, clock: MovableClock, caplog: pytest.LogCaptureFixture
) -> None:
    """As after going back to a version that does not know what a newer one has planned."""
    first = await due_reminder(bench, wang)
    broken = await due_reminder(bench, wang, "not_known_here")
    last = await due_reminder(bench, wang)
    with caplog.at_level(logging.CRITICAL):
        await sweep_reminders(bench.process)
        await sweep_reminders(bench.process)
    assert await told_of(bench) == {first, last}
    async with bench.process.unit_of_work() as work:
        (row,) = list(await work.session.exec(select(Reminder).where(Reminder.case_id == broken)))
        assert row.handled_at is None
        row.kind = "triage_due"
    clock.move(timedelta(minutes=30))
    await sweep_reminders(bench.process)
    assert await told_of(bench) == {first, last}
    clock.move(timedelta(minutes=31))
    await sweep_reminders(bench.process)
    assert await told_of(bench) == {first, broken, last}
