"""Both databases lose no write, and whoever reads waits for nobody who writes."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.database import Database
from storage.tables import Constituency, Station

STATION = 1


async def add_one(database: Database) -> None:
    """Read, think, write: what loses updates where transactions begin too late."""
    async with database.transaction() as session:
        station = await session.get_one(Station, STATION, with_for_update=True)
        number = station.next_number
        await asyncio.sleep(0)
        station.next_number = number + 1


async def next_number(database: Database) -> int:
    async with database.reading() as session:
        return (await session.exec(select(Station.next_number))).one()


async def make_station(database: Database) -> None:
    async with database.transaction() as session:
        session.add(Station(id=STATION))


async def test_concurrent_read_modify_writes_lose_nothing(database: Database) -> None:
    await make_station(database)
    await asyncio.gather(*(add_one(database) for _ in range(40)))
    assert await next_number(database) == 41


async def test_two_processes_lose_nothing_either(database_url: str) -> None:
    # Two Database objects share no lock in memory: what holds is the database's own.
    first, second = Database(database_url, STATION), Database(database_url, STATION)
    await make_station(first)
    await asyncio.gather(*(add_one(one) for one in (first, second) * 15))
    assert await next_number(second) == 31
    await first.close()
    await second.close()


async def test_a_block_that_raises_leaves_nothing_behind(database: Database) -> None:
    async def fail_half_way() -> None:
        async with database.transaction() as session:
            session.add(Station(id=STATION))
            await session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail_half_way()
    async with database.reading() as session:
        assert (await session.exec(select(Station))).all() == []


async def test_reading_waits_for_no_writer_and_sees_only_what_is_committed(database: Database) -> None:
    await make_station(database)
    async with database.transaction() as session:
        (await session.get_one(Station, STATION)).next_number = 99
        await session.flush()
        async with asyncio.timeout(5):
            assert await next_number(database) == 1
    assert await next_number(database) == 99


async def test_a_writer_waits_for_no_reader(database: Database) -> None:
    await make_station(database)
    async with database.reading() as session:
        assert (await session.get_one(Station, STATION)).next_number == 1
        async with asyncio.timeout(5):
            await add_one(database)
    assert await next_number(database) == 2


async def test_what_is_bound_to_nothing_is_refused(database: Database) -> None:
    with pytest.raises(IntegrityError):
        async with database.transaction() as session:
            await session.exec(
                sa.insert(sa.table("place", *map(sa.column, ("station_id", "id", "constituency_id")))).values(
                    station_id=STATION, id=1, constituency_id=404
                )
            )


async def test_an_error_names_the_statement_but_not_what_people_wrote(database: Database) -> None:
    async with database.transaction() as session:
        session.add(Constituency(station_id=STATION, id=1, code="X1", name="第一选区"))
    with pytest.raises(IntegrityError) as refused:
        async with database.transaction() as session:
            session.add(Constituency(station_id=STATION, id=1, code="X2", name="我家住在靠山屯"))
    assert "INSERT INTO constituency" in str(refused.value)
    assert "靠山屯" not in str(refused.value)


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_what_is_a_transaction_by_itself_is_not_begun_nor_ended(database: Database) -> None:
    async def transactions(opened: Callable[[], AbstractAsyncContextManager[AsyncSession]]) -> set[Any]:
        async with opened() as session:
            number = sa.text("SELECT pg_current_xact_id()::text")
            return {(await session.exec(number)).scalar() for _ in range(2)}  # type: ignore[call-overload]

    assert len(await transactions(database.single_statement)) == 2
    assert len(await transactions(database.transaction)) == 1, "on the same connection"


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_the_connection_that_was_used_last_is_used_next(database: Database) -> None:
    async def backend(together: asyncio.Barrier) -> int:
        async with database.reading() as session:
            await together.wait()
            return int((await session.exec(sa.text("SELECT pg_backend_pid()"))).scalar())  # type: ignore[call-overload]

    at_once = asyncio.Barrier(3)
    assert len(set(await asyncio.gather(*(backend(at_once) for _ in range(3))))) == 3
    assert len({await backend(asyncio.Barrier(1)) for _ in range(5)}) == 1


async def test_a_single_statement_is_committed_unless_it_fails(database: Database) -> None:
    row = {"station_id": STATION, "id": 1, "code": "C1", "name": "东选区"}
    async with database.single_statement() as session:
        await session.exec(sa.insert(Constituency), params=[row])
    with pytest.raises(IntegrityError):
        async with database.single_statement() as session:
            await session.exec(sa.insert(Constituency), params=[{**row, "id": 2}, row])
    async with database.reading() as session:
        assert list(await session.exec(select(Constituency.id))) == [1]


async def test_sqlite_is_opened_so_that_nothing_is_lost(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'pragmas.db'}", STATION)
    async with database.engine.connect() as connection:
        found = {
            name: (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    await database.close()
    full = 2
    assert found == {"journal_mode": "wal", "synchronous": full, "foreign_keys": 1, "busy_timeout": 15_000}


async def test_on_sqlite_a_writing_transaction_takes_its_turn_at_the_beginning(tmp_path: Path) -> None:
    """A deferred BEGIN would only find out at the first write that somebody else was there before."""
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'turns.db'}", STATION)
    begun: list[str] = []
    sa.event.listen(
        database.engine.sync_engine,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, *_rest: begun.append(statement),
    )
    for opened in (database.transaction, database.reading):
        async with opened() as session:
            await session.exec(sa.text("SELECT 1"))  # type: ignore[call-overload]
    await database.close()
    assert [line for line in begun if line.startswith("BEGIN")] == ["BEGIN IMMEDIATE", "BEGIN"]
