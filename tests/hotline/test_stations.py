"""Two townships in one database, with the same codes in their rosters, and people who write to both bots."""

from collections.abc import AsyncIterator, Awaitable
from datetime import UTC, datetime

import pytest

from hotline import casework, desk, drafts, filing
from hotline.casebook import Ref
from hotline.errors import InvitationRefused, NoSuchCase
from hotline.invitations import invite, join
from hotline.material import Material
from hotline.people import Chat, Sender, actor_for, recognise
from hotline.permissions import SYSTEM
from hotline.roster.importing import import_roster
from hotline.work import Work
from storage.database import Database
from storage.queries import cases, people, roster
from storage.tables import Case
from storage.vocabulary import Role, Urgency
from tests.properties.township import VAULT, _knowledge, _roster

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
CHAT = Chat(77, "赵叔", "zh-hans")
ROAD = "东沟村到镇上的路坑坑洼洼，柏油路啥时候修"


@pytest.fixture
async def towns(whole_database: Database) -> AsyncIterator[tuple[Work, Work]]:
    """One unit of work in each of two stations, in the same transaction."""
    knowledge = _knowledge()
    async with whole_database.transaction() as session:
        here, there = (Work(session, station_id, NOW, VAULT, knowledge) for station_id in (1, 2))
        for work in (here, there):
            await import_roster(work, SYSTEM, _roster())
        yield here, there


async def filed(work: Work) -> tuple[Sender, Case]:
    """The same villager files the same matter."""
    sender = await recognise(work, CHAT)
    home = next(
        place for place in await roster.villages(work.session, work.station_id) if place.name == "东沟村"
    )
    case = await drafts.begin(work, sender.actor, sender.person, Material(text=ROAD))
    await drafts.choose_place(work, sender.actor, sender.person, Ref(case.id), home.id)
    await filing.submit(work, sender.actor, Ref(case.id))
    return sender, case


async def test_each_has_its_own_person_case_and_number(towns: tuple[Work, Work]) -> None:
    (one, first), (other, second) = [await filed(work) for work in towns]
    assert one.person.id != other.person.id
    assert (first.station_id, first.number) == (1, 1)
    assert (second.station_id, second.number) == (2, 1)
    for work, sender, case in ((towns[0], one, first), (towns[1], other, second)):
        mine = await cases.cases_of_constituent(work.session, work.station_id, sender.person.id)
        assert [row.id for row in mine] == [case.id]
        seats = {row.id for row in await roster.deputies(work.session, work.station_id)}
        assert case.deputy_id in seats


async def test_a_case_cannot_be_reached_from_the_other_station(towns: tuple[Work, Work]) -> None:
    here, there = towns
    _, case = await filed(here)
    code = await invite(there, SYSTEM, Role.LIAISON)
    stranger = await recognise(there, CHAT)
    await join(there, stranger.actor, code)
    liaison = await actor_for(there, stranger.person.id)
    assert Role.LIAISON in liaison.roles
    for reach in (desk.set_urgency(there, liaison, Ref(case.id), Urgency.URGENT), open_case(there, case)):
        with pytest.raises(NoSuchCase):
            await reach
    assert (await filed(there))[1].number == 1


def open_case(work: Work, case: Case) -> Awaitable[object]:
    """What everybody's acts begin with."""
    return casework.accept(work, SYSTEM, Ref(case.id))


async def test_roles_and_invitations_are_of_one_station(towns: tuple[Work, Work]) -> None:
    here, there = towns
    code = await invite(here, SYSTEM, Role.LIAISON)
    with pytest.raises(InvitationRefused):
        await join(there, (await recognise(there, CHAT)).actor, code)
    await join(here, (await recognise(here, CHAT)).actor, code)
    assert len(await people.holders(here.session, 1, Role.LIAISON)) == 1
    assert await people.holders(there.session, 2, Role.LIAISON) == []
