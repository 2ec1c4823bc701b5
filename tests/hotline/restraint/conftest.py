"""A village with one deputy, a liaison and the presidium, and villagers who write to the hotline."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import col, select

from hotline import filing, intake
from hotline.casebook import Ref
from hotline.classification import Classifier
from hotline.deadlines import ClockRules
from hotline.gazetteer import Gazetteer
from hotline.lexicon import load
from hotline.material import Material
from hotline.people import Chat, Sender, recognise
from hotline.permissions import SYSTEM, Actor
from hotline.restraint.limits import LimitRules
from hotline.roster import ConstituencyRow, DeputyRow, PlaceRow, Roster
from hotline.roster.importing import gazetteer_places, import_roster
from hotline.work import Knowledge, StationFacts, Work
from hotline.working_days import OfficeHours, WorkCalendar
from storage.database import Database
from storage.queries import cases, roster
from storage.tables import Case, Notice, Place, RoleGrant
from storage.vault import Vault
from storage.vocabulary import Role
from tests.support.long_run import leave_to_the_long_run

ZONE = ZoneInfo("Asia/Shanghai")
HOME = "果园村"
# Few enough to be reached in a test, more than one to be told apart.
RULES = LimitRules(matters_per_day=3, messages_per_hour=8, strangers_per_hour=3, same_words=2, pause_days=30)
# Where the databases could differ: counting in one statement, claiming, and whole ways.
_ON_BOTH = frozenset(
    {
        "test_beyond_the_day_s_matters_the_rest_is_kept_and_told_of_once",
        "test_of_a_flood_the_liaison_sees_the_rest_first_and_hears_once_an_hour",
        "test_a_pause_ends_by_itself_in_the_morning",
    }
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    leave_to_the_long_run(items, Path(__file__).parent, on_both=_ON_BOTH)


@dataclass
class Village:
    """What happens in one unit of work whose time is moved by hand."""

    work: Work
    home: int

    def later(self, **span: float) -> None:
        self.work.now += timedelta(**span)

    async def someone(self, number: int, role: Role | None = None) -> Sender:
        """The villager with this number, at home in the village; with a role if one is given."""
        chat = Chat(number, f"村民{number}", "zh-hans")
        sender = await recognise(self.work, chat)
        sender.person.village_id = self.home
        sender.person.informed_at = self.work.now
        if role is not None and role not in sender.actor.roles:
            self.work.session.add(
                RoleGrant(station_id=1, person_id=sender.person.id, role=role, granted_at=self.work.now)
            )
            await self.work.session.flush()
        return await recognise(self.work, chat)

    async def says(self, sender: Sender, text: str) -> None:
        await intake.receive(self.work, sender, Material(text=text))
        await self.work.session.flush()

    async def files(self, sender: Sender, text: str) -> Case:
        """Say a matter and confirm it."""
        await self.says(sender, text)
        return await filing.submit(self.work, sender.actor, Ref((await self.drafts(sender))[0].id))

    async def drafts(self, sender: Sender) -> list[Case]:
        return await cases.drafts_of(self.work.session, 1, sender.person.id)

    async def filed(self, sender: Sender) -> list[Case]:
        return await cases.cases_of_constituent(self.work.session, 1, sender.person.id)

    async def heard(self, actor: Actor) -> list[str]:
        """Kinds of all that somebody was told, in order."""
        return [row.kind for row in await self.notices(actor.person_id)]

    async def notices(self, person_id: int) -> list[Any]:
        await self.work.session.flush()
        found = await self.work.session.exec(
            select(Notice).where(Notice.recipient_id == person_id).order_by(col(Notice.id))
        )
        return list(found)


@pytest.fixture(scope="session")
def classifier() -> Classifier:
    return Classifier(load(), [HOME])


@pytest.fixture
async def village(database: Database, classifier: Classifier) -> AsyncIterator[Village]:
    """Monday, 15 June 2026, 09:00 in Shanghai."""
    now = datetime.fromisoformat("2026-06-15T09:00:00+08:00").astimezone(UTC)
    knowledge = Knowledge(
        station=StationFacts("代表热线", "和平镇", ZONE, "zh-Hans"),
        categories=tuple(load().categories),
        classifier=classifier,
        gazetteer=Gazetteer([]),
        calendar=WorkCalendar(ZONE, OfficeHours(time(8, 30), time(17, 30))),
        clocks=ClockRules(),
        confidence=0.5,
        capacity=50,
        limits=RULES,
    )
    async with database.transaction() as session:
        work = Work(session, 1, now, Vault(bytes(32)), knowledge)
        await import_roster(
            work,
            SYSTEM,
            Roster(
                (ConstituencyRow("C1", f"{HOME}选区"),),
                (PlaceRow("C1", "village", HOME),),
                (DeputyRow("D1", "李秀兰", "C1"),),
            ),
        )
        await session.flush()
        known = gazetteer_places(await roster.places(session, 1), await roster.constituencies(session, 1))
        work.knowledge = replace(knowledge, gazetteer=Gazetteer(known))
        place = (await session.exec(select(Place))).one()
        yield Village(work, place.id)
