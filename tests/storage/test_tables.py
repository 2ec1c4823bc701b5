"""What every table keeps to: the station in each key, checked words, moments with their zone."""

from collections.abc import Hashable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, StatementError
from sqlmodel import SQLModel, select

import storage.tables
from storage.database import Database
from storage.tables import Person, RoleGrant
from storage.vocabulary import Role

TABLES = [
    pytest.param(table, id=table.name)
    for table in SQLModel.metadata.sorted_tables
    if table.name != storage.tables.Station.__tablename__  # is the station
]
KINDS = sorted((mapper.class_ for mapper in SQLModel._sa_registry.mappers), key=lambda kind: kind.__name__)
NOON = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("table", TABLES)
def test_every_key_begins_with_the_station(table: sa.Table) -> None:
    assert next(iter(table.primary_key.columns)).name == "station_id"
    for constraint in table.constraints:
        if isinstance(constraint, sa.UniqueConstraint | sa.ForeignKeyConstraint):
            assert next(iter(constraint.columns)).name == "station_id", constraint
    assert not any(column.unique for column in table.columns)


@pytest.mark.parametrize("table", TABLES)
def test_a_row_belongs_only_to_rows_of_its_own_station(table: sa.Table) -> None:
    for constraint in table.foreign_key_constraints:
        assert constraint.elements[0].column.name == "station_id", constraint


@pytest.mark.parametrize("table", TABLES)
def test_what_new_id_makes_has_a_column_that_is_wide_enough(table: sa.Table) -> None:
    for column in table.columns:
        if isinstance(column.type, sa.Integer) and (column.name == "id" or column.name.endswith("_id")):
            assert isinstance(column.type, sa.BigInteger) or column.name == "station_id", column


@pytest.mark.parametrize("table", TABLES)
def test_every_moment_keeps_its_zone(table: sa.Table) -> None:
    moments = [column for column in table.columns if column.name.endswith(("_at", "_until", "not_before"))]
    for column in moments:
        kind = column.type.impl_instance if isinstance(column.type, sa.types.TypeDecorator) else column.type
        assert isinstance(kind, sa.Date) or getattr(kind, "timezone", False), column


@pytest.mark.parametrize("kind", KINDS)
def test_no_two_rows_share_what_they_have_where_nothing_is_given(kind: type[SQLModel]) -> None:
    one, other = kind(), kind()
    for name, field in kind.model_fields.items():
        value = getattr(one, name)
        assert value is None or isinstance(value, Hashable) or value is not getattr(other, name), name
        assert field.is_required() or name == "id" or value == getattr(other, name), name


def test_a_row_takes_no_value_that_it_has_no_column_for() -> None:
    with pytest.raises(KeyError, match="nickname"):
        Person(station_id=1, created_at=NOON, nickname="老王")  # type: ignore[call-arg]


def test_what_is_set_counts_as_changed() -> None:
    row = Person(station_id=1, id=1, created_at=NOON)
    state = sa.inspect(row)
    assert row.language == "zh-Hans"
    row.language = "en"
    assert state.attrs.language.value == "en"
    assert state.attrs.language.history.added == ["en"]


async def kept(database: Database, created_at: datetime, informed_at: datetime | None = None) -> Person:
    async with database.transaction() as session:
        session.add(Person(station_id=1, id=1, created_at=created_at, informed_at=informed_at))
    async with database.reading() as session:
        return (await session.exec(select(Person))).one()


async def test_aware_moments_come_back_aware(database: Database) -> None:
    shanghai = timezone(timedelta(hours=8))
    person = await kept(database, created_at=NOON.astimezone(shanghai), informed_at=NOON)
    assert person.created_at == person.informed_at == NOON
    assert person.created_at.utcoffset() == timedelta()


async def test_microseconds_are_kept(database: Database) -> None:
    moment = NOON.replace(microsecond=123_457)
    assert (await kept(database, created_at=moment)).created_at == moment


async def test_naive_moments_are_refused(database: Database) -> None:
    with pytest.raises((StatementError, ValueError)):
        await kept(database, created_at=NOON.replace(tzinfo=None))


async def test_words_outside_the_closed_lists_are_refused(database: Database) -> None:
    await kept(database, created_at=NOON)
    king: Any = "king"
    with pytest.raises((StatementError, LookupError)):
        async with database.transaction() as session:
            session.add(RoleGrant(station_id=1, person_id=1, role=king, granted_at=NOON))


async def test_words_of_the_closed_lists_are_stored_as_they_read(database: Database) -> None:
    await kept(database, created_at=NOON)
    async with database.transaction() as session:
        session.add(RoleGrant(station_id=1, person_id=1, role=Role.LIAISON, granted_at=NOON))
    async with database.engine.connect() as connection:
        assert await connection.scalar(sa.text("SELECT role FROM rolegrant")) == "liaison"
    async with database.reading() as session:
        assert (await session.exec(select(RoleGrant.role))).one() is Role.LIAISON


async def test_the_same_row_is_not_kept_twice(database: Database, whole_database: Database) -> None:
    await kept(database, created_at=NOON)
    with pytest.raises(DBAPIError):
        await kept(database, created_at=NOON)
    async with whole_database.transaction() as session:
        # Another station may use the same number.
        session.add(Person(station_id=2, id=1, created_at=NOON))
