"""Every statement that the program sends names its station for each table: tests/conftest.py looks at all of
them while the other tests run, and here is what it goes by.
"""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel, col, select

import storage
from storage.database import Database
from storage.tables import Avoidance, Case, Deputy, Entry, Station
from tests.support.station_key import unbound, unbound_in_text
from tests.support.station_watch import StationWatch

CASES = sa.select(col(Case.id)).where(col(Case.station_id) == 1)
AVOIDED = sa.exists().where(col(Avoidance.case_id) == col(Case.id))
INNER = sa.select(col(Case.id)).subquery()
OTHER = sa.orm.aliased(Case)
HERE, SAME = col(Case.station_id) == 1, col(Deputy.station_id) == col(Case.station_id)

STATEMENTS = [
    ("a value", CASES, set()),
    ("nothing", sa.select(col(Case.id)), {"cases"}),
    ("the number alone", sa.select(col(Case.id)).where(col(Case.number) == 7), {"cases"}),
    ("one side of OR", sa.select(col(Case.id)).where(sa.or_(HERE, col(Case.number) == 7)), {"cases"}),
    ("the station's own row", sa.update(Station).where(col(Station.id) == 1).values(next_number=2), set()),
    ("all stations", sa.update(Station).values(next_number=2), {"station"}),
    ("joined by station", CASES.join(Deputy, sa.and_(SAME, col(Deputy.id) == 5)), set()),
    ("joined without", CASES.join(Deputy, col(Deputy.id) == col(Case.deputy_id)), {"deputy"}),
    ("joined outside", CASES.outerjoin(Deputy, col(Deputy.id) == col(Case.deputy_id)), {"deputy"}),
    ("neither has a value", sa.select(col(Case.id)).join(Deputy, SAME), {"cases", "deputy"}),
    ("only the other of two of one table", CASES.where(col(OTHER.id) == col(Case.master_id)), {"cases"}),
    ("a correlated one", CASES.where(AVOIDED.where(col(Avoidance.station_id) == Case.station_id)), set()),
    ("a correlated one without", CASES.where(AVOIDED), {"avoidance"}),
    ("a subquery", sa.select(sa.func.count()).select_from(CASES.subquery()), set()),
    ("a subquery without", sa.select(sa.select(col(Case.id)).subquery().c.id), {"cases"}),
    ("a subquery of a table that is outside too", CASES.join(INNER, INNER.c.id == col(Case.id)), {"cases"}),
    ("one inside", sa.delete(Entry).where(col(Entry.station_id) == 1, col(Entry.case_id).in_(CASES)), set()),
    ("not outside", sa.delete(Entry).where(col(Entry.case_id).in_(CASES)), {"entry"}),
    ("both of a union", CASES.union(sa.select(col(Case.id))), {"cases"}),
    ("text within", CASES.where(sa.text("cases.id IN (SELECT case_id FROM entry)")), {"entry"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("statement", "missed"), [row[1:] for row in STATEMENTS], ids=[row[0] for row in STATEMENTS]
)
def test_a_table_whose_station_is_not_named_is_found(statement: Any, missed: set[str]) -> None:
    assert unbound(statement) == missed


@pytest.mark.parametrize(
    ("text", "missed"),
    [
        ("SELECT 1", set()),
        ("SELECT id FROM cases WHERE cases.station_id = $1", set()),
        ("UPDATE cases SET text = ''", {"cases"}),
        ("SELECT rowid FROM case_search_index WHERE words MATCH ?", set()),  # an exception, with its reason
    ],
)
def test_statements_in_text_are_read_too(text: str, missed: set[str]) -> None:
    assert unbound_in_text(text) == missed


async def asked_by(place: Path, database: Database) -> None:
    """Ask for all cases there are, as code in this place would."""
    source = "async def ask(session, query):\n    await session.exec(query)\n"
    made: dict[str, Any] = {}
    exec(compile(source, str(place), "exec"), made)
    async with database.reading() as session:
        await made["ask"](session, select(Case.id))


async def test_a_query_of_the_program_is_caught_and_one_of_the_tests_is_not(
    database: Database, station_watch: StationWatch
) -> None:
    await asked_by(Path(__file__), database)
    assert station_watch.missed == []
    await asked_by(Path(storage.__path__[0]) / "queries" / "careless.py", database)
    (missed,) = station_watch.missed
    station_watch.missed.clear()
    assert missed.startswith("storage/queries/careless.py, ask: no station for ['cases'] in: SELECT cases.id")


def test_every_key_and_index_begins_with_the_station() -> None:
    """Else rows of all stations lie between those that are looked for, and no database could split them."""
    tables = [table for table in SQLModel.metadata.sorted_tables if table.name != "station"]
    keys = {f"{table.name}: key": table.primary_key.columns.keys() for table in tables}
    keys |= {str(index.name): index.columns.keys() for table in tables for index in table.indexes}
    for table in tables:
        unique = [one for one in table.constraints if isinstance(one, sa.UniqueConstraint)]
        keys |= {str(one.name): one.columns.keys() for one in (*unique, *table.foreign_key_constraints)}
    assert {name for name, columns in keys.items() if columns[0] != "station_id"} == set()
    assert len(keys) > 100
