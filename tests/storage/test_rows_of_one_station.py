"""The second wall: PostgreSQL itself shows a connection only the rows of the station that it names."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from bot.checking import find_problems
from bot.demo.staging import write_settings
from storage.database import FOR_SEARCH, STATION_SETTING, Database, Stations
from storage.tables import Case, Constituency, Person, Station
from tests.support import postgres

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
pytestmark = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)


@pytest.fixture
async def stations(whole_database: Database) -> Database:
    """Two stations that are alike to the last key."""
    async with whole_database.transaction() as session:
        for station_id in (1, 2):
            session.add(Station(id=station_id))
            session.add(Constituency(station_id=station_id, id=3, code="C1", name="第一选区"))
            session.add(Person(station_id=station_id, id=5, created_at=NOON))
            await session.flush()
            case = Case(station_id=station_id, id=7, constituent_id=5, created_at=NOON, state_since=NOON)
            session.add(case)
    return whole_database


@pytest.fixture
async def connection(
    stations: Database, database_url: str
) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """A plain connection of the ordinary role that has said nothing of any station."""
    plain = make_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False)
    opened = await asyncpg.connect(plain)
    yield opened
    await opened.close()


async def name(connection: "asyncpg.Connection[asyncpg.Record]", stations: Stations | str) -> None:
    await connection.execute(f"SELECT set_config('{STATION_SETTING}', '{stations}', false)")


async def seen(connection: "asyncpg.Connection[asyncpg.Record]") -> dict[str, list[int]]:
    """The stations whose rows are seen where none is asked for."""
    keys = {"station": "id", "constituency": "station_id", "person": "station_id", "cases": "station_id"}
    return {
        table: [row[0] for row in await connection.fetch(f"SELECT {key} FROM {table} ORDER BY {key}")]
        for table, key in keys.items()
    }


def everywhere(stations: Sequence[int]) -> dict[str, list[int]]:
    return {table: [*stations] for table in ("station", "constituency", "person", "cases")}


async def test_every_table_of_stations_has_the_policy(database: Database) -> None:
    """Also those of later migrations: add the policy where you add the table, as 0005 does."""
    walled = (
        "SELECT relname FROM pg_class JOIN pg_policies ON tablename = relname AND cmd = 'ALL' "
        "WHERE relrowsecurity AND relforcerowsecurity AND policyname = 'of_one_station'"
    )
    async with database.engine.connect() as connection:
        found = set((await connection.execute(sa.text(walled))).scalars())
        there = set(await connection.run_sync(lambda sync: sa.inspect(sync).get_table_names()))
    assert found == {table.name for table in SQLModel.metadata.sorted_tables}
    assert there - found == {"alembic_version", "schema_compatibility"}


async def test_tests_work_as_a_role_that_the_policies_hold(database: Database) -> None:
    assert database.url.username == postgres.ROLE
    assert not await database.sees_past_policies()
    superuser = Database(postgres.as_superuser(database.url).render_as_string(hide_password=False), 1)
    assert await superuser.sees_past_policies()
    await superuser.close()


async def test_without_a_station_nothing_is_seen(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    assert await seen(connection) == everywhere([])
    await name(connection, "")
    assert await seen(connection) == everywhere([])


async def test_a_station_sees_its_own_and_all_sees_all(
    connection: "asyncpg.Connection[asyncpg.Record]",
) -> None:
    await name(connection, 2)
    assert await seen(connection) == everywhere([2])
    await name(connection, 3)
    assert await seen(connection) == everywhere([])
    await name(connection, "all")
    assert await seen(connection) == everywhere([1, 2])


async def test_what_is_no_station_is_refused(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    await name(connection, "1 OR true")
    with pytest.raises(asyncpg.PostgresError, match="invalid input syntax"):
        await connection.fetch("SELECT id FROM cases")


async def test_a_statement_without_any_condition_changes_only_its_own(
    connection: "asyncpg.Connection[asyncpg.Record]",
) -> None:
    await name(connection, 1)
    assert await connection.execute("UPDATE cases SET text = '改了', version = 2") == "UPDATE 1"
    assert await connection.execute("DELETE FROM cases") == "DELETE 1"
    await name(connection, "all")
    assert [tuple(row) for row in await connection.fetch("SELECT station_id, text, version FROM cases")] == [
        (2, "", 1)
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO constituency (station_id, id, code, name) VALUES (2, 6, 'C6', '第六选区')",
        "UPDATE person SET station_id = 2, id = 6",
    ],
)
async def test_a_row_of_another_station_cannot_be_written(
    connection: "asyncpg.Connection[asyncpg.Record]", statement: str
) -> None:
    await connection.execute("SELECT set_config('hotline.station', '1', false)")
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        await connection.execute(statement)


async def test_the_programs_own_connections_stay_with_their_station(
    stations: Database, database: Database
) -> None:
    count = sa.select(sa.func.count()).select_from(sa.table("cases"))
    async with database.reading() as session:
        assert (await session.connection()).dialect.name == "postgresql"
        # What a statement sets for itself is gone with its transaction, and RESET goes back to the station.
        await session.exec(sa.text(f"SET LOCAL {STATION_SETTING} = 'all'"))  # type: ignore[call-overload]
        assert (await session.exec(count)).scalar_one() == 2  # type: ignore[call-overload]
    async with database.reading() as session:
        assert (await session.exec(count)).scalar_one() == 1  # type: ignore[call-overload]
        await session.exec(sa.text("RESET ALL"))  # type: ignore[call-overload]
        assert (await session.exec(count)).scalar_one() == 1  # type: ignore[call-overload]
    with pytest.raises(DBAPIError, match="row-level security"):
        async with database.transaction() as session:
            session.add(Person(station_id=2, id=6, created_at=NOON))


MANY = """
    INSERT INTO person (station_id, id, language, created_at, is_caller)
    SELECT station, number, 'en', now(), false
    FROM generate_series(1, 2) station, generate_series(10, 3000) number;
    INSERT INTO event (station_id, id, case_id, sequence, kind, actor_role, facts, at, chained)
    SELECT station, number, 7, number, 'reminded', 'system', '{}', now(), ''
    FROM generate_series(1, 2) station, generate_series(1, 3000) number;
    INSERT INTO reminder (station_id, id, case_id, kind, due_at, is_urgent)
    SELECT station, number, 7, 'survey', now() + number * interval '1 hour', false
    FROM generate_series(1, 2) station, generate_series(1, 3000) number;
    ANALYZE person, event, reminder
