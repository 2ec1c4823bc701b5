"""The schema is made by migrations, agrees with the tables, and a database of another version is refused."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.migration import MigrationContext
from sqlmodel import select

from storage import schema
from storage.database import Database
from storage.schema import SchemaMismatch
from storage.tables import Case, Event, Person, Station
from storage.vocabulary import Role, State

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)


def stamp(connection: sa.Connection, revision: str | None) -> None:
    """Let the database say that it is at another revision."""
    context = MigrationContext.configure(connection)
    assert context._version.name == "alembic_version"
    connection.execute(sa.text("DELETE FROM alembic_version"))
    if revision is not None:
        connection.execute(sa.text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": revision})


async def stamped(database: Database, revision: str | None) -> None:
    async with database.engine.begin() as connection:
        await connection.run_sync(stamp, revision)


async def test_migrations_make_what_the_tables_say(database: Database) -> None:
    await schema.check(database)
    assert await schema.differences(database) == []


async def test_bringing_it_up_to_date_twice_is_the_same_as_once(database: Database) -> None:
    await schema.upgrade(database)
    await schema.check(database)


async def test_the_way_back_leaves_nothing_and_the_way_forth_works_again(database: Database) -> None:
    async with database.engine.begin() as connection:
        await connection.run_sync(lambda sync: command.downgrade(schema._config(sync), "base"))
        tables = await connection.run_sync(lambda sync: sa.inspect(sync).get_table_names())
    assert set(tables) <= {"alembic_version", "schema_compatibility"}
    await schema.upgrade(database)
    assert await schema.differences(database) == []


async def test_a_database_without_schema_is_refused(database: Database) -> None:
    await stamped(database, None)
    with pytest.raises(SchemaMismatch, match="revision none, this program needs"):
        await schema.check(database)


async def test_a_newer_database_is_refused_with_both_revisions(database: Database) -> None:
    await stamped(database, "9999")
    with pytest.raises(SchemaMismatch) as refused:
        await schema.check(database)
    assert (refused.value.found, refused.value.is_newer) == ("9999", True)
    assert "9999" in str(refused.value)
    assert refused.value.wanted in str(refused.value)


async def test_a_newer_database_is_not_touched(database: Database) -> None:
    await stamped(database, "9999")
    with pytest.raises(SchemaMismatch, match="9999"):
        await schema.upgrade(database)
    async with database.engine.connect() as connection:
        found = await connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    assert found == "9999"


async def test_an_older_database_is_refused_as_one_that_can_be_brought_up_to_date(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = schema.revisions()[0]
    monkeypatch.setattr(schema, "_head", lambda: "9999")
    with pytest.raises(SchemaMismatch) as refused:
        await schema.check(database)
    assert (refused.value.found, refused.value.wanted, refused.value.is_newer) == (found, "9999", False)


async def test_looking_for_a_sqlite_file_that_is_not_there_does_not_make_it(tmp_path: Path) -> None:
    path = tmp_path / "not" / "there.db"
    database = Database(f"sqlite+aiosqlite:///{path}", 1)
    with pytest.raises(SchemaMismatch, match="none"):
        await schema.check(database)
    await database.close()
    assert not path.parent.exists()


async def test_what_the_tables_have_more_is_told(database: Database) -> None:
    async with database.engine.begin() as connection:
        await connection.execute(sa.text("DROP TABLE dialogue"))
    assert "dialogue" in " ".join(await schema.differences(database))


def keep_as_before(connection: sa.Connection) -> None:
    """A person with a case in a database of the first version."""
    command.downgrade(schema._config(connection), "base")
    command.upgrade(schema._config(connection), "0001")
    for row in (
        Station(id=1),
        Person(station_id=1, id=5, created_at=NOON),
        Case(
            station_id=1, id=7, number=1, constituent_id=5, created_at=NOON, state_since=NOON, text="路坏了"
        ),
        Event(station_id=1, id=9, case_id=7, kind="submitted", actor_role=Role.SYSTEM, at=NOON, chained="0"),
    ):
        table = sa.Table(str(row.__tablename__), sa.MetaData(), autoload_with=connection)
        known = {name: value for name, value in row.model_dump(mode="json").items() if name in table.columns}
        dates = {name: NOON for name, value in row.model_dump().items() if value == NOON}
        connection.execute(sa.insert(table).values(known | dates))


async def test_what_an_older_version_kept_is_there_after_the_upgrade(database: Database) -> None:
    async with database.engine.begin() as connection:
        await connection.run_sync(keep_as_before)
    await schema.upgrade(database)
    async with database.reading() as session:
        (case,) = await session.exec(select(Case))
        assert (case.text, case.state, case.is_unnamed, case.master_id) == (
            "路坏了",
            State.DRAFT,
            False,
            None,
        )
        assert (await session.exec(select(Event.kind))).all() == ["submitted"]
        assert (await session.exec(select(Person.is_caller))).all() == [False]
