"""A small township for stateful tests: founded once on a migrated database, then copied for every run."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiosqlite
import pytest
import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from hotline.classification import Classifier
from hotline.deadlines import ClockRules
from hotline.gazetteer import Gazetteer
from hotline.lexicon import load
from hotline.people import Chat, recognise
from hotline.permissions import SYSTEM
from hotline.roster import ConstituencyRow, DeputyRow, PlaceRow, Roster
from hotline.roster.importing import gazetteer_places, import_roster
from hotline.work import Knowledge, StationFacts, Work
from hotline.working_days import OfficeHours, WorkCalendar
from storage.database import Database
from storage.queries import roster
from storage.tables import Deputy, RoleGrant
from storage.vault import Vault
from storage.vocabulary import Role

STATION = 1
ZONE = ZoneInfo("Asia/Shanghai")
STARTS_AT = datetime(2026, 3, 2, 9, 0, tzinfo=ZONE)
VAULT = Vault(bytes(32))
LIAISON, PRESIDIUM = "周敏", "吴大山"
CONSTITUENTS = {"赵叔": "东沟村", "钱婶": "东沟村", "孙大爷": "河口村"}
# The last one is of the presidium too: one person may hold several roles.
DEPUTIES = {"李秀兰": "东沟村", "王建国": "东沟村", "刘长河": "河口村"}
EVERYBODY = (*CONSTITUENTS, *DEPUTIES, LIAISON, PRESIDIUM)
MATTERS = (
    "东沟村到镇上的路坑坑洼洼，柏油路啥时候修",
    "河口村排水站的水泵坏了，浇不上地",
    "村里的事没人管，您给看看",  # nobody knows what it is about: triage
    "李秀兰代表家门口的路先修了，我们东沟村的柏油路啥时候修",
    f"热线的{LIAISON}收了礼才给办事，东沟村修路的钱也不知道去哪了",
    "东沟村煤气泄漏，有人晕倒了",
)


@dataclass(frozen=True)
class Township:
    """Where it is kept, what the rules know of it, and who lives there: ids by name."""

    path: Path
    knowledge: Knowledge
    people: Mapping[str, int]
    deputies: Mapping[str, int]
    places: Mapping[str, int]

    def copied_to(self, path: Path) -> Database:
        """The database of a fresh copy."""
        shutil.copyfile(self.path, path)
        return _opened(path)


def _opened(path: Path) -> Database:
    database = Database(f"sqlite+aiosqlite:///{path}?check_same_thread=false", STATION)

    @sa.event.listens_for(database.engine.sync_engine, "connect")
    def _hurry(connection: Any, _record: Any) -> None:
        # It is thrown away after the run, so nothing in it has to survive a power cut.
        connection.execute("PRAGMA synchronous=OFF").close()

    return database


@contextmanager
def on_one_thread() -> Iterator[None]:
    """Let SQLite answer at once: handing each of so many statements to a thread takes longer than they do."""

    async def at_once(_self: Any, do: Callable[..., Any], *args: Any, **options: Any) -> Any:
        return do(*args, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(aiosqlite.Connection, "_execute", at_once)
        yield


def work_in(session: AsyncSession, now: datetime, knowledge: Knowledge) -> Work:
    return Work(session, STATION, now, VAULT, knowledge)


async def found(template: Path, path: Path) -> Township:
    """Found the township on a copy of the migrated database."""
    shutil.copyfile(template, path)
    database, knowledge = _opened(path), _knowledge()
    async with database.transaction() as session:
        work = work_in(session, STARTS_AT.astimezone(UTC), knowledge)
        await import_roster(work, SYSTEM, _roster())
        places = await roster.places(session, STATION)
        known = gazetteer_places(places, await roster.constituencies(session, STATION))
        by_name = {place.name: place.id for place in places}
        seats = {row.name: row for row in await roster.deputies(session, STATION)}
        people = {name: await _settle(work, name, by_name, seats.get(name)) for name in EVERYBODY}
    await database.close()
    return Township(
        path,
        replace(knowledge, gazetteer=Gazetteer(known)),
        people,
        {name: row.id for name, row in seats.items()},
        by_name,
    )


async def _settle(work: Work, name: str, places: Mapping[str, int], seat: Deputy | None) -> int:
    person = (await recognise(work, Chat(EVERYBODY.index(name) + 1, name, "zh-hans"))).person
    home = CONSTITUENTS.get(name) or DEPUTIES.get(name)
    person.village_id = places[home] if home else None
    person.informed_at = work.now
    if seat is not None:
        seat.person_id = person.id
    for role in _ROLES.get(name, ()):
        work.session.add(RoleGrant(station_id=STATION, person_id=person.id, role=role, granted_at=work.now))
    await work.session.flush()
    return person.id


_ROLES: Mapping[str, tuple[Role, ...]] = {
    **dict.fromkeys(DEPUTIES, (Role.DEPUTY,)),
    "刘长河": (Role.DEPUTY, Role.PRESIDIUM),
    LIAISON: (Role.LIAISON,),
    PRESIDIUM: (Role.PRESIDIUM,),
}


def _roster() -> Roster:
    villages = dict.fromkeys(DEPUTIES.values())
    return Roster(
        tuple(ConstituencyRow(village, f"{village}选区") for village in villages),
        tuple(PlaceRow(village, "village", village) for village in villages),
        tuple(DeputyRow(f"D{n}", name, village) for n, (name, village) in enumerate(DEPUTIES.items(), 1)),
    )


def _knowledge() -> Knowledge:
    lexicon = load()
    return Knowledge(
        station=StationFacts("代表热线", "东沟镇", ZONE, "zh-Hans"),
        categories=tuple(lexicon.categories),
        classifier=Classifier(lexicon, tuple(dict.fromkeys(DEPUTIES.values()))),
        gazetteer=Gazetteer([]),
        calendar=WorkCalendar(ZONE, OfficeHours(time(8, 30), time(17, 30))),
        clocks=ClockRules(),
        confidence=0.6,
        capacity=20,
    )
