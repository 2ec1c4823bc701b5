"""The digest says what the raw events say, counted a second time, whatever everybody did."""

import asyncio
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlmodel import SQLModel

from hotline.digest import Digest, own_digests, week_digest
from hotline.digest.numbers import count
from hotline.rates import Week, week_from
from hotline.work import Knowledge, Work
from storage.database import Database
from tests.properties.machine import Hotline
from tests.properties.records import Records
from tests.properties.recount import Recount
from tests.properties.township import STATION, ZONE, Township, work_in
from tests.support import databases

# Where Monday begins at other moments, in the second and third with clocks that change; in the third at the
# very moment at which the runs begin.
ZONES = (ZONE, ZoneInfo("America/New_York"), ZoneInfo("Atlantic/Azores"))
_SETTINGS = settings(
    derandomize=True, database=None, deadline=None, suppress_health_check=[*HealthCheck], print_blob=False
)


@dataclass(frozen=True)
class End:
    """How a run ended."""

    records: Records
    now: datetime


def _counting(town: Township, folder: Path, ends: list[End], seen: Counter[str]) -> type[Hotline]:
    class Here(Hotline):
        """Counted twice when all is done, before every case is ended and afterwards."""

        def __init__(self) -> None:
            super().__init__(town, folder)

        def _end_all(self) -> None:
            self._check()
            super()._end_all()
            self._check()
            ends.append(End(self.records, self.now))

        def _check(self) -> None:
            seen.update(event.kind for events in self.records.events.values() for event in events)
            self.runner.run(compare(self.database, town.knowledge, self.records, self.now))

    return Here


async def compare(database: Database, knowledge: Knowledge, records: Records, now: datetime) -> None:
    """Count every week in which anything was, in each zone, both ways."""
    async with database.reading() as session:
        for zone in ZONES:
            here = replace(knowledge, station=replace(knowledge.station, zone=zone))
            work = work_in(session, now, here)
            for monday in _mondays(records, zone):
                recount = Recount(records, zone, monday, now)
                await _compare_numbers(work, week_from(monday, zone), recount)
                if zone is ZONE:
                    await _compare_digest(work, week_from(monday, zone), recount)
                    await _compare_own(work, week_from(monday, zone), recount)


def _mondays(records: Records, zone: ZoneInfo) -> list[date]:
    moments = [event.at for events in records.events.values() for event in events]
    moments += [clock.due_at for clock in records["case_clock"].values()]
    days = {at.astimezone(zone).date() for at in moments}
    return sorted({day - timedelta(days=day.weekday()) for day in days})


async def _compare_numbers(work: Work, week: Week, recount: Recount) -> None:
    numbers = (await count(work, week)).numbers
    assert numbers.filed == len(recount.filed), week
    assert numbers.closed == recount.closed, week
    assert numbers.redone == recount.happened("redo"), week
    assert numbers.response == recount.response(is_raw=False), week
    assert numbers.response_raw == recount.response(is_raw=True), week
    assert numbers.solved == recount.rate("is_solved", is_raw=False), week
    assert numbers.solved_raw == recount.rate("is_solved", is_raw=True), week
    assert numbers.satisfied == recount.rate("is_satisfied", is_raw=False), week
    assert numbers.satisfied_raw == recount.rate("is_satisfied", is_raw=True), week


async def _compare_digest(work: Work, week: Week, recount: Recount) -> None:
    digest = await week_digest(work, week)
    states = Counter(str(recount.state(case.id)) for case in recount.still_open)
    assert dict(digest.by_state) == states
    assert digest.still_open == len(recount.still_open)
    assert {name: cases for name, cases, _ in digest.overdue} == recount.overdue
    assert digest.overdue_total == sum(recount.overdue.values())
    assert digest.due_next_week == recount.due
    categories = Counter(case.category for case in recount.filed if case.category)
    assert dict(digest.categories) == dict(categories)
    assert {(old, new): times for old, new, times in digest.corrections} == recount.corrections
    praised = {one.deputy: (one.replied, one.satisfied) for one in digest.praise}
    replies = recount.replies(of_liaison_too=False)
    assert praised == {
        name: (replied, recount.satisfied[name]) for name, (replied, late) in replies.items() if not late
    }
    assert _cases_in(digest) <= {case.id for case in recount.records.cases.values() if not case.names_liaison}


def _cases_in(digest: Digest) -> set[int]:
    return {
        *(case.id for case in digest.waiting_cases),
        *(case.id for case in digest.overdue_cases),
        *(case.id for case in digest.due),
        *(case.id for case in digest.excluded),
    }


async def _compare_own(work: Work, week: Week, recount: Recount) -> None:
    replies = recount.replies(of_liaison_too=True)
    for deputy_id, own in (await own_digests(work, week)).items():
        assert own.given == recount.given_to(deputy_id)
        assert own.still_open == recount.carried_by(deputy_id)
        assert (own.replied, own.replied_late) == replies.get(own.deputy, (0, 0))
        for case_id in (*(case.id for case in own.overdue), *(case.id for case in own.due)):
            assert deputy_id not in recount.records.avoided(case_id)


@pytest.mark.slow
def test_the_digest_says_what_the_events_say(town: Township, tmp_path: Path) -> None:
    seen: Counter[str] = Counter()
    run_state_machine_as_test(
        _counting(town, tmp_path, [], seen),
        settings=settings(_SETTINGS, max_examples=10, stateful_step_count=30),
    )
    assert seen.keys() >= {"replied", "reminded", "assigned"}


@pytest.mark.slow
def test_it_does_so_for_long(town: Township, tmp_path: Path) -> None:
    seen: Counter[str] = Counter()
    run_state_machine_as_test(
        _counting(town, tmp_path, [], seen),
        settings=settings(_SETTINGS, max_examples=60, stateful_step_count=40),
    )
    # What makes counting hard has really been there.
    assert seen.keys() >= {"excluded", "redo", "merged", "unmerged", "rated_satisfied", "asked"}


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_postgresql_counts_the_same(town: Township, tmp_path: Path, engine: tuple[str, str]) -> None:
    ends: list[End] = []
    run_state_machine_as_test(
        _counting(town, tmp_path, ends, Counter()),
        settings=settings(_SETTINGS, max_examples=8, stateful_step_count=30),
    )
    assert ends
    for end in ends:
        asyncio.run(_compare_in_a_copy(town, end, engine[1]))


async def _compare_in_a_copy(town: Township, end: End, server_url: str) -> None:
    async with databases.postgres_copy(server_url) as url:
        database = Database(url, STATION)
        async with database.engine.begin() as connection:
            for table in SQLModel.metadata.sorted_tables:
                if rows := [dict(row._mapping) for row in end.records[table.name].values()]:
                    await connection.execute(table.insert(), rows)
        await compare(database, town.knowledge, end.records, end.now)
        await database.close()
