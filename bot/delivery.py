"""The outbox at work: notices are rendered and frozen once, then sent in each chat's order.

At least once: a crash between a send and its mark repeats that one message, unchanged.
"""

import asyncio
import json
import logging
import time
from collections.abc import Sequence
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
from bot.logs import about, log_failure
from bot.pictures import NotDrawn, NotDrawnYet
from bot.process import Process, wait_for
from bot.sending_book import SendingBook, Sent
from bot.telegram_api import call, wait_of
from handlers.render import render
from handlers.wording import UnknownText
from hotline import notices
from hotline.history import shown_number
from hotline.people import chats_of, move_chat
from hotline.privacy import chat_once_erased
from hotline.work import Work
from storage import bonds
from storage.ids import to_base36
from storage.outages import outage_of
from storage.queries import cases as case_queries
from storage.queries import outbox as queries
from storage.queries import people
from storage.tables import Case, Notice, Outgoing, Person
from storage.vocabulary import Role

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=90)
IN_FLIGHT = 24
MAX_ATTEMPTS = 8
_IDLE_SECONDS = 1.0
# However much somebody who has blocked the bot was to hear of a case meanwhile, it is one call.
_CALL_ONCE_IN = timedelta(hours=20)
FOR_NEWER = timedelta(seconds=15)
_FILE_PATIENCE = timedelta(seconds=5)
_UNCOUNTED = frozenset({"answerCallbackQuery", "setMyCommands"})
# What BadRequest means when there is nothing left to do.
_HARMLESS = ("message is not modified", "query is too old", "query id is invalid")
# An old card that cannot be changed any more: what was to be said there is said anew.
_GONE = ("message can't be edited", "message to edit not found", "there is no text in the message to edit")


class NotRendered(Exception):
    """A notice could not be rendered, and the transaction in which that was tried is spoilt."""


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
        self._book = SendingBook(process)
        # How often the database went away while something was leased, and how often that was seen to.
        self._lost_sight, self._seen_to = 0, 0
        self._is_stopping = False

    async def run(self) -> None:
        """Send what waits, until asked to stop; what is in flight then lands."""
        while not self._is_stopping:
            try:
                started = await self.send_waiting()
            except Exception as error:
                log_failure(logger, "the outbox could not be read", error)
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
        try:
            return await self._take_up(room, is_careful=False)
        except NotRendered:
            return await self._take_up(room, is_careful=True)

    async def _take_up(self, room: int, *, is_careful: bool) -> list[Parcel]:
        """Carefully each notice is rendered behind a savepoint, which most of them do without."""
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
            tried = [notice.id for notice in claimed if notice.attempts > 1]
            frozen = await queries.calls_of(work.session, work.station_id, tried) if tried else {}
            # Held until all is rendered, so that each is read once.
            _held = await self._read_ahead(work, claimed)
            parcels = []
            for notice in claimed:
                chat_id = chats.get(notice.recipient_id) or chat_once_erased(work, notice)
                if chat_id is None:
                    await queries.finish(work.session, work.station_id, notice.id, queries.UNREACHABLE)
                    continue
                calls = frozen.get(notice.id)
                if calls is None:
                    person = persons[notice.recipient_id]
                    calls = await self._freeze(work, notice, person, is_careful=is_careful)
                if calls is None:
                    continue
                waiting = [call for call in calls if call.sent_at is None]
                parcels.append(Parcel(notice, persons[notice.recipient_id], chat_id, waiting))
            return parcels

    @staticmethod
    async def _read_ahead(work: Work, claimed: Sequence[Notice]) -> list[Case]:
        """What rendering would else read notice by notice: roles, and the cases, which are returned."""
        told = [notice for notice in claimed if not notice.kind.startswith(queries.TOAST)]
        if told:
            await people.read_roles(work.session, work.station_id, {notice.recipient_id for notice in told})
        cases = {notice.case_id for notice in told if notice.case_id is not None}
        return await case_queries.cases_by_id(work.session, work.station_id, cases)

    async def _freeze(
        self, work: Work, notice: Notice, person: Person, *, is_careful: bool
    ) -> list[Outgoing] | None:
        """Render a notice once; what is sent later, and again, is exactly this. None: later, or parked.

        Raises NotRendered where nothing was done with care.
        """
        try:
            if not is_careful:
                return await self._frozen(work, notice, person)
            # What fails in here must not spoil the transaction for the others.
            async with work.session.begin_nested():
                return await self._frozen(work, notice, person)
        except Exception as error:
            if not is_careful:
                raise NotRendered from error
            if isinstance(error, UnknownText) and notice.attempts < MAX_ATTEMPTS:
                # A process of a newer version may have written it, and has the words for it.
                await queries.defer(work.session, work.station_id, notice.id, work.now + FOR_NEWER)
                return None
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
            row.sealed = work.vault.seal_transit(plain, bonds.of_call(row.id))
            work.session.add(row)
            calls.append(row)
        return calls

    async def _send(self, parcel: Parcel) -> None:
        try:
            with about(notice=parcel.notice.id, case=parcel.notice.case_id):
                await self._try_to_send(parcel)
        except Exception as error:
            # It is claimed again as soon as the database is back: nothing is lost.
            self._lost_sight += 1
            log_failure(logger, f"what became of notice {parcel.notice.id} could not be noted", error)

    async def _try_to_send(self, parcel: Parcel) -> None:
        """Make the calls of one parcel in order, and say how it ended."""
        notice = parcel.notice
        try:
            await self._make_calls(parcel)
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
            log_failure(logger, f"notice {notice.id} ({notice.kind}) could not be sent", error)
            await self._postpone(
                parcel,
                timedelta(seconds=min(2**notice.attempts, 300)),
                is_counted=outage_of(error) is None,
                problem=type(error).__name__,
            )

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
                slot = f"unreachable:{to_base36(case.id)}:{to_base36(notice.recipient_id)}"
                if await queries.is_told_since(work.session, work.station_id, slot, work.now - _CALL_ONCE_IN):
                    return
                await notices.tell_overseers(
                    work,
                    "liaison.unreachable",
                    case,
                    slot=slot,
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
