"""The watch over a process: the liaison hears in words what is stuck, once, and when it is over."""

import asyncio
import logging
import re
from datetime import timedelta

import pytest
from sqlmodel import col, select

from bot.vitals import Vitals
from bot.watch import Watch
from hotline.health import Trouble
from hotline.reminders import ReminderKind
from hotline.watching import measure
from storage.queries.waiting import Line, cases_by_state, failed_notices, late_reminders, waiting
from storage.tables import Attachment, Entry, Notice, Reminder
from storage.vocabulary import Role, State
from tests.support.bench import Bench, Member

pytestmark = pytest.mark.alike

MINUTE = timedelta(minutes=1)
on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def watch(bench: Bench) -> Watch:
    return Watch(bench.process)


async def stuck_notices(bench: Bench) -> list[Notice]:
    async with bench.process.database.reading() as session:
        wanted = select(Notice).where(col(Notice.kind).startswith("liaison.stuck_")).order_by(col(Notice.id))
        return list(await session.exec(wanted))


async def heard(member: Member) -> list[str]:
    """What the bot has said to somebody."""
    return [message.text for message in await member.phone.history() if message.is_from_bot]


async def add_reminder(bench: Bench, case_id: int, *, is_urgent: bool, age: timedelta) -> None:
    async with bench.process.unit_of_work() as work:
        work.session.add(
            Reminder(
                station_id=work.station_id,
                case_id=case_id,
                kind=ReminderKind.TRIAGE_DUE,
                due_at=work.now - age,
                is_urgent=is_urgent,
            )
        )


async def add_file(bench: Bench, case_id: int, owner_id: int) -> None:
    async with bench.process.unit_of_work() as work:
        entry = Entry(
            station_id=work.station_id,
            case_id=case_id,
            author_role=Role.CONSTITUENT,
            kind="material",
            at=work.now,
        )
        work.session.add(entry)
        await work.session.flush()
        work.session.add(
            Attachment(
                station_id=work.station_id,
                case_id=case_id,
                entry_id=entry.id,
                owner_id=owner_id,
                kind="photo",
                file_id="f",
                unique_id="u",
                try_at=work.now + MINUTE,
            )
        )


async def test_what_waits_is_counted_with_the_moment_since_when(bench: Bench, wang: Member) -> None:
    case = await bench.case_of(wang)
    began = bench.clock()
    await bench.receive(wang, "一", "二")
    await bench.tell(wang, "现在", priority=0)
    await bench.tell(wang, "也现在", priority=2)
    await bench.tell(wang, "明天", priority=2, not_before=began + timedelta(days=1))
    await add_reminder(bench, case.id, is_urgent=True, age=MINUTE)
    await add_reminder(bench, case.id, is_urgent=False, age=20 * MINUTE)
    await add_reminder(bench, case.id, is_urgent=False, age=-MINUTE)  # not due yet
    await add_file(bench, case.id, wang.id)
    station, now = bench.process.station_id, bench.clock()
    async with bench.process.database.reading() as session:
        found = await waiting(session, station, now)
        late = await late_reminders(session, station, now, 15 * MINUTE)
        cases = await cases_by_state(session, station, [State.SUBMITTED, State.ASSIGNED])
        elsewhere = await waiting(session, station + 1, now)
    assert found.updates.count == 2
    assert {priority: line.count for priority, line in found.notices.items()} == {0: 1, 2: 1}
    assert {is_urgent: line.count for is_urgent, line in found.reminders.items()} == {True: 1, False: 1}
    assert found.files.count == 1
    moments = [found.updates.since, found.files.since, *(line.since for line in found.notices.values())]
    assert all(moment is not None and began <= moment <= now for moment in moments)
    assert late == {False: 1}
    assert cases == {State.SUBMITTED: 1}
    assert (elsewhere.updates, elsewhere.notices, elsewhere.files) == (Line(), {}, Line())


async def test_routine_reminders_are_not_missed_at_night(bench: Bench, wang: Member) -> None:
    case = await bench.case_of(wang)
    bench.clock.move(timedelta(hours=14))  # 23:00
    await add_reminder(bench, case.id, is_urgent=False, age=60 * MINUTE)
    process = bench.process

    async def reminders() -> tuple[int, timedelta]:
        async with process.reading() as work:
            station = work.knowledge.station
            found = await measure(work.session, work.station_id, work.now, station)
        return found.reminders.count, found.reminders.oldest

    assert await reminders() == (0, timedelta())
    await add_reminder(bench, case.id, is_urgent=True, age=60 * MINUTE)
    assert (await reminders())[0] == 1
    bench.clock.move(timedelta(hours=9))  # 08:00: both, the routine one only since the morning
    async with process.unit_of_work() as work:
        for row in await work.session.exec(select(Reminder).where(col(Reminder.is_urgent))):
            row.handled_at = work.now
    count, age = await reminders()
    assert (count, age < MINUTE) == (1, True)


