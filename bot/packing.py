"""Notices are taken up: leased, rendered once, and frozen as the calls that will be made, however often."""

import json
import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.process import Process
from bot.undelivered import set_aside
from handlers.render import render
from handlers.wording import UnknownText
from hotline.people import addressed, read_seats
from hotline.privacy import chat_once_erased
from hotline.work import Work
from storage import bonds
from storage.queries import outbox as queries
from storage.queries.people import read_roles
from storage.queries.reading_ahead import read_cases
from storage.tables import Notice, Outgoing, Person

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=90)
MAX_ATTEMPTS = 8
FOR_NEWER = timedelta(seconds=15)


class NotRendered(Exception):
    """A notice could not be rendered, and the transaction in which that was tried is spoilt."""


@dataclass
class Parcel:
    """A leased notice on its way: its frozen calls that are still to be made, and the chat."""

    notice: Notice
    person: Person
    chat_id: int
    calls: list[Outgoing] = field(default_factory=list)


class Packer:
    """Takes up the notices of one station."""

    def __init__(self, process: Process) -> None:
        self._process = process

    async def take_up(self, room: int, *, but_for: Collection[int] | None = None) -> list[Parcel]:
        """Lease up to `room` notices; those that were never tried are rendered and frozen with that.

        `but_for`: first give back what this process has leased, except for these, which are in flight.
        """
        try:
            return await self._take_up(room, but_for, is_careful=False)
        except NotRendered:
            return await self._take_up(room, but_for, is_careful=True)

    async def _take_up(self, room: int, but_for: Collection[int] | None, *, is_careful: bool) -> list[Parcel]:
        """Carefully each notice is rendered behind a savepoint, which most of them do without."""
        async with self._process.unit_of_work() as work:
            if but_for is not None:
                # What is still leased here would else wait until the lease runs out.
                await queries.release_of(work.session, work.station_id, self._process.name, but_for=but_for)
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
            people = await addressed(work, ids)
            tried = [notice.id for notice in claimed if notice.attempts > 1]
            frozen = await queries.calls_of(work.session, work.station_id, tried) if tried else {}
            # Held until all is rendered, so that each is read once.
            _held = await self._read_ahead(work, claimed)
            parcels = []
            for notice in claimed:
                person, chat_id = people[notice.recipient_id]
                chat_id = chat_id or chat_once_erased(work, notice)
                if chat_id is None:
                    await queries.finish(work.session, work.station_id, notice.id, queries.UNREACHABLE)
                    continue
                calls = frozen.get(notice.id)
                if calls is None:
                    calls = await self._freeze(work, notice, person, is_careful=is_careful)
                if calls is not None:
                    waiting = [call for call in calls if call.sent_at is None]
                    parcels.append(Parcel(notice, person, chat_id, waiting))
            if len(parcels) < len(claimed):
                # Those that are over with this held back the next of their people.
                self._process.pace.deliver()
            return parcels

    @staticmethod
    async def _read_ahead(work: Work, claimed: Sequence[Notice]) -> Sequence[Any]:
        """What rendering would else read notice by notice: who reads, and the cases, which are returned."""
        told = [notice for notice in claimed if not notice.kind.startswith(queries.TOAST)]
        readers = {notice.recipient_id for notice in told}
        cases = {notice.case_id for notice in told if notice.case_id is not None}
        if readers:
            await read_roles(work.session, work.station_id, readers)
        if cases:
            await read_seats(work, readers)
        return await read_cases(work.session, work.station_id, cases)

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
            await set_aside(self._process, work, notice, f"{type(error).__name__} {notice.kind}")
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
