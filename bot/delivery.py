"""The outbox at work: notices are rendered and frozen once, then sent in each chat's order.

At least once: a crash between a send and its mark repeats that one message, unchanged.
"""

import asyncio
import json
import logging
import time
from dataclasses import dataclass, field
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
from bot.logs import about
from bot.pictures import NotDrawn, NotDrawnYet
from bot.process import Process, wait_for
from bot.telegram_api import call, wait_of
from handlers.render import render
from hotline import notices
from hotline.history import shown_number
from hotline.people import chats_of, move_chat
from hotline.privacy import FAREWELL, chat_once_erased
from hotline.work import Work
from storage.queries import cases as case_queries
from storage.queries import outbox as queries
from storage.queries import people
from storage.tables import Notice, Outgoing, Person
from storage.vocabulary import Role

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=90)
IN_FLIGHT = 24
MAX_ATTEMPTS = 8
_IDLE_SECONDS = 1.0
_FILE_PATIENCE = timedelta(seconds=5)
_UNCOUNTED = frozenset({"answerCallbackQuery", "setMyCommands"})
# What BadRequest means when there is nothing left to do.
_HARMLESS = ("message is not modified", "query is too old", "query id is invalid")
# An old card that cannot be changed any more: what was to be said there is said anew.
_GONE = ("message can't be edited", "message to edit not found", "there is no text in the message to edit")


@dataclass
class Parcel:
    """A leased notice on its way: its frozen calls that are still to be made, and the chat."""

    notice: Notice
    person: Person
    chat_id: int
    calls: list[Outgoing] = field(default_factory=list)


