"""An older program on a newer schema: it works where the migrations say so, and what they say is true."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.schema import SchemaItem
from sqlmodel import col, select

from storage import schema
from storage.compatibility import oldest_program
from storage.database import Database
from storage.schema import SchemaMismatch
from storage.tables import Case, Event, Person, Station
from storage.vocabulary import Role, State
from tests.storage.upgrades.expanding import faults, reflected
from tests.support.newer_program import REVISION, newer_program

pytestmark = pytest.mark.slow

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
DECLARED = {
    script.revision: script.module.compatible_from
    for script in schema._scripts()
    if getattr(script.module, "compatible_from", script.revision) != script.revision
}


@pytest.mark.parametrize(
    ("migrations", "oldest"),
    [
        ([("3", "3"), ("2", "1"), ("1", "1")], "3"),  # serves its own program alone
        ([("3", "2"), ("2", "2"), ("1", "1")], "2"),
        ([("3", "2"), ("2", "1"), ("1", "1")], "2"),  # takes away what only the first still used
        ([("3", "1"), ("2", "2"), ("1", "1")], "2"),  # the first does not work on the second
        ([("3", "1"), ("2", "1"), ("1", "1")], "1"),
        ([("1", "1")], "1"),
    ],
)
def test_which_programs_a_schema_serves(migrations: list[tuple[str, str]], oldest: str) -> None:
    assert oldest_program(migrations) == oldest


async def at(database: Database, revision: str) -> None:
    """Bring the database to an older revision."""
    await schema.downgrade(database, revision)


async def tables_of(database: Database) -> sa.MetaData:
    async with database.engine.connect() as connection:
        return await connection.run_sync(reflected)


@pytest.mark.parametrize("revision", DECLARED)
async def test_a_migration_that_serves_older_programs_only_adds(database: Database, revision: str) -> None:
    await at(database, DECLARED[revision])
    before = await tables_of(database)
    await schema.upgrade(database, revision)
    assert faults(before, await tables_of(database)) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("DROP TABLE visit", "visit: the table is gone"),
        ("ALTER TABLE person DROP COLUMN nickname", "person.nickname: the column is gone"),
        ("ALTER TABLE person ADD COLUMN age INTEGER NOT NULL", "person.age: needed"),
        ("CREATE UNIQUE INDEX one ON person (nickname)", "may break unique index"),
        ("ALTER TABLE person ADD COLUMN age INTEGER", None),
        ("ALTER TABLE person ADD COLUMN age INTEGER NOT NULL DEFAULT 0", None),
        ("CREATE TABLE other (id INTEGER PRIMARY KEY)", None),
        ("CREATE INDEX one ON person (nickname)", None),
    ],
)
def test_what_counts_as_only_adding(change: str, fault: str | None) -> None:
    with sa.create_engine("sqlite://").begin() as connection:
        connection.exec_driver_sql("CREATE TABLE person (id INTEGER PRIMARY KEY, nickname TEXT)")
        connection.exec_driver_sql("CREATE TABLE visit (id INTEGER PRIMARY KEY)")
        before = reflected(connection)
        connection.exec_driver_sql(change)
        found = faults(before, reflected(connection))
    assert len(found) == (fault is not None)
    assert all(str(fault) in line for line in found)


@pytest.mark.parametrize(
    ("parts", "fault"),
    [
        ((sa.Column("name", sa.Integer()),), "TEXT has become INTEGER"),
        ((sa.Column("name", sa.Text(), nullable=False),), "may leave it empty"),
        ((sa.Column("name", sa.Text()), sa.CheckConstraint("name <> ''")), "may break CheckConstraint"),
        ((sa.Column("name", sa.Text(), sa.ForeignKey("person.id")),), "may break ForeignKeyConstraint"),
        ((sa.Column("name", sa.Text()),), None),
    ],
)
def test_a_column_that_asks_for_more_is_found(parts: tuple[SchemaItem, ...], fault: str | None) -> None:
    before, after = sa.MetaData(), sa.MetaData()
    for metadata, rest in ((before, (sa.Column("name", sa.Text()),)), (after, parts)):
        sa.Table("person", metadata, sa.Column("id", sa.Integer(), primary_key=True), *rest)
    found = faults(before, after)
    assert len(found) == (fault is not None)
    assert all(str(fault) in line for line in found)


async def test_an_older_program_works_on_a_newer_schema_that_serves_it(
    database: Database, tmp_path: Path
) -> None:
    with newer_program(tmp_path):
        await schema.upgrade(database)
        assert await schema.current(database) == REVISION
    await schema.check(database)
    await schema.upgrade(database)
    assert await schema.current(database) == REVISION, "what serves it is left as it is"
    async with database.transaction() as session:
        for row in (
            Station(id=1),
            Person(station_id=1, id=5, created_at=NOON),
            Case(
                station_id=1, id=7, number=1, constituent_id=5, created_at=NOON, state_since=NOON, text="灯"
            ),
            Event(station_id=1, id=9, case_id=7, kind="x", actor_role=Role.SYSTEM, at=NOON, chained="0"),
        ):
            session.add(row)
            await session.flush()
    async with database.transaction() as session:
        case = (await session.exec(select(Case))).one()
        case.state = State.SUBMITTED
        colour = await session.scalar(sa.text("SELECT colour FROM cases"))
    assert colour == "blue", "what only the newer program knows got its default"


async def test_what_the_older_program_wrote_stays_when_the_schema_goes_back_and_forth(
    database: Database, tmp_path: Path
) -> None:
    head = schema.revisions()[0]
    with newer_program(tmp_path):
        await schema.upgrade(database)
    async with database.transaction() as session:
        session.add(Station(id=1))
        session.add(Person(station_id=1, id=5, created_at=NOON))
    with newer_program(tmp_path):
        await schema.downgrade(database, head)
        assert await schema.current(database) == head
        await schema.upgrade(database)
    await schema.check(database)
    async with database.reading() as session:
        assert (await session.exec(select(Person.id))).all() == [5]


@pytest.mark.parametrize("served", [REVISION, "0000"])
async def test_a_newer_schema_that_does_not_serve_this_program_is_refused(
    database: Database, tmp_path: Path, served: str
) -> None:
    with newer_program(tmp_path):
        await schema.upgrade(database)
    async with database.engine.begin() as connection:
        await connection.execute(
            sa.text("UPDATE schema_compatibility SET compatible_from = :served"), {"served": served}
        )
    for refuse in (schema.check, schema.upgrade):
        with pytest.raises(SchemaMismatch, match=REVISION):
            await refuse(database)


async def test_a_note_about_another_revision_counts_for_nothing(database: Database, tmp_path: Path) -> None:
    with newer_program(tmp_path):
        await schema.upgrade(database)
    async with database.engine.begin() as connection:
        await connection.execute(sa.text("UPDATE alembic_version SET version_num = 'later'"))
    with pytest.raises(SchemaMismatch, match="later"):
        await schema.check(database)


def rows(number: int) -> list[Person | Case | Event]:
    return [
        Person(station_id=1, id=number, created_at=NOON, is_caller=True),
        Case(
            station_id=1,
            id=number,
            number=number,
            constituent_id=number,
            created_at=NOON,
            state_since=NOON,
            text="路坏了",
            is_unnamed=True,
        ),
        Event(
            station_id=1, id=number, case_id=number, kind="x", actor_role=Role.SYSTEM, at=NOON, chained="0"
        ),
    ]


@pytest.mark.parametrize("back_to", ["0003", "0001"])
async def test_up_and_down_and_up_again_keeps_what_both_can_hold(database: Database, back_to: str) -> None:
    async with database.transaction() as session:
        session.add(Station(id=1))
        for number in (5, 6):
            for row in rows(number):
                session.add(row)
                await session.flush()
    await at(database, back_to)
    await schema.upgrade(database)
    assert await schema.differences(database) == []
    async with database.reading() as session:
        cases = (await session.exec(select(Case).order_by(col(Case.id)))).all()
        callers = (await session.exec(select(Person.is_caller))).all()
        events = (await session.exec(select(Event.id).order_by(col(Event.id)))).all()
    assert [(case.number, case.text) for case in cases] == [(5, "路坏了"), (6, "路坏了")]
    assert events == [5, 6]
    is_held = back_to != "0001"  # 0002 brought these two columns
    assert [case.is_unnamed for case in cases] == [is_held] * 2
    assert callers == [is_held] * 2
