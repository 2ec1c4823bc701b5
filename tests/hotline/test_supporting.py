"""附议: which cases are offered to whom, and who hears what becomes of them."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlmodel import select

from hotline import supporting
from hotline.casebook import Ref
from hotline.errors import NoSuchCase, NoSuchChoice, NotYourCase
from hotline.nearby import similar_case
from hotline.permissions import Actor
from hotline.work import Knowledge, Work
from storage.database import Database
from storage.tables import Avoidance, Case, Constituency, Deputy, Notice, Person, Place
from storage.vault import Vault
from storage.vocabulary import Role, State

pytestmark = pytest.mark.alike

NOW = datetime(2026, 6, 15, 1, 0, tzinfo=UTC)
WANG, LI, SUN = (Actor(number, frozenset({Role.CONSTITUENT})) for number in (1, 2, 3))
TEXT = "村头的排水沟堵了半年，没人来清"
SAME = "排水沟让垃圾堵死了，没人清"


@pytest.fixture
async def work(database: Database) -> AsyncIterator[Work]:
    knowledge = cast(Knowledge, SimpleNamespace())
    async with database.transaction() as session:
        for number in (1, 2):
            session.add(Constituency(station_id=1, id=number, code=str(number), name=f"选区{number}"))
        await session.flush()
        for number, constituency in ((1, 1), (2, 2), (3, 1)):
            session.add(
                Place(
                    station_id=1, id=number, constituency_id=constituency, kind="village", name=f"村{number}"
                )
            )
        for number in (1, 2):
            session.add(
                Deputy(station_id=1, id=number, code=f"D{number}", name="赵一", constituency_id=number)
            )
        await session.flush()
        for person, village in ((1, 1), (2, 1), (3, 2)):
            session.add(Person(station_id=1, id=person, village_id=village, created_at=NOW))
        await session.flush()
        yield Work(session, 1, NOW, Vault(bytes(32)), knowledge)


async def add_case(work: Work, **facts: Any) -> Case:
    """Wang's open case about the ditch of village 1, except for `facts`."""
    common: dict[str, Any] = {
        "station_id": 1,
        "constituent_id": 1,
        "text": TEXT,
        "category": "农村农业",
        "constituency_id": 1,
        "place_id": 1,
        "state": State.ACCEPTED,
        "created_at": NOW,
        "state_since": NOW,
        "submitted_at": NOW,
    }
    case = Case(**common | facts)
    work.session.add(case)
    await work.session.flush()
    return case


async def draft(work: Work, **facts: Any) -> Case:
    """Li's draft about the same."""
    alike: dict[str, Any] = {"constituent_id": 2, "text": SAME, "state": State.DRAFT, "submitted_at": None}
    return await add_case(work, **alike | facts)


async def told(work: Work) -> list[tuple[int, str]]:
    await work.session.flush()
    found = await work.session.exec(select(Notice).order_by(Notice.id))  # type: ignore[arg-type]
    return [(row.recipient_id, row.kind) for row in found if row.kind.startswith("followed.")]


@pytest.mark.parametrize(
    ("case", "own", "is_offered"),
    [
        ({}, {}, True),
        ({"state": State.REPLIED}, {}, True),
        ({"state": State.MERGED}, {}, False),
        ({"state": State.CLOSED, "closed_at": NOW}, {}, False),
        ({"state": State.WITHDRAWN}, {}, False),
        ({"submitted_at": NOW - timedelta(days=400)}, {}, False),  # forgotten
        ({"category": "环境保护"}, {}, False),
        ({"constituency_id": 2, "place_id": 2}, {}, False),
        ({"text": "村里的戏台漆掉光了，想重新刷一刷"}, {}, False),  # another matter
        ({"place_id": None}, {}, True),  # nobody knows where in the constituency
        ({"place_id": 3}, {}, False),  # another village of the constituency
        ({"danger_number": "119"}, {}, False),
        ({"text": TEXT + "，我活不下去了"}, {}, False),  # despair
        ({"text": TEXT + "，是王桂芳主任家堵的"}, {}, False),  # somebody by name
        ({"names_liaison": True}, {}, False),
        ({"constituent_id": 2}, {}, False),  # one's own
        ({}, {"is_different": True}, False),  # said to be another matter
        ({}, {"constituency_id": None, "place_id": None}, False),
        ({}, {"category": None}, False),
        ({}, {"text": ""}, False),
    ],
)
async def test_which_case_is_offered_below_a_draft(
    work: Work, case: dict[str, Any], own: dict[str, Any], is_offered: bool
) -> None:
    await add_case(work, **case)
    assert (await similar_case(work, await draft(work, **own)) is not None) is is_offered


