"""A sweep does for many due rows at once what it would do for each, and asks no more for more of them."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hotline.history import GENESIS, chained
from hotline.reminding import SLOT
from hotline.sweep import BATCH, sweep
from hotline.work import Knowledge
from storage.database import Database
from storage.queries import clocks as clock_queries
from storage.queries import events as event_queries
from storage.tables import Avoidance, Case, Deputy, Event, Notice, Person, Reminder
from storage.vocabulary import Channel, State, Urgency
from tests.benchmarks.building import open_station
from tests.benchmarks.building.big_station import NOW, STATION, key_at
from tests.benchmarks.building.open_station import LIAISON, filed_at
from tests.properties.township import _knowledge, work_in
from tests.support.counting import counting

CASES = 60


class _PutBack(Exception):
    """Nothing of this transaction is to stay."""


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return _knowledge()


@pytest.fixture
async def town(database_url: str, database: Database) -> Database:
    """Sixty cases with deputies, of each of which somebody is to be reminded now."""
    await open_station.build(database_url, CASES, CASES)
    return database


@pytest.fixture
async def varied(town: Database) -> Database:
    """The same, with something of everything among it."""
    async with town.transaction() as session:
        await vary(session)
    return town


def case_id(number: int) -> int:
    return key_at(filed_at(), number)


S = State
DUE: Sequence[tuple[str, dict[str, Any]]] = [
    ("reply_red", {"urgency": Urgency.URGENT}),
    ("accept_red", {"state": S.ASSIGNED}),
    ("need_info_3", {"state": S.NEED_INFO, "state_before": S.ACCEPTED}),
    ("need_info_7", {"state": S.NEED_INFO, "state_before": S.ACCEPTED}),
    ("rate_reminder", {"state": S.REPLIED}),
    ("rate_silence", {"state": S.REPLIED}),  # nobody was warned: it is kept back
    ("survey", {"state": S.CLOSED, "result": "A"}),
    ("archive", {"state": S.CLOSED, "result": "A", "has_been_surveyed": True}),
    ("draft_reminder", {"state": S.DRAFT, "number": None, "deputy_id": None}),
    ("triage_due", {"state": S.SUBMITTED, "deputy_id": None, "is_escalated": True}),
    ("reply_red", {"state": S.WITHDRAWN}),  # over meanwhile: noted, and nobody is told
    ("review_date", {"state": S.DEFERRED, "review_at": NOW - timedelta(minutes=3)}),
    ("need_info_3", {"state": S.NEED_INFO, "channel": Channel.PHONE}),  # to somebody who is called
    ("referral_due", {"state": S.REFERRED}),  # from a deputy who steps aside
    ("reply_red", {}),  # from a deputy who has left
    ("reply_yellow", {}),  # from a deputy who is away
]
"""What is due of the first cases instead, and how they are changed for it."""
REVIEWED, CALLED, ASIDE, LEFT, AWAY, PLAIN = range(12, 18)
# Of these, something else is due as well.
ALSO = {4: "need_info_3", 8: "reply_red", PLAIN: "supervision_due"}
VARIED = CASES + len(ALSO)


async def case_of(session: AsyncSession, number: int) -> Case:
    return await session.get_one(Case, (STATION, case_id(number)))


async def vary(session: AsyncSession) -> None:
    """Something of everything that a reminder can be, and that can stand in its way."""
    for number, (kind, changes) in enumerate(DUE, 1):
        case, row = (
            await case_of(session, number),
            await session.get_one(Reminder, (STATION, case_id(number))),
        )
        row.kind, row.is_urgent = kind, "urgency" in changes
        for name, value in changes.items():
            setattr(case, name, value)
    for number, kind in ALSO.items():
        due_at = NOW - timedelta(minutes=1)
        session.add(Reminder(station_id=STATION, case_id=case_id(number), kind=kind, due_at=due_at))
    await stand_in_the_way(session)
    for number in (1, 2):
        session.add(
            Notice(
                station_id=STATION,
                recipient_id=LIAISON,
                kind="reminder.summary",
                params={"ids": [case_id(number)]},
                slot=SLOT,
                not_before=NOW,
                created_at=NOW,
            )
        )


async def stand_in_the_way(session: AsyncSession) -> None:
    """One deputy may not hear of a case, one has left, one is away and another stands in."""
    aside, called = await case_of(session, ASIDE), await case_of(session, CALLED)
    session.add(Avoidance(station_id=STATION, case_id=aside.id, deputy_id=aside.deputy_id or 0))
    (await session.get_one(Person, (STATION, called.constituent_id))).is_caller = True
    left, away, standing_in = [
        await session.get_one(Deputy, (STATION, (await case_of(session, number)).deputy_id))
        for number in (LEFT, AWAY, REVIEWED)
    ]
    left.left_at = NOW - timedelta(days=1)
    away.away_from = away.away_until = NOW.date()
    away.substitute_id = standing_in.id


@dataclass(frozen=True)
class Outcome:
    """All that a sweep has left behind, but for its own keys."""

    events: list[str]
    cases: list[str]
    due: list[tuple[Any, ...]]
    told: list[str]


async def outcome(session: AsyncSession) -> Outcome:
    await session.flush()
    session.expire_all()
    events = await session.exec(select(Event).order_by(col(Event.case_id), col(Event.sequence)))
    rows = await session.exec(select(Reminder).order_by(col(Reminder.case_id), Reminder.kind))
    waiting = await session.exec(select(Notice).where(Notice.state == "waiting"))
    return Outcome(
        [_shown(event, "id") for event in events],
        [_shown(case) for case in await session.exec(select(Case).order_by(col(Case.id)))],
        [(row.case_id, row.kind, row.due_at, row.handled_at, row.is_urgent) for row in rows],
        sorted(_shown(notice, "id", "slot", "task") for notice in waiting),
    )


def _shown(row: Any, *left_out: str) -> str:
    values = row.model_dump()
    if "params" in values:
        values["params"] = {key: value for key, value in values["params"].items() if key not in left_out}
        # What is due of one case is taken together, also by whoever takes one case after the other.
        values["params"]["ids"] = sorted(values["params"].get("ids", ()))
    kept = {key: value for key, value in values.items() if key not in left_out}
    return json.dumps(kept, default=str, sort_keys=True, ensure_ascii=False)


async def tried(database: Database, knowledge: Knowledge, limit: int) -> Outcome:
    """What comes of sweeping so many at a time; all of it is put back."""
    try:
        async with database.transaction() as session:
            while await sweep(work_in(session, NOW, knowledge), limit) >= limit:
                continue
            found = await outcome(session)
            raise _PutBack
    except _PutBack:
        return found


async def test_many_at_once_leave_what_one_after_the_other_leaves(
    varied: Database, knowledge: Knowledge
) -> None:
    at_once, one_by_one = await tried(varied, knowledge, VARIED), await tried(varied, knowledge, 1)
    assert at_once.events == one_by_one.events
    assert at_once.cases == one_by_one.cases
    assert at_once.due == one_by_one.due
    assert at_once.told == one_by_one.told
    kinds = {json.loads(notice)["kind"] for notice in at_once.told}
    assert kinds >= {
        "reminder.reply_red",
        "reminder.summary",
        "reminder.survey",
        "caller.task",
        "case.resumed",
    }


@pytest.mark.alike
async def test_the_events_of_many_are_tied_each_in_its_own_chain(
    varied: Database, knowledge: Knowledge
) -> None:
    async with varied.transaction() as session:
        assert await sweep(work_in(session, NOW, knowledge), VARIED) == VARIED
        for number in range(1, CASES + 1):
            events = await event_queries.events_of(session, STATION, case_id(number))
            assert [event.sequence for event in events] == list(range(1, len(events) + 1))
            for before, event in pairwise(events):
                assert event.at < NOW or event.chained == chained(before.chained, event)
        twice = await event_queries.events_of(session, STATION, case_id(PLAIN))
    assert [event.facts.get("reminder") for event in twice][-2:] == ["reply_yellow", "supervision_due"]


@pytest.mark.alike
async def test_the_first_event_of_a_case_begins_its_chain(town: Database, knowledge: Knowledge) -> None:
    async with town.transaction() as session:
        await session.exec(sa.delete(Event).where(col(Event.station_id) == STATION))
        await sweep(work_in(session, NOW, knowledge), CASES)
        (event,) = await event_queries.events_of(session, STATION, case_id(1))
    assert (event.sequence, event.chained) == (1, chained(GENESIS, event))


@pytest.mark.alike
async def test_what_waits_in_several_summaries_goes_on_in_one(varied: Database, knowledge: Knowledge) -> None:
    """Two processes that sweep at one moment may each have begun one."""
    async with varied.transaction() as session:
        await sweep(work_in(session, NOW, knowledge), VARIED)
        waiting = select(Notice).where(Notice.recipient_id == LIAISON, Notice.slot == SLOT)
        found = list(await session.exec(waiting.order_by(col(Notice.id))))
    assert [notice.state for notice in found] == ["superseded", "superseded", "waiting"]
    assert found[-1].params["ids"][:2] == [case_id(1), case_id(2)]


@pytest.mark.alike
async def test_a_few_go_one_by_one_with_the_day_on_which_their_clock_runs_out(
    town: Database, knowledge: Knowledge
) -> None:
    async with town.transaction() as session:
        await leave_due(session, 3)
        await sweep(work_in(session, NOW, knowledge))
        found = list(await session.exec(select(Notice).order_by(Notice.kind, col(Notice.case_id))))
        days = {
            number: (await clock_queries.clocks_of(session, STATION, case_id(number)))[1].due_at
            for number in range(1, 4)
        }
    told = [(notice.kind, notice.case_id, notice.params) for notice in found]
    assert told == [
        ("reminder.reply_red", case_id(2), {"due_at": days[2].isoformat()}),
        ("reminder.reply_red_copy", case_id(2), {"due_at": days[2].isoformat()}),
        ("reminder.reply_yellow", case_id(1), {"due_at": days[1].isoformat()}),
        ("reminder.reply_yellow", case_id(3), {"due_at": days[3].isoformat()}),
    ]


async def leave_due(session: AsyncSession, number: int) -> None:
    """Only so many are due now."""
    later = [case_id(other) for other in range(number + 1, CASES + 1)]
    await session.exec(
        sa.update(Reminder)
        .where(col(Reminder.station_id) == STATION, col(Reminder.case_id).in_(later))
        .values(due_at=NOW + timedelta(days=1))
    )


async def asked_for(database: Database, knowledge: Knowledge, due: int, limit: int) -> int:
    """The statements of a sweep while so many are due; all of it is put back."""
    try:
        async with database.transaction() as session:
            await leave_due(session, due)
            with counting(database) as asked:
                assert await sweep(work_in(session, NOW, knowledge), limit) == due
                await session.flush()
            raise _PutBack
    except _PutBack:
        return len(asked)


async def test_more_of_them_take_no_more_statements(town: Database, knowledge: Knowledge) -> None:
    few, many = [await asked_for(town, knowledge, due, BATCH) for due in (6, CASES)]
    assert few == many <= 14
    few, many = [await asked_for(town, knowledge, due, due) for due in (6, CASES)]
    assert few == many <= 14


@pytest.mark.alike
async def test_a_sweep_that_finds_nothing_asks_once(town: Database, knowledge: Knowledge) -> None:
    assert await asked_for(town, knowledge, 0, BATCH) == 1


async def test_several_that_sweep_together_take_each_once_and_lose_none(
    town: Database, knowledge: Knowledge
) -> None:
    async def sweep_all() -> int:
        swept = 0
        for _ in range(CASES):
            async with town.transaction() as session:
                swept += await sweep(work_in(session, NOW, knowledge), 7)
        return swept

    assert sum(await asyncio.gather(*(sweep_all() for _ in range(3)))) == CASES
    async with town.reading() as session:
        reminded = await session.exec(select(Event).where(Event.kind == "reminded"))
        assert sorted(event.case_id or 0 for event in reminded) == [*map(case_id, range(1, CASES + 1))]
        waiting = await session.exec(select(Notice).where(Notice.state == "waiting"))
        told = {known for notice in waiting for known in notice.params.get("ids", [notice.case_id])}
    assert told == {*map(case_id, range(1, CASES + 1))}
