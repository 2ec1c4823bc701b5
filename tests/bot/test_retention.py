"""What has been kept long enough goes at night; what is still needed, and the record, stay."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import SQLModel, select

from bot.demo.clock import MovableClock
from bot.retention import clear_nightly
from hotline.people import Chat, name_of, recognise
from hotline.retention import clear_away
from hotline.retention_rules import RetentionRules
from storage.queries import outbox
from storage.tables import (
    Attachment,
    AttachmentChunk,
    Case,
    CaseReading,
    DeskLink,
    Entry,
    Identity,
    Inbox,
    Notice,
    Outgoing,
    Support,
)
from storage.vocabulary import Role, State
from tests.support.bench import Bench, Member

RULES = RetentionRules()
DAY = timedelta(days=1)


async def rows(bench: Bench, table: type[SQLModel]) -> list[Any]:
    async with bench.process.database.reading() as session:
        return list(await session.exec(select(table)))


async def clear(bench: Bench, clock: MovableClock, after: timedelta) -> None:
    """Let so much time pass, and clear away."""
    clock.move(after)
    async with bench.process.unit_of_work() as work:
        await clear_away(work, RULES)


async def moved(bench: Bench, case: Case, state: State) -> None:
    async with bench.process.unit_of_work() as work:
        row = await work.session.get_one(Case, (work.station_id, case.id))
        row.state, row.state_since = state, work.now


async def picture_of(bench: Bench, case: Case) -> None:
    async with bench.process.unit_of_work() as work:
        entry = Entry(
            station_id=work.station_id,
            case_id=case.id,
            author_id=case.constituent_id,
            author_role=Role.CONSTITUENT,
            kind="said",
            text="就是这里",
            at=work.now,
        )
        work.session.add(entry)
        await work.session.flush()
        attachment = Attachment(
            station_id=work.station_id,
            case_id=case.id,
            entry_id=entry.id,
            owner_id=case.constituent_id,
            kind="photo",
            file_id="file",
            unique_id="unique",
            stored_at=work.now,
        )
        work.session.add(attachment)
        await work.session.flush()
        work.session.add(
            AttachmentChunk(
                station_id=work.station_id, attachment_id=attachment.id, position=0, sealed=b"sealed"
            )
        )


async def test_handled_updates_go_and_waiting_ones_stay(
    bench: Bench, clock: MovableClock, wang: Member
) -> None:
    await bench.receive(wang, "一", "二")
    await bench.handle()
    await bench.receive(wang, "三")
    await clear(bench, clock, RULES.updates - DAY)
    assert len(await bench.updates()) == 3
    await clear(bench, clock, 2 * DAY)
    assert [row.state for row in await bench.updates()] == ["waiting"]


async def test_an_update_whose_number_comes_again_after_a_quiet_week_is_taken_in(
    bench: Bench, clock: MovableClock, wang: Member
) -> None:
    await bench.receive(wang, "一")
    await bench.handle()
    number = (await bench.updates())[0].update_id
    await clear(bench, clock, timedelta(days=8))
    async with bench.process.database.reading() as session:
        assert await session.get(Inbox, (bench.process.station_id, number)) is None


async def test_what_was_sent_goes_with_its_calls(bench: Bench, clock: MovableClock, wang: Member) -> None:
    await bench.tell(wang, "您好")
    await bench.deliver()
    await clear(bench, clock, RULES.messages - DAY)
    assert len(await rows(bench, Outgoing)) == 1
    waiting = await bench.tell(wang, "还没发")
    await clear(bench, clock, 2 * DAY)
    assert await rows(bench, Outgoing) == []
    assert [(row.id, row.state) for row in await rows(bench, Notice)] == [(waiting, outbox.WAITING)]


@pytest.mark.parametrize("state", [State.ARCHIVED, State.NOT_ACCEPTED, State.WITHDRAWN, State.MERGED])
@pytest.mark.alike
async def test_files_go_when_their_case_is_over_for_long(
    bench: Bench, clock: MovableClock, wang: Member, state: State
) -> None:
    case = await bench.case_of(wang)
    await picture_of(bench, case)
    await moved(bench, case, state)
    await clear(bench, clock, RULES.files - DAY)
    assert len(await rows(bench, AttachmentChunk)) == 1
    await clear(bench, clock, 2 * DAY)
    assert await rows(bench, AttachmentChunk) == []
    [attachment] = await rows(bench, Attachment)
    assert (attachment.file_id, attachment.stored_at, attachment.problem) == ("", None, "expired")
    assert [entry.text for entry in await rows(bench, Entry)] == ["就是这里"]


@pytest.mark.parametrize("state", [State.SUBMITTED, State.IN_PROGRESS, State.REPLIED, State.CLOSED])
@pytest.mark.alike
async def test_files_of_a_case_that_is_not_over_stay(
    bench: Bench, clock: MovableClock, wang: Member, state: State
) -> None:
    case = await bench.case_of(wang)
    await picture_of(bench, case)
    await moved(bench, case, state)
    await clear(bench, clock, RULES.files + 30 * DAY)
    assert len(await rows(bench, AttachmentChunk)) == 1


async def test_who_somebody_is_goes_long_after_the_last_case(
    bench: Bench, clock: MovableClock, wang: Member
) -> None:
    case = await bench.case_of(wang)
    await moved(bench, case, State.ARCHIVED)
    await clear(bench, clock, RULES.identities - DAY)
    assert len(await rows(bench, Identity)) == 1
    await clear(bench, clock, 2 * DAY)
    assert await rows(bench, Identity) == []
    [kept] = await rows(bench, Case)
    assert kept.text == "村口的路坏了"
    async with bench.process.unit_of_work() as work:
        assert await name_of(work, wang.id) == ""
        again = await recognise(work, Chat(wang.phone.id, "王大爷", "zh-hans"))
        assert again.is_new


async def test_whoever_still_has_something_to_do_with_the_hotline_stays_known(
    bench: Bench, clock: MovableClock, wang: Member, liaison: Member
) -> None:
    """The liaison by her role, one by an open case, one by a case that is followed since."""
    open_case = await bench.case_of(wang)
    follower = await bench.member("李嫂")
    newcomer = await bench.member("张三")
    await moved(bench, await bench.case_of(newcomer), State.ARCHIVED)
    clock.move(RULES.identities - DAY)
    async with bench.process.unit_of_work() as work:
        work.session.add(
            Support(station_id=work.station_id, case_id=open_case.id, person_id=follower.id, at=work.now)
        )
    await clear(bench, clock, 2 * DAY)
    known = {row.person_id for row in await rows(bench, Identity)}
    assert known == {wang.id, liaison.id, follower.id}


async def test_readings_and_links_have_their_time_too(
    bench: Bench, clock: MovableClock, wang: Member, liaison: Member
) -> None:
    case = await bench.case_of(wang)
    async with bench.process.unit_of_work() as work:
        station = work.station_id
        work.session.add(
            CaseReading(
                station_id=station,
                case_id=case.id,
                person_id=liaison.id,
                role=Role.LIAISON,
                door="desk",
                at=work.now,
            )
        )
        work.session.add(
            DeskLink(
                station_id=station,
                code_hash="x",
                person_id=liaison.id,
                created_at=work.now,
                expires_at=work.now,
            )
        )
    await clear(bench, clock, RULES.visits - DAY)
    assert len(await rows(bench, DeskLink)) == 1
    await clear(bench, clock, 2 * DAY)
    assert await rows(bench, DeskLink) == []
    assert len(await rows(bench, CaseReading)) == 1
    await clear(bench, clock, RULES.readings)
    assert await rows(bench, CaseReading) == []


async def test_it_is_done_at_night_until_nothing_is_left(
    bench: Bench, clock: MovableClock, wang: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hotline.retention.BATCH", 2)
    await bench.receive(wang, "一", "二", "三")
    await bench.handle()
    clock.move(timedelta(days=10))
    assert await clear_nightly(bench.process) == 0
    clock.move(timedelta(hours=18, minutes=30))
    assert await clear_nightly(bench.process) == 2
    assert await bench.updates() == []