async def test_a_case_that_is_hidden_from_somebody_is_not_offered(work: Work) -> None:
    case = await add_case(work)
    work.session.add(Avoidance(station_id=1, case_id=case.id, deputy_id=1))
    await work.session.flush()
    assert await similar_case(work, await draft(work)) is None


async def test_the_most_alike_is_offered(work: Work) -> None:
    await add_case(work, text="排水沟的盖板丢了两块")
    alike = await add_case(work)
    await add_case(work, text="村头的水沟边上的树倒了")
    assert await similar_case(work, await draft(work)) is alike


async def test_supporting_leaving_and_coming_back(work: Work) -> None:
    case, own = await add_case(work, number=1), await draft(work)
    offered = Ref(own.id, own.version)
    for _ in range(2):  # a double tap
        await supporting.support(work, LI, Ref(case.id), offered)
    await supporting.support(work, LI, Ref(number="0001"))
    assert await supporting.supporters_of(work, case) == [2]
    assert await work.session.get(Case, (1, own.id)) is None
    await supporting.tell_followers(work, case, "accepted")
    await supporting.leave(work, LI, Ref(number="1"))
    await supporting.tell_followers(work, case, "closed")
    assert await told(work) == [(2, "followed.accepted")]
    with pytest.raises(NoSuchCase):
        await supporting.leave(work, LI, Ref(number="1"))
    await supporting.support(work, LI, Ref(number="1"))
    assert await supporting.supporters_of(work, case) == [2]


async def test_who_may_not_stand_behind_a_case(work: Work) -> None:
    case = await add_case(work, number=1)
    hidden = await add_case(work, number=2, danger_number="119")
    with pytest.raises(NotYourCase):
        await supporting.support(work, WANG, Ref(case.id))
    for actor, number in ((SUN, "1"), (SUN, "2"), (LI, "3")):
        with pytest.raises(NoSuchCase):
            await supporting.support(work, actor, Ref(number=number))
    with pytest.raises(NoSuchChoice):
        await supporting.support(work, LI, Ref(hidden.id))
    assert await supporting.supporters_of(work, case) == await supporting.supporters_of(work, hidden) == []


async def test_a_case_that_was_closed_since_it_was_offered_is_said_so_and_the_draft_stays(work: Work) -> None:
    case, own = await add_case(work, number=1), await draft(work)
    case.state, case.closed_at = State.CLOSED, NOW
    with pytest.raises(NoSuchChoice):
        await supporting.support(work, LI, Ref(case.id), Ref(own.id, own.version))
    assert await work.session.get(Case, (1, own.id)) is own
    assert await supporting.supporters_of(work, case) == []


async def test_those_of_a_merged_case_hear_of_its_master(work: Work) -> None:
    master = await add_case(work, number=1)
    merged = await add_case(work, number=2, constituent_id=3)
    await supporting.support(work, LI, Ref(merged.id))
    merged.state, merged.state_before, merged.master_id = State.MERGED, State.ACCEPTED, master.id
    await work.session.flush()
    await supporting.tell_followers(work, master, "accepted")
    assert {person for person, _ in await told(work)} == {2, 3}


async def test_only_public_steps_are_told(work: Work) -> None:
    with pytest.raises(ValueError, match="returned"):
        await supporting.tell_followers(work, await add_case(work), "returned")
