"""A PostgreSQL whose postmaster can be killed and started again on the same data folder, with fsync on."""

import asyncio
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy.engine import make_url

from tests.support.postgres import ROLE, as_superuser, make_database
from tests.support.postgres import server as postgres_server

_PATIENCE_SECONDS = 90.0


class Postmaster:
    """The server of one round."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self._folder: Path = server.get_postmaster_info().socket_dir
        self._pid = int(server.get_pid())
        self.is_up = True

    @property
    def socket(self) -> str:
        """Where it listens."""
        return f"{self._folder}/.s.PGSQL.5432"

    def url(self, database: str) -> str:
        """The straight way to a database."""
        return f"postgresql+asyncpg://{ROLE}:@/{database}?host={self._folder}"

    @staticmethod
    def url_by(port: int, database: str) -> str:
        """The way through a wire that is listened to on this port."""
        return f"postgresql+asyncpg://{ROLE}:@127.0.0.1:{port}/{database}?ssl=disable"

    async def create(self, database: str) -> None:
        """A database of the ordinary role."""
        await make_database(as_superuser(make_url(self.url("postgres"))), database)

    def kill(self) -> None:
        """SIGKILL: the postmaster is gone at once, its backends as soon as they notice."""
        self.is_up = False
        os.kill(self._pid, signal.SIGKILL)

    async def start(self) -> None:
        """Start it again; what was committed is recovered from the log of transactions."""
        await asyncio.to_thread(self._start)
        self.is_up = True

    def _start(self) -> None:
        until = time.monotonic() + _PATIENCE_SECONDS
        self._wait_for_the_end()
        while True:
            try:
                # As long as a backend of the killed one lives, the memory is in use and it refuses.
                self._server.ensure_postgres_running()
                self._pid = int(self._server.get_pid())
                return
            except (subprocess.SubprocessError, AssertionError, ValueError):
                if time.monotonic() > until:
                    raise
                time.sleep(0.2)

    def _wait_for_the_end(self) -> None:
        """Until the killed one and its backends are gone; then its lock files may go too.

        The dead may stay in the list of processes until somebody buries them, which would keep the new one
        from starting.
        """
        until = time.monotonic() + _PATIENCE_SECONDS
        while any(self._is_at_work(process) for process in psutil.process_iter()):
            if time.monotonic() > until:
                raise TimeoutError("backends of the killed postmaster go on")
            time.sleep(0.02)
        for lock in (self._server.pgdata / "postmaster.pid", Path(f"{self.socket}.lock")):
            lock.unlink(missing_ok=True)

    def _is_at_work(self, process: psutil.Process) -> bool:
        """Whether it is a process of this server, which all work in its data folder."""
        try:
            return process.name() == "postgres" and process.cwd() == str(self._server.pgdata)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            return False


@contextmanager
def postmaster() -> Iterator[Postmaster]:
    """A fresh server, gone afterwards."""
    with postgres_server() as started:
        yield Postmaster(started)
