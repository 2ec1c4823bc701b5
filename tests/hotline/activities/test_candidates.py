"""Candidates for 办实事: what speaks for a matter, in which order, and what is never counted."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.demo.staging import Stage
from hotline.activities.candidates import Why, find_candidates, rank
from hotline.errors import NotAllowed
from hotline.permissions import Actor
from hotline.work import Work
from storage.queries import roster
from storage.tables import Avoidance, Case, Person, Support
from storage.vocabulary import Role, State

START = datetime(2026, 1, 10, tzinfo=UTC)
OFFICE = Actor(1, frozenset({Role.LIAISON}))
NAMES = {1: "靠山屯村", 2: "双井村"}


def row(**facts: Any) -> dict[str, Any]:
    """A matter of two cases a month apart, one still open."""
    return {
        "place_id": 1,
        "subject": "农村公路",
        "cases": 2,
        "first_at": START,
        "last_at": START + timedelta(days=30),
        "solved_at": None,
        "open": 1,
        "deferred": 0,
        **facts,
    }


@pytest.mark.parametrize(
    ("facts", "supporters", "why"),
    [
        ({}, 0, None),
        ({"cases": 3}, 0, (Why.MANY,)),
        ({"solved_at": START + timedelta(days=29)}, 0, (Why.AGAIN,)),  # filed again a day after
        ({"solved_at": START + timedelta(days=31)}, 0, None),  # closed after the last was filed
        ({}, 3, (Why.SUPPORTED,)),
        ({"open": 0}, 3, None),  # it has been done
        ({"cases": 3, "solved_at": START}, 3, (Why.MANY, Why.AGAIN, Why.SUPPORTED)),
        ({"place_id": 9, "cases": 5}, 0, None),  # the place has left the roster
    ],
)
def test_something_must_speak_for_a_matter(
    facts: dict[str, Any], supporters: int, why: tuple[Why, ...] | None
) -> None:
    found = rank([row(**facts)], {(1, "农村公路"): supporters}, NAMES)
    assert [one.why for one in found] == ([] if why is None else [why])


def test_the_weightiest_come_first() -> None:
    rows = [
        row(cases=3),
        row(cases=4, place_id=2),
        row(cases=3, subject="农村饮水", first_at=START - timedelta(9)),
    ]
    found = rank(rows, {(1, "农村公路"): 2}, NAMES)
    assert [(one.place, one.subject, one.cases + one.supporters) for one in found] == [
        ("靠山屯村", "农村公路", 5),
        ("双井村", "农村公路", 4),
        ("靠山屯村", "农村饮水", 3),
    ]


async def a_person(work: Work) -> int:
    person = Person(station_id=1, created_at=work.now)
    work.session.add(person)
    await work.session.flush()
    return person.id


async def a_case(work: Work, **columns: Any) -> Case:
    """A filed case of somebody of 靠山屯村 about its road."""
    village = next(row for row in await roster.villages(work.session, 1) if row.name == "靠山屯村")
    case = Case(
        station_id=1,
        constituent_id=await a_person(work),
        **{
            "place_id": village.id,
            "topic": "农村公路",
            "category": "交通运输",
            "state": State.IN_PROGRESS,
            "created_at": work.now,
            "state_since": work.now,
            "submitted_at": work.now,
            **columns,
        },
    )
    work.session.add(case)
    await work.session.flush()
    return case


async def test_they_are_counted_from_the_cases_themselves(stage: Stage) -> None:
    async with stage.process.unit_of_work() as work:
        now = work.now
        for state, topic in (
            (State.DEFERRED, "农村公路"),
            (State.MERGED, "农村公路"),
            (State.IN_PROGRESS, None),
        ):
            await a_case(work, state=state, topic=topic, category="农村公路" if topic is None else "交通运输")
        master = await a_case(work, submitted_at=now - timedelta(days=40), closed_at=now, state=State.CLOSED)
        for left_at in (None, None, now):
            person = await a_person(work)
            work.session.add(
                Support(station_id=1, case_id=master.id, person_id=person, at=now, left_at=left_at)
            )
        # None of these counts.
        await a_case(work, submitted_at=now - timedelta(days=400))
        for columns in (
            {"state": State.WITHDRAWN},
            {"state": State.NOT_ACCEPTED},
            {"state": State.DRAFT, "submitted_at": None},
            {"names_liaison": True},
            {"danger_number": "119"},
            {"exclusion": "court"},
            {"place_id": None},
        ):
            await a_case(work, **columns)
        hidden = await a_case(work)
        deputy = (await roster.deputies(work.session, 1))[0]
        work.session.add(Avoidance(station_id=1, case_id=hidden.id, deputy_id=deputy.id))

    async with stage.process.unit_of_work() as work:
        (found,) = await find_candidates(work, OFFICE)
        assert (found.place, found.subject) == ("靠山屯村", "农村公路")
        assert (found.cases, found.supporters, found.open, found.deferred) == (5, 2, 3, 1)
        assert found.since == now - timedelta(days=40)
        assert found.why == (Why.MANY,)
        # Whoever is named in a case sees nothing of it here either.
        both = Actor(1, frozenset({Role.LIAISON, Role.DEPUTY}), deputy.id)
        assert [one.cases for one in await find_candidates(work, both)] == [4]
        assert [one.cases for one in await find_candidates(work, OFFICE, months=1)] == [4]
        with pytest.raises(NotAllowed):
            await find_candidates(work, Actor(1, frozenset({Role.DEPUTY, Role.CONSTITUENT}), deputy.id))
