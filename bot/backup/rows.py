"""Rows as plain values that are the same on every database, and the hash of a table's rows."""

import base64
import hashlib
import json
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

import storage.tables  # noqa: F401  (fills the metadata)
from storage.database import ALL_STATIONS, Stations

_PAGE = 500
_PAGE_OF_FILES = 16  # Rows with half a megabyte each.
Plain = list[Any]


def tables() -> list[sa.Table]:
    """Every table, those that others refer to first."""
    return SQLModel.metadata.sorted_tables


def tables_in(connection: sa.Connection) -> list[tuple[sa.Table, list[sa.Column[Any]]]]:
    """The tables of this program that a database has, with those of their columns that it has.

    An older version's lacks some; a newer version's has more, of which this program knows nothing.
    """
    inspector = sa.inspect(connection)
    there = set(inspector.get_table_names())
    found = []
    for table in tables():
        if table.name in there:
            names = {column["name"] for column in inspector.get_columns(table.name)}
            found.append((table, [column for column in table.columns if column.name in names]))
    return found


@dataclass
class Tally:
    """How many rows of a table, and SHA-256 over them in the order of their keys."""

    rows: int = 0
    _hash: Any = field(default_factory=hashlib.sha256, repr=False)

    def add(self, rows: Iterable[Plain]) -> None:
        for row in rows:
            self.rows += 1
            self._hash.update(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")

    @property
    def summary(self) -> list[Any]:
        """[rows, digest (hex)]."""
        return [self.rows, self._hash.hexdigest()]


def station_column(table: sa.Table) -> sa.Column[int]:
    """The column that says to which station a row belongs."""
    column: sa.Column[int] = table.c.id if table.name == "station" else table.c.station_id
    return column


async def pages(
    session: AsyncSession,
    table: sa.Table,
    stations: Stations,
    columns: Iterable[sa.Column[Any]] | None = None,
) -> AsyncIterator[list[Plain]]:
    """A station's rows of a table, or some columns of them, as plain values, in the order of their keys."""
    has_files = any(isinstance(column.type, sa.LargeBinary) for column in table.columns)
    size = _PAGE_OF_FILES if has_files else _PAGE
    query = sa.select(*(columns or table.columns)).order_by(*table.primary_key.columns)
    if stations != ALL_STATIONS:
        query = query.where(station_column(table) == stations)
    rows = await session.stream(query.execution_options(yield_per=size))
    async for page in rows.partitions(size):
        yield [[_plain(value) for value in row] for row in page]


async def summaries(session: AsyncSession, stations: Stations) -> dict[str, list[Any]]:
    """[rows, digest] of a station's rows, by table."""
    found = {}
    for table in tables():
        tally = Tally()
        async for page in pages(session, table, stations):
            tally.add(page)
        found[table.name] = tally.summary
    return found


def values_of(table: sa.Table, columns: list[str], row: Plain) -> dict[str, Any]:
    """What the database takes for a plain row."""
    return {name: _value(table.c[name], value) for name, value in zip(columns, row, strict=True)}


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    # What was stored as JSON comes back with its keys in any order.
    return json.loads(json.dumps(value, sort_keys=True)) if isinstance(value, dict | list) else value


def _value(column: sa.Column[Any], value: Any) -> Any:
    kind = column.type.impl_instance if isinstance(column.type, sa.types.TypeDecorator) else column.type
    if value is None:
        return None
    if isinstance(kind, sa.LargeBinary):
        return base64.b64decode(value)
    if isinstance(kind, sa.DateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, sa.Date):
        return date.fromisoformat(value)
    return kind.enum_class(value) if isinstance(kind, sa.Enum) and kind.enum_class else value
