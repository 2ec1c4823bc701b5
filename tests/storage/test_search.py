"""Search finds the newest of all cases that have the words, wherever in the register they are."""

from datetime import UTC, datetime

import pytest

from storage.database import Database
from storage.queries import search
from storage.queries.board import Reader
from storage.tables import Case, CaseSearch, Person, Station
from storage.vocabulary import State
from tests.benchmarks.plans import plans_of

FILED = datetime(2026, 5, 1, tzinfo=UTC)
MOST, CASES, STEP = 5, 60, 3_000
"""Numbers with gaps, as a register of many volumes would have them."""
EACH, FIFTH, TWENTIETH, NONE = "机井", "路灯", "渠道", "桥栏"


def words(place: int) -> str:
    said = [EACH, *([FIFTH] * (place % 5 == 0)), *([TWENTIETH] * (place % 20 == 0))]
    return " ".join([str(place * STEP), *said])


async def fill(database: Database, monkeypatch: pytest.MonkeyPatch) -> dict[int, str]:
    """What finds each case, by id. Every eleventh names the liaison; the older half has no volume."""
    monkeypatch.setattr(search, "MOST_FOUND", MOST)
    kept = {}
    async with database.transaction() as session:
        person = Person(station_id=1, created_at=FILED)
        session.add_all([Station(id=1, next_number=CASES * STEP + 1), person])
        await session.flush()
        for place in range(1, CASES + 1):
            case = Case(
                station_id=1,
                constituent_id=person.id,
                number=place * STEP,
                state=State.ACCEPTED,
                names_liaison=place % 11 == 0,
                created_at=FILED,
                state_since=FILED,
            )
            session.add(case)
            await session.flush()
            if place <= CASES // 2:
                session.add(CaseSearch(station_id=1, case_id=case.id, words=words(place)))
            else:
                search.begin(session, case, words(place))
            if not case.names_liaison:
                kept[case.id] = words(place)
    return kept


async def found(database: Database, *asked: str) -> list[int]:
    async with database.reading() as session:
        return await search.newest(session, 1, Reader(), [([word], False) for word in asked])


@pytest.mark.parametrize(
    "asked",
    [(EACH,), (FIFTH,), (TWENTIETH,), (NONE,), (EACH, TWENTIETH), (FIFTH, TWENTIETH), (str(7 * STEP),)],
    ids=" ".join,
)
async def test_the_newest_that_have_the_words(
    database: Database, monkeypatch: pytest.MonkeyPatch, asked: tuple[str, ...]
) -> None:
    kept = await fill(database, monkeypatch)
    having = [key for key, said in kept.items() if set(asked) <= set(said.split())]
    assert await found(database, *asked) == sorted(having, reverse=True)[:MOST]


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
@pytest.mark.parametrize(("asked", "times"), [(EACH, 1), (FIFTH, 2), (TWENTIETH, 3)])
async def test_older_volumes_are_looked_through_only_for_what_newer_ones_lack(
    database: Database, monkeypatch: pytest.MonkeyPatch, asked: str, times: int
) -> None:
    await fill(database, monkeypatch)
    plans = await plans_of(database, lambda: found(database, asked))
    assert len([one for one in plans if "case_search" in one.text]) == times


async def test_a_case_that_is_written_down_anew_stays_in_its_volume(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = await fill(database, monkeypatch)
    newest, oldest = max(kept), min(kept)
    async with database.transaction() as session:
        for key in (newest, oldest):
            await search.write(session, await session.get_one(Case, (1, key)), NONE)
        await search.append(session, 1, newest, f" {TWENTIETH}", longest=1000)
    assert await found(database, NONE) == [newest, oldest]
    assert newest in await found(database, NONE, TWENTIETH)
    assert newest not in await found(database, EACH)
