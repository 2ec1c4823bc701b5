"""A hotline taken apart: its inbox, its delivery and its poller on a bench, each moved by hand.

Nothing runs by itself here, so a test can stop between any two steps, as a crash would.
"""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeAlias

import httpx
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import Update
from telegram.ext import ApplicationHandlerStop, TypeHandler

from bot.config import load
from bot.delivery import Delivery
from bot.demo.clock import MovableClock
from bot.demo.staging import TOKEN, scratch_folder, write_settings
from bot.inbox import InboxWorker
from bot.limiter import Limiter
from bot.polling import Poller
from bot.process import Process
from bot.simulator import Backoff, Limits, People, Person, Server, Simulator, serve
from handlers.context import HotlineContext
from hotline import notices
from hotline.people import Chat, recognise
from storage.queries.roster import next_number
from storage.tables import Case, Inbox, Notice, Outgoing, RoleGrant
from storage.vocabulary import Role, State

# A notice whose text holds whatever words it is given as a number.
KIND = "errors.AlreadyReturned"
FAILING = "这条会出错"
SECOND = timedelta(seconds=1)
_WORDS = re.compile("〔(.*)〕", re.DOTALL)


def said(words: str) -> dict[str, Any]:
    """The parameters of a notice with these words."""
    return {"words": words, "number": f"〔{words}〕"}


@dataclass
class Member:
    """Somebody whom the hotline knows: the phone, and the person in the database."""

    phone: Person
    id: int

    async def words(self) -> list[str]:
        """What the bot has sent, without the texts around it."""
        texts = [message.text for message in await self.phone.history() if message.is_from_bot]
        return [found[1] if (found := _WORDS.search(text)) else text for text in texts]


class Echo:
    """Instead of the hotline's own handlers: answers every message with its words."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.failure: Exception | None = RuntimeError("a fault of ours")

    async def __call__(self, update: Update, context: HotlineContext) -> None:
        message = update.effective_message
        words = (message.text if message is not None else None) or ""
        if update.callback_query is not None:
            words = update.callback_query.data or ""
        self.seen.append(words)
        await context.answer(KIND, **said(words[:50]))
        await context.work.session.flush()
        if FAILING in words and self.failure is not None:
            raise self.failure
        raise ApplicationHandlerStop


@dataclass
class Bench:
    """One process in parts, on a local Telegram."""

    server: Server
    people: People
    config: Path
    clock: MovableClock
    process: Process
    inbox: InboxWorker
    delivery: Delivery
    poller: Poller
    echo: Echo
    pauses: list[float] = field(default_factory=list)

    @property
    def simulator(self) -> Simulator:
        return self.server.simulator

    async def take_in(self) -> None:
        """One batch from Telegram into the inbox."""
        await self.poller.poll_once()

    async def handle(self) -> None:
        """Handle what may be handled now."""
        while await self.inbox.work_off():
            continue

    async def deliver(self) -> None:
        """Send what may be sent now."""
        while await self.delivery.send_waiting():
            await self.delivery.drain()

    async def receive(self, member: Member, *texts: str) -> None:
        """A person writes, and it is taken in."""
        for text in texts:
            await member.phone.send_text(text)
        await self.take_in()

    async def member(self, name: str, role: Role | None = None) -> Member:
        """Somebody who has started the bot; of that no update is left."""
        phone = await self.people.join(name)
        await phone.start()
        self.simulator.updates.clear()
        async with self.process.unit_of_work() as work:
            sender = await recognise(work, Chat(phone.id, name, "zh-hans"))
            if role is not None:
                work.session.add(
                    RoleGrant(
                        station_id=work.station_id, person_id=sender.person.id, role=role, granted_at=work.now
                    )
                )
        return Member(phone, sender.person.id)

    async def case_of(self, member: Member) -> Case:
        """A filed case of this person, as small as can be."""
        async with self.process.unit_of_work() as work:
            case = Case(
                station_id=work.station_id,
                constituent_id=member.id,
                number=await next_number(work.session, work.station_id),
                state=State.SUBMITTED,
                text="村口的路坏了",
                created_at=work.now,
                state_since=work.now,
                submitted_at=work.now,
            )
            work.session.add(case)
        return case

    async def tell(self, member: Member, words: str, case: Case | None = None, **options: Any) -> int:
        """A notice with these words; the id of its row."""
        async with self.process.unit_of_work() as work:
            notice = await notices.tell(work, member.id, KIND, case, **said(words), **options)
        return notice.id

    async def notices(self, *states: str) -> list[Notice]:
        async with self.process.database.reading() as session:
            found = list(await session.exec(select(Notice).order_by(col(Notice.id))))
        return [notice for notice in found if not states or notice.state in states]

    async def updates(self) -> list[Inbox]:
        async with self.process.database.reading() as session:
            return list(await session.exec(select(Inbox).order_by(col(Inbox.update_id))))

    async def outgoing(self) -> list[Outgoing]:
        async with self.process.database.reading() as session:
            return list(await session.exec(select(Outgoing).order_by(col(Outgoing.id))))

    def be_impatient(self) -> None:
        """Wait for answers of Telegram half a second only."""
        self.process.bot.request._client.timeout = httpx.Timeout(0.5)

    @asynccontextmanager
    async def another(self) -> AsyncIterator["Bench"]:
        """Another process on the same database and Telegram: a replica, or the next after a crash."""
        async with _process_on(self.server, self.people, self.config, self.clock) as bench:
            yield bench


Opening: TypeAlias = Callable[[], AbstractAsyncContextManager[AsyncSession]]


def unheard(real: Opening, times: int = 1) -> Opening:
    """Instead of the database's transactions: so many are committed, but the process hears an error."""
    left = times

    @asynccontextmanager
    async def transaction() -> AsyncIterator[AsyncSession]:
        nonlocal left
        async with real() as session:
            yield session
        left -= 1
        if left >= 0:
            raise ConnectionResetError

    return transaction


@asynccontextmanager
async def bench_with(
    database_url: str, clock: MovableClock, **sections: dict[str, Any]
) -> AsyncIterator[Bench]:
    """A bench on a migrated database, with these sections in its settings; all is gone afterwards."""
    simulator = Simulator(TOKEN, clock=clock, limits=Limits.none(), backoff=Backoff(0.01, 0.05))
    async with scratch_folder() as folder, serve(simulator) as server, People(server.base_url) as people:
        config = write_settings(folder, server.base_url, database_url, **sections)
        async with _process_on(server, people, config, clock) as bench:
            yield bench


@asynccontextmanager
async def _process_on(
    server: Server, people: People, config: Path, clock: MovableClock
) -> AsyncIterator[Bench]:
    process = Process(load(config), clock=clock)
    echo, pauses = Echo(), list[float]()
    process.application.add_handler(TypeHandler(Update, echo), group=-1)
    inbox = InboxWorker(process)

    async def unchallenged() -> None:
        return None

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    poller = Poller(process, inbox, unchallenged, pause)
    # Telegram's pauses pass when the clock is moved.
    delivery = Delivery(process, Limiter(30, 30, lambda: clock().timestamp()))
    async with process.opened():
        yield Bench(server, people, config, clock, process, inbox, delivery, poller, echo, pauses)
        await delivery.drain()
