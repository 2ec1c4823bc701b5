"""What is written last: known at once to whoever works here, and in nobody's way until the commit."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.database import Database
from storage.queries import roster
from storage.tables import Constituency, Deputy
from storage.vocabulary import Level

STATION, LI, WANG = 1, 1, 2
NOON = datetime(2026, 6, 15, 4, 0, tzinfo=UTC)


async def settle(database: Database) -> None:
    """Two deputies who have no case yet."""
    async with database.transaction() as session:
        session.add(Constituency(station_id=STATION, id=1, code="C1", name="东选区"))
        await session.flush()
        session.add_all(
            Deputy(
                station_id=STATION, id=key, code=f"D{key}", name="代表", level=Level.TOWN, constituency_id=1
            )
            for key in (LI, WANG)
        )


async def assign(session: AsyncSession, deputy_id: int) -> Deputy:
    deputy = await session.get_one(Deputy, (STATION, deputy_id))
    roster.note_assigned(session, deputy, NOON)
    return deputy


async def assigned(session: AsyncSession) -> dict[int, datetime | None]:
    """As the database has it."""
    found = await session.exec(select(Deputy.id, Deputy.last_assigned_at))
    return dict(found.all())


async def test_it_is_known_at_once_and_written_with_the_commit(database: Database) -> None:
    await settle(database)
    async with database.transaction() as session:
        for key in (WANG, LI):
            deputy = await assign(session, key)
            assert deputy.last_assigned_at == NOON
            assert deputy not in session.dirty
        assert await assigned(session) == {LI: None, WANG: None}
    async with database.reading() as session:
        assert await assigned(session) == {LI: NOON, WANG: NOON}


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)  # SQLite has one writer at a time
async def test_nobody_waits_for_a_deputy_who_has_got_a_case(database: Database) -> None:
    await settle(database)
    async with database.transaction() as session:
        await assign(session, LI)
        async with database.transaction() as other:
            await other.exec(sa.text("SET LOCAL lock_timeout = '10s'"))  # type: ignore[call-overload]
            await other.exec(sa.update(Deputy).where(col(Deputy.station_id) == STATION).values(capacity=7))
    async with database.reading() as session:
        li = await session.get_one(Deputy, (STATION, LI))
        assert (li.last_assigned_at, li.capacity) == (NOON, 7)


async def test_what_is_taken_back_to_a_savepoint_is_as_it_was(database: Database) -> None:
    await settle(database)
    async with database.transaction() as session:
        await assign(session, LI)
        savepoint = await session.begin_nested()
        wang = await assign(session, WANG)
        await savepoint.rollback()
        assert wang.last_assigned_at is None
    async with database.reading() as session:
        assert await assigned(session) == {LI: NOON, WANG: None}


async def test_what_was_changed_behind_a_savepoint_that_held_is_written_too(database: Database) -> None:
    await settle(database)
    async with database.transaction() as session:
        async with session.begin_nested():
            await assign(session, WANG)
        assert await assigned(session) == {LI: None, WANG: None}
    async with database.reading() as session:
        assert await assigned(session) == {LI: None, WANG: NOON}


async def test_a_block_that_raises_writes_nothing(database: Database) -> None:
    await settle(database)

    async def fail_half_way() -> None:
        async with database.transaction() as session:
            await assign(session, LI)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail_half_way()
    async with database.transaction() as session:
        assert await assigned(session) == {LI: None, WANG: None}
