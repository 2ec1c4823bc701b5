"""Importing a roster: what is missing leaves and keeps its history, and nothing is half done."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlmodel import select

from hotline.errors import NotAllowed
from hotline.gazetteer import Gazetteer
from hotline.history import GENESIS, chained
from hotline.permissions import SYSTEM, Actor
from hotline.roster import ConstituencyRow, DeputyRow, Item, Leaving, PlaceRow, Roster
from hotline.roster.importing import export_roster, gazetteer_places, import_roster, plan_import
from hotline.roster.problems import RosterRefused
from hotline.work import Knowledge, Work
from storage import schema
from storage.database import Database
from storage.queries import roster as queries
from storage.tables import Case, Deputy, Event, Person, Place, Station
from storage.vault import Vault
from storage.vocabulary import Role, State

NOW = datetime(2026, 6, 15, 1, 0, tzinfo=UTC)
LIAISON = Actor(1, frozenset({Role.LIAISON}))
FIRST = Roster(
    (ConstituencyRow("1", "东河选区"), ConstituencyRow("2", "靠山选区")),
    (
        PlaceRow("1", "village", "柳树湾村", ("柳湾",), None, "和平镇", 38.5, 120.5),
        PlaceRow("1", "road", "和东路", (), "柳树湾村"),
        PlaceRow(None, "unit", "镇卫生院"),
    ),
    (
        DeputyRow(
            *("D01", "李秀兰", "1"),
            specialities=("民政",),
            capacity=20,
            term_from=date(2022, 1, 10),
            term_until=date(2026, 12, 31),
        ),
        DeputyRow("D02", "周德才", "2", capacity=3, away_from=date(2026, 6, 1), away_until=date(2026, 6, 30)),
    ),
)
WITHOUT_D02 = replace(FIRST, deputies=FIRST.deputies[:1])


@pytest.fixture
async def work(tmp_path: Path) -> AsyncIterator[Work]:
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/hotline.db", 1)
    await schema.upgrade(database)
    # Of all that the hotline knows, an import looks at the default capacity alone.
    knowledge = cast(Knowledge, SimpleNamespace(capacity=20))
    async with database.transaction() as session:
        yield Work(session, 1, NOW, Vault(bytes(32)), knowledge)
    await database.close()


async def all_of(work: Work, table: Any) -> list[Any]:
    await work.session.flush()
    return list(await work.session.exec(select(table).order_by(table.id)))


async def test_a_first_import_stores_what_an_export_gives_back(work: Work) -> None:
    changes = await import_roster(work, LIAISON, FIRST)
    assert [item.name for item in changes.deputies.added] == ["李秀兰", "周德才"]
    assert await export_roster(work, LIAISON) == FIRST
    assert await queries.roster_version(work.session, 1) == 1


async def test_a_preview_names_the_changes_and_writes_nothing(work: Work) -> None:
    changes = await plan_import(work, FIRST)
    assert len(changes.places.added) == 3
    for table in (Deputy, Place, Event, Station):
        assert await all_of(work, table) == []


async def test_an_import_that_changes_nothing_leaves_no_trace(work: Work) -> None:
    await import_roster(work, LIAISON, FIRST)
    deputies = (replace(FIRST.deputies[0], capacity=None), FIRST.deputies[1])
    assert (await import_roster(work, LIAISON, replace(FIRST, deputies=deputies))).is_empty
    assert await queries.roster_version(work.session, 1) == 1
    assert len(await all_of(work, Event)) == 1


async def test_who_is_missing_leaves_and_who_comes_back_is_the_same(work: Work) -> None:
    await import_roster(work, LIAISON, FIRST)
    before = {row.code: row.id for row in await all_of(work, Deputy)}
    changes = await import_roster(work, LIAISON, WITHOUT_D02)
    assert changes.deputies.removed == (Item("D02", "周德才"),)
    assert [row.left_at for row in await all_of(work, Deputy)] == [None, NOW]
    await import_roster(work, LIAISON, FIRST)
    assert {row.code: row.id for row in await all_of(work, Deputy)} == before
    assert [row.left_at for row in await all_of(work, Deputy)] == [None, None]
    assert await export_roster(work, LIAISON) == FIRST


async def test_deputies_who_leave_with_open_cases_are_named(work: Work) -> None:
    await import_roster(work, LIAISON, FIRST)
    person = Person(station_id=1, created_at=NOW)
    work.session.add(person)
    await work.session.flush()
    (_, leaving) = await all_of(work, Deputy)
    for number, state in enumerate((State.ACCEPTED, State.REFERRED, State.CLOSED), start=1):
        work.session.add(
            Case(
                station_id=1,
                number=number,
                state=state,
                constituent_id=person.id,
                deputy_id=leaving.id,
                created_at=NOW,
                state_since=NOW,
            )
        )
    await work.session.flush()
    assert (await plan_import(work, WITHOUT_D02)).leaving == (Leaving("D02", "周德才", 2),)
    await import_roster(work, LIAISON, WITHOUT_D02)
    assert all(case.deputy_id == leaving.id for case in await all_of(work, Case))


async def test_a_corrected_name_keeps_the_account(work: Work) -> None:
    await import_roster(work, LIAISON, FIRST)
    person = Person(station_id=1, created_at=NOW)
    work.session.add(person)
    await work.session.flush()
    (joined, _) = await all_of(work, Deputy)
    joined.person_id, joined.last_assigned_at = person.id, NOW
    corrected = replace(FIRST.deputies[0], name="李秀蓝")
    changes = await import_roster(work, LIAISON, replace(FIRST, deputies=(corrected, FIRST.deputies[1])))
    assert changes.deputies.changed == (Item("D01", "李秀蓝", ("name",)),)
    assert (joined.name, joined.person_id, joined.last_assigned_at) == ("李秀蓝", person.id, NOW)


@pytest.mark.parametrize("between", [FIRST, WITHOUT_D02], ids=["in office", "has left"])
async def test_the_code_of_another_person_is_refused_with_everything_else(
    work: Work, between: Roster
) -> None:
    await import_roster(work, LIAISON, FIRST)
    await import_roster(work, LIAISON, between)
    other = replace(FIRST, deputies=(FIRST.deputies[0], DeputyRow("D02", "王桂芳", "2")))
    for act in (plan_import(work, other), import_roster(work, LIAISON, other)):
        with pytest.raises(RosterRefused) as refused:
            await act
        assert [problem.key for problem in refused.value.details] == ["code_of_another"]
    assert await export_roster(work, LIAISON) == between


async def test_people_of_a_village_that_moves_live_there_still(work: Work) -> None:
    await import_roster(work, LIAISON, FIRST)
    village = next(row for row in await all_of(work, Place) if row.kind == "village")
    person = Person(station_id=1, created_at=NOW, village_id=village.id)
    work.session.add(person)
    moved = replace(FIRST, places=(replace(FIRST.places[0], constituency="2"),))
    await import_roster(work, LIAISON, moved)
    home = await work.session.get_one(Place, (1, person.village_id))
    assert (home.name, home.left_at) == ("柳树湾村", None)
    assert home.id != village.id
    assert village.left_at == NOW
    await import_roster(work, LIAISON, replace(moved, places=()))
    assert person.village_id is None


async def test_each_import_is_one_event_in_the_chain_of_those_without_a_case(work: Work) -> None:
    await import_roster(work, LIAISON, FIRST)
    work.now = NOW + timedelta(days=1)
    await import_roster(work, SYSTEM, WITHOUT_D02)
    first, second = await all_of(work, Event)
    assert [event.kind for event in (first, second)] == ["roster_imported"] * 2
    assert [event.sequence for event in (first, second)] == [1, 2]
    assert [event.case_id for event in (first, second)] == [None, None]
    assert (first.actor_id, first.actor_role, second.actor_role) == (1, Role.LIAISON, Role.SYSTEM)
    assert first.chained == chained(GENESIS, first)
    assert second.chained == chained(first.chained, second)
    assert second.facts == {
        "version": 2,
        "left": ["D02"],
        "constituencies": [0, 0, 0],
        "places": [0, 0, 0],
        "deputies": [0, 0, 1],
    }


@pytest.mark.parametrize("role", [Role.CONSTITUENT, Role.DEPUTY, Role.PRESIDIUM])
async def test_only_the_liaison_and_the_operator_import(work: Work, role: Role) -> None:
    with pytest.raises(NotAllowed):
        await import_roster(work, Actor(1, frozenset({role})), FIRST)
    assert await all_of(work, Deputy) == []


async def test_a_constituent_exports_nothing(work: Work) -> None:
    with pytest.raises(NotAllowed):
        await export_roster(work, Actor(1, frozenset({Role.CONSTITUENT})))


async def test_stored_places_are_found_in_texts(work: Work) -> None:
    await import_roster(work, LIAISON, FIRST)
    stored = await queries.places(work.session, 1)
    names = gazetteer_places(stored, await queries.constituencies(work.session, 1))
    (found,) = Gazetteer(names).villages("和东路坏了，柳湾的人没法走")
    assert (found.name, found.constituency) == ("柳树湾村", "1")
    assert found.key == next(row.id for row in stored if row.kind == "village")
