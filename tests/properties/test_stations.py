"""Two stations in one database, the second a copy of the first with the same keys, numbers, codes and chats:
whatever the first looks at, it sees its own, and whatever it does, the second stays as it is.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.backup.rows import station_column, summaries, tables
from hotline import watching
from hotline.absences import hand_over_due
from hotline.audit import anchor_days, verify
from hotline.contact_days import remind_due
from hotline.digest import month_digest, own_digests, send_due_digest, trend, week_digest
from hotline.duty.records import records_of
from hotline.exporting import Wanted, case_pages, event_pages
from hotline.ledger.composing import compose
from hotline.ledger.quarters import quarter_of
from hotline.lexicon import load
from hotline.lights import reckoning
from hotline.open311.published import Window, published
from hotline.open311.services import services_of
from hotline.people import actor_for
from hotline.permissions import SYSTEM
from hotline.privacy import erase, kept_of
from hotline.rates import month_of, week_before
from hotline.retention import clear_away
from hotline.retention_rules import RetentionRules
from hotline.suggestions.sweep import sweep_suggestions
from hotline.sweep import sweep
from hotline.work import Work
from hotline.yearly.figures import count_year
from hotline.years import year_of
from storage.queries import board, cases, desk_queue, due_cases, inbox, outbox, people, roster
from storage.queries import clocks as clock_queries
from storage.queries import events as event_queries
from storage.queries import open311 as open311_queries
from storage.queries import suggestions as suggestion_queries
from storage.queries.board import Filter, Reader
from storage.tables import Person
from storage.vocabulary import Role, State, SuggestionState
from tests.properties.machine import Hotline
from tests.properties.township import STATION, ZONE, Township, work_in

TWIN = 2
# SQLite's index of words goes by the number alone. No two rows have the same one, but for a copy's.
NOT_COPIED = frozenset({"case_search"})
_STATES = frozenset(State)
_LONG = timedelta(days=4000)


@pytest.fixture
def hotline(town: Township, tmp_path: Path) -> Iterator[Hotline]:
    running = Hotline(town, tmp_path)
    yield running
    # How everything ends is looked at elsewhere.
    running.is_sound = False
    running.teardown()


def copy_rows(engine: sa.Engine) -> None:
    """Give the twin every row that the station has."""
    with engine.begin() as connection:
        for table in tables():
            own = station_column(table)
            columns = [sa.literal(TWIN) if column is own else column for column in table.columns]
            rows = sa.select(*columns).where(own == STATION)
            if table.name not in NOT_COPIED:
                connection.execute(sa.insert(table).from_select([*table.columns.keys()], rows))


Look = Callable[[Work], Awaitable[Any]]


async def _boards(work: Work) -> list[Any]:
    """The pages of the liaison's desk and of one deputy's."""
    found: list[Any] = []
    for reader in (Reader(None), Reader(await _first_deputy(work))):
        asked = (work.session, work.station_id, reader)
        found += [await board.count_by_state(*asked, _STATES, reckoning(work))]
        found += await board.page(*asked, Filter(_STATES), reckoning(work), offset=0, limit=99)
    return found


async def _first_deputy(work: Work) -> int:
    return (await roster.deputies(work.session, work.station_id))[0].id


async def _own(work: Work) -> list[Any]:
    """What is kept of the people who hold a role, and the cases of each deputy."""
    session, station = work.session, work.station_id
    found: list[Any] = [await roster.everything(session, station)]
    for role in Role:
        for person_id in await people.holders(session, station, role):
            person = await session.get_one(Person, (station, person_id))
            found += [await kept_of(work, person), await people.deputy_of(session, station, person_id)]
            found += [await cases.cases_of_constituent(session, station, person_id)]
    for deputy in await roster.deputies(session, station):
        found += [await cases.cases_of_deputy(session, station, deputy.id, _STATES)]
    return found


async def _case_files(work: Work) -> list[Any]:
    """Everything about each case."""
    found: list[Any] = []
    queries = (
        event_queries.events_of,
        cases.entries_of,
        clock_queries.clocks_of,
        cases.referrals_of,
        cases.attachments_of,
    )
    for number in range(1, 20):
        case = await cases.case_by_number(work.session, work.station_id, number)
        if case is not None:
            found += [case, *[await query(work.session, work.station_id, case.id) for query in queries]]
    return found


async def _lists(work: Work) -> list[Any]:
    asked = (work.session, work.station_id)
    return [
        await cases.escalated_cases(*asked),
        await desk_queue.first(*asked),
        await desk_queue.by_state(*asked),
        await due_cases.cases_due(*asked, _STATES, before=work.now + _LONG, limit=99),
        await suggestion_queries.suggestions_in(*asked, frozenset(SuggestionState), is_for_liaison=False),
        await watching.measure(*asked, work.now, work.knowledge.station),
    ]


async def _exported(work: Work) -> list[Any]:
    @asynccontextmanager
    async def here() -> AsyncIterator[Work]:
        yield work

    wanted = Wanted(with_text=True)
    return [
        row
        for pages in (case_pages, event_pages)
        async for page in pages(here, SYSTEM, wanted)
        for row in page
    ]


async def _shown_to_all(work: Work) -> list[Any]:
    window = Window(services_of(load()), "东沟镇人大", ZONE)
    asked = open311_queries.Asked()
    return [*await published(work.session, work.station_id, window, asked, limit=99)]


async def _ledger(work: Work) -> Any:
    ledger = await compose(work, quarter_of((work.now - timedelta(days=95)).date()))
    return ledger.quarter


async def _duty(work: Work) -> Any:
    deputies = await roster.deputies(work.session, work.station_id)
    return await records_of(work, deputies, year_of(None, work.now, ZONE))


async def _next_sent(work: Work) -> Any:
    lease: Any = {"worker": "w", "now": work.now, "lease": timedelta(minutes=1), "limit": 500}
    asked = (work.session, work.station_id)
    return [await outbox.claim(*asked, **lease), await inbox.claim(*asked, **lease)]


LOOKS: Mapping[str, Look] = {
    "the desk": _boards,
    "people and deputies": _own,
    "cases": _case_files,
    "lists": _lists,
    "the week": lambda work: week_digest(work, week_before(work.now, ZONE)),
    "deputies' weeks": lambda work: own_digests(work, week_before(work.now, ZONE)),
    "the month": lambda work: month_digest(work, month_of(work.now.date().replace(day=1), ZONE)),
    "trend": lambda work: trend(work, week_before(work.now, ZONE), keep=False),
    "the year": lambda work: count_year(work, year_of(None, work.now, ZONE)),
    "duty records": _duty,
    "exports": _exported,
    "Open311": _shown_to_all,
    "audit": verify,
    "what is sent next": _next_sent,
    "backup": lambda work: summaries(work.session, work.station_id),
}


async def seen(hotline: Hotline) -> dict[str, str]:
    """All that the station sees, as text; what looking writes is undone."""
    found = {}
    for name, look in LOOKS.items():
        with suppress(ZeroDivisionError):
            async with hotline.database.transaction() as session:
                found[name] = repr(await look(work_in(session, hotline.now, hotline.town.knowledge)))
                raise ZeroDivisionError
    return found


async def twin_rows(hotline: Hotline) -> dict[str, list[Any]]:
    async with hotline.database.reading() as session:
        return await summaries(session, TWIN)


@pytest.mark.slow
def test_a_station_sees_its_own(hotline: Hotline) -> None:
    hotline.live(60, seed=1)
    alone = hotline.runner.run(seen(hotline))
    assert all(len(text) > 2 for text in alone.values())
    copy_rows(hotline.engine)
    beside = hotline.runner.run(seen(hotline))
    assert {name for name in LOOKS if alone[name] != beside[name]} == set()


async def by_itself(work: Work) -> None:
    """What the clock does, and what is done once in a while."""
    for tick in (sweep, sweep_suggestions, hand_over_due, remind_due, send_due_digest, anchor_days):
        await tick(work)
    await _ledger(work)
    await _next_sent(work)
    constituent = (await cases.case_by_number(work.session, work.station_id, 1)).constituent_id  # type: ignore[union-attr]
    await erase(work, await actor_for(work, constituent))
    assert await clear_away(work, RetentionRules())


@pytest.mark.slow
def test_whatever_a_station_does_the_other_stays_as_it_is(hotline: Hotline) -> None:
    hotline.live(40, seed=5)
    copy_rows(hotline.engine)
    before = hotline.runner.run(twin_rows(hotline))
    assert before["cases"][0] >= 5
    hotline.live(40, seed=6)
    hotline.now += _LONG

    async def long_after() -> None:
        async with hotline.database.transaction() as session:
            await by_itself(work_in(session, hotline.now, hotline.town.knowledge))

    hotline.runner.run(long_after())
    after = hotline.runner.run(twin_rows(hotline))
    assert {name for name in before if before[name] != after[name]} == set()
