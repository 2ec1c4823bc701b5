"""Bringing a backup back into a database where its station has no rows, of the same kind or the other one."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.backup.container import BackupBroken, Piece, pieces
from bot.backup.making import Progress, nothing
from bot.backup.rows import Tally, station_column, tables, values_of
from storage import schema
from storage.database import ALL_STATIONS, Database, Stations
from storage.schema import SchemaMismatch
from storage.vault import Vault


class NotEmpty(Exception):
    """The station has rows in the database already; nothing of them is overwritten."""


class OtherStation(BackupBroken):
    """The backup is not of the station of the settings."""


@dataclass
class Manifest:
    """What a backup says of itself; `tables` are [rows, digest] by name."""

    revision: str
    made_at: str
    tables: dict[str, list[Any]] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return sum(rows for rows, _ in self.tables.values())


def read(path: Path, vault: Vault) -> Manifest:
    """Read a backup from end to end. Raises BackupBroken, OSError."""
    reading = _Reading(path, vault)
    for _ in reading.rows():
        continue
    return reading.manifest


async def restore(path: Path, vault: Vault, database: Database, progress: Progress = nothing) -> Manifest:
    """Fill a station from a backup, all or nothing, and bring the database to this program's schema.

    Raises BackupBroken, OtherStation, NotEmpty, SchemaMismatch (a newer program made the backup), OSError.
    """
    reading = _Reading(path, vault)
    if reading.manifest.revision not in schema.revisions():
        raise SchemaMismatch(reading.manifest.revision, schema.revisions()[0])
    await schema.upgrade(database, reading.manifest.revision)
    async with database.transaction() as session:
        await _must_be_empty(session, database.station_id)
        for table, rows in reading.rows():
            _must_be_of(database.station_id, table, rows)
            await session.exec(sa.insert(table), params=rows)
            progress(table.name, len(rows))
    await schema.upgrade(database)
    return reading.manifest


class _Reading:
    """A backup being read; its manifest is whole once all rows are."""

    def __init__(self, path: Path, vault: Vault) -> None:
        self._pieces = self._read(path, vault)
        head = next(self._pieces, {})
        self.manifest = Manifest(str(head.get("revision")), str(head.get("made_at")))

    @staticmethod
    def _read(path: Path, vault: Vault) -> Iterator[Piece]:
        with path.open("rb") as file:
            yield from pieces(file, vault)

    def rows(self) -> Iterator[tuple[sa.Table, list[dict[str, Any]]]]:
        """Tables with some of their rows. Raises BackupBroken where they are not those that were counted."""
        known = {table.name: table for table in tables()}
        tallies: dict[str, Tally] = {}
        for piece in self._pieces:
            if "tables" in piece:
                self.manifest.tables = piece["tables"]
                continue
            tallies.setdefault(piece["table"], Tally()).add(piece["rows"])
            table = known[piece["table"]]
            yield table, [values_of(table, piece["columns"], row) for row in piece["rows"]]
        for name, summary in self.manifest.tables.items():
            if tallies.get(name, Tally()).summary != summary:
                raise BackupBroken(f"the rows of {name} are not those that were counted")


async def _must_be_empty(session: AsyncSession, stations: Stations) -> None:
    connection = await session.connection()
    there = await connection.run_sync(lambda sync: set(sa.inspect(sync).get_table_names()))
    for table in tables():
        if table.name not in there:
            continue
        query = select(station_column(table)).limit(1)
        if stations != ALL_STATIONS:
            query = query.where(station_column(table) == stations)
        if (await session.exec(query)).first() is not None:
            raise NotEmpty(f"the table {table.name} has rows already; restore into an empty database")


def _must_be_of(stations: Stations, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    if stations == ALL_STATIONS:
        return
    for other in {row[station_column(table).name] for row in rows} - {stations}:
        raise OtherStation(f"it holds rows of station {other}; station.id in the settings is {stations}")
