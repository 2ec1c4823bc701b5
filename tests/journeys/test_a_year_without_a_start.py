"""A year in which nothing ran: everybody hears once how things stand, and nothing is closed unwarned."""

from datetime import timedelta

from bot.demo.clock import MovableClock
from bot.demo.staging import Stage
from bot.schedule import TICKS, Schedule
from hotline.states import OPEN
from storage.queries import cases
from tests.journeys.constituents import ROAD, file
from tests.journeys.officials import assigned, in_triage, later, liaison, unseen

# A summary of reminders, a digest, its picture: not a message for each case.
_FEW = 4


async def everything_ticks(stage: Stage) -> None:
    ticking = Schedule(stage.process)
    for name, tick, _ in TICKS:
        await ticking.run(tick, name)


async def test_after_a_year_without_a_start_there_are_few_messages_and_every_case_is_there(
    stage: Stage, clock: MovableClock
) -> None:
    boss = await liaison(stage)
    _, deputy, _ = await assigned(stage, "王大爷")
    villagers = [await stage.constituent(name, "靠山屯村") for name in ("李嫂", "赵叔", "孙二哥")]
    for villager in villagers:
        await file(villager, ROAD)
    await in_triage(stage)
    for person in (boss, deputy, *villagers):
        await unseen(stage, person)
    await later(stage, clock, timedelta(days=365))
    for _ in range(3):
        await everything_ticks(stage)
        await later(stage, clock, timedelta(seconds=10))
    heard = {person.name: await unseen(stage, person) for person in (boss, deputy, *villagers)}
    assert all(len(texts) <= _FEW for texts in heard.values()), heard
    assert len([text for text in heard[deputy.name] if "件事要抓紧" in text]) == 1
    assert len([text for text in heard[boss.name] if "件事要抓紧" in text]) == 1
    async with stage.process.reading() as work:
        for number in (1, 2, 3, 4, 5):
            case = await cases.case_by_number(work.session, work.station_id, number)
            assert case is not None
            assert case.state in OPEN, "nobody was warned, so nothing is closed"