class Delivery:
    """Sends the notices of one station."""

    def __init__(self, process: Process, limiter: Limiter | None = None) -> None:
        self._process = process
        telegram = process.settings.telegram
        self._limiter = limiter or Limiter(
            telegram.messages_per_second, telegram.messages_per_second_in_a_chat
        )
        self._flying: dict[asyncio.Task[None], int] = {}
        # How often the database went away while something was leased, and how often that was seen to.
        self._lost_sight, self._seen_to = 0, 0
        self._is_stopping = False

    async def run(self) -> None:
        """Send what waits, until asked to stop; what is in flight then lands."""
        while not self._is_stopping:
            try:
                started = await self.send_waiting()
            except Exception:
                logger.exception("the outbox could not be read")
                started = 0
            if not started or len(self._flying) >= IN_FLIGHT:
                await self._rest()
        await self.drain()

    def stop(self) -> None:
        """Take up nothing more."""
        self._is_stopping = True
        self._process.has_notices.set()

    async def drain(self) -> None:
        """Let what is in flight land; nothing new is taken up."""
        while self._flying:
            await asyncio.wait(self._flying)

    async def send_waiting(self) -> int:
        """Claim as many notices as there is room for and start sending them."""
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
        self._seen_to = lost_sight
        for parcel in parcels:
            task = asyncio.create_task(self._send(parcel))
            self._flying[task] = parcel.notice.id
            task.add_done_callback(self._land)
        return len(parcels)

    def _land(self, task: asyncio.Task[None]) -> None:
        self._flying.pop(task, None)
        self._process.has_notices.set()

    async def _rest(self) -> None:
        await wait_for(self._process.has_notices, _IDLE_SECONDS)

    async def _claim(self, room: int) -> list[Parcel]:
        """Lease notices; those that were never tried are rendered and frozen in the same transaction."""
        async with self._process.unit_of_work() as work:
            if self._lost_sight > self._seen_to:
                # What is not in flight and still leased here would wait until the lease runs out.
                flying = [notice_id for task, notice_id in self._flying.items() if not task.done()]
                await queries.release_of(work.session, work.station_id, self._process.name, but_for=flying)
            claimed = await queries.claim(
                work.session,
                work.station_id,
                worker=self._process.name,
                now=work.now,
                lease=LEASE,
                limit=room,
            )
            if not claimed:
                return []
            ids = [notice.recipient_id for notice in claimed]
            persons = await people.people(work.session, work.station_id, ids)
            chats = await chats_of(work, ids)
            frozen = await queries.calls_of(work.session, work.station_id, [notice.id for notice in claimed])
            parcels = []
            for notice in claimed:
                chat_id = chats.get(notice.recipient_id) or chat_once_erased(work, notice)
                if chat_id is None:
                    await queries.finish(work.session, work.station_id, notice.id, queries.UNREACHABLE)
                    continue
                calls = frozen.get(notice.id)
                if calls is None:
                    calls = await self._freeze(work, notice, persons[notice.recipient_id])
                if calls is None:
                    continue
                waiting = [call for call in calls if call.sent_at is None]
                parcels.append(Parcel(notice, persons[notice.recipient_id], chat_id, waiting))
            return parcels

    async def _freeze(self, work: Work, notice: Notice, person: Person) -> list[Outgoing] | None:
        """Render a notice once; what is sent later, and again, is exactly this. None: it is parked."""
        try:
            # What fails in here must not spoil the transaction for the others.
            async with work.session.begin_nested():
                return await self._frozen(work, notice, person)
        except Exception as error:
            logger.exception("notice %s (%s) could not be rendered", notice.id, notice.kind)
            await self._park(work, notice, f"{type(error).__name__} {notice.kind}")
            return None

    async def _frozen(self, work: Work, notice: Notice, person: Person) -> list[Outgoing]:
        rendered = await render(work, notice, person)
        calls = []
        for position, made in enumerate(rendered):
            row = Outgoing(
                station_id=work.station_id,
                notice_id=notice.id,
                recipient_id=notice.recipient_id,
                case_id=notice.case_id,
                position=position,
                method=made.method,
            )
            plain = json.dumps(made.params, ensure_ascii=False).encode("utf-8", "surrogatepass")
            row.sealed = work.vault.seal_transit(plain, f"outgoing:{row.id}")
            work.session.add(row)
            calls.append(row)
        await work.session.flush()
        return calls

    async def _send(self, parcel: Parcel) -> None:
        try:
            with about(notice=parcel.notice.id, case=parcel.notice.case_id):
                await self._try_to_send(parcel)
        except Exception:
            # It is claimed again as soon as the database is back: nothing is lost.
            self._lost_sight += 1
            logger.exception("what became of notice %s could not be noted", parcel.notice.id)

    async def _try_to_send(self, parcel: Parcel) -> None:
        """Make the calls of one parcel in order, and say how it ended."""
        notice = parcel.notice
        try:
            for frozen in parcel.calls:
                await self._make_call(parcel, frozen)
            await self._finish(parcel, queries.SENT)
            self._process.meters.sent.add()
        except RetryAfter as error:
            wait = wait_of(error)
            self._limiter.hold(wait.total_seconds())
            await self._postpone(parcel, wait, is_counted=False)
        except Held as error:
            await self._postpone(parcel, timedelta(seconds=error.seconds), is_counted=False)
        except (NotStored, NotDrawnYet):
            await self._defer(parcel)
        except Forbidden:
            await self._unreachable(parcel)
        except ChatMigrated as error:
            await self._migrate(parcel, error.new_chat_id)
        except BadRequest as error:
            await self._refused(parcel, error)
        except (TimedOut, NetworkError, InvalidToken) as error:
            # TimedOut may mean that it arrived: repeated, since a lost answer is worse than a double one.
            logger.warning("notice %s: %s", notice.id, type(error).__name__)
            await self._postpone(parcel, timedelta(seconds=min(2**notice.attempts, 300)), is_counted=False)
        except Exception as error:
            logger.exception("notice %s (%s) could not be sent", notice.id, notice.kind)
            await self._postpone(
                parcel, timedelta(seconds=2**notice.attempts), is_counted=True, problem=type(error).__name__
            )

    async def _make_call(self, parcel: Parcel, frozen: Outgoing) -> None:
        try:
            params = await self._params(frozen)
        except (NeverStored, NotDrawn) as error:
            logger.warning("notice %s goes without a file: %s", parcel.notice.id, error)
            await self._mark(frozen, None)
            return
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
        await self._mark(frozen, _message_id(result))

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
        plain = self._process.vault.unseal_transit(frozen.sealed or b"", f"outgoing:{frozen.id}")
        params: dict[str, Any] = json.loads(plain)
        for key, value in params.items():
            if is_file(value):
                data, name = await make_file(self._process, value)
                params[key] = InputFile(data, filename=name)
        return params

    async def _mark(self, frozen: Outgoing, message_id: int | None) -> None:
        process = self._process
        async with process.database.transaction() as session:
            await queries.mark_call(
                session, process.station_id, frozen.id, message_id=message_id, now=process.clock()
            )

    async def _finish(self, parcel: Parcel, state: str, problem: str | None = None) -> None:
        process = self._process
        async with process.database.transaction() as session:
            await queries.finish(session, process.station_id, parcel.notice.id, state, problem)
            if parcel.notice.kind == FAREWELL:
                await queries.forget_params(session, process.station_id, parcel.notice.id)

    async def _postpone(
        self, parcel: Parcel, wait: timedelta, *, is_counted: bool, problem: str = ""
    ) -> None:
        process = self._process
        if is_counted and parcel.notice.attempts >= MAX_ATTEMPTS:
            async with process.unit_of_work() as work:
                await self._park(work, parcel.notice, problem)
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

    async def _unreachable(self, parcel: Parcel) -> None:
        """The person has blocked the bot: somebody has to call instead."""
        notice = parcel.notice
        self._process.meters.unreachable.add()
        async with self._process.unit_of_work() as work:
            await queries.finish(work.session, work.station_id, notice.id, queries.UNREACHABLE)
            person = await work.session.get_one(Person, (work.station_id, notice.recipient_id))
            person.blocked_at = person.blocked_at or work.now
            case = None
            if notice.case_id is not None:
                case = await case_queries.case(work.session, work.station_id, notice.case_id)
            if case is not None and not notice.kind.startswith("liaison."):
                is_author = case.constituent_id == notice.recipient_id
                await notices.tell_overseers(
                    work,
                    "liaison.unreachable",
                    case,
                    number=shown_number(case),
                    who="constituent" if is_author else "deputy",
                )

    async def _migrate(self, parcel: Parcel, new_chat_id: int) -> None:
        async with self._process.unit_of_work() as work:
            await move_chat(work, parcel.notice.recipient_id, new_chat_id)
            await queries.postpone(work.session, work.station_id, parcel.notice.id, work.now)

    async def _refused(self, parcel: Parcel, error: BadRequest) -> None:
        """Telegram will not take it, now or later: set aside and shown to the liaison."""
        logger.error("notice %s (%s) was refused: %s", parcel.notice.id, parcel.notice.kind, error.message)
        async with self._process.unit_of_work() as work:
            await self._park(work, parcel.notice, error.message)

    async def _park(self, work: Work, notice: Notice, problem: str) -> None:
        self._process.meters.not_sent.add()
        await queries.finish(work.session, work.station_id, notice.id, queries.PARKED, problem)
        if not notice.kind.startswith("liaison.parked"):
            case = None
            if notice.case_id is not None:
                case = await case_queries.case(work.session, work.station_id, notice.case_id)
            if case is None:
                await notices.tell_holders(work, Role.LIAISON, "liaison.parked_notice", problem=problem[:100])
            else:
                await notices.tell_overseers(work, "liaison.parked_notice", case, problem=problem[:100])


def _message_id(result: Any) -> int | None:
    """The id of the message that a call made or changed; the first of an album."""
    if isinstance(result, list) and result:
        result = result[0]
    return int(result["message_id"]) if isinstance(result, dict) and "message_id" in result else None
