"""The inbox at work: updates are kept before Telegram is told, then handled one by one in each chat's order.

Each update is one unit of work: its effects, the notices it causes and its own completion are
committed together, so that it takes effect exactly once, whatever dies in between.
"""

import asyncio
import json
import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from telegram import Update
from telegram.error import TelegramError

from bot.logs import about, log_failure, note
from bot.pace import AT_ONCE
from bot.process import Process, wait_for
from handlers.context import Act, acting
from handlers.decoding import chat_of, is_command
from handlers.errors import ENDING, refusal_of
from handlers.groups import is_private, line_for
from hotline import dialogues, notices
from hotline.normalisation import UNTURNED
from hotline.people import Chat, recognise
from storage import bonds
from storage.outages import outage_of
from storage.queries import inbox as queries
from storage.tables import Inbox
from storage.vocabulary import Role

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
BATCH = 32
MAX_ATTEMPTS = 5
# So often a process may end over an update. More than that of the attempts above: those who are killed for
# other reasons have something in hand, too, and mostly what came first after their start.
MAX_ENDS = 12
_IDLE_SECONDS = 1.0
# What a roster file may weigh; larger ones are refused unread.
_LARGEST_ROSTER = 2 * 1024 * 1024
# What reading an update raises that is not what Telegram sends, or nested without end.
_MISSHAPEN = (AttributeError, KeyError, TypeError, ValueError, RecursionError)


class LeaseLost(Exception):
    """Another process has taken this update over; what was done here is rolled back."""


class NeverFinished(Exception):
    """Every process that handled this update died of it, or was stopped meanwhile."""


