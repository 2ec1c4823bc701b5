"""What was sent, noted together: whoever comes while a transaction is under way is in the next one.

Each commit is a wait for the disk, and on SQLite for everybody else who writes.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bot.process import Process
from hotline.privacy import FAREWELL
from storage.queries import outbox as queries
from storage.tables import Notice, Outgoing


@dataclass(frozen=True)
class Sent:
    """A call that took effect, with the message it made or changed; `is_all`: the notice is over with it."""

    notice: Notice
    call: Outgoing | None
    message_id: int | None = None
    is_all: bool = False


_Noting = tuple[Sent, asyncio.Future[None]]


class SendingBook:
    """Notes what the parcels of one process have sent."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._line = asyncio.Lock()
        self._waiting: list[_Noting] = []

    async def note(self, sent: Sent) -> None:
        """Returns once it is committed. Raises for all who were noted together if that fails."""
        noted = asyncio.get_running_loop().create_future()
        self._waiting.append((sent, noted))
        async with self._line:
            if not noted.done():
                await self._note_all()
        await noted

    async def _note_all(self) -> None:
        together, self._waiting = self._waiting, []
        try:
            if not await self._is_written(together):
                # Nobody's mark may fail because of another's, or of a connection that had just ended.
                for one in together:
                    await self._is_written([one], is_last_try=True)
        except BaseException:
            # Whoever holds the pen is stopped: the others write it down themselves.
            self._waiting = [one for one in together if not one[1].done()] + self._waiting
            raise

    async def _is_written(self, together: Sequence[_Noting], *, is_last_try: bool = False) -> bool:
        try:
            await self._write([sent for sent, _ in together])
        except Exception as error:
            if not is_last_try:
                return False
            for _, noted in together:
                if not noted.done():
                    noted.set_exception(error)
        else:
            for _, noted in together:
                if not noted.done():
                    noted.set_result(None)
        return True

    async def _write(self, together: Sequence[Sent]) -> None:
        process = self._process
        station_id, now = process.station_id, process.clock()
        async with process.database.transaction() as session:
            messages = {sent.call.id: sent.message_id for sent in together if sent.call is not None}
            await queries.mark_calls(session, station_id, messages, now)
            over = [sent.notice for sent in together if sent.is_all]
            await queries.finish_sent(session, station_id, sorted(notice.id for notice in over))
            for notice in over:
                if notice.kind == FAREWELL:
                    await queries.forget_params(session, station_id, notice.id)
            # What came meanwhile for the same people was kept back by these; toasts keep back nothing.
            told = {notice.recipient_id for notice in over if not notice.kind.startswith(queries.TOAST)}
            is_next_ready = told and await queries.is_next_ready(session, station_id, told, now)
        if is_next_ready:
            process.has_notices.set()
