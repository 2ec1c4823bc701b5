"""Several processes at once, on both databases: numbers stay, nobody is asked or reminded twice."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta

from sqlmodel import col, select

from bot.demo.clock import MovableClock
from bot.demo.staging import Stage
from hotline.activities.attendance import ask_due
from hotline.activities.book import numbered_activity
from hotline.activities.inviting import invite_deputies, remind_due
from hotline.activities.planning import Plan, plan_activity
from hotline.permissions import Actor
from storage.queries import activities as queries
from storage.tables import Activity, Attendance, Notice
from storage.vocabulary import ActivityKind, Role
from tests.journeys.officials import liaison

OFFICE = Actor(0, frozenset({Role.LIAISON}))


async def planned(stage: Stage, title: str, starts_at: datetime) -> int:
    """An activity written down in a transaction of its own; its id."""
    async with stage.process.unit_of_work() as work:
        plan = Plan(ActivityKind.VISIT, title, "靠山屯村", starts_at)
        return (await plan_activity(work, OFFICE, plan)).id


async def kinds_told(stage: Stage) -> Counter[str]:
    async with stage.process.database.reading() as session:
        return Counter(
            await session.exec(select(Notice.kind).where(col(Notice.kind).startswith("activity.")))
        )


async def test_activities_made_at_once_have_numbers_that_stay(stage: Stage, clock: MovableClock) -> None:
    soon = clock() + timedelta(days=3)
    ids = await asyncio.gather(*(planned(stage, f"第{number}次", soon) for number in range(8)))
    async with stage.process.unit_of_work() as work:
        numbers = [await queries.number_of(work.session, 1, activity_id) for activity_id in ids]
        assert sorted(numbers) == list(range(1, 9))
        found = [(await numbered_activity(work, str(number))).id for number in numbers]
        assert found == list(ids)
    # A clock that goes wrong on another machine changes nothing of the numbers given.
    async with stage.process.unit_of_work() as work:
        row = Activity(
            station_id=1,
            id=max(ids) + 10**12,
            kind=ActivityKind.VISIT,
            title="远",
            starts_at=soon,
            created_at=work.now,
        )
        work.session.add(row)
    later = await planned(stage, "后来", soon)
    async with stage.process.unit_of_work() as work:
        assert await queries.number_of(work.session, 1, later) == 10
        assert [await queries.number_of(work.session, 1, key) for key in ids] == numbers


async def test_the_liaison_is_asked_once_and_each_guest_reminded_once(
    stage: Stage, clock: MovableClock
) -> None:
    await liaison(stage)
    await stage.deputy("D03")
    activity_id = await planned(stage, "走访", clock() + timedelta(days=1))
    async with stage.process.unit_of_work() as work:
        assert await invite_deputies(work, OFFICE, activity_id) > 1
    async with stage.process.unit_of_work() as work:
        assert await invite_deputies(work, OFFICE, activity_id) == 0

    async def remind() -> None:
        async with stage.process.unit_of_work() as work:
            await remind_due(work)

    async def ask() -> None:
        async with stage.process.unit_of_work() as work:
            await ask_due(work)

    clock.move(timedelta(hours=9, minutes=30))
    await asyncio.gather(*(remind() for _ in range(4)))
    clock.move(timedelta(hours=16, minutes=31))
    await asyncio.gather(*(ask() for _ in range(4)))
    await ask()
    told = await kinds_told(stage)
    wanted = ("activity.invited", "activity.reminder", "activity.eve", "activity.attendance")
    assert {kind: told[kind] for kind in wanted} == dict.fromkeys(wanted, 1)  # one deputy has joined
    async with stage.process.database.reading() as session:
        rows = list(await session.exec(select(Attendance)))
    assert {row.has_attended for row in rows} == {None}
