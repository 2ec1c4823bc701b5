"""Decisions on proposed words: each counts once, holds while it is looked at, may be taken back."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlmodel import select

from hotline import lexicon_desk
from hotline.errors import NoSuchChoice, NotAllowed
from hotline.lexicon_desk import Review
from hotline.permissions import Actor
from hotline.review import Proposal
from hotline.work import Knowledge, Work
from storage.database import Database
from storage.queries import lexicon as queries
from storage.tables import Case, LexiconProposal, Notice, Person
from storage.vault import Vault
from storage.vocabulary import Role, State

pytestmark = pytest.mark.alike

NOW = datetime(2026, 6, 15, 1, 0, tzinfo=UTC)
LIAISON = Actor(1, frozenset({Role.CONSTITUENT, Role.LIAISON}))
DITCH = Proposal("排水沟", {"农村农业": 1.2, "城乡建设": -0.6}, cases=4, mended=3, broken=0)
PEN = Proposal("羊圈", {"农村农业": 0.6}, cases=4, mended=2, broken=1)


@pytest.fixture
async def work(database: Database) -> AsyncIterator[Work]:
    knowledge = cast(Knowledge, SimpleNamespace(lexicon_version=0, confidence=0.8))
    async with database.transaction() as session:
        session.add(Person(station_id=1, id=1, created_at=NOW))
        await session.flush()
        yield Work(session, 1, NOW, Vault(bytes(32)), knowledge)


async def propose(work: Work, *found: Proposal, corrections: int = 4) -> list[LexiconProposal]:
    """A review found these; what waits then, best first."""
    version = await queries.lexicon_version(work.session, 1)
    await lexicon_desk.note_proposals(work, Review([], [], corrections, version), found)
    return await queries.proposals(work.session, 1)


async def agreed(work: Work) -> dict[tuple[str, str], float]:
    rows = await queries.agreed(work.session, 1)
    return {(row.text, row.category): row.weight for row in rows}


async def answers(work: Work) -> list[Notice]:
    await work.session.flush()
    return list(await work.session.exec(select(Notice).order_by(Notice.id)))  # type: ignore[arg-type]


async def test_the_best_proposal_is_shown_with_its_effect(work: Work) -> None:
    await propose(work, PEN, DITCH)
    await lexicon_desk.show_next(work, LIAISON)
    shown = (await answers(work))[-1]
    expected = {"word": "排水沟", "category": "农村农业", "others": ["城乡建设"], "mended": 3, "broken": 0}
    assert shown.kind == "lexicon.proposal"
    assert {key: shown.params[key] for key in expected} == expected
    assert (shown.params["waiting"], shown.params["agreed"]) == (2, 0)


async def test_a_double_tap_counts_once(work: Work) -> None:
    first, _ = await propose(work, DITCH, PEN)
    for _ in range(2):
        await lexicon_desk.agree(work, LIAISON, first.id)
    assert await agreed(work) == {("排水沟", "农村农业"): 1.2, ("排水沟", "城乡建设"): -0.6}
    assert await queries.lexicon_version(work.session, 1) == 1
    assert [row.text for row in await queries.proposals(work.session, 1)] == ["羊圈"]
    assert work.has_new_lexicon


async def test_agreeing_again_later_adds_to_the_weight(work: Work) -> None:
    await propose(work, PEN)
    await lexicon_desk.agree(work, LIAISON)
    await propose(work, PEN, corrections=9)
    await lexicon_desk.agree(work, LIAISON)
    assert await agreed(work) == {("羊圈", "农村农业"): 1.2}


async def test_what_the_liaison_looks_at_stays_valid_through_another_review(work: Work) -> None:
    first, _ = await propose(work, DITCH, PEN)
    assert [row.text for row in await propose(work, PEN, corrections=5)] == ["羊圈"]
    await lexicon_desk.agree(work, LIAISON, first.id)
    assert ("排水沟", "农村农业") in await agreed(work)


@pytest.mark.parametrize(
    ("mended", "waits"),
    [
        (2, False),  # put off, and no more speaks for it
        (3, True),  # one more case does
    ],
)
async def test_what_was_put_off_comes_again_once_more_speaks_for_it(
    work: Work, mended: int, waits: bool
) -> None:
    await propose(work, PEN)
    await lexicon_desk.put_off(work, LIAISON)
    assert await queries.proposals(work.session, 1) == []
    again = Proposal(PEN.text, PEN.weights, 5, mended, 0)
    assert bool(await propose(work, again, corrections=5)) is waits


async def test_all_at_once_and_back(work: Work) -> None:
    await propose(work, DITCH, PEN)
    await lexicon_desk.agree_to_all(work, LIAISON)
    assert {text for text, _ in await agreed(work)} == {"排水沟", "羊圈"}
    await lexicon_desk.take_back(work, LIAISON, word="排水沟")
    assert await agreed(work) == {("羊圈", "农村农业"): 0.6}
    assert await queries.lexicon_version(work.session, 1) == 2
    # It is not proposed again at once.
    assert await propose(work, DITCH, corrections=6) == []
    with pytest.raises(NoSuchChoice):
        await lexicon_desk.take_back(work, LIAISON, word="排水沟")


async def test_the_result_for_an_older_lexicon_is_dropped(work: Work) -> None:
    await propose(work, PEN)
    await lexicon_desk.agree(work, LIAISON)
    await lexicon_desk.note_proposals(work, Review([], [], 9, lexicon_version=0), [DITCH])
    assert await queries.proposals(work.session, 1) == []


async def test_a_review_is_due_after_a_correction_and_not_twice(work: Work) -> None:
    assert await lexicon_desk.begin_review(work) is None
    common: dict[str, Any] = {"station_id": 1, "constituent_id": 1, "created_at": NOW, "state_since": NOW}
    corrected = Case(
        text="排水沟堵了", category="农村农业", has_chosen_category=True, confidence=1.0, **common
    )
    kept = Case(text="路灯坏了", category="城乡建设", confidence=0.9, **common)
    unsure = Case(text="有点事", category="政法", confidence=0.3, **common)
    for number, case in enumerate((corrected, kept, unsure), 1):
        case.number, case.state, case.submitted_at = number, State.SUBMITTED, NOW
        work.session.add(case)
    work.session.add(Case(text="草稿", category="政法", has_chosen_category=True, **common))
    await work.session.flush()
    review = await lexicon_desk.begin_review(work)
    assert review is not None
    assert [message.detail for message in review.corrected] == ["排水沟堵了"]
    assert [message.detail for message in review.kept] == ["路灯坏了"]
    await lexicon_desk.note_proposals(work, review, [])
    assert await lexicon_desk.begin_review(work) is None


async def test_only_the_liaison_decides(work: Work) -> None:
    await propose(work, DITCH)
    for role in (Role.CONSTITUENT, Role.DEPUTY, Role.PRESIDIUM):
        with pytest.raises(NotAllowed):
            await lexicon_desk.agree_to_all(work, Actor(1, frozenset({role})))
    assert await agreed(work) == {}
