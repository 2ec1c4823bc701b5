"""What was sent, noted together: each commit waits for the disk, and on SQLite holds up all who write."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.process import Process
from bot.together import Together
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


class SendingBook:
    """Notes what the parcels of one process have sent."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._noting = Together(self._write, process.pace, is_tried_alone=True)

    async def note(self, sent: Sent) -> None:
        """Returns once it is committed."""
        await self._noting.ask(sent)

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
            process.pace.told()
