"""A transaction asks once, and never goes by an answer that may have changed."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import queries
from storage.database import Database
from storage.queries import people, roster
from storage.remembering import apart_from_others, remember
from storage.tables import Constituency, Deputy, Person, RoleGrant
from storage.vocabulary import Level, Role, State
from tests.support.counting import READING, counting

STATION, WANG, ZHANG = 1, 7, 8
NOON = datetime(2026, 6, 15, 4, 0, tzinfo=UTC)


async def settle(database: Database) -> None:
    """Two people, one of whom is a deputy."""
    async with database.transaction() as session:
        session.add(Constituency(station_id=STATION, id=1, code="C1", name="东选区"))
        session.add_all(Person(station_id=STATION, id=key, created_at=NOON) for key in (WANG, ZHANG))
        await session.flush()
        session.add(deputy(1, "D01", ZHANG))
        session.add(grant(ZHANG))


def deputy(key: int, code: str, person_id: int | None = None) -> Deputy:
    return Deputy(
        station_id=STATION,
        id=key,
        code=code,
        name=f"代表{key}",
        level=Level.TOWN,
        constituency_id=1,
        person_id=person_id,
    )


def grant(person_id: int, role: Role = Role.LIAISON) -> RoleGrant:
    return RoleGrant(station_id=STATION, person_id=person_id, role=role, granted_at=NOON)


async def liaisons(session: AsyncSession) -> list[int]:
    return await people.holders(session, STATION, Role.LIAISON)


async def test_the_same_question_is_asked_once_and_another_is_another(database: Database) -> None:
    await settle(database)
    with counting(database, READING) as asked:
        async with database.transaction() as session:
            assert await liaisons(session) == await liaisons(session) == [ZHANG]
            assert await people.holders(session, STATION, Role.PRESIDIUM) == []
    assert len(asked) == 2


async def test_each_transaction_asks_for_itself(database: Database) -> None:
    await settle(database)
    with counting(database, READING) as asked:
        for _ in range(2):
            async with database.reading() as session:
                await liaisons(session)
    assert len(asked) == 2


async def test_whoever_changes_the_list_changes_nobody_else_s(database: Database) -> None:
    await settle(database)
    async with database.reading() as session:
        (await liaisons(session)).append(WANG)
        assert await liaisons(session) == [ZHANG]


async def test_what_is_written_is_seen_flushed_or_not(database: Database) -> None:
    await settle(database)
    async with database.transaction() as session:
        assert await liaisons(session) == [ZHANG]
        session.add(grant(WANG))
        assert await liaisons(session) == [ZHANG, WANG]
        found = await roster.deputies(session, STATION)
        found[0].left_at = NOON
        assert await roster.deputies(session, STATION) == []
        await session.exec(sa.delete(RoleGrant).where(col(RoleGrant.person_id) == WANG))
        assert await liaisons(session) == [ZHANG]


async def test_what_else_is_written_neither_forgets_nor_is_written_for_it(database: Database) -> None:
    await settle(database)
    async with database.transaction() as session:
        wang = await session.get_one(Person, (STATION, WANG))
        await liaisons(session)
        wang.language = "en"
        with counting(database, READING) as asked:
            await liaisons(session)
            await roster.deputies(session, STATION)
        assert len(asked) == 1
        assert wang in session.dirty


async def test_a_lock_forgets_since_others_may_have_committed_meanwhile(database: Database) -> None:
    await settle(database)
    async with database.transaction() as session:
        await liaisons(session)
        await session.get_one(Person, (STATION, WANG), with_for_update=True)
        with counting(database, READING) as asked:
            await liaisons(session)
    assert len(asked) == 1


async def test_what_is_taken_back_is_forgotten(database: Database) -> None:
    await settle(database)
    async with database.transaction() as session:
        savepoint = await session.begin_nested()
        session.add(grant(WANG))
        assert await liaisons(session) == [ZHANG, WANG]
        await savepoint.rollback()
        assert await liaisons(session) == [ZHANG]


async def test_an_answer_that_knows_of_a_new_row_holds_when_the_row_is_written(database: Database) -> None:
    await settle(database)
    async with database.transaction() as session:
        new = grant(WANG)
        known = [*await liaisons(session), WANG]
        session.add(new)
        remember(session, people.holders, STATION, Role.LIAISON, answer=known, knows=[new])
        with counting(database, READING) as asked:
            assert await liaisons(session) == [ZHANG, WANG]
            assert new in session.new
            await session.flush()
            assert await liaisons(session) == [ZHANG, WANG]
        assert asked == []
        new.revoked_at = NOON
        assert await liaisons(session) == [ZHANG], "what happens to the row later is not known"


async def test_an_answer_holds_no_longer_than_everything_it_knows_of(database: Database) -> None:
    await settle(database)
    async with database.transaction() as session:
        new, other = grant(WANG), grant(WANG, Role.PRESIDIUM)
        session.add_all([new, other])
        remember(session, people.holders, STATION, Role.LIAISON, answer=[], knows=[new])
        assert await liaisons(session) == [ZHANG, WANG], "there is one that it does not know of"


async def test_an_answer_told_later_knows_what_the_one_before_it_knew(database: Database) -> None:
    await settle(database)
    async with database.transaction() as session:
        for new, answer in ((grant(WANG), [WANG]), (grant(ZHANG), [WANG, ZHANG])):
            session.add(new)
            remember(session, people.holders, STATION, Role.LIAISON, answer=answer, knows=[new])
        with counting(database, READING) as asked:
            assert await liaisons(session) == [WANG, ZHANG]
    assert asked == []


async def test_a_statement_apart_from_others_leaves_them_to_be_written_later(database: Database) -> None:
    await settle(database)
    async with database.transaction() as session:
        wang = await session.get_one(Person, (STATION, WANG))
        wang.language = "en"
        async with apart_from_others(session, RoleGrant):
            await session.exec(sa.delete(RoleGrant).where(col(RoleGrant.person_id) == WANG))
        assert wang in session.dirty
        session.add(grant(WANG))
        async with apart_from_others(session, RoleGrant):
            await session.exec(sa.delete(RoleGrant).where(col(RoleGrant.person_id) == WANG))
        assert await liaisons(session) == [ZHANG]


async def test_a_row_that_the_transaction_has_is_not_read_again(database: Database) -> None:
    await settle(database)
    for opened in (database.transaction, database.reading):
        async with opened() as session:
            first = await session.get(Deputy, (STATION, 1))
            with counting(database, READING) as asked:
                assert await session.get(Deputy, (STATION, 1)) is first
                assert await session.get(Deputy, (STATION, 404)) is None
        assert len(asked) == 1


async def test_a_row_is_read_again_after_what_was_taken_back(database: Database) -> None:
    await settle(database)
    async with database.transaction() as session:
        wang = await session.get_one(Person, (STATION, WANG))
        savepoint = await session.begin_nested()
        wang.language = "en"
        await session.flush()
        await savepoint.rollback()
        found = await session.get(Person, (STATION, WANG))
        assert found is wang
        assert found.language == "zh-Hans"


async def test_roles_read_ahead_are_those_that_are_asked_for(database: Database) -> None:
    await settle(database)
    with counting(database, READING) as asked:
        async with database.reading() as session:
            await people.read_roles(session, STATION, {WANG, ZHANG})
            assert await people.roles_of(session, STATION, WANG) == frozenset()
            assert await people.roles_of(session, STATION, ZHANG) == {Role.LIAISON}
    assert len(asked) == 1


def remembered_queries() -> list[Any]:
    """Every query that is remembered."""
    modules = [
        importlib.import_module(found.name)
        for found in pkgutil.walk_packages(queries.__path__, "storage.queries.")
    ]
    found = {value for module in modules for value in vars(module).values() if hasattr(value, "comes_from")}
    return sorted(found, key=lambda query: query.__name__)


_SAMPLES: dict[str, Any] = {
    "session": None,
    "today": date(2026, 6, 15),
    "since": NOON,
    "role": Role.LIAISON,
    "open_states": frozenset({State.SUBMITTED}),
}


@pytest.mark.parametrize("query", remembered_queries(), ids=lambda query: query.__name__)
@pytest.mark.alike
async def test_a_remembered_query_reads_no_other_tables_than_it_says(
    query: Callable[..., Any], database: Database
) -> None:
    given = {name: _SAMPLES.get(name, 1) for name in inspect.signature(query).parameters}
    del given["session"]
    with counting(database, READING) as asked:
        async with database.reading() as session:
            await query(session, **given)
    read = {name for text in asked for name in re.findall(r"\b(?:FROM|JOIN) (\w+)", text)}
    said = {table.__tablename__ for table in query.comes_from}  # type: ignore[attr-defined]
    assert read
    assert read <= said
