"""The simulator as a server: within a test's event loop, or as a process of its own."""

import asyncio
import contextlib
import socket
import sys
from collections.abc import AsyncIterator, Sequence
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.types import Receive, Scope, Send

from bot.simulator.limits import Limits
from bot.simulator.simulator import DEFAULT_TOKEN, Simulator
from bot.simulator.web.bot_side import BotSide
from bot.simulator.web.control import control_routes
from bot.simulator.web.page import is_loopback, page_routes
from bot.simulator.web.user_side import user_routes

LOOPBACK = "127.0.0.1"
SETTINGS: dict[str, Any] = {
    "http": "h11",
    "ws": "none",
    "lifespan": "off",
    "interface": "asgi3",
    "proxy_headers": False,
    "date_header": False,
    "server_header": False,
    "access_log": False,
    "log_level": "warning",
    "log_config": None,
    "backlog": 2048,
    "timeout_keep_alive": 75,
}


class Server:
    """A simulator on a port. It can stop (connections are refused) and start again there, state kept."""

    def __init__(
        self, simulator: Simulator, port: int = 0, host: str = LOOPBACK, routes: Sequence[BaseRoute] = ()
    ) -> None:
        self.simulator = simulator
        self.host = host
        self.port = port
        controls = control_routes(simulator, has_clock=is_loopback(host))
        # Given routes come first, so that another page may take over the root.
        self._pages = Starlette(routes=[*routes, *page_routes(), *user_routes(simulator), *controls])
        self._bot_side = BotSide(simulator, self._abort)
        self._server: uvicorn.Server | None = None

    @property
    def base_url(self) -> str:
        """Where it listens."""
        return f"http://{self.host}:{self.port}"

    async def start(self) -> None:
        """Listen; the port is chosen at the first start and then stays."""
        if self._server is not None:
            return
        listener = _listen(self.host, self.port)
        self.port = listener.getsockname()[1]
        config = uvicorn.Config(self._app, **SETTINGS)
        config.load()
        self._server = uvicorn.Server(config)
        self._server.lifespan = config.lifespan_class(config)
        await self._server.startup(sockets=[listener])
        await self.simulator.start()

    async def stop(self) -> None:
        """Cut all connections, as a crash would, and refuse new ones."""
        server, self._server = self._server, None
        if server is None:
            return
        for listener in server.servers:
            listener.close()
        for connection in list(server.server_state.connections):
            connection.transport.abort()
        await self.simulator.stop()
        await asyncio.gather(*server.server_state.tasks, return_exceptions=True)

    async def _app(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._bot_side if scope["path"].startswith(("/bot", "/file/bot")) else self._pages
        await app(scope, receive, send)

    def _abort(self, scope: Scope) -> None:
        """Cut the connection a request came by."""
        for connection in list(self._server.server_state.connections if self._server else ()):
            if getattr(connection, "client", None) == scope["client"]:
                connection.transport.abort()


def _listen(host: str, port: int) -> socket.socket:
    # asyncio sends small answers at once only where the protocol is named: else each waits 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    # The same port must be free again at once after a stop.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    listener.setblocking(False)
    return listener


@contextlib.asynccontextmanager
async def serve(
    simulator: Simulator | None = None,
    port: int = 0,
    host: str = LOOPBACK,
    routes: Sequence[BaseRoute] = (),
) -> AsyncIterator[Server]:
    """A running server in this event loop; port 0 takes a free one, routes are pages to add."""
    server = Server(simulator or Simulator(), port, host, routes)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


def run(
    port: int,
    token: str = DEFAULT_TOKEN,
    *,
    host: str = LOOPBACK,
    limits: Limits | None = None,
    username: str = "hotline_test_bot",
    privacy_mode: bool = True,
) -> None:
    """Serve until interrupted; prints the address once it listens."""
    simulator = Simulator(token, limits=limits, username=username, privacy_mode=privacy_mode)

    async def forever() -> None:
        async with serve(simulator, port, host) as server:
            sys.stdout.write(f"{server.base_url}\n")
            sys.stdout.flush()
            await asyncio.Event().wait()

    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(forever())
