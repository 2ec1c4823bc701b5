"""Three months happen before the demonstration: how the cases stand then, and what is still told."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlmodel import col, select

from bot.demo import sample
from bot.demo.clock import MovableClock
from bot.demo.sample import SampleCase
from bot.demo.seeding import seed
from bot.demo.staging import Stage, staged
from bot.simulator import Person
from hotline.deadlines import ClockRules
from hotline.history import GENESIS, chained
from storage.queries import cases as queries
from storage.queries import events as event_queries
from storage.queries import outbox, roster
from storage.tables import Case, Event, Notice, Reminder
from storage.vocabulary import Role, State
from tests.support import databases
from tests.support.hurry import at_once

# On one worker: it takes seconds to let three months happen.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("seeded")]

CASES = {case.id: case for case in sample.cases()}


@dataclass(frozen=True)
class Seeded:
    """The township as the demonstration finds it."""

    cases: dict[str, Case]
    codes: dict[int, str]
    events: dict[str, list[Event]]
    waiting: list[Notice]
    due: list[Reminder]
    phones: dict[str, list[str]]


@pytest.fixture(scope="module")
def seeded(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Seeded:
    """Not asynchronous, since it lives longer than a test's loop."""
    return asyncio.run(_seed(sqlite_template, tmp_path_factory.mktemp("seeded")))


async def _seed(template: Path, folder: Path) -> Seeded:
    clock = MovableClock(sample.STARTS_AT)
    async with (
        databases.sqlite_copy(template, folder) as url,
        staged(
            sample.roster(),
            clock=clock,
            database_url=url,
            **at_once(),
        ) as stage,
    ):
        case_ids = await seed(stage)
        return await _look_at(stage, case_ids)


async def _look_at(stage: Stage, case_ids: dict[str, int]) -> Seeded:
    station = stage.process.station_id
    phones = {
        "triage": await _asked(stage, Role.LIAISON, "/triage"),
        "assignments": await _asked(stage, "D09", "/assignments"),
        "villager": [message.text for message in await (await _villager(stage, "二丫")).history()],
        "liaison": [
            message.text for message in await stage.joined[Role.LIAISON].history() if not message.media_kind
        ],
        "supervised": await _asked(stage, "D09", "/case 28"),
        "substitute": await _asked(stage, "D01", "/assignments"),
        "suggestions": await _asked(stage, "D03", "/suggestions"),
        "templates": await _asked(stage, "D03", "/templates"),
        "contact days": await _asked(stage, "D03", "/contactdays"),
        "deputy": [message.text for message in await stage.joined["D03"].history()],
    }
    async with stage.process.database.reading() as session:
        rows = {name: await queries.case(session, station, key) for name, key in case_ids.items()}
        waiting = await session.exec(select(Notice).where(Notice.state == outbox.WAITING))
        due = await session.exec(
            select(Reminder).where(
                col(Reminder.handled_at).is_(None), col(Reminder.due_at) <= sample.STARTS_AT
            )
        )
        return Seeded(
            cases={name: case for name, case in rows.items() if case is not None},
            codes={row.id: row.code for row in await roster.deputies(session, station)},
            events={
                name: await event_queries.events_of(session, station, key) for name, key in case_ids.items()
            },
            waiting=list(waiting),
            due=list(due),
            phones=phones,
        )


async def _asked(stage: Stage, key: str, command: str) -> list[str]:
    """What a phone shows in answer to a command."""
    person = stage.joined[key]
    await person.skip_unseen()
    await person.send_text(command)
    # The digest's picture comes whenever it is drawn.
    await person.wait_for(lambda message: message.is_from_bot and not message.media_kind, timeout=60)
    return [message.text for message in await person.history() if message.is_from_bot]


async def _villager(stage: Stage, name: str) -> Person:
    return next(person for person in await stage.people.everyone() if person.name == name)


def expected(told: SampleCase) -> set[State]:
    """The state that cases.toml says; what closed a month ago may be archived by now."""
    return {told.state, State.ARCHIVED} if told.state is State.CLOSED else {told.state}


@pytest.mark.parametrize("told", CASES.values(), ids=CASES)
def test_a_case_stands_as_the_sample_says(seeded: Seeded, told: SampleCase) -> None:
    case = seeded.cases[told.id]
    assert case.state in expected(told)
    assert case.category == told.category
    last = next((step.facts["to"] for step in reversed(told.steps) if step.do == "assign"), told.deputy)
    if told.state is not State.DRAFT:
        assert seeded.codes.get(case.deputy_id or 0, "") == last


def test_what_closed_over_a_month_ago_is_archived_and_nothing_else_is(seeded: Seeded) -> None:
    long_ago = sample.STARTS_AT - ClockRules().reopen
    for case in seeded.cases.values():
        assert (case.state is State.ARCHIVED) == (case.closed_at is not None and case.closed_at < long_ago)


@pytest.mark.parametrize("told", CASES.values(), ids=CASES)
def test_the_events_of_a_case_are_an_unbroken_chain(seeded: Seeded, told: SampleCase) -> None:
    previous = GENESIS
    for event in seeded.events[told.id]:
        assert event.chained == chained(previous, event)
        assert told.at <= event.at < sample.STARTS_AT
        previous = event.chained


def test_what_is_overdue_stays_red(seeded: Seeded) -> None:
    late = {name for name, case in seeded.cases.items() if case.due_at and case.due_at < sample.STARTS_AT}
    # In triage no clock runs: it is the liaison who was reminded.
    in_triage = {name for name, case in seeded.cases.items() if case.state is State.SUBMITTED}
    assert {told.id for told in CASES.values() if told.is_overdue} <= late | in_triage
    reminded = [event.facts["reminder"] for event in seeded.events["c36"] if event.kind == "reminded"]
    assert reminded == ["triage_due"]


def test_nothing_old_waits_to_be_sent(seeded: Seeded) -> None:
    assert [notice.kind for notice in seeded.waiting if notice.created_at < sample.STARTS_AT] == []
    assert [reminder.kind for reminder in seeded.due] == []


def test_phones_show_what_came_this_morning_and_nothing_older(seeded: Seeded) -> None:
    assert [text for text in seeded.phones["deputy"] if "签收" in text] == []
    assert sum("6月8日—6月14日" in text for text in seeded.phones["liaison"]) == 1
    assert any("凸面镜" in text for text in seeded.phones["villager"])


@pytest.mark.parametrize(
    ("phone", "words"),
    [
        ("liaison", "柳树湾村环境保护 3 件"),  # what many cases of last week are about
        ("supervised", "督办"),
        ("substitute", "周德才代表"),  # who is away: the case is on the substitute's list
        ("suggestions", "农村公路计划"),
        ("templates", "【单位】"),
        ("contact days", "靠山屯村部"),
    ],
)
def test_what_is_under_way_is_seen(seeded: Seeded, phone: str, words: str) -> None:
    assert any(words in text for text in seeded.phones[phone])


def test_a_case_stays_what_it_was_told_as(seeded: Seeded) -> None:
    for told in CASES.values():
        case = seeded.cases[told.id]
        assert (case.channel, case.is_unnamed) == (told.channel, told.is_unnamed)
        assert case.master_id == (seeded.cases[told.steps[-1].facts["into"]].id if _is_merged(told) else None)


def _is_merged(told: SampleCase) -> bool:
    return told.state is State.MERGED


def test_deputy_and_liaison_find_their_work(seeded: Seeded) -> None:
    assert any("苇子" in text for text in seeded.phones["triage"])
    number = f"{seeded.cases['c28'].number:04d}"
    assert any(number in text for text in seeded.phones["assignments"])
