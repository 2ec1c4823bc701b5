"""Databases for tests: migrated once, then copied, on SQLite and on PostgreSQL."""

import asyncio
import itertools
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from storage import schema
from storage.database import ALL_STATIONS, Database
from tests.support.postgres import as_superuser, execute

_numbers = itertools.count(1)


async def _migrate(url: str) -> None:
    database = Database(url, ALL_STATIONS)
    await schema.upgrade(database)
    await database.close()


@contextmanager
def sqlite_template(folder: Path) -> Iterator[Path]:
    """A migrated SQLite file to copy."""
    path = folder / "template.db"
    asyncio.run(_migrate(f"sqlite+aiosqlite:///{path}"))
    yield path


@asynccontextmanager
async def sqlite_copy(template: Path, folder: Path) -> AsyncIterator[str]:
    """The URL of a fresh copy."""
    path = folder / f"copy{next(_numbers)}.db"
    shutil.copyfile(template, path)
    yield f"sqlite+aiosqlite:///{path}"


def postgres_template(server_url: str) -> URL:
    """Make the migrated template database on a server; its URL."""
    server = make_url(server_url)
    # It is gone after the tests, so nothing in it has to survive a power cut.
    for statement in (
        "ALTER SYSTEM SET fsync = off",
        "ALTER SYSTEM SET synchronous_commit = off",
        "SELECT pg_reload_conf()",
    ):
        asyncio.run(execute(as_superuser(server), statement))
    asyncio.run(execute(server, "CREATE DATABASE hotline_template"))
    template = server.set(database="hotline_template")
    asyncio.run(_migrate(template.render_as_string(hide_password=False)))
    return template


@asynccontextmanager
async def postgres_copy(server_url: str) -> AsyncIterator[str]:
    """The URL of a fresh copy, dropped afterwards."""
    server, name = make_url(server_url), f"copy{next(_numbers)}"
    # The other strategy writes each page to the log as well.
    await execute(server, f"CREATE DATABASE {name} TEMPLATE hotline_template STRATEGY FILE_COPY")
    try:
        yield server.set(database=name).render_as_string(hide_password=False)
    finally:
        # Autovacuum may be at work in it, which an ordinary role may not end.
        await execute(as_superuser(server), f"DROP DATABASE {name} WITH (FORCE)")
