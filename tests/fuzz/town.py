"""The sample township under fuzz: its updates come from us, and its messages are read as by Telegram."""

import itertools
import json
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from bot.config import load
from bot.delivery import Delivery
from bot.demo import sample
from bot.demo.clock import MovableClock
from bot.demo.staging import TOKEN, prepare, scratch_folder, write_settings
from bot.documents import is_file, make_file
from bot.inbox import InboxWorker
from bot.packing import Parcel
from bot.pictures import NotDrawn, NotDrawnYet
from bot.process import Process
from bot.simulator import Limits, Simulator, serve
from bot.simulator.html_text import parse_html
from hotline.people import Chat, recognise
from storage.queries import outbox
from storage.queries import roster as roster_queries
from storage.tables import Deputy, Inbox, Notice, Outgoing, Person, RoleGrant
from storage.vocabulary import Role
from tests.fuzz.pure_files import workbook
from tests.fuzz.telegram import Chatter
from tests.fuzz.words import Words
from tests.properties.township import on_one_thread
from tests.support.desk import DESK

VILLAGERS = ("王大爷", "刘婶", "赵叔", "钱婶", "孙大爷", "李老汉", "<b>张</b>", "\u202e周\u200b敏")
DEPUTIES = 11
LIAISON, PRESIDIUM = "联络员周敏", "陈主席"
_LONGEST_TEXT, _LONGEST_CAPTION, _LONGEST_DATA = 4096, 1024, 64
# Making documents and pictures takes long: of each kind only so many are made.
_MOST_FILES = 12


class Fed(InboxWorker):
    """An inbox whose workbooks come from us and not from Telegram."""

    def __init__(self, process: Process, words: Words) -> None:
        super().__init__(process)
        self._words = words

    async def _fetch_roster(self, update: Any) -> bytes | None:
        message = update.message
        document = message.document if message is not None else None
        return workbook(self._words) if document is not None and self._words.is_in(0.5) else None


class Postman(Delivery):
    """Reads what would be sent as Telegram would, and marks it as sent."""

    def __init__(self, process: Process, chatters: Sequence[Chatter]) -> None:
        super().__init__(process)
        self._by_id = {chatter.id: chatter for chatter in chatters}
        self._made: dict[str, int] = {}
        self.read = 0
        self.refused: list[str] = []

    async def deliver(self) -> None:
        """Everything that may be sent now."""
        while parcels := await self._claim(64):
            for parcel in parcels:
                for frozen in parcel.calls:
                    await self._look_at(parcel, frozen)
            await self._mark_sent(parcels)

    async def _mark_sent(self, parcels: Sequence[Parcel]) -> None:
        process = self._process
        ids = [parcel.notice.id for parcel in parcels]
        async with process.database.transaction() as session:
            await session.exec(
                sa.update(Outgoing)
                .where(col(Outgoing.station_id) == process.station_id, col(Outgoing.notice_id).in_(ids))
                .values(sent_at=process.clock(), message_id=next(_message_ids))
            )
            for notice_id in ids:
                await outbox.finish(session, process.station_id, notice_id, outbox.SENT)

    async def _look_at(self, parcel: Parcel, frozen: Outgoing) -> None:
        self.read += 1
        plain = self._process.vault.unseal_transit(frozen.sealed or b"", f"outgoing:{frozen.id}")
        params = json.loads(plain)
        for key in ("text", "caption"):
            if key in params and frozen.method != "answerCallbackQuery":
                self._check_words(parcel, key, params[key])
        self._check_buttons(parcel, params)
        for value in params.values():
            if is_file(value):
                await self._make(parcel, value)

    def _check_words(self, parcel: Parcel, key: str, words: str) -> None:
        longest = _LONGEST_TEXT if key == "text" else _LONGEST_CAPTION
        try:
            shown, _ = parse_html(words)
        except Exception as error:
            self.refused.append(f"{parcel.notice.kind}: {error} in {ascii(words)[:300]}")
            return
        if not 0 < len(shown.strip().encode("utf-16-le")) // 2 <= longest:
            self.refused.append(f"{parcel.notice.kind}: {len(shown)} characters of {key}")

    def _check_buttons(self, parcel: Parcel, params: dict[str, Any]) -> None:
        rows = params.get("reply_markup", {}).get("inline_keyboard", [])
        buttons = [button for row in rows for button in row]
        for button in buttons:
            if len(button.get("callback_data", "").encode()) > _LONGEST_DATA or not button["text"].strip():
                self.refused.append(f"{parcel.notice.kind}: button {button!a}")
        chatter = self._by_id.get(parcel.chat_id)
        if chatter is not None:
            number = str(parcel.notice.params.get("number", ""))
            chatter.saw([button["callback_data"] for button in buttons if "callback_data" in button], number)

    async def _make(self, parcel: Parcel, file: dict[str, Any]) -> None:
        kind = parcel.notice.kind
        self._made[kind] = self._made.get(kind, 0) + 1
        # Attachments lie at Telegram, and there is none here.
        if "attachment" in str(list(file)) or self._made[kind] > _MOST_FILES:
            return
        try:
            data, name = await make_file(self._process, file)
        except (NotDrawn, NotDrawnYet):
            return
        except Exception as error:
            self.refused.append(f"{kind}: no file {sorted(file)}: {type(error).__name__}: {error}")
            return
        if not data or not name:
            self.refused.append(f"{kind}: an empty file {sorted(file)}")


