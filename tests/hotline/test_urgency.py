"""How urgent a case is changed by the liaison: what its clocks have left, with the pauses it had."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import cast
from zoneinfo import ZoneInfo

import pytest

from hotline.case_clocks import settle, start, to_clock, waiting_clocks
from hotline.casebook import Ref
from hotline.deadlines import ClockKind, ClockRules, accept_deadline, reply_deadline
from hotline.desk import set_urgency
from hotline.extending import extend
from hotline.history import move
from hotline.material import Material
from hotline.permissions import Actor
from hotline.work import Knowledge, StationFacts, Work
from hotline.working_days import WorkCalendar
from storage.database import Database
from storage.tables import Case, Constituency, Deputy, Person
from storage.vault import Vault
from storage.vocabulary import Role, State, Urgency

pytestmark = pytest.mark.alike

MONDAY = datetime.fromisoformat("2026-06-15T10:00:00+08:00")
ZONE = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
DEPUTY, LIAISON = Actor(2, frozenset({Role.DEPUTY}), deputy_id=1), Actor(3, frozenset({Role.LIAISON}))


@pytest.fixture
async def work(database: Database) -> AsyncIterator[Work]:
    known = SimpleNamespace(
        calendar=WorkCalendar(ZONE),
        clocks=ClockRules(),
        station=StationFacts("热线", "三山镇", ZONE, "zh-Hans"),
    )
    async with database.transaction() as session:
        session.add(Constituency(station_id=1, id=1, code="1", name="一选区"))
        for number in (1, 2, 3):
            session.add(Person(station_id=1, id=number, created_at=MONDAY))
        await session.flush()
        session.add(Deputy(station_id=1, id=1, code="D1", name="赵一", constituency_id=1, person_id=2))
        await session.flush()
        yield Work(session, 1, MONDAY, Vault(bytes(32)), cast(Knowledge, known))


async def assigned(work: Work, urgency: Urgency) -> Case:
    """A case that was assigned on Monday at ten."""
    case = Case(
        station_id=1,
        number=1,
        constituent_id=1,
        deputy_id=1,
        text="井水浑了",
        category="水利",
        urgency=urgency,
        state=State.ASSIGNED,
        created_at=MONDAY,
        state_since=MONDAY,
        submitted_at=MONDAY,
        assigned_at=MONDAY,
    )
    work.session.add(case)
    await work.session.flush()
    for deadline in (accept_deadline, reply_deadline):
        await start(work, case, deadline(MONDAY, urgency, work.calendar, work.clocks))
    await settle(work, case)
    return case


async def go(work: Work, case: Case, state: State, at: datetime) -> None:
    work.now = at
    await move(work, case, state, "moved", DEPUTY, Role.DEPUTY)
    await settle(work, case)


async def due(work: Work, case: Case) -> dict[ClockKind, datetime | timedelta]:
    """By kind: until when, or what is left where it stands still."""
    clocks = [to_clock(row) for row in await waiting_clocks(work, case)]
    return {clock.kind: clock.due_at if clock.remaining is None else clock.remaining for clock in clocks}


async def test_what_is_no_longer_urgent_keeps_the_pause_it_is_in(work: Work) -> None:
    case = await assigned(work, Urgency.URGENT)
    asked_at = MONDAY + timedelta(hours=1)
    await go(work, case, State.NEED_INFO, asked_at)
    work.now = MONDAY + 20 * DAY
    await set_urgency(work, LIAISON, Ref(case.id), Urgency.NORMAL)
    whole = accept_deadline(MONDAY, Urgency.NORMAL, work.calendar, work.clocks)
    left = work.calendar.working_time_between(asked_at, whole.due_at)
    assert (await due(work, case))[ClockKind.ACCEPT] == left
    assert case.due_at is None


async def test_what_is_no_longer_urgent_keeps_the_pauses_it_had(work: Work) -> None:
    case = await assigned(work, Urgency.URGENT)
    await go(work, case, State.NEED_INFO, MONDAY + timedelta(hours=1))
    await go(work, case, State.ASSIGNED, MONDAY + timedelta(hours=1) + DAY)
    whole = accept_deadline(MONDAY, Urgency.NORMAL, work.calendar, work.clocks)
    await set_urgency(work, LIAISON, Ref(case.id), Urgency.NORMAL)
    assert (await due(work, case))[ClockKind.ACCEPT] == whole.due_at + DAY


async def test_what_ran_out_before_a_pause_stays_run_out(work: Work) -> None:
    case = await assigned(work, Urgency.URGENT)
    await go(work, case, State.NEED_INFO, MONDAY + 10 * DAY)
    whole = reply_deadline(MONDAY, Urgency.NORMAL, work.calendar, work.clocks)
    await set_urgency(work, LIAISON, Ref(case.id), Urgency.NORMAL)
    assert (await due(work, case))[ClockKind.REPLY] == whole.due_at


@pytest.mark.parametrize("before", [Urgency.NORMAL, Urgency.URGENT])
async def test_what_is_no_longer_urgent_keeps_the_days_by_which_its_reply_was_put_off(
    work: Work, before: Urgency
) -> None:
    case = await assigned(work, before)
    work.now = MONDAY + timedelta(hours=1)
    await extend(work, DEPUTY, Ref(case.id), 3, Material(text="要等配件"))
    whole = reply_deadline(MONDAY, Urgency.NORMAL, work.calendar, work.clocks)
    for urgency in (Urgency.URGENT, Urgency.NORMAL):
        await set_urgency(work, LIAISON, Ref(case.id), urgency)
    told = work.calendar.add_working_days(whole.due_at, 3)
    assert (await due(work, case))[ClockKind.REPLY] == told


async def test_a_pause_takes_off_its_own_time_beside_the_days_by_which_a_reply_was_put_off(
    work: Work,
) -> None:
    case = await assigned(work, Urgency.NORMAL)
    await extend(work, DEPUTY, Ref(case.id), 3, Material(text="要等配件"))
    told = (await due(work, case))[ClockKind.REPLY]
    await set_urgency(work, LIAISON, Ref(case.id), Urgency.URGENT)
    await go(work, case, State.NEED_INFO, MONDAY + timedelta(seconds=1))
    await go(work, case, State.ACCEPTED, MONDAY + timedelta(seconds=2))
    await set_urgency(work, LIAISON, Ref(case.id), Urgency.NORMAL)
    assert isinstance(told, datetime)
    assert (await due(work, case))[ClockKind.REPLY] == work.calendar.add_working_time(
        told, timedelta(seconds=1)
    )
