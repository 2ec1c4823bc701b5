"""Figures of a week take what lies within its borders, to the microsecond, on each database."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from hotline.rates import Week, week_of
from storage.database import Database
from storage.queries.figures import answers, flow, weeks
from storage.tables import Case, CaseClock, Event, Person
from storage.vocabulary import Role, State

STATION = 1
TICK = timedelta(microseconds=1)
# A plain week, one with 调休 and a holiday, and the two in which clocks change.
WEEKS = {
    "Shanghai": week_of(datetime(2026, 6, 17, tzinfo=UTC), ZoneInfo("Asia/Shanghai")),
    "Shanghai's National Day": week_of(datetime(2026, 10, 1, 4, tzinfo=UTC), ZoneInfo("Asia/Shanghai")),
    "New York's spring": week_of(datetime(2026, 3, 8, 12, tzinfo=UTC), ZoneInfo("America/New_York")),
    "New York's autumn": week_of(datetime(2026, 11, 1, 12, tzinfo=UTC), ZoneInfo("America/New_York")),
}


class Book:
    """Writes the few rows of cases that the figures read."""

    def __init__(self, session: AsyncSession, at: datetime) -> None:
        self.session, self.at = session, at
        self.person = Person(station_id=STATION, created_at=at)
        self.numbers = iter(range(1, 1000))

    async def case(self, **values: Any) -> Case:
        if self.person not in self.session:
            self.session.add(self.person)
            await self.session.flush()
        case = Case(
            station_id=STATION,
            number=next(self.numbers),
            constituent_id=self.person.id,
            state=State.CLOSED,
            created_at=self.at,
            state_since=self.at,
            **values,
        )
        self.session.add(case)
        await self.session.flush()
        return case

    async def events(self, case: Case, *told: tuple[str, datetime, dict[str, Any]]) -> None:
        for sequence, (kind, at, more) in enumerate(told, 1):
            values = {"actor_role": Role.SYSTEM, "chained": "", "facts": {}} | more
            self.session.add(
                Event(station_id=STATION, case_id=case.id, sequence=sequence, kind=kind, at=at, **values)
            )
        await self.session.flush()

    async def clock(self, case: Case, due_at: datetime, **values: Any) -> None:
        self.session.add(
            CaseClock(
                station_id=STATION,
                case_id=case.id,
                kind="accept",
                started_at=due_at - timedelta(days=1),
                due_at=due_at,
                length_us=1,
                **values,
            )
        )
        await self.session.flush()


def around(week: Week) -> dict[datetime, bool]:
    """Moments at the borders of a week, and whether they belong to it."""
    return {
        week.starts_at - TICK: False,
        week.starts_at: True,
        week.ends_at - TICK: True,
        week.ends_at: False,
    }


@pytest.mark.parametrize("name", WEEKS)
async def test_a_week_takes_its_first_microsecond_and_not_the_next_week_s(
    database: Database, name: str
) -> None:
    week = WEEKS[name]
    async with database.transaction() as session:
        book = Book(session, week.starts_at)
        for at in around(week):
            case = await book.case(submitted_at=at, category="交通运输", contacted_at=week.starts_at - TICK)
            await book.events(
                case,
                ("redo", at, {"to_state": State.REDO}),
                ("rated_satisfied", at, {"facts": {"is_solved": True, "is_satisfied": False}}),
                ("closed_by_silence", at, {"to_state": State.CLOSED}),
            )
            await book.clock(case, at, stopped_at=at)
        within = (session, STATION, week.starts_at, week.ends_at)
        inside = sum(around(week).values())
        assert await flow.count_filed(*within) == inside
        assert await flow.filed_by_category(*within, limit=5) == [("交通运输", inside)]
        events = await flow.count_events(*within)
        assert (events["closed"], events["redo"], events["rated_satisfied"]) == (inside, inside, inside)
        asked = await answers.responses(session, STATION, "accept", week.starts_at, week.ends_at)
        assert [week.starts_at <= row.due_at < week.ends_at for row in asked] == [True] * inside
        rated = [(row.is_solved, row.is_satisfied) for row in await answers.ratings(*within)]
        assert sorted(rated, key=str) == sorted([(True, False), (None, None)] * inside, key=str)


async def test_silence_after_half_an_answer_keeps_that_half_whatever_comes_later(database: Database) -> None:
    """The case itself has forgotten it by then: it was replied to again."""
    week = WEEKS["Shanghai"]
    at, later = week.starts_at, week.ends_at + timedelta(days=9)
    said = {"facts": {"is_solved": False}}
    async with database.transaction() as session:
        book = Book(session, at)
        once = await book.case(is_solved=None)
        await book.events(
            once,
            ("replied", at, {}),
            ("rated_solved", at, said),
            ("closed_by_silence", at, {"to_state": State.CLOSED}),
            ("redo", later, {}),
            ("replied", later, {}),
        )
        # The half answer was given to an earlier reply: to this one nobody said anything.
        before = await book.case(is_solved=False)
        await book.events(
            before,
            ("replied", at, {}),
            ("rated_solved", at, said),
            ("replied", at, {}),
            ("closed_by_silence", at, {"to_state": State.CLOSED}),
        )
        # Closed by the desk while an answer was waited for, and closed before there was a reply.
        for state in (State.REPLIED, State.ACCEPTED):
            forced = {"from_state": state, "to_state": State.CLOSED}
            await book.events(await book.case(), ("force_closed", at, forced))
        rated = await answers.ratings(session, STATION, week.starts_at, week.ends_at)
    assert sorted((row.number, row.is_solved, row.is_satisfied) for row in rated) == [
        (1, False, None),
        (2, None, None),
        (3, None, None),
    ]


CLOCKS: tuple[tuple[str, dict[str, int | None], bool], ...] = (
    ("ran out, nobody called", {"stopped": None, "contacted": None}, True),
    ("stopped by a call in time", {"stopped": -5, "contacted": -5}, True),
    ("ran out, called later", {"stopped": 5, "contacted": 5}, True),
    ("withdrawn before it ended", {"stopped": -5, "contacted": None}, False),
    ("withdrawn after it had ended", {"stopped": 5, "contacted": None}, True),
    ("given to somebody else, who called", {"stopped": -5, "contacted": -1}, False),
    ("stands still", {"stopped": None, "contacted": None, "paused": -5}, False),
)


@pytest.mark.parametrize(("name", "hours", "counts"), CLOCKS, ids=[name for name, *_ in CLOCKS])
async def test_which_clocks_are_somebody_s_answer(
    database: Database, name: str, hours: dict[str, int | None], counts: bool
) -> None:
    week = WEEKS["Shanghai"]
    due_at = week.starts_at + timedelta(days=1)
    at = {key: None if value is None else due_at + timedelta(hours=value) for key, value in hours.items()}
    async with database.transaction() as session:
        book = Book(session, week.starts_at)
        case = await book.case(contacted_at=at["contacted"], exclusion="disputed")
        await book.clock(case, due_at, stopped_at=at["stopped"], paused_at=at.get("paused"))
        asked = await answers.responses(session, STATION, "accept", week.starts_at, week.ends_at)
    assert [(row.number, row.exclusion) for row in asked] == ([(1, "disputed")] if counts else [])


async def test_a_week_is_kept_once_and_forgotten_from_a_monday_on(database: Database) -> None:
    week, now = WEEKS["Shanghai"], WEEKS["Shanghai"].ends_at
    earlier = week.monday - timedelta(days=7)
    async with database.transaction() as session:
        for monday, filed in ((earlier, 1), (week.monday, 2), (week.monday, 3)):
            await weeks.keep(session, STATION, monday, {"filed": filed}, now)
        kept = await weeks.kept(session, STATION, earlier, week.monday)
        assert kept == {earlier: {"filed": 1}, week.monday: {"filed": 2}}
        await weeks.forget(session, STATION, week.monday)
        assert await weeks.kept(session, STATION, earlier, week.monday) == {earlier: {"filed": 1}}
