"""What is read ahead for many cases is what each would have been told."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from storage.database import Database
from storage.queries import cases, clocks, events, supervisions, supports
from storage.queries.reading_ahead import read_cases
from storage.tables import (
    Attachment,
    Avoidance,
    Case,
    CaseClock,
    Constituency,
    Deputy,
    Entry,
    Event,
    Person,
    Referral,
    Station,
    Supervision,
    Support,
)
from storage.tables.base import Row
from storage.vocabulary import Level, Role, State
from tests.support.counting import READING, counting

NOON = datetime(2026, 6, 15, 4, 0, tzinfo=UTC)
FULL, BARE, MERGED, DRAFT, OTHERS = 1, 2, 3, 4, 5
ASKED: Sequence[Any] = (
    cases.avoided_deputies,
    supports.followers,
    cases.referrals_of,
    cases.attachments_of,
    supervisions.open_supervision,
    events.given_at,
    clocks.clocks_of,
)


def case(key: int, state: State = State.ASSIGNED, *, station_id: int = 1, master: int | None = None) -> Case:
    return Case(
        station_id=station_id,
        id=key,
        constituent_id=7,
        state=state,
        master_id=master,
        created_at=NOON,
        state_since=NOON,
    )


def around(key: int) -> list[Any]:
    """Something of every kind beside a case."""
    said = Entry(station_id=1, case_id=key, author_role=Role.DEPUTY, kind="note", text="请尽快", at=NOON)
    return [
        said,
        Avoidance(station_id=1, case_id=key, deputy_id=1),
        Support(station_id=1, case_id=key, person_id=8, at=NOON),
        Referral(station_id=1, case_id=key, unit="交通局", level=Level.COUNTY, referred_at=NOON, due_at=NOON),
        Attachment(
            station_id=1,
            case_id=key,
            entry_id=said.id,
            owner_id=7,
            kind="photo",
            file_id="f",
            unique_id="u",
        ),
        Supervision(station_id=1, case_id=key, note_entry_id=said.id, asked_at=NOON, due_at=NOON),
        Event(station_id=1, case_id=key, kind="assigned", actor_role=Role.SYSTEM, at=NOON, chained="0" * 64),
        CaseClock(station_id=1, case_id=key, kind="accept", started_at=NOON, due_at=NOON, length_us=1),
    ]


async def fill(database: Database) -> None:
    """A case with everything, one with a case that was merged into it, a draft, and a bare one."""
    async with database.transaction() as session:
        session.add_all([Station(id=1), Constituency(station_id=1, id=1, code="C1", name="东选区")])
        session.add_all(Person(station_id=1, id=key, created_at=NOON) for key in (7, 8))
        await session.flush()
        session.add(Deputy(station_id=1, id=1, code="D1", name="李", level=Level.TOWN, constituency_id=1))
        session.add_all([case(FULL), case(BARE), case(DRAFT, State.DRAFT), case(OTHERS)])
        await session.flush()
        session.add(case(MERGED, State.MERGED, master=OTHERS))
        await session.flush()
        for row in around(FULL):
            session.add(row)
            await session.flush()


def plain(answer: Any) -> Any:
    """An answer without the session it comes from."""
    if isinstance(answer, list):
        return [plain(one) for one in answer]
    return (type(answer), answer.id) if isinstance(answer, Row) else answer


async def test_each_case_is_answered_for_as_if_it_had_been_asked_about_alone(database: Database) -> None:
    await fill(database)
    everything = (FULL, BARE, MERGED, DRAFT, OTHERS)
    async with database.reading() as session:
        alone = {(key, ask): plain(await ask(session, 1, key)) for key in everything for ask in ASKED}
    async with database.reading() as session:
        _held = await read_cases(session, 1, everything)
        together = {(key, ask): plain(await ask(session, 1, key)) for key in everything for ask in ASKED}
    assert together == alone
    assert all(alone[FULL, ask] for ask in ASKED), "the full one has something of each"
    assert alone[OTHERS, supports.followers] == {7}


async def test_of_a_bare_case_nothing_more_is_asked(database: Database) -> None:
    await fill(database)
    async with database.reading() as session:
        _held = await read_cases(session, 1, [BARE, DRAFT, FULL])
        with counting(database, READING) as asked:
            assert await session.get(Case, (1, FULL))
            for query in ASKED:
                assert not await query(session, 1, BARE)
    assert asked == []


async def test_no_case_of_another_station_is_read(database: Database) -> None:
    await fill(database)
    async with database.reading() as session:
        assert await read_cases(session, 2, [FULL, BARE]) == []
        assert await read_cases(session, 1, []) == []
