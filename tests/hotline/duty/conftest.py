"""A small township with a year of rows, written as the use cases write them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from hotline.duty.points import PointRules
from hotline.work import Knowledge, StationFacts, Work
from hotline.working_days import OfficeHours, WorkCalendar
from storage.database import Database
from storage.tables import (
    Case,
    CaseClock,
    Constituency,
    Deputy,
    Entry,
    Event,
    Person,
    Place,
)
from storage.vault import Vault
from storage.vocabulary import Role, State

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 28, 2, 0, tzinfo=UTC)
DEPUTY, COLLEAGUE, HERSELF = 1, 2, 100
PEOPLE = range(1, 40)


def moment(day: str) -> datetime:
    """Ten in the morning in Shanghai: "2026-06-15"."""
    return datetime.fromisoformat(f"{day}T10:00:00+08:00").astimezone(UTC)


@dataclass
class Township:
    """Deputy 1 is person 100; people 1 to 39 raise cases."""

    work: Work
    numbers: list[int] = field(default_factory=list)

    async def case(
        self,
        by: int = 1,
        on: str = "2026-06-15",
        deputy: int = DEPUTY,
        contacted_after: int | None = 1,
        replied_after: int | None = 24,
        replied_by: Role = Role.DEPUTY,
        **facts: Any,
    ) -> Case:
        """A case as it came to a deputy: hours until the contact and the reply, due after 8 and 48 hours."""
        at = moment(on)
        self.numbers.append(len(self.numbers) + 1)
        common: dict[str, Any] = {
            "station_id": 1,
            "number": self.numbers[-1],
            "constituent_id": by,
            "deputy_id": deputy,
            "place_id": 1,
            "category": "交通运输",
            "state": State.IN_PROGRESS,
            "created_at": at,
            "state_since": at,
            "submitted_at": at,
            "assigned_at": at,
        }
        if contacted_after is not None:
            common["contacted_at"] = at + timedelta(hours=contacted_after)
        if replied_after is not None:
            common |= {"replied_at": at + timedelta(hours=replied_after), "state": State.REPLIED}
        case = Case(**common | facts)
        self.work.session.add(case)
        await self.work.session.flush()
        await self._clock(case, "accept", at, 8, case.contacted_at)
        await self._clock(case, "reply", at, 48, case.replied_at)
        if case.replied_at is not None:
            await self.entry(case, "reply", at=case.replied_at, role=replied_by)
        return case

    async def solved(self, by: int = 1, on: str = "2026-06-15", **facts: Any) -> Case:
        """A case that was answered, rated solved and satisfied, and closed two days after it came."""
        rated: dict[str, Any] = {"is_solved": True, "is_satisfied": True, "state": State.CLOSED}
        return await self.case(by, on, **rated | {"closed_at": moment(on) + timedelta(days=2)} | facts)

    async def entry(
        self, case: Case, kind: str, *, at: datetime, role: Role = Role.DEPUTY, author: int = HERSELF
    ) -> None:
        """Words in a case."""
        await self.add(
            Entry(station_id=1, case_id=case.id, author_id=author, author_role=role, kind=kind, at=at)
        )

    async def event(self, case: Case, kind: str, sequence: int = 1, **facts: Any) -> None:
        await self.add(
            Event(
                station_id=1,
                case_id=case.id,
                sequence=sequence,
                kind=kind,
                actor_role=Role.LIAISON,
                at=moment("2026-06-16"),
                chained="",
                **facts,
            )
        )

    async def add(self, *rows: Any) -> None:
        self.work.session.add_all(rows)
        await self.work.session.flush()

    async def _clock(self, case: Case, kind: str, at: datetime, hours: int, done_at: datetime | None) -> None:
        await self.add(
            CaseClock(
                station_id=1,
                case_id=case.id,
                kind=kind,
                started_at=at,
                due_at=at + timedelta(hours=hours),
                length_us=0,
                stopped_at=done_at,
            )
        )


@pytest.fixture
async def township(database: Database) -> AsyncIterator[Township]:
    station = StationFacts("和平镇人大代表热线", "和平镇", ZONE, "zh-Hans", fen_per_deputy=100_000)
    calendar = WorkCalendar(ZONE, OfficeHours())
    knowledge = cast(Knowledge, SimpleNamespace(station=station, calendar=calendar, point_rules=PointRules()))
    async with database.transaction() as session:
        session.add(Constituency(station_id=1, id=1, code="1", name="靠山选区"))
        await session.flush()
        session.add(Place(station_id=1, id=1, constituency_id=1, kind="village", name="靠山屯村"))
        session.add(
            Place(station_id=1, id=2, constituency_id=1, kind="road", name="和东路", village="靠山屯村")
        )
        await session.flush()
        session.add_all(
            Person(station_id=1, id=number, created_at=NOW) for number in (*PEOPLE, HERSELF, HERSELF + 1)
        )
        await session.flush()
        for number, name, person in ((1, "王桂芳", HERSELF), (2, "周德才", HERSELF + 1), (3, "李秀兰", None)):
            session.add(
                Deputy(
                    station_id=1,
                    id=number,
                    code=f"D0{number}",
                    name=name,
                    constituency_id=1,
                    person_id=person,
                )
            )
        await session.flush()
        yield Township(Work(session, 1, NOW, Vault(bytes(32)), knowledge))