_message_ids = itertools.count(1)


class Faults(logging.Handler):
    """Keeps what our own loggers say of faults: the message and the traceback, each kind once."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.seen: dict[str, str] = {}
        # Updates that may fail, since Telegram would never send them.
        self.excused: set[int] = set()

    def emit(self, record: logging.LogRecord) -> None:
        first = record.args[0] if isinstance(record.args, tuple) and record.args else None
        if first in self.excused or "passed over" in record.msg:
            return
        error = record.exc_info[1] if record.exc_info else None
        frame = error.__traceback__ if error is not None else None
        while frame is not None and frame.tb_next is not None:
            frame = frame.tb_next
        place = f"{frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}" if frame is not None else record.msg
        text = logging.Formatter().format(record)
        self.seen.setdefault(f"{type(error).__name__} {place}", text[-2500:])


@dataclass
class Town:
    """A hotline in parts with its people; `people` by name are the rows' ids."""

    process: Process
    clock: MovableClock
    path: Path
    chatters: Sequence[Chatter]
    people: dict[str, int]
    postman: Postman
    inbox: Fed
    faults: Faults = field(default_factory=Faults)

    async def parked(self) -> list[tuple[int, str]]:
        """Updates that were set aside because of a fault, with its name."""
        async with self.process.database.reading() as session:
            found = await session.exec(select(Inbox).where(Inbox.state == "parked"))
            return [(row.update_id, row.problem or "") for row in found]

    async def parked_notices(self) -> list[tuple[str, str]]:
        """Notices that could not be rendered: kind, and why."""
        async with self.process.database.reading() as session:
            found = await session.exec(select(Notice).where(Notice.state == outbox.PARKED))
            return [(row.kind, row.problem or "") for row in found]

    async def waiting(self) -> int:
        """Updates that are not handled yet."""
        async with self.process.database.reading() as session:
            return len(list(await session.exec(select(Inbox.update_id).where(Inbox.state == "waiting"))))


@asynccontextmanager
async def town_of(words: Words) -> AsyncIterator[Town]:
    """The sample township with somebody of every role; everything is gone afterwards."""
    clock = MovableClock(datetime.fromisoformat("2026-06-15T09:00:00+08:00"))
    simulator = Simulator(TOKEN, clock=clock, limits=Limits.none())
    async with scratch_folder() as folder, serve(simulator) as server:
        path = folder / "hotline.db"
        url = f"sqlite+aiosqlite:///{path}?check_same_thread=false"
        config = write_settings(folder, server.base_url, url, desk=DESK, open311=_OPEN311, budget=_BUDGET)
        process = Process(load(config), clock=clock)
        _hurry(process)
        faults = Faults()
        for name in ("bot", "handlers", "hotline", "storage"):
            logging.getLogger(name).addHandler(faults)
        try:
            with on_one_thread():
                await prepare(process.database, process, sample.roster())
                async with process.opened():
                    chatters, people = await _settle(process)
                    yield Town(
                        process,
                        clock,
                        path,
                        chatters,
                        people,
                        Postman(process, chatters),
                        Fed(process, words),
                        faults,
                    )
        finally:
            for name in ("bot", "handlers", "hotline", "storage"):
                logging.getLogger(name).removeHandler(faults)


_OPEN311 = {"is_enabled": True, "filings_per_minute": 1_000_000}
_BUDGET = {"yuan_per_deputy": 3000}


def _hurry(process: Process) -> None:
    @sa.event.listens_for(process.database.engine.sync_engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        # It is thrown away after the run, so nothing in it has to survive a power cut.
        connection.execute("PRAGMA synchronous=OFF").close()


async def _settle(process: Process) -> tuple[Sequence[Chatter], dict[str, int]]:
    """Everybody begins as somebody whom the hotline knows; one villager is a deputy, the presidium both."""
    seats = [row.name for row in sample.roster().deputies[:DEPUTIES]]
    chatters, people = [], {}
    async with process.unit_of_work() as work:
        rows = {row.name: row for row in await roster_queries.deputies(work.session, work.station_id)}
        villages = await roster_queries.villages(work.session, work.station_id)
        for number, name in enumerate((*VILLAGERS, *seats, LIAISON, PRESIDIUM), start=1001):
            chatters.append(Chatter(number, name))
            person = (await recognise(work, Chat(number, name, "zh-hans"))).person
            person.village_id, person.informed_at = villages[number % len(villages)].id, work.now
            people[name] = person.id
            for role in _roles(name, rows):
                work.session.add(_grant(work, person, role))
            if name in rows:
                rows[name].person_id = person.id
    return chatters, people


def _roles(name: str, seats: dict[str, Deputy]) -> Sequence[Role]:
    roles = {LIAISON: (Role.LIAISON,), PRESIDIUM: (Role.PRESIDIUM,)}.get(name, ())
    return (*roles, Role.DEPUTY) if name in seats else roles


def _grant(work: Any, person: Person, role: Role) -> RoleGrant:
    return RoleGrant(station_id=work.station_id, person_id=person.id, role=role, granted_at=work.now)
