"""Telegram away for a day: nothing is lost or doubled, chats keep their order, limits are kept afterwards."""

import asyncio
import logging
from datetime import timedelta

import pytest

from bot.attachments import fetch_waiting, load_bytes
from bot.delivery import Delivery
from bot.limiter import Limiter
from bot.schedule import sweep_reminders
from bot.simulator import Limits
from hotline.notices import ANSWER, ROUTINE, URGENT
from hotline.reminders import ReminderKind
from storage.queries import outbox
from storage.tables import Attachment, Entry, Reminder
from storage.vocabulary import Role
from tests.support.bench import Bench, Member

HOUR = timedelta(hours=1)
pytestmark = [pytest.mark.slow, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]


async def a_day_passes(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    """Every hour everything is tried that is due."""
    with caplog.at_level(logging.CRITICAL):
        for _ in range(24):
            await sweep_reminders(bench.process)
            await fetch_waiting(bench.process)
            await bench.deliver()
            bench.clock.move(HOUR)


async def test_after_a_day_everything_comes_once_in_order_and_the_urgent_first(
    bench: Bench, wang: Member, liaison: Member, caplog: pytest.LogCaptureFixture
) -> None:
    village = [wang, *[await bench.member(f"村民{number}") for number in range(4)]]
    bench.simulator.outage.begin()
    await bench.tell(wang, "断网前就在发", priority=ROUTINE)
    await bench.deliver()
    for person in village:
        for words, priority in (("平常一", ROUTINE), ("急", URGENT), ("平常二", ROUTINE), ("答", ANSWER)):
            await bench.tell(person, words, priority=priority)
    await a_day_passes(bench, caplog)
    assert {notice.state for notice in await bench.notices()} == {outbox.WAITING}

    bench.simulator.outage.end()
    bench.clock.move(HOUR)
    before = bench.simulator.calls.counters["sendMessage"]
    await bench.deliver()
    assert await wang.words() == ["答", "急", "断网前就在发", "平常一", "平常二"]
    for person in village[1:]:
        assert await person.words() == ["答", "急", "平常一", "平常二"]
    assert bench.simulator.calls.counters["sendMessage"] - before == 21, "each once"
    sent = bench.simulator.calls.of("sendMessage")[-21:]
    urgency = ["答急".find(call.parameters["text"].split("〔")[1][0]) % 3 for call in sent]
    assert urgency[:5] == [0] * 5, "whoever waits for an answer goes before all that is usual"
    assert await liaison.words() == []


async def test_what_piled_up_leaves_within_the_limits(
    bench: Bench, wang: Member, caplog: pytest.LogCaptureFixture
) -> None:
    """Real limits, counted by the local Telegram; the numbers are small so that it takes two seconds."""
    village = [wang, *[await bench.member(f"村民{number}") for number in range(20)]]
    bench.simulator.outage.begin()
    for person in village:
        for number in range(2):
            await bench.tell(person, str(number))
    await bench.deliver()
    bench.simulator.outage.end()
    bench.clock.move(HOUR)
    keeper = bench.simulator.limits
    keeper.limits, keeper._overall.most = Limits(), 30
    afterwards = Delivery(bench.process, Limiter(30, 1))
    while await bench.notices(outbox.WAITING):
        await afterwards.send_waiting()
        await afterwards.drain()
    assert keeper.violated == 0
    assert all([await person.words() == ["0", "1"] for person in village])


async def test_a_reminder_that_fell_due_comes_once(
    bench: Bench, wang: Member, liaison: Member, caplog: pytest.LogCaptureFixture
) -> None:
    case = await bench.case_of(wang)
    async with bench.process.unit_of_work() as work:
        kind = ReminderKind.TRIAGE_DUE
        work.session.add(
            Reminder(station_id=1, case_id=case.id, kind=kind, due_at=work.now + HOUR, is_urgent=True)
        )
    bench.simulator.outage.begin()
    await a_day_passes(bench, caplog)
    bench.simulator.outage.end()
    bench.clock.move(HOUR)
    for _ in range(3):
        await sweep_reminders(bench.process)
        await bench.deliver()
    told = [notice for notice in await bench.notices() if notice.kind.startswith("reminder.")]
    assert [notice.state for notice in told] == [outbox.SENT]
    assert len(await liaison.words()) == 1


async def test_a_file_that_was_sent_before_is_fetched_after_it(
    bench: Bench, wang: Member, caplog: pytest.LogCaptureFixture
) -> None:
    case = await bench.case_of(wang)
    sent = await wang.phone.send_document(b"%PDF-1.7", "a.pdf")
    async with bench.process.unit_of_work() as work:
        entry = Entry(
            station_id=1, case_id=case.id, author_role=Role.CONSTITUENT, kind="material", at=work.now
        )
        work.session.add(entry)
        await work.session.flush()
        row = Attachment(
            station_id=1,
            case_id=case.id,
            entry_id=entry.id,
            owner_id=wang.id,
            kind="document",
            file_id=sent.file_id or "",
            unique_id="u",
            try_at=work.now,
        )
        work.session.add(row)
    bench.simulator.outage.begin()
    await a_day_passes(bench, caplog)
    bench.simulator.outage.end()
    bench.clock.move(HOUR)
    await fetch_waiting(bench.process)
    assert await load_bytes(bench.process, row.id) == b"%PDF-1.7"


async def test_what_people_wrote_meanwhile_comes_in_afterwards_in_order(bench: Bench, wang: Member) -> None:
    is_away = asyncio.Event()

    async def pause(_seconds: float) -> None:
        is_away.set()
        await asyncio.sleep(0.05)

    bench.poller._sleep = pause
    bench.simulator.outage.begin()
    polling = asyncio.create_task(bench.poller.run())
    try:
        async with asyncio.timeout(20):
            await is_away.wait()
            for words in ("一", "二", "三"):
                await wang.phone.send_text(words)
            bench.simulator.outage.end()
            await bench.process.has_updates.wait()
    finally:
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)
    await bench.handle()
    assert bench.echo.seen == ["一", "二", "三"]
