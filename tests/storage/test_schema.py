"""The schema is made by migrations, agrees with the tables, and a database of another version is refused."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.migration import MigrationContext

from storage import schema
from storage.database import Database
from storage.schema import SchemaMismatch


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
    assert set(tables) <= {"alembic_version"}
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
    monkeypatch.setattr(schema, "_head", lambda _connection: "9999")
    with pytest.raises(SchemaMismatch) as refused:
        await schema.check(database)
    assert (refused.value.found, refused.value.wanted, refused.value.is_newer) == (found, "9999", False)


async def test_looking_for_a_sqlite_file_that_is_not_there_does_not_make_it(tmp_path: Path) -> None:
    path = tmp_path / "not" / "there.db"
    database = Database(f"sqlite+aiosqlite:///{path}")
    with pytest.raises(SchemaMismatch, match="none"):
        await schema.check(database)
    await database.close()
    assert not path.parent.exists()


async def test_what_the_tables_have_more_is_told(database: Database) -> None:
    async with database.engine.begin() as connection:
        await connection.execute(sa.text("DROP TABLE dialogue"))
    assert "dialogue" in " ".join(await schema.differences(database))