"""


@pytest.mark.parametrize(
    ("statement", "condition"),
    [
        ("UPDATE person SET language = 'en' WHERE station_id = 1 AND id = 50", "(id = 50)"),
        ("SELECT id FROM event WHERE station_id = 1 AND case_id = 7 AND sequence = 9", "(sequence = 9)"),
        (
            "SELECT id FROM reminder WHERE station_id = 1 AND due_at < now() AND handled_at IS NULL",
            "(due_at < now())",
        ),
    ],
)
async def test_indexes_are_used_behind_the_policies(
    connection: "asyncpg.Connection[asyncpg.Record]", statement: str, condition: str
) -> None:
    await name(connection, "all")
    await connection.execute(MANY)
    await name(connection, 1)
    plan = "\n".join(row[0] for row in await connection.fetch(f"EXPLAIN {statement}"))
    assert "Index Cond: ((station_id = 1) AND " in plan
    assert f"AND {condition})" in plan
    assert "InitPlan" in plan, "the setting is asked once, not for each row"


MANY_WORDS = """
    INSERT INTO case_search (station_id, case_id, words)
    SELECT 1, number, 'word' || number FROM generate_series(1, 3000) number
"""
FIND = """
    EXPLAIN SELECT case_id FROM case_search
    WHERE station_id = 1 AND case_search_index_words @@ to_tsquery('simple', 'word7')
"""


async def test_search_uses_its_index_where_the_superuser_has_said_that_it_may(
    database: Database, tmp_path: Path
) -> None:
    url = database.url.render_as_string(hide_password=False)
    config = write_settings(tmp_path, "http://127.0.0.1:1", url)
    superuser = postgres.as_superuser(database.url)
    await postgres.execute(superuser, "ALTER TABLE case_search DISABLE TRIGGER ALL")
    await postgres.execute(superuser, MANY_WORDS)
    await postgres.execute(superuser, "VACUUM ANALYZE case_search")

    async def plan() -> str:
        async with database.engine.connect() as connection:
            return "\n".join((await connection.exec_driver_sql(FIND)).scalars())

    assert not await database.searches_row_by_row()
    assert "Index Cond: (case_search_index_words @@" in await plan()
    await postgres.execute(superuser, FOR_SEARCH.replace("LEAKPROOF", "NOT LEAKPROOF"))
    assert await database.searches_row_by_row()
    assert "Index Cond: (case_search_index_words @@" not in await plan()
    _, facts = await find_problems(config)
    assert [line for line in facts if line.endswith(FOR_SEARCH)]
    await postgres.execute(superuser, FOR_SEARCH)
    assert not [line for line in (await find_problems(config))[1] if line.endswith(FOR_SEARCH)]
