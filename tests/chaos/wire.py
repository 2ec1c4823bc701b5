"""The wire between one process and PostgreSQL: passes everything on, and knows what each commit holds.

So a kill can fall between a commit and the moment in which the process hears of it.
"""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.chaos.plan import Point
from tests.chaos.reaper import Reaper
from tests.chaos.replica import Replica

# The first words of what is written: that update is kept, its effects are complete, reminders are handled.
_KEEPS = re.compile(rb"\s*INSERT INTO inbox\b")
_COMPLETES = re.compile(rb"\s*UPDATE inbox SET\b.*?\bstate=\$", re.DOTALL)
_HANDLES_REMINDERS = re.compile(rb"\s*UPDATE reminder SET\b.*?\bhandled_at=\$", re.DOTALL)
_TELLS = re.compile(rb"\s*INSERT INTO notice\b")
_KINDS = (_KEEPS, _COMPLETES, _HANDLES_REMINDERS, _TELLS)


class Transaction:
    """What one connection has written since its last commit, as the messages of the protocol tell."""

    def __init__(self) -> None:
        self._statements: dict[bytes, re.Pattern[bytes] | None] = {}
        self._written: set[re.Pattern[bytes]] = set()

    def hears(self, kind: bytes, body: bytes) -> None:
        """Something that the process says: a statement is prepared (P), or run (B)."""
        if kind == b"P":
            name, query, _ = body.split(b"\0", 2)
            self._statements[name] = next((known for known in _KINDS if known.match(query)), None)
        elif kind == b"B":
            _portal, name, _ = body.split(b"\0", 2)
            if written := self._statements.get(name):
                self._written.add(written)

    def ended_at(self, kind: bytes, body: bytes) -> Point | None:
        """What has just been committed, if the database says that something has."""
        if kind != b"C" or body not in (b"COMMIT\0", b"ROLLBACK\0"):
            return None
        written, self._written = self._written, set()
        if body == b"ROLLBACK\0":
            return None
        if _KEEPS in written:
            return Point.KEPT
        if _COMPLETES in written:
            return Point.HANDLED
        return Point.SWEPT if {_HANDLES_REMINDERS, _TELLS} <= written else None


class Wire:
    """All connections of one process to the database."""

    def __init__(self, socket: str, reaper: Reaper) -> None:
        self._socket = socket
        self._reaper = reaper
        self._talks: set[asyncio.Task[None]] = set()
        self.replica: Replica | None = None

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[int]:
        """The port on which the process reaches the database."""
        server = await asyncio.start_server(self._connect, "127.0.0.1", 0)
        try:
            yield int(server.sockets[0].getsockname()[1])
        finally:
            server.close()
            for talk in self._talks:
                talk.cancel()
            await asyncio.gather(*self._talks, return_exceptions=True)
            await server.wait_closed()

    def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.create_task(self._talk(reader, writer))
        self._talks.add(talk)
        talk.add_done_callback(self._talks.discard)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.closing(writer):
            try:
                from_database, to_database = await asyncio.open_unix_connection(self._socket)
            except OSError:
                return  # as long as the database is away
            with contextlib.closing(to_database):
                transaction = Transaction()
                ways = [
                    asyncio.create_task(self._to_database(reader, to_database, transaction)),
                    asyncio.create_task(self._to_process(from_database, writer, transaction)),
                ]
                try:
                    await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    for way in ways:
                        way.cancel()
                    await asyncio.gather(*ways, return_exceptions=True)

    async def _to_database(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, transaction: Transaction
    ) -> None:
        # The first message says no kind: what the connection is for.
        target.write(await _sized(source))
        while True:
            kind, rest = await source.readexactly(1), await _sized(source)
            transaction.hears(kind, rest[4:])
            target.write(kind + rest)
            await target.drain()

    async def _to_process(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, transaction: Transaction
    ) -> None:
        while True:
            kind, rest = await source.readexactly(1), await _sized(source)
            point = transaction.ended_at(kind, rest[4:])
            if point is not None and not await self._may_pass(point):
                return
            target.write(kind + rest)
            await target.drain()

    async def _may_pass(self, point: Point) -> bool:
        return self.replica is not None and await self._reaper.may_pass(point, self.replica)


async def _sized(source: asyncio.StreamReader) -> bytes:
    """A length and as many bytes, its own four among them."""
    head = await source.readexactly(4)
    return head + await source.readexactly(int.from_bytes(head) - 4)
