"""Who acts while the sample township's three months happen, and what has been filed until then."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.demo import sample
from bot.process import Process
from bot.simulator import Person
from hotline import drafts
from hotline.callers import people as callers
from hotline.casebook import Ref
from hotline.material import Material
from hotline.people import Chat, Sender, recognise
from hotline.permissions import Actor
from hotline.work import Work
from storage import tables
from storage.queries import cases as queries
from storage.tables import Case
from storage.vocabulary import Role

VILLAGERS = {villager.id: villager for villager in sample.villagers()}


@dataclass
class Town:
    """Who acts, and what has been filed. Deputies by code; ids are those of the database."""

    process: Process
    session: AsyncSession
    phones: Mapping[str, Person]
    villages: Mapping[str, int]
    deputy_ids: Mapping[str, int]
    deputies: Mapping[int, Actor]
    liaison: Actor
    case_ids: dict[str, int] = field(default_factory=dict)
    suggestion_ids: dict[str, int] = field(default_factory=dict)
    contact_day_ids: dict[str, int] = field(default_factory=dict)

    def work_at(self, at: datetime) -> Work:
        process = self.process
        # The chain of events is made of moments as they are stored.
        now = at.astimezone(UTC)
        return Work(self.session, process.station_id, now, process.vault, process.knowledge.current)

    def deputy(self, code: str) -> Actor:
        return self.deputies[self.deputy_ids[code]]

    def ref(self, told_id: str) -> Ref:
        return Ref(self.case_ids[told_id])

    async def sender(self, work: Work, told_id: str) -> Sender:
        """A villager with a telephone of the page, who says at the first time where home is."""
        villager, phone = VILLAGERS[told_id], self.phones[told_id]
        sender = await recognise(work, Chat(phone.id, phone.name, "zh-hans"))
        if sender.is_new:
            await drafts.choose_home(work, sender.person, self.villages[villager.home])
        return sender

    async def caller(self, work: Work, told_id: str) -> tables.Person:
        """A villager who has no Telegram, and speaks with the liaison."""
        villager = VILLAGERS[told_id]
        return await callers.find_or_make(work, villager.name, villager.number)

    async def case(self, work: Work, told_id: str) -> Case:
        case = await queries.case(work.session, work.station_id, self.case_ids[told_id])
        if case is None:
            raise LookupError(told_id)
        return case


@dataclass(frozen=True)
class Scene:
    """What a step needs: the case as it is, and who may act on it."""

    work: Work
    town: Town
    case: Case
    is_caller: bool
    facts: Mapping[str, Any]

    @property
    def ref(self) -> Ref:
        return Ref(self.case.id)

    @property
    def author(self) -> Actor:
        """Who raised the case; for a caller the liaison notes what is said."""
        if self.is_caller:
            return self.town.liaison
        return Actor(self.case.constituent_id, frozenset({Role.CONSTITUENT}))

    @property
    def deputy(self) -> Actor:
        return self.town.deputies[self.case.deputy_id or 0]

    @property
    def said(self) -> Material:
        return Material(text=self.facts["text"])
