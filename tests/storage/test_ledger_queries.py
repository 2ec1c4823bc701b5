"""Which cases may stand on a wall at all, and that a quarter's ledger is begun once."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from storage.database import Database
from storage.queries import ledger as queries
from storage.tables import Avoidance, Case, Constituency, Deputy, Ledger, LedgerLine, Person
from storage.vocabulary import State

STARTS, ENDS = datetime(2026, 3, 31, 16, tzinfo=UTC), datetime(2026, 6, 30, 16, tzinfo=UTC)
FILED = datetime(2026, 5, 1, tzinfo=UTC)
QUARTER = date(2026, 4, 1)
WITHIN: dict[str, dict[str, Any]] = {
    "filed in the quarter": {},
    "filed before, closed in it": {
        "submitted_at": STARTS - timedelta(days=40), "closed_at": FILED, "state": State.CLOSED
    },
    "filed in its first moment": {"submitted_at": STARTS},
    "archived": {"state": State.ARCHIVED, "closed_at": FILED},
}  # fmt: skip
OUTSIDE: dict[str, dict[str, Any]] = {
    "filed before and open": {"submitted_at": STARTS - timedelta(days=40)},
    "filed in the next quarter": {"submitted_at": ENDS},
    "a draft": {"submitted_at": None, "state": State.DRAFT},
    "unnamed": {"is_unnamed": True},
    "about the liaison": {"names_liaison": True},
    "danger": {"danger_number": "119"},
    "excluded from the rates": {"exclusion": "disputed"},
    "filed here although it is another's": {"kind": "insisted"},
    "withdrawn": {"state": State.WITHDRAWN},
    "merged": {"state": State.MERGED},
    "refused": {"state": State.NOT_ACCEPTED},
}


def filed(person: Person, number: int, **facts: Any) -> Case:
    known: dict[str, Any] = {
        "number": number,
        "state": State.ACCEPTED,
        "submitted_at": FILED,
        "text": "路坏了",
    } | facts
    return Case(station_id=1, constituent_id=person.id, created_at=FILED, state_since=FILED, **known)


async def candidates(database: Database) -> list[Case]:
    async with database.reading() as session:
        return await queries.candidates(session, 1, STARTS - timedelta(days=365), STARTS, ENDS, limit=100)


@pytest.mark.parametrize("what", [*WITHIN, *OUTSIDE])
@pytest.mark.alike
async def test_what_may_be_shown(database: Database, what: str) -> None:
    async with database.transaction() as session:
        person = Person(station_id=1, created_at=FILED)
        session.add(person)
        await session.flush()
        session.add(filed(person, 1, **{**WITHIN, **OUTSIDE}[what]))
    assert bool(await candidates(database)) is (what in WITHIN)


async def test_who_steps_aside_or_is_erased_takes_the_case_along(database: Database) -> None:
    async with database.transaction() as session:
        person, erased = (Person(station_id=1, created_at=FILED, erased_at=at) for at in (None, FILED))
        seat = Constituency(station_id=1, code="C1", name="选区")
        session.add_all([person, erased, seat])
        await session.flush()
        deputy = Deputy(station_id=1, code="D1", name="王桂芳", constituency_id=seat.id)
        shown, hidden, gone = filed(person, 1), filed(person, 2), filed(erased, 3)
        session.add_all([deputy, shown, hidden, gone])
        await session.flush()
        session.add(Avoidance(station_id=1, case_id=hidden.id, deputy_id=deputy.id))
    assert [case.number for case in await candidates(database)] == [1]
    async with database.reading() as session:
        assert (
            await queries.count_filed_or_closed(session, 1, STARTS - timedelta(days=365), STARTS, ENDS) == 3
        )


async def test_of_several_who_begin_a_ledger_one_has_begun_it(database: Database) -> None:
    async def begin() -> bool:
        async with database.transaction() as session:
            return await queries.begin_ledger(session, 1, QUARTER, FILED)

    assert sorted(await asyncio.gather(*(begin() for _ in range(4)))) == [False, False, False, True]
    async with database.reading() as session:
        assert len(list(await session.exec(select(Ledger)))) == 1


async def test_erasing_takes_the_lines_of_ledgers_that_are_not_published(database: Database) -> None:
    async with database.transaction() as session:
        person = Person(station_id=1, created_at=FILED)
        session.add(person)
        await session.flush()
        case = filed(person, 1)
        opened = Ledger(station_id=1, quarter=QUARTER, composed_at=FILED)
        published = Ledger(station_id=1, quarter=date(2026, 1, 1), composed_at=FILED, published_at=FILED)
        session.add_all([case, opened, published])
        await session.flush()
        session.add_all(
            [LedgerLine(station_id=1, ledger_id=one.id, case_id=case.id) for one in (opened, published)]
        )
        await session.flush()
        await queries.drop_lines_of_cases(session, 1, [case.id])
        assert await queries.lines_of(session, 1, opened.id) == []
        assert len(await queries.lines_of(session, 1, published.id)) == 1
        assert [row.quarter for row in await queries.published(session, 1)] == [date(2026, 1, 1)]
