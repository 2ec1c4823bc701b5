"""Writing very many rows quickly: past the program, straight into SQLite or PostgreSQL."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg
from sqlalchemy.engine import URL

from tests.support.postgres import ROLE, as_superuser


@dataclass(frozen=True)
class Table:
    """Rows of one table: its columns and what is in each."""

    name: str
    columns: Sequence[str]
    rows: Iterable[tuple[Any, ...]]


class Lite:
    """Into SQLite, with nothing between rows and file."""

    def __init__(self, path: str) -> None:
        self._connection = sqlite3.connect(path)
        for pragma in ("journal_mode=MEMORY", "synchronous=OFF", "foreign_keys=OFF", "cache_size=-800000"):
            self._connection.execute(f"PRAGMA {pragma}").close()

    async def write(self, table: Table) -> None:
        marks = ", ".join("?" * len(table.columns))
        statement = f"INSERT INTO {table.name} ({', '.join(table.columns)}) VALUES ({marks})"
        with self._connection:
            self._connection.executemany(statement, _as_text(table)).close()

    async def finish(self) -> None:
        self._connection.execute("PRAGMA journal_mode=WAL").close()
        self._connection.close()


class Postgres:
    """Into PostgreSQL, by COPY; what autovacuum does in time is done at the end."""

    def __init__(self, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
        self._connection = connection

    @staticmethod
    async def at(url: URL) -> "Postgres":
        # On a server of ours only the superuser may leave foreign keys unchecked.
        url = as_superuser(url) if url.username == ROLE else url
        plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
        connection = await asyncpg.connect(plain)
        for setting in ("session_replication_role = replica", "synchronous_commit = off"):
            await connection.execute(f"SET {setting}")
        await connection.set_type_codec(
            "json", encoder=str.encode, decoder=bytes.decode, format="binary", schema="pg_catalog"
        )
        return Postgres(connection)

    async def write(self, table: Table) -> None:
        await self._connection.copy_records_to_table(table.name, columns=table.columns, records=table.rows)

    async def finish(self) -> None:
        await self._connection.execute("VACUUM ANALYZE")
        await self._connection.close()


async def writing_into(url: URL) -> Lite | Postgres:
    """What writes into the database of this URL."""
    return Lite(str(url.database)) if url.get_backend_name() == "sqlite" else await Postgres.at(url)


def _as_text(table: Table) -> Iterator[list[Any]]:
    """Moments as the program writes them into SQLite."""
    moments = [
        place
        for place, name in enumerate(table.columns)
        if name == "at" or name.endswith(("_at", "state_since"))
    ]
    for row in table.rows:
        values = list(row)
        for place in moments:
            if values[place] is not None:
                values[place] = values[place].isoformat(" ", "microseconds")[:26]
        yield values