class InboxWorker:
    """Keeps and handles updates for one process."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._is_stopping = False
        self._room = asyncio.Semaphore(AT_ONCE)
        # Whether the database went away while something was leased, and may hold it for us still.
        self._may_hold_others = False

    async def keep(self, updates: Sequence[Mapping[str, Any]]) -> None:
        """Commit updates to the inbox; only then may Telegram forget them. Groups get their line."""
        rows, others = [], []
        for update in updates:
            try:
                if is_private(update):
                    rows.append(self._row(update))
                else:
                    others.append(update)
            except _MISSHAPEN as error:
                # Nothing that Telegram sends; it must not keep back what came with it.
                logger.error("an update without sender was passed over: %s", type(error).__name__)
        if rows:
            async with self._process.database.single_statement() as session:
                await queries.store(session, rows)
            self._process.meters.received.add(len(rows))
            self._process.has_updates.set()
        for update in others:
            await self._greet_group(update)

    async def run(self) -> None:
        """Handle what waits, until asked to stop; what is under way then is finished."""
        while not self._is_stopping:
            try:
                handled = await self.work_off()
            except Exception as error:
                log_failure(logger, "the inbox could not be read", error)
                handled = 0
            if not handled or self._may_hold_others:
                await wait_for(self._process.has_updates, _IDLE_SECONDS)

    def stop(self) -> None:
        """Take up nothing more."""
        self._is_stopping = True
        self._process.has_updates.set()

    async def work_off(self) -> int:
        """Handle one batch: the oldest waiting update of each chat. Returns how many there were."""
        rows = await self._claim()
        self._process.pace.take_up(len(rows))
        await asyncio.gather(*(self._handle(row) for row in rows))
        return len(rows)

    async def _claim(self) -> list[Inbox]:
        process = self._process
        if self._may_hold_others:
            async with process.database.single_statement() as session:
                # Between two batches nothing is at work: what is still leased here was lost sight of.
                await queries.release_of(session, process.station_id, process.name, is_counted=False)
        self._may_hold_others = True
        async with process.database.single_statement() as session:
            rows = await queries.claim(
                session,
                process.station_id,
                worker=process.name,
                now=process.clock(),
                lease=LEASE,
                limit=BATCH,
            )
        rows = await self._alone_if_tried(rows)
        self._may_hold_others = False
        return rows

    async def _alone_if_tried(self, rows: list[Inbox]) -> list[Inbox]:
        """Whatever stops a process has been one of those it held, which count as tried from then on.

        Each of these is taken up by itself, the least tried first, so that one on which every process ends
        takes no other along.
        """
        tried = [row for row in rows if row.attempts > 1]
        if not tried:
            return rows
        alone = min(tried, key=lambda row: row.attempts)
        if others := [row.update_id for row in rows if row is not alone]:
            async with self._process.database.single_statement() as session:
                await queries.put_back(session, self._process.station_id, others, self._process.name)
        return [alone]

    def _row(self, update: Mapping[str, Any]) -> dict[str, Any]:
        process = self._process
        update_id = int(update["update_id"])
        if not 0 <= update_id < 2**63:
            raise ValueError("update_id")
        plain = json.dumps(_storable(update), ensure_ascii=False).encode()
        return {
            "station_id": process.station_id,
            "update_id": update_id,
            "chat": process.vault.lookup("chat", str(private_chat_id(update))),
            "sealed": process.vault.seal_transit(plain, bonds.of_update(update_id)),
            "state": queries.WAITING,
            "attempts": 0,
            "received_at": process.clock(),
        }

    async def _handle(self, row: Inbox) -> None:
        try:
            with about(update=row.update_id):
                await self._try_to_handle(row)
        finally:
            self._process.pace.put_down()

    async def _try_to_handle(self, row: Inbox) -> None:
        try:
            if row.attempts > MAX_ENDS:
                raise NeverFinished
            update = self._opened(row)
            file = await self._fetch_roster(update)
            async with self._room:
                await self._act(row, update, file)
        except LeaseLost:
            logger.warning("update %s was taken over by another process", row.update_id)
        except Exception as error:
            await self._after_failure(row, error)

    async def _act(self, row: Inbox, update: Update, file: bytes | None) -> None:
        """The unit of work of one update."""
        async with self._process.unit_of_work() as work:
            chat = chat_of(update)
            if chat is not None:
                act = Act(work, await recognise(work, chat), file)
                try:
                    with acting(act):
                        await self._process.application.process_update(update)
                finally:
                    note(case=work.opened_case_id)
                if act.failure is not None:
                    raise act.failure
            await self._complete(row, work.session)
        self._process.meters.handled.add()

    async def _complete(self, row: Inbox, session: Any) -> None:
        process = self._process
        is_ours = await queries.complete(
            session, process.station_id, row.update_id, worker=process.name, now=process.clock()
        )
        if not is_ours:
            raise LeaseLost

    async def _after_failure(self, row: Inbox, error: Exception) -> None:
        """A refusal is answered; a fault of ours is tried again, then parked and told.

        An outage of the database is nobody's fault: however long it lasts, the update is tried again.
        """
        try:
            refusal = refusal_of(error)
            if refusal is not None:
                await self._refuse(row, *refusal)
                self._process.meters.refused.add()
            elif outage_of(error) is not None:
                log_failure(logger, f"update {row.update_id} waits for the database", error)
                await self._try_again(row, is_counted=False)
            elif row.attempts < MAX_ATTEMPTS:
                logger.error("update %s failed, attempt %s", row.update_id, row.attempts, exc_info=error)
                self._process.meters.failed.add()
                await self._try_again(row)
            else:
                logger.error("update %s is parked", row.update_id, exc_info=error)
                await self._park(row, error)
                self._process.meters.parked.add()
        except LeaseLost:
            logger.warning("update %s was taken over by another process", row.update_id)
        except Exception as failure:
            # It is put back with the next batch, or the lease runs out: nothing is lost.
            self._may_hold_others = True
            log_failure(logger, f"update {row.update_id} could not be put back", failure)

    async def _refuse(self, row: Inbox, kind: str, params: dict[str, Any]) -> None:
        update = self._opened(row)
        async with self._process.unit_of_work() as work:
            chat = chat_of(update)
            if chat is not None:
                sender = await recognise(work, chat)
                if update.callback_query is not None:
                    await notices.answer(work, sender.person.id, "toast", query_id=update.callback_query.id)
                elif kind in ENDING and not is_command(update):
                    # Else every further message would run into the same refusal.
                    await dialogues.finish(work, sender.person.id)
                await notices.answer(work, sender.person.id, kind, **params)
            await self._complete(row, work.session)

    async def _try_again(self, row: Inbox, *, is_counted: bool = True) -> None:
        process = self._process
        until = process.clock() + timedelta(seconds=2 ** min(row.attempts, MAX_ATTEMPTS))
        async with process.database.transaction() as session:
            await queries.release(
                session,
                process.station_id,
                row.update_id,
                worker=process.name,
                until=until,
                is_counted=is_counted,
            )

    async def _park(self, row: Inbox, error: Exception) -> None:
        process = self._process
        async with process.unit_of_work() as work:
            is_ours = await queries.park(
                work.session,
                process.station_id,
                row.update_id,
                worker=process.name,
                now=work.now,
                problem=type(error).__name__,
            )
            if not is_ours:
                raise LeaseLost
            chat = self._chat_if_readable(row)
            if chat is not None:
                sender = await recognise(work, chat)
                await notices.answer(work, sender.person.id, "errors.unexpected")
            await notices.tell_holders(
                work, Role.LIAISON, "liaison.parked_update", problem=f"{type(error).__name__} {row.update_id}"
            )

    def _opened(self, row: Inbox) -> Update:
        plain = self._process.vault.unseal_transit(row.sealed or b"", bonds.of_update(row.update_id))
        update = Update.de_json(json.loads(plain), self._process.bot)
        assert update is not None  # noqa: S101  (only None makes None)
        return update

    def _chat_if_readable(self, row: Inbox) -> Chat | None:
        try:
            return chat_of(self._opened(row))
        except Exception:
            logger.exception("update %s cannot be read", row.update_id)
            return None

    async def _fetch_roster(self, update: Update) -> bytes | None:
        """A workbook is fetched before the unit of work begins, which must not wait for the network."""
        message = update.message
        document = message.document if message is not None else None
        if document is None or not (document.file_name or "").lower().endswith(".xlsx"):
            return None
        if (document.file_size or 0) > _LARGEST_ROSTER:
            return None
        try:
            file = await document.get_file()
            return bytes(await file.download_as_bytearray())
        except TelegramError as error:
            logger.warning("a workbook could not be fetched: %s", type(error).__name__)
            return None

    async def _greet_group(self, update: Mapping[str, Any]) -> None:
        try:
            line = line_for(update, self._process.bot.username)
            if line is not None:
                await self._process.bot.send_message(**line)
        except (*_MISSHAPEN, TelegramError) as error:
            logger.info("a group could not be greeted: %s", type(error).__name__)


def _storable(value: Any) -> Any:
    """The same without what no database takes as text, NUL and halves of a character pair, and without
    marks that turn round what stands behind them, in every message in which these words are shown.

    Nothing gets shorter: Telegram counts where a command or a link begins.
    """
    if isinstance(value, str):
        whole = value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return whole.replace("\0", "\ufffd").translate(UNTURNED)
    if isinstance(value, Mapping):
        return {key: _storable(inner) for key, inner in value.items()}
    return [_storable(inner) for inner in value] if isinstance(value, list) else value


def private_chat_id(update: Mapping[str, Any]) -> int:
    """The chat that a raw update belongs to. Raises KeyError, TypeError, ValueError for another shape."""
    for key in ("message", "edited_message", "my_chat_member"):
        if key in update:
            return int(update[key]["chat"]["id"])
    return int(update["callback_query"]["message"]["chat"]["id"])
