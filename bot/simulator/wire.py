"""The HTTP connection of the people client, and what it raises."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

STREAM_LIMIT = 1 << 20


class SimulatorError(Exception):
    """The simulator declined what a person wanted to do; status is the HTTP status."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class NotAnsweredError(SimulatorError):
    """The bot did not answer a pressed button in time."""


class NothingCameError(SimulatorError):
    """No matching message came in time; the text tells what came instead."""


@dataclass(slots=True)
class _Connection:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @property
    def is_usable(self) -> bool:
        return not (self.reader.at_eof() or self.writer.is_closing())

    async def exchange(self, request: httpx.Request) -> tuple[int, bytes]:
        self.writer.write(_head(request) + request.content)
        await self.writer.drain()
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        status = int(head.split(" ", 2)[1])
        length = int(head.partition("content-length:")[2].partition("\r\n")[0])
        return status, await self.reader.readexactly(length)


class Wire:
    """Calls the user side and the controls of a running simulator.

    httpx builds the requests; they travel over plain connections kept open here, as a crowd of
    people who all wait for something would spend most time in a general client's pool.
    """

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self._address = urlsplit(base_url)
        self._idle: list[_Connection] = []

    async def aclose(self) -> None:
        """Close the connections."""
        idle, self._idle = self._idle, []
        for connection in idle:
            connection.writer.close()
        await asyncio.gather(*(c.writer.wait_closed() for c in idle), return_exceptions=True)

    async def request(self, verb: str, path: str, **options: Any) -> Any:
        """One call of the HTTP API; raises SimulatorError when refused, OSError when unreachable."""
        return json.loads(await self._call(verb, path, options))

    async def download(self, file_id: str) -> bytes:
        """The bytes of a file in a message."""
        return await self._call("GET", f"/user/files/{file_id}", {})

    async def _call(self, verb: str, path: str, options: dict[str, Any]) -> bytes:
        request = httpx.Request(verb, self._base_url + path, **options)
        request.read()
        connection = await self._connection()
        try:
            status, body = await connection.exchange(request)
        except asyncio.IncompleteReadError:
            connection.writer.close()
            raise ConnectionResetError("the simulator cut the connection") from None
        except BaseException:
            # A request given up half way leaves an answer behind that nobody may mistake for theirs.
            connection.writer.close()
            raise
        self._idle.append(connection)
        if status >= 400:
            raise SimulatorError(status, _reason(body))
        return body

    async def _connection(self) -> _Connection:
        while self._idle:
            connection = self._idle.pop()
            if connection.is_usable:
                return connection
            connection.writer.close()
        host, port = self._address.hostname or "", self._address.port or 80
        return _Connection(*await asyncio.open_connection(host, port, limit=STREAM_LIMIT))


def _head(request: httpx.Request) -> bytes:
    lines = [f"{request.method} {request.url.raw_path.decode()} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in request.headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def _reason(body: bytes) -> str:
    try:
        return str(json.loads(body)["error"])
    except (ValueError, KeyError, TypeError):
        return body.decode(errors="replace")
