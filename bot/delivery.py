"""The outbox at work: notices that were taken up (bot.packing) are sent in each chat's order.

At least once: a crash between a send and its mark repeats that one message, unchanged.
"""

import asyncio
import json
import logging
import time
from datetime import timedelta
from typing import Any

from telegram import InputFile
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)

from bot.attachments import NeverStored, NotStored
from bot.documents import is_file, make_file
from bot.limiter import Held, Limiter
from bot.logs import about, log_failure
from bot.packing import MAX_ATTEMPTS, Packer, Parcel
from bot.pictures import NotDrawn, NotDrawnYet
from bot.process import Process, wait_for
from bot.sending_book import SendingBook, Sent
from bot.telegram_api import call, wait_of
from bot.undelivered import note_unreachable, set_aside
from hotline.people import move_chat
from storage import bonds
from storage.outages import outage_of
from storage.queries import outbox as queries
from storage.tables import Outgoing

logger = logging.getLogger(__name__)

IN_FLIGHT = 24
_IDLE_SECONDS = 1.0
_FILE_PATIENCE = timedelta(seconds=5)
_UNCOUNTED = frozenset({"answerCallbackQuery", "setMyCommands"})
# What BadRequest means when there is nothing left to do.
_HARMLESS = ("message is not modified", "query is too old", "query id is invalid")
# An old card that cannot be changed any more: what was to be said there is said anew.
_GONE = ("message can't be edited", "message to edit not found", "there is no text in the message to edit")


