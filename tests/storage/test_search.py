"""Search finds all cases that have the words, the newest first, wherever in the register they are."""

from datetime import UTC, datetime
from itertools import chain

import pytest

from storage.database import Database
from storage.queries import search
from storage.queries.board import Reader
from storage.queries.search import FROM_NEWEST, Found, Start
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


async def look(database: Database, *asked: str, start: Start = FROM_NEWEST) -> Found:
    async with database.reading() as session:
        return await search.look(session, 1, Reader(), [([word], len(word) == 1) for word in asked], start)


def has(said: str, asked: str) -> bool:
    """A single character is asked for as the beginning of a word."""
    return any(word.startswith(asked) if len(asked) == 1 else word == asked for word in said.split())


async def all_looks(database: Database, *asked: str) -> list[list[int]]:
    """What is found from the newest to the oldest, look by look."""
    looks, start = list[list[int]](), FROM_NEWEST
    while True:
        found = await look(database, *asked, start=start)
        looks.append(found.case_ids)
        if found.older is None:
            return looks
        start = found.older


PAIRS = [(EACH,), (FIFTH,), (TWENTIETH,), (NONE,), (EACH, TWENTIETH), (FIFTH, TWENTIETH), (str(7 * STEP),)]
SINGLE = [(EACH[0],), (FIFTH[0],), (TWENTIETH[0],), (NONE[0],), (EACH[0], FIFTH[0]), (EACH[0], TWENTIETH)]


@pytest.mark.parametrize(
    ("asked", "read_first"),
    [(asked, 4_096) for asked in PAIRS] + [(asked, many) for asked in SINGLE for many in (17, 4_096)],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else str(value),
)
async def test_look_after_look_finds_each_case_once_the_newest_first(
    database: Database, monkeypatch: pytest.MonkeyPatch, asked: tuple[str, ...], read_first: int
) -> None:
    monkeypatch.setattr(search, "_READ_FIRST", read_first)
    kept = await fill(database, monkeypatch)
    having = sorted((key for key, said in kept.items() if all(has(said, one) for one in asked)), reverse=True)
    looks = await all_looks(database, *asked)
    assert looks[0] == having[: len(looks[0])]
    assert bool(looks[0]) == bool(having)
    assert all(one == sorted(one, reverse=True) and len(one) <= MOST for one in looks)
    assert sorted(chain.from_iterable(looks), reverse=True) == having


async def test_a_short_register_is_looked_through_at_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = await fill(database, monkeypatch)
    monkeypatch.setattr(search, "VOLUME", CASES * STEP)
    having = sorted((key for key, said in kept.items() if TWENTIETH in said), reverse=True)
    for start in (FROM_NEWEST, Start(is_past=True)):
        assert await look(database, TWENTIETH, start=start) == Found(having, None)


async def test_a_case_is_found_by_its_number_by_who_may_see_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = await fill(database, monkeypatch)
    async with database.reading() as session:
        assert await search.numbered(session, 1, Reader(), STEP) == min(kept)
        assert await search.numbered(session, 1, Reader(), 11 * STEP) is None
        assert await search.numbered(session, 1, Reader(), STEP + 1) is None
        assert await search.numbered(session, 2, Reader(), STEP) is None


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("asked", "times"), [(EACH, 1), (FIFTH, 2), (NONE, 3), (EACH[0], 0), (NONE[0], 3)], ids=str
)
async def test_the_index_is_asked_about_older_volumes_only_for_what_newer_ones_lack(
    database: Database, monkeypatch: pytest.MonkeyPatch, asked: str, times: int
) -> None:
    """And not at all about the beginning of a word that many cases have."""
    await fill(database, monkeypatch)
    plans = await plans_of(database, lambda: look(database, asked))
    assert len([one for one in plans if "to_tsquery" in one.text]) == times


async def test_a_case_that_is_written_down_anew_stays_in_its_volume(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = await fill(database, monkeypatch)
    newest, oldest = max(kept), min(kept)
    async with database.transaction() as session:
        for key in (newest, oldest):
            await search.write(session, await session.get_one(Case, (1, key)), NONE)
        await search.append(session, 1, newest, f" {TWENTIETH}", longest=1000)
    assert await all_looks(database, NONE) == [[newest], [oldest]]
    assert (await look(database, NONE, TWENTIETH)).case_ids == [newest]
    assert newest not in chain.from_iterable(await all_looks(database, EACH))
