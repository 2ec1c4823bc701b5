"""What an update asks of the database stays within bounds: counted, since a clock tells of the machine."""

import re
from collections.abc import Iterable

import pytest
import sqlalchemy as sa

from hotline.drafts import begin
from hotline.material import Material
from hotline.permissions import Actor
from hotline.privacy import erase, kept_of
from storage.database import Database
from storage.tables import Person
from storage.vocabulary import Role
from tests.benchmarks.statements import measure, telegram_here
from tests.support.bench import Bench, Member

_MOST_OF_INTAKE, _MOST_OF_DELIVERY, _MOST_COMMITS = 42, 20, 10
# Of all kinds of updates of a case, its sending included.
_MOST_ON_AVERAGE = 32
# What is done while others who file a case wait for their number.
_AFTER_THE_NUMBER = ["UPDATE cases", "INSERT INTO case_search", "UPDATE inbox", "UPDATE deputy"]


# Both databases are asked the same.
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_no_update_of_a_case_asks_too_much_of_the_database(database_url: str) -> None:
    costs = await measure(telegram_here(), database_url, rounds=1, warming=0)
    asked = {kind: [len(part.statements) for part in pairs[-1]] for kind, pairs in costs.items()}
    commits = {kind: sum(part.commits for part in pairs[-1]) for kind, pairs in costs.items()}
    assert max(intake for intake, _ in asked.values()) <= _MOST_OF_INTAKE, asked
    assert max(sending for _, sending in asked.values()) <= _MOST_OF_DELIVERY, asked
    assert sum(map(sum, asked.values())) / len(asked) <= _MOST_ON_AVERAGE, asked
    assert max(commits.values()) <= _MOST_COMMITS, commits
    filing = costs["a tap to file"][-1][0].statements
    number = next(place for place, text in enumerate(filing) if text.startswith("UPDATE station"))
    last = zip(filing[number + 1 :], _AFTER_THE_NUMBER, strict=True)
    assert [text for text, begins in last if not text.startswith(begins)] == []


# A station has a short list of them, or keeps them for a week: they do not grow with its cases.
_FEW = {"constituency", "deputy", "place", "rolegrant", "station", "ledger", "activity_photo", "seen_text"}
_NAMED = re.compile(r"(?:FROM|JOIN|UPDATE|INTO) (\w+)(?: AS (\w+))?")
_MADE = re.compile(r"(\w+) AS\s*\(SELECT")
_WHOLE = re.compile(
    r"SCAN (\w+)|SEARCH (\w+) USING (?:COVERING )?INDEX (\w+) \(station_id=\?(?: AND (kind|state)=\?)?\)$"
)
# Few wait; no other state of them is asked for by itself.
_BY_STATE = {"inbox"}
_PARTS = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE '% WHERE %'"


async def looked_through(database: Database, statements: Iterable[str]) -> list[str]:
    """Where SQLite reads all rows of a table, or all of a station, that grow with its cases."""
    found = []
    async with database.looking() as connection:
        # What waits, or is open: an index of some rows may be read from its beginning.
        parts = set((await connection.exec_driver_sql(_PARTS)).scalars())
        for text in statements:
            tables = {alias or name: name for name, alias in _NAMED.findall(text)}
            # What has another name is put together from what was read before.
            few = _FEW.union(_MADE.findall(text))
            given = (None,) * text.count("?")
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", given)
            for line in [str(row[-1]) for row in plan]:
                whole = _WHOLE.match(line)
                if whole is None or whole[3] in parts:
                    continue
                table = tables.get(whole[1] or whole[2])
                if table is not None and table not in (few | _BY_STATE if whole[4] else few):
                    found.append(f"{table}: {text}")
    return found


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_no_update_of_a_case_reads_what_grows_with_the_cases(database_url: str) -> None:
    costs = await measure(telegram_here(), database_url, rounds=1, warming=0)
    asked = {text for pairs in costs.values() for pair in pairs for part in pair for text in part.statements}
    database = Database(database_url, 1)
    assert await looked_through(database, sorted(asked)) == []
    await database.close()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_neither_does_erasing_a_person(bench: Bench, wang: Member) -> None:
    asked, database = list[str](), bench.process.database
    case = await bench.case_of(wang)
    await bench.tell(wang, "还没有发出", case)
    await bench.deliver()
    sa.event.listen(
        database.engine.sync_engine,
        "before_cursor_execute",
        lambda _connection, _cursor, text, *_rest: asked.append(text),
    )
    async with bench.process.unit_of_work() as work:
        actor = Actor(wang.id, frozenset({Role.CONSTITUENT}))
        person = await work.session.get_one(Person, (work.station_id, wang.id))
        await begin(work, actor, person, Material(text="还没有提交的一件事"))
        await kept_of(work, person)
        assert await erase(work, actor)
    assert await looked_through(database, sorted(set(asked))) == []


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_what_grows_with_the_cases_is_noticed(database: Database) -> None:
    for asked in ("text = ? ORDER BY id", "text = ? ORDER BY submitted_at", "state = ? AND text = ?"):
        text = f"SELECT * FROM cases WHERE station_id = ? AND {asked}"
        assert await looked_through(database, [text]) == [f"cases: {text}"]
