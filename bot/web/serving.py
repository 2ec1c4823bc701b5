"""A web server that is part of the process: it leaves signals alone, and ends when its task is cancelled."""

import asyncio
import secrets
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress

import uvicorn
from starlette.types import ASGIApp

_SELDOM_TAKEN = range(20_000, 30_000)


class PortTaken(Exception):
    """Nothing can listen there; says which settings to look at."""


class _Server(uvicorn.Server):
    """A server that leaves signals to the process it is part of."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def serving(app: ASGIApp, listener: socket.socket) -> AsyncIterator[asyncio.Task[None]]:
    """The app served inside the block; yields the task, which ends only by failing."""
    config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", server_header=False)
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield task
    finally:
        server.should_exit = True
        with suppress(asyncio.CancelledError):
            await task


def listening(host: str, port: int, section: str) -> socket.socket:
    """A listening socket; port 0 takes a free one. Raises PortTaken, which names the settings' section."""
    try:
        made = socket.create_server((host, port))
    except OSError as error:
        raise PortTaken(f"cannot listen on {host}:{port}: {error.strerror}; check {section}") from error
    # asyncio sends small answers at once only where the protocol is named: else each waits 40 ms.
    return socket.socket(made.family, made.type, socket.IPPROTO_TCP, fileno=made.detach())


def free_port(host: str = "127.0.0.1") -> int:
    """A port that nobody listens on at this moment, for settings that need a number beforehand.

    Below those that the system gives to whoever asks for any: it is still free when it is needed.
    """
    while True:
        port = secrets.choice(_SELDOM_TAKEN)
        with suppress(OSError), socket.create_server((host, port)):
            return port