class Delivery:
    """Sends the notices of one station."""

    def __init__(self, process: Process, limiter: Limiter | None = None) -> None:
        self._process = process
        telegram = process.settings.telegram
        self._limiter = limiter or Limiter(
            telegram.messages_per_second, telegram.messages_per_second_in_a_chat
        )
        self._flying: dict[asyncio.Task[bool], int] = {}
        self._packer = Packer(process)
        self._book = SendingBook(process)
        # Whether what was taken up last filled the room, so that more may wait.
        self._is_full = False
        # How often the database went away while something was leased, and how often that was seen to.
        self._lost_sight, self._seen_to = 0, 0
        self._is_stopping = False

    async def run(self) -> None:
        """Send what waits, until asked to stop; what is in flight then lands."""
        while not self._is_stopping:
            try:
                await self.send_waiting()
            except Exception as error:
                log_failure(logger, "the outbox could not be read", error)
            await wait_for(self._process.pace.has_notices, _IDLE_SECONDS)
        await self.drain()

    def stop(self) -> None:
        """Take up nothing more."""
        self._is_stopping = True
        self._process.pace.deliver()

    async def drain(self) -> None:
        """Let what is in flight land; nothing new is taken up."""
        while self._flying:
            await asyncio.wait(self._flying)

    async def send_waiting(self) -> int:
        """Claim as many notices as there is room for and start sending them."""
        self._limiter.share(self._process.sharers)
        if self._limiter.held_for():
            return 0
        room, lost_sight = IN_FLIGHT - len(self._flying), self._lost_sight
        if room <= 0:
            return 0
        try:
            parcels = await self._claim(room)
        except Exception:
            self._lost_sight += 1
            raise
        self._seen_to, self._is_full = lost_sight, len(parcels) >= room
        for parcel in parcels:
            task = asyncio.create_task(self._send(parcel))
            self._flying[task] = parcel.notice.id
            task.add_done_callback(self._land)
        return len(parcels)

    def _land(self, task: asyncio.Task[bool]) -> None:
        """Wake delivery if it may find more now; what was sent has seen to that itself."""
        self._flying.pop(task, None)
        if self._is_full or task.cancelled() or not task.result():
            self._process.pace.deliver()

    async def _claim(self, room: int) -> list[Parcel]:
        if self._lost_sight <= self._seen_to:
            return await self._packer.take_up(room)
        flying = [notice_id for task, notice_id in self._flying.items() if not task.done()]
        return await self._packer.take_up(room, but_for=flying)

    async def _send(self, parcel: Parcel) -> bool:
        """Whether it was sent, and that noted."""
        try:
            with about(notice=parcel.notice.id, case=parcel.notice.case_id):
                return await self._try_to_send(parcel)
        except Exception as error:
            # It is claimed again as soon as the database is back: nothing is lost.
            self._lost_sight += 1
            log_failure(logger, f"what became of notice {parcel.notice.id} could not be noted", error)
            return False

    async def _try_to_send(self, parcel: Parcel) -> bool:
        """Make the calls of one parcel in order, and note how it ended; whether all was sent."""
        notice = parcel.notice
        try:
            await self._make_calls(parcel)
            self._process.meters.sent.add()
            return True
        except RetryAfter as error:
            wait = wait_of(error)
            self._limiter.hold(wait.total_seconds())
            await self._postpone(parcel, wait, is_counted=False)
        except Held as error:
            await self._postpone(parcel, timedelta(seconds=error.seconds), is_counted=False)
        except (NotStored, NotDrawnYet):
            await self._defer(parcel)
        except Forbidden:
            await note_unreachable(self._process, notice)
        except ChatMigrated as error:
            await self._migrate(parcel, error.new_chat_id)
        except BadRequest as error:
            await self._refused(parcel, error)
        except (TimedOut, NetworkError, InvalidToken) as error:
            # TimedOut may mean that it arrived: repeated, since a lost answer is worse than a double one.
            logger.warning("notice %s: %s", notice.id, type(error).__name__)
            await self._postpone(parcel, timedelta(seconds=min(2**notice.attempts, 300)), is_counted=False)
        except Exception as error:
            log_failure(logger, f"notice {notice.id} ({notice.kind}) could not be sent", error)
            await self._postpone(
                parcel,
                timedelta(seconds=min(2**notice.attempts, 300)),
                is_counted=outage_of(error) is None,
                problem=type(error).__name__,
            )
        return False

    async def _make_calls(self, parcel: Parcel) -> None:
        """Each call is marked before the next is made; with the last one the notice is over."""
        for frozen in parcel.calls[:-1]:
            await self._book.note(Sent(parcel.notice, frozen, await self._make_call(parcel, frozen)))
        last = parcel.calls[-1] if parcel.calls else None
        message_id = None if last is None else await self._make_call(parcel, last)
        await self._book.note(Sent(parcel.notice, last, message_id, is_all=True))

    async def _make_call(self, parcel: Parcel, frozen: Outgoing) -> int | None:
        """Make a call; the message that it made or changed."""
        try:
            params = await self._params(frozen)
        except (NeverStored, NotDrawn) as error:
            logger.warning("notice %s goes without a file: %s", parcel.notice.id, error)
            return None
        if frozen.method == "setMyCommands":
            params["scope"] = {**params["scope"], "chat_id": parcel.chat_id}
        elif frozen.method != "answerCallbackQuery":
            params["chat_id"] = parcel.chat_id
        if frozen.method not in _UNCOUNTED:
            await self._limiter.wait(parcel.chat_id)
        began = time.perf_counter()
        try:
            result = await self._request(frozen.method, params)
        finally:
            self._process.meters.sending.observe(time.perf_counter() - began)
        return _message_id(result)

    async def _request(self, method: str, params: dict[str, Any]) -> Any:
        try:
            return await call(self._process.bot, method, params)
        except BadRequest as error:
            if any(words in error.message.lower() for words in _HARMLESS):
                return None
            if any(words in error.message.lower() for words in _GONE):
                anew = {key: value for key, value in params.items() if key != "message_id"}
                return await call(self._process.bot, "sendMessage", anew)
            raise

    async def _params(self, frozen: Outgoing) -> dict[str, Any]:
        plain = self._process.vault.unseal_transit(frozen.sealed or b"", bonds.of_call(frozen.id))
        params: dict[str, Any] = json.loads(plain)
        for key, value in params.items():
            if is_file(value):
                data, name = await make_file(self._process, value)
                params[key] = InputFile(data, filename=name)
        return params

    async def _postpone(
        self, parcel: Parcel, wait: timedelta, *, is_counted: bool, problem: str = ""
    ) -> None:
        process = self._process
        if is_counted and parcel.notice.attempts >= MAX_ATTEMPTS:
            async with process.unit_of_work() as work:
                await set_aside(process, work, parcel.notice, problem)
            return
        async with process.database.transaction() as session:
            await queries.postpone(session, process.station_id, parcel.notice.id, process.clock() + wait)
        process.meters.postponed.add()

    async def _defer(self, parcel: Parcel) -> None:
        """A file of it is not here yet: it waits for that, and holds up nothing else of that person."""
        process = self._process
        until = process.clock() + _FILE_PATIENCE
        async with process.database.transaction() as session:
            await queries.defer(session, process.station_id, parcel.notice.id, until)

    async def _migrate(self, parcel: Parcel, new_chat_id: int) -> None:
        async with self._process.unit_of_work() as work:
            await move_chat(work, parcel.notice.recipient_id, new_chat_id)
            await queries.postpone(work.session, work.station_id, parcel.notice.id, work.now)

    async def _refused(self, parcel: Parcel, error: BadRequest) -> None:
        """Telegram will not take it, now or later: set aside and shown to the liaison."""
        logger.error("notice %s (%s) was refused: %s", parcel.notice.id, parcel.notice.kind, error.message)
        async with self._process.unit_of_work() as work:
            await set_aside(self._process, work, parcel.notice, error.message)


def _message_id(result: Any) -> int | None:
    """The id of the message that a call made or changed; the first of an album."""
    if isinstance(result, list) and result:
        result = result[0]
    return int(result["message_id"]) if isinstance(result, dict) and "message_id" in result else None