async def test_a_line_that_stands_still_is_told_once_and_so_is_its_end(
    bench: Bench, wang: Member, liaison: Member, watch: Watch, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        await bench.receive(wang, "村里断水了")
        assert await watch.look() == ()
        bench.clock.move(6 * MINUTE)
        assert await watch.look() == (Trouble.INBOX,)
        assert await stuck_notices(bench) == [], "what dissolves within a minute alarms nobody"
        bench.clock.move(MINUTE)
        for _ in range(3):
            await watch.look()
    assert re.search(r"stuck: inbox: 1 waiting, the first for 4\d\d s", caplog.text)
    await bench.deliver()
    (told,) = await heard(liaison)
    assert "有 1 条来信还没处理，最早的等了 7 分钟" in told
    assert "hotline status" in told
    await bench.handle()
    await watch.look()
    assert len(await stuck_notices(bench)) == 1, "it may be back in a minute"
    for _ in range(3):
        await watch.look()
    await bench.deliver()
    texts = await heard(liaison)
    assert len(texts) == 2
    assert "“来信积压”好了" in texts[1]
    assert [notice.recipient_id for notice in await stuck_notices(bench)] == [liaison.id] * 2


async def test_what_comes_and_goes_is_told_every_six_hours_at_most(
    bench: Bench, wang: Member, liaison: Member, watch: Watch
) -> None:
    async def stand_still_and_go_on() -> None:
        await bench.receive(wang, "路")
        bench.clock.move(6 * MINUTE)
        await watch.look()
        await watch.look()
        await bench.handle()
        await bench.deliver()
        await watch.look()
        await watch.look()
        await bench.deliver()

    for _ in range(3):
        await stand_still_and_go_on()
    assert len(await stuck_notices(bench)) == 2
    bench.clock.move(timedelta(hours=6))
    await stand_still_and_go_on()
    assert len(await stuck_notices(bench)) == 4


async def test_after_the_clock_was_set_back_the_end_is_told_once(
    bench: Bench, wang: Member, liaison: Member, watch: Watch
) -> None:
    await bench.receive(wang, "路")
    bench.clock.move(6 * MINUTE)
    for _ in range(2):
        await watch.look()
    await bench.handle()
    await bench.deliver()
    right = bench.process.clock
    bench.process.clock = lambda: right() - timedelta(days=3)
    for _ in range(5):
        await watch.look()
    assert [notice.params["is_over"] for notice in await stuck_notices(bench)] == [False, True]


async def test_of_several_processes_one_tells(
    bench: Bench, wang: Member, liaison: Member, watch: Watch
) -> None:
    await bench.receive(wang, "路")
    bench.clock.move(6 * MINUTE)
    async with bench.another() as other:
        second = Watch(other.process)
        for one in (watch, second, watch, second, watch, second):
            await one.look()
        assert len(await stuck_notices(bench)) == 1


async def test_whoever_has_not_read_that_it_began_does_not_hear_that_it_is_over(
    bench: Bench, wang: Member, liaison: Member, watch: Watch
) -> None:
    case = await bench.case_of(wang)
    bench.clock.move(timedelta(hours=12))  # 21:00: files wait for the morning
    await add_file(bench, case.id, wang.id)
    bench.clock.move(61 * MINUTE)
    for _ in range(2):
        assert await watch.look() == (Trouble.FILES,)
    (waiting_one,) = await stuck_notices(bench)
    assert waiting_one.not_before > bench.clock() + timedelta(hours=8)
    async with bench.process.unit_of_work() as work:
        for row in await work.session.exec(select(Attachment)):
            row.try_at, row.stored_at = None, work.now
    for _ in range(3):
        await watch.look()
    bench.clock.move(timedelta(hours=12))
    await bench.deliver()
    assert [notice.state for notice in await stuck_notices(bench)] == ["superseded"]
    assert await heard(liaison) == []


@on_sqlite
async def test_a_machine_tells_of_its_own_troubles(bench: Bench, liaison: Member, watch: Watch) -> None:
    class Troubled(Vitals):
        def late_ticks(self) -> tuple[str, ...]:
            return ("reminders", "digest")

        def free_bytes(self) -> int | None:
            return 300 * 1024**2

        def clock_jump(self) -> timedelta:
            return timedelta(hours=-5)

    bench.process.vitals = Troubled(bench.config.parent)
    for _ in range(3):
        assert await watch.look() == (Trouble.TICKS, Trouble.DISK, Trouble.CLOCK)
    await bench.deliver()
    texts = "\n".join(await heard(liaison))
    assert "定时的活停了（reminders、digest）" in texts
    assert "只剩 300 MB" in texts
    assert "钟忽然变了 5 个多小时" in texts
    assert len(await stuck_notices(bench)) == 3
    bench.process.vitals = Vitals(bench.config.parent)
    for _ in range(3):
        await watch.look()
    over = [notice.params["trouble"] for notice in await stuck_notices(bench) if notice.params["is_over"]]
    assert over == ["clock", "ticks", "disk"], "the clock is over as soon as it is told"


@on_sqlite
async def test_where_nobody_is_liaison_yet_nothing_is_told_and_nothing_fails(
    bench: Bench, wang: Member, watch: Watch
) -> None:
    await bench.receive(wang, "路")
    bench.clock.move(6 * MINUTE)
    for _ in range(3):
        assert await watch.look() == (Trouble.INBOX,)
    assert await stuck_notices(bench) == []


async def test_notices_that_reached_nobody_are_counted(bench: Bench, wang: Member) -> None:
    await bench.tell(wang, "到不了")
    await wang.phone.block()
    await bench.deliver()
    async with bench.process.database.reading() as session:
        failed = await failed_notices(session, bench.process.station_id)
    assert failed == {"parked": 0, "unreachable": 1}
    assert bench.process.meters.unreachable.values == {"": 1}


@on_sqlite
async def test_it_looks_by_itself_outlives_a_failure_and_ends_when_asked(
    bench: Bench, watch: Watch, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.watch.LOOK_SECONDS", 0.01)
    right, looked = watch.look, asyncio.Event()
    failures = iter([ConnectionRefusedError()])

    async def look() -> tuple[Trouble, ...]:
        if (failure := next(failures, None)) is not None:
            raise failure
        found = await right()
        looked.set()
        return found

    monkeypatch.setattr(watch, "look", look)
    with caplog.at_level(logging.CRITICAL):
        running = asyncio.create_task(watch.run())
        async with asyncio.timeout(10):
            await looked.wait()
            monkeypatch.setattr("bot.watch.LOOK_SECONDS", 1000)
            watch.stop()
            await running
