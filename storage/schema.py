"""The schema's version: creating it, bringing it up to date, and checking it before a start."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import SQLModel

import storage.tables  # noqa: F401  (fills the metadata)
from storage.database import Database

_MIGRATIONS = Path(__file__).parent / "migrations"
# Made by the migrations alone, in each database's own way.
_SEARCH_INDEX = "case_search_index"


class SchemaMismatch(Exception):
    """The database has another schema than this program. Carries both revisions (None: no schema).

    `is_newer`: this program does not know the revision, so a newer one has made it.
    """

    def __init__(self, found: str | None, wanted: str) -> None:
        super().__init__(f"the database is at revision {found or 'none'}, this program needs {wanted}")
        self.found = found
        self.wanted = wanted
        self.is_newer = found is not None and found not in revisions()


def revisions() -> list[str]:
    """All revisions this program knows, the newest first."""
    return [script.revision for script in ScriptDirectory(str(_MIGRATIONS)).walk_revisions()]


def _config(connection: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: sa.Connection, to: str = "head") -> None:
    found = _current(connection)
    if found is not None and found not in revisions():
        raise SchemaMismatch(found, _head(connection))
    command.upgrade(_config(connection), to)


def _current(connection: sa.Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _head(connection: sa.Connection) -> str:
    head = ScriptDirectory.from_config(_config(connection)).get_current_head()
    assert head is not None, "the migrations folder is empty"  # noqa: S101
    return head


def is_compared(_item: Any, name: str | None, *_rest: Any) -> bool:
    """Whether the tables in the code have to say the same of it as the database."""
    return name is None or not name.startswith(_SEARCH_INDEX)


def _differences(connection: sa.Connection) -> list[str]:
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "include_object": is_compared}
    )
    return [str(difference) for difference in compare_metadata(context, SQLModel.metadata)]


async def upgrade(database: Database, to: str = "head") -> None:
    """Create the schema or bring it to this program's revision, or to an older one. Raises SchemaMismatch
    for a newer one.
    """
    database.probe()
    async with database.engine.begin() as connection:
        await connection.run_sync(_upgrade, to)


async def check(database: Database) -> None:
    """Raises SchemaMismatch unless the database is at this program's revision."""
    if database.is_missing():
        raise SchemaMismatch(None, revisions()[0])
    database.probe()
    async with database.engine.connect() as connection:
        found = await connection.run_sync(_current)
        wanted = await connection.run_sync(_head)
    if found != wanted:
        raise SchemaMismatch(found, wanted)


async def current(database: Database) -> str | None:
    """The revision of a database; None if it has no schema yet."""
    database.probe()
    async with database.engine.connect() as connection:
        return await connection.run_sync(_current)


async def differences(database: Database) -> list[str]:
    """Where the tables in the code and the migrated database differ; empty when they agree."""
    async with database.engine.connect() as connection:
        return await connection.run_sync(_differences)


def write_revision(connection: sa.Connection, message: str) -> None:
    """Write a new migration from the difference to the tables (for developers)."""
    command.revision(_config(connection), message, autogenerate=True)
