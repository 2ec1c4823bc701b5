"""The outbox's promises: one notice of a person at a time, the right one first, and no slot told twice."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import col, select

from storage.database import Database
from storage.queries import outbox, slots
from storage.tables import Notice, Outgoing, Person

NOON = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)
LEASE = timedelta(seconds=90)
STATION, WANG, LI = 1, 1, 2
ANSWER, URGENT, ROUTINE = 0, 1, 2


@pytest.fixture(autouse=True)
async def _people(database: Database) -> None:
    async with database.transaction() as session:
        session.add_all([Person(station_id=STATION, id=one, created_at=NOON) for one in (WANG, LI)])


async def write(
    database: Database,
    notice_id: int,
    recipient_id: int = WANG,
    *,
    priority: int = ROUTINE,
    slot: str | None = None,
    not_before: datetime = NOON,
    kind: str = "test",
) -> None:
    async with database.transaction() as session:
        if slot is not None:
            await slots.supersede(session, STATION, recipient_id, slot)
        session.add(
            Notice(
                station_id=STATION,
                id=notice_id,
                recipient_id=recipient_id,
                kind=kind,
                priority=priority,
                slot=slot,
                not_before=not_before,
                created_at=NOON,
            )
        )


async def claim(database: Database, now: datetime = NOON, limit: int = 10) -> list[int]:
    async with database.transaction() as session:
        rows = await outbox.claim(session, STATION, worker="first", now=now, lease=LEASE, limit=limit)
    return [row.id for row in rows]


async def finish(database: Database, notice_id: int, state: str = outbox.SENT) -> None:
    async with database.transaction() as session:
        await outbox.finish(session, STATION, notice_id, state)


async def order_of_sending(database: Database) -> list[int]:
    """Claim and finish until nothing is left."""
    order: list[int] = []
    while claimed := await claim(database, limit=1):
        order += claimed
        await finish(database, claimed[0])
    return order


async def state_of(database: Database, notice_id: int) -> str:
    async with database.reading() as session:
        return (await session.exec(select(Notice.state).where(Notice.id == notice_id))).one()


async def test_answers_go_before_what_is_urgent_and_that_before_routine(database: Database) -> None:
    for notice_id, priority in ((1, ROUTINE), (2, URGENT), (3, ANSWER), (4, ROUTINE), (5, ANSWER)):
        await write(database, notice_id, priority=priority)
    assert await order_of_sending(database) == [3, 5, 2, 1, 4]


async def test_priorities_count_over_all_people(database: Database) -> None:
    await write(database, 1, WANG)
    await write(database, 2, LI, priority=ANSWER)
    assert await claim(database, limit=1) == [2]


async def test_a_person_gets_one_notice_after_the_other_and_others_at_the_same_time(
    database: Database,
) -> None:
    for notice_id, person in ((1, WANG), (2, WANG), (3, LI)):
        await write(database, notice_id, person)
    assert await claim(database) == [1, 3]
    assert await claim(database) == []
    await finish(database, 1)
    assert await claim(database) == [2]


async def test_an_answer_waits_for_the_notice_that_is_on_its_way(database: Database) -> None:
    await write(database, 1)
    await claim(database)
    await write(database, 2, priority=ANSWER)
    assert await claim(database) == []


async def test_what_is_for_later_holds_nothing_up(database: Database) -> None:
    later = NOON + timedelta(hours=1)
    await write(database, 1, priority=ANSWER, not_before=later)
    await write(database, 2)
    assert await claim(database) == [2]
    await finish(database, 2)
    assert await claim(database, later) == [1]


async def test_a_postponed_notice_holds_back_that_person_until_then(database: Database) -> None:
    await write(database, 1)
    await write(database, 2)
    await write(database, 3, LI)
    await claim(database)
    until = NOON + timedelta(seconds=7)
    async with database.transaction() as session:
        await outbox.postpone(session, STATION, 1, until)
    assert await claim(database, until) == []
    assert await claim(database, until + timedelta(seconds=1)) == [1]


async def test_a_lease_that_ran_out_lets_another_take_over(database: Database) -> None:
    await write(database, 1)
    assert await claim(database) == [1]
    assert await claim(database, NOON + LEASE) == []
    assert await claim(database, NOON + LEASE + timedelta(seconds=1)) == [1]


async def test_after_a_crash_nobody_need_wait_for_leases(database: Database) -> None:
    await write(database, 1)
    await write(database, 2, LI)
    await claim(database)
    async with database.transaction() as session:
        await outbox.postpone(session, STATION, 2, NOON + LEASE)
        assert await outbox.holders(session, STATION) == {"first"}
        assert await outbox.release_of(session, STATION, "first") == 1
        assert await outbox.holders(session, STATION) == set()
    # What was put off by Telegram's limits still waits.
    assert await claim(database) == [1]


async def test_processes_at_once_never_get_the_same_person(database_url: str) -> None:
    replicas = [Database(database_url, 1) for _ in range(4)]
    for notice_id in range(1, 41):
        await write(replicas[0], notice_id, WANG if notice_id % 2 else LI)
    under_way: set[int] = set()
    sent: list[int] = []

    async def send(database: Database) -> None:
        while len(sent) < 40:
            for notice_id in await claim(database, limit=2):
                person = notice_id % 2
                assert person not in under_way
                under_way.add(person)
                await asyncio.sleep(0)
                under_way.discard(person)
                sent.append(notice_id)
                await finish(database, notice_id)

    await asyncio.gather(*(send(one) for one in replicas))
    for one in replicas:
        await one.close()
    assert sorted(sent) == list(range(1, 41))
    for person in (0, 1):
        of_person = [one for one in sent if one % 2 == person]
        assert of_person == sorted(of_person)


async def test_a_newer_notice_takes_the_slot_of_one_that_waits(database: Database) -> None:
    await write(database, 1, slot="card")
    await write(database, 2, LI, slot="card")
    await write(database, 3, slot="card")
    assert await state_of(database, 1) == outbox.SUPERSEDED
    assert await order_of_sending(database) == [2, 3]


async def test_one_that_is_on_its_way_is_not_superseded(database: Database) -> None:
    await write(database, 1, slot="card")
    await claim(database)
    await write(database, 2, slot="card")
    assert await state_of(database, 1) == outbox.WAITING


async def test_one_that_may_have_arrived_is_not_superseded(database: Database) -> None:
    """Its message would stay on the phone, and the slot would not know of it."""
    await write(database, 1, slot="card")
    await claim(database)
    async with database.transaction() as session:
        await outbox.release_of(session, STATION, "first")
    await write(database, 2, slot="card")
    assert await order_of_sending(database) == [1, 2]


async def test_a_slot_tells_what_still_waits_in_it(database: Database) -> None:
    await write(database, 1, slot="summary")
    async with database.transaction() as session:
        waiting = await slots.waiting_in_slot(session, STATION, WANG, "summary")
        assert waiting is not None
        assert await slots.waiting_in_slot(session, STATION, LI, "summary") is None
    await claim(database)
    async with database.transaction() as session:
        assert await slots.waiting_in_slot(session, STATION, WANG, "summary") is None


async def freeze(database: Database, notice_id: int, call_id: int, position: int = 0) -> None:
    async with database.transaction() as session:
        session.add(
            Outgoing(
                station_id=STATION,
                id=call_id,
                notice_id=notice_id,
                recipient_id=WANG,
                position=position,
                method="sendMessage",
                sealed=b"sealed",
            )
        )


async def mark(database: Database, call_id: int, message_id: int) -> None:
    async with database.transaction() as session:
        await outbox.mark_calls(session, STATION, {call_id: message_id}, NOON)


async def payloads(database: Database) -> list[bytes | None]:
    async with database.reading() as session:
        return list(await session.exec(select(Outgoing.sealed).order_by(col(Outgoing.id))))


async def test_frozen_calls_come_back_in_order_and_are_blanked_one_by_one(database: Database) -> None:
    await write(database, 1)
    await freeze(database, 1, 11, position=1)
    await freeze(database, 1, 12, position=0)
    await mark(database, 12, 700)
    async with database.reading() as session:
        calls = (await outbox.calls_of(session, STATION, [1, 2]))[1]
    assert [(call.id, call.message_id) for call in calls] == [(12, 700), (11, None)]
    assert await payloads(database) == [b"sealed", None]


@pytest.mark.parametrize(
    ("state", "kept"),
    [
        (outbox.UNREACHABLE, None),  # nobody will ever get it
        (outbox.PARKED, b"sealed"),  # somebody has to see why
    ],
)
async def test_of_what_was_not_sent_only_what_is_to_be_looked_at_stays(
    database: Database, state: str, kept: bytes | None
) -> None:
    await write(database, 1)
    await freeze(database, 1, 11)
    await finish(database, 1, state)
    assert await payloads(database) == [kept]


async def test_a_slot_knows_the_message_in_which_it_was_shown_last(database: Database) -> None:
    for notice_id, message_id in ((1, 700), (2, 701)):
        await write(database, notice_id, slot="card")
        await freeze(database, notice_id, 10 + notice_id)
        await mark(database, 10 + notice_id, message_id)
    await write(database, 3, slot="card")
    await freeze(database, 3, 13)
    async with database.reading() as session:
        assert await slots.last_message_in_slot(session, STATION, WANG, "card") == 701
        assert await slots.last_message_in_slot(session, STATION, LI, "card") is None


async def test_notices_are_counted_by_state(database: Database) -> None:
    for notice_id in (1, 2, 3):
        await write(database, notice_id)
    await finish(database, 1)
    await finish(database, 2, outbox.PARKED)
    async with database.reading() as session:
        assert await outbox.counts(session, STATION) == {"sent": 1, "parked": 1, "waiting": 1}


async def test_what_answers_a_press_neither_waits_nor_holds_up(database: Database) -> None:
    await write(database, 1, kind="toast")
    await write(database, 2)
    assert await claim(database) == [1, 2]
    await write(database, 3, kind="toast.saved")
    await write(database, 4)
    assert await claim(database) == [3]


async def test_several_calls_are_marked_at_once_each_with_its_message(database: Database) -> None:
    await write(database, 1)
    await freeze(database, 1, 11, position=0)
    await freeze(database, 1, 12, position=1)
    await freeze(database, 1, 13, position=2)
    async with database.transaction() as session:
        await outbox.mark_calls(session, STATION, {12: None, 11: 700}, NOON)
        await outbox.finish_sent(session, STATION, [1])
    assert await payloads(database) == [None, None, b"sealed"]
    async with database.reading() as session:
        calls = (await outbox.calls_of(session, STATION, [1]))[1]
        notice = await session.get_one(Notice, (STATION, 1))
    assert [call.message_id for call in calls] == [700, None, None]
    assert [call.sent_at is not None for call in calls] == [True, True, False]
    assert notice.state == outbox.SENT
