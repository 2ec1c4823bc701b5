"""Where the big stations lie: built when they are missing, gone afterwards unless a folder keeps them."""

import asyncio
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy.engine import make_url

from storage import schema
from storage.database import ALL_STATIONS, Database
from tests.support import postgres

# What is being built is no station yet: a build that was cut short begins anew.
_UNFINISHED = "_unfinished"


class Engine(Protocol):
    """One kind of database, with room for stations by name."""

    @property
    def name(self) -> str: ...

    def url_of(self, name: str) -> str:
        """Where a station of this name lies, or would."""

    async def has(self, name: str) -> bool: ...

    async def clear(self, name: str) -> None:
        """Remove it if it is there, and make what is to be filled."""

    async def rename(self, name: str, to: str) -> None: ...


@dataclass(frozen=True)
class SQLite:
    """Files in a folder."""

    folder: Path
    name: str = "SQLite"

    def path_of(self, name: str) -> Path:
        return self.folder / f"{name}.db"

    def url_of(self, name: str) -> str:
        return f"sqlite+aiosqlite:///{self.path_of(name)}"

    async def has(self, name: str) -> bool:
        return self.path_of(name).exists()

    async def clear(self, name: str) -> None:
        for file in self.folder.glob(f"{name}.db*"):
            file.unlink()

    async def rename(self, name: str, to: str) -> None:
        self.path_of(name).rename(self.path_of(to))


@dataclass(frozen=True)
class PostgreSQL:
    """Databases of one server."""

    server_url: str
    name: str = "PostgreSQL"

    def url_of(self, name: str) -> str:
        return make_url(self.server_url).set(database=name).render_as_string(hide_password=False)

    async def has(self, name: str) -> bool:
        return bool(await self._execute(f"SELECT datname FROM pg_database WHERE datname = '{name}'"))

    async def clear(self, name: str) -> None:
        # Autovacuum may be at work in it, which an ordinary role may not end.
        superuser = postgres.as_superuser(make_url(self.server_url))
        await postgres.execute(superuser, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        await self._execute(f"CREATE DATABASE {name}")

    async def rename(self, name: str, to: str) -> None:
        await self._execute(f"ALTER DATABASE {name} RENAME TO {to}")

    async def _execute(self, statement: str) -> list[Any]:
        return await postgres.execute(make_url(self.server_url), statement)


@contextmanager
def engines(keep: Path | None = None) -> Iterator[Sequence[Engine]]:
    """SQLite, and PostgreSQL where its wheel is, with their data in `keep` or in a folder that goes."""
    with _folder(keep) as folder:
        lite = SQLite(folder)
        if not postgres.is_available():
            yield [lite]
            return
        with postgres.postgres(None if keep is None else keep / "postgresql") as url:
            asyncio.run(_make_ready(url))
            yield [lite, PostgreSQL(url)]


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep.resolve()
        return
    folder = Path(tempfile.mkdtemp(prefix="hotline-benchmarks-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _make_ready(server_url: str) -> None:
    """Room for what so many rows at once write."""
    superuser = postgres.as_superuser(make_url(server_url))
    await postgres.execute(superuser, "ALTER SYSTEM SET max_wal_size = '8GB'")
    await postgres.execute(superuser, "SELECT pg_reload_conf()")


async def station(
    engine: Engine, name: str, build: Callable[[str], Awaitable[None]], tell: Callable[[str], None]
) -> str:
    """The URL of a station: the one that was kept, brought to today's schema, or one that is built now."""
    if await engine.has(name):
        await _upgrade(engine.url_of(name))
        return engine.url_of(name)
    tell(f"building {name} on {engine.name}")
    unfinished = f"{name}{_UNFINISHED}"
    await engine.clear(unfinished)
    await _upgrade(engine.url_of(unfinished))
    await build(engine.url_of(unfinished))
    await engine.rename(unfinished, name)
    return engine.url_of(name)


async def _upgrade(url: str) -> None:
    database = Database(url, ALL_STATIONS)
    try:
        await schema.upgrade(database)
    finally:
        await database.close()
