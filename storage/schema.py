"""The schema's version: creating it, bringing it up to date, and checking it before a start."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel

import storage.tables  # noqa: F401  (fills the metadata)
from storage import compatibility, planning
from storage.database import ALL_STATIONS, STATION_SETTING, Database

_MIGRATIONS = Path(__file__).parent / "migrations"
# Made by the migrations alone, in each database's own way.
_SEARCH_INDEX = "case_search_index"
# Any number that nothing else in the database uses for its advisory locks.
_LOCK = 0x407151
# PostgreSQL's word for a lock that was not to be had in time.
_LOCK_NOT_AVAILABLE = "55P03"
_LOCK_TIMEOUT, _TRIES = "3s", 5


class SchemaMismatch(Exception):
    """The database has another schema than this program. Carries both revisions (None: no schema).

    `is_newer`: this program does not know the revision, so a newer one has made it.
    """

    def __init__(self, found: str | None, wanted: str) -> None:
        super().__init__(f"the database is at revision {found or 'none'}, this program needs {wanted}")
        self.found = found
        self.wanted = wanted
        self.is_newer = found is not None and found not in revisions()


class TablesInUse(Exception):
    """A table was held by others for so long that the schema could not be changed; nothing was."""


def revisions() -> list[str]:
    """All revisions this program knows, the newest first."""
    return [script.revision for script in _scripts()]


def _scripts() -> tuple[Script, ...]:
    return _scripts_in(_MIGRATIONS)


@cache
def _scripts_in(folder: Path) -> tuple[Script, ...]:
    # Each of them is a file that is compiled anew, so they are read once.
    return tuple(ScriptDirectory(str(folder)).walk_revisions())


def oldest_program(revision: str) -> str:
    """The oldest revision whose program works on the schema of a revision that this program knows."""
    declared = [(one.revision, getattr(one.module, "compatible_from", one.revision)) for one in _scripts()]
    return compatibility.oldest_program(declared[revisions().index(revision) :])


def _config(connection: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: sa.Connection, to: str = "head") -> None:
    _let_nobody_wait_long(connection)
    _see_all_stations(connection)
    found = _current(connection)
    if found is not None and found not in revisions():
        _check(connection)
        return
    command.upgrade(_config(connection), to)
    _note(connection)
    if connection.dialect.name == "sqlite":
        planning.tell_sizes(connection)


def _downgrade(connection: sa.Connection, to: str) -> None:
    _let_nobody_wait_long(connection)
    _see_all_stations(connection)
    found = _current(connection)
    if found not in revisions():
        raise SchemaMismatch(found, _head())
    command.downgrade(_config(connection), to)
    _note(connection)


def _let_nobody_wait_long(connection: sa.Connection) -> None:
    """One program at a time changes the schema, and gives up rather than hold up those at work."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_LOCK_TIMEOUT}'")


def _see_all_stations(connection: sa.Connection) -> None:
    """For this transaction: a migration changes the rows of all stations, whoever's connection it is."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.set_config(STATION_SETTING, ALL_STATIONS, True)))


def _note(connection: sa.Connection) -> None:
    if (revision := _current(connection)) is not None:
        compatibility.note(connection, revision, oldest_program(revision))


def _check(connection: sa.Connection) -> None:
    found, wanted = _current(connection), _head()
    if found == wanted:
        return
    known = revisions()
    if found not in known and compatibility.noted(connection, found) in known:
        return  # a newer program has changed it, and says that this one still works on it
    raise SchemaMismatch(found, wanted)


def _current(connection: sa.Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _head() -> str:
    return revisions()[0]


def is_compared(_item: Any, name: str | None, *_rest: Any) -> bool:
    """Whether the tables in the code have to say the same of it as the database."""
    return name is None or not name.startswith((_SEARCH_INDEX, compatibility.TABLE))


def _differences(connection: sa.Connection) -> list[str]:
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "include_object": is_compared}
    )
    return [str(difference) for difference in compare_metadata(context, SQLModel.metadata)]


class RowsAstray(Exception):
    """After the schema was changed, rows refer to others that are not there; the change was taken back."""


@asynccontextmanager
async def _changing(database: Database) -> AsyncIterator[AsyncConnection]:
    """One transaction that may change tables; on SQLite it looks after foreign keys at its end."""
    async with database.engine.connect() as connection:
        if not database.is_sqlite:
            async with connection.begin():
                yield connection
            return
        await connection.execution_options(hotline_changing_schema=True)
        try:
            async with connection.begin():
                yield connection
                if (await connection.exec_driver_sql("PRAGMA foreign_key_check")).first():
                    raise RowsAstray("rows would refer to others that are not there")
        finally:
            # Back in the pool it would not look after foreign keys.
            await connection.invalidate()


async def upgrade(database: Database, to: str = "head") -> None:
    """Create the schema or bring it to this program's revision, or to an older one.

    A newer schema that serves this program stays as it is. Raises SchemaMismatch for another newer one,
    TablesInUse.
    """
    database.probe()
    for attempt in range(1, _TRIES + 1):
        try:
            async with _changing(database) as connection:
                await connection.run_sync(_upgrade, to)
            return
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
                raise
        await asyncio.sleep(attempt)
    raise TablesInUse("tables are held by something that takes long, such as a backup; try again later")


async def downgrade(database: Database, to: str) -> None:
    """Bring the schema back to an older revision; what only the newer one can hold is lost.

    Raises SchemaMismatch for a schema that this program does not know.
    """
    database.probe()
    async with _changing(database) as connection:
        await connection.run_sync(_downgrade, to)


async def check(database: Database) -> None:
    """Raises SchemaMismatch unless the database is at this program's revision, or at a newer one that
    serves this program.
    """
    if database.is_missing():
        raise SchemaMismatch(None, revisions()[0])
    database.probe()
    async with database.looking() as connection:
        await connection.run_sync(_check)


async def current(database: Database) -> str | None:
    """The revision of a database; None if it has no schema yet."""
    database.probe()
    async with database.looking() as connection:
        return await connection.run_sync(_current)


async def differences(database: Database) -> list[str]:
    """Where the tables in the code and the migrated database differ; empty when they agree."""
    async with database.looking() as connection:
        return await connection.run_sync(_differences)


def write_revision(connection: sa.Connection, message: str) -> None:
    """Write a new migration from the difference to the tables (for developers)."""
    command.revision(_config(connection), message, autogenerate=True)
