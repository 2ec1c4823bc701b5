"""The desk's lists go by the state of a case: what is over and done does not slow them down."""

from datetime import UTC, datetime

import pytest

from storage.database import Database
from storage.queries import board
from storage.queries.board import OVER, Filter, Reader
from storage.queries.lights import Reckoning
from storage.vocabulary import State
from tests.benchmarks.plans import plans_of

OPEN = Filter(frozenset(State) - OVER - {State.DRAFT})
NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
RECKONING = Reckoning(NOON, 0.3, ((NOON, 0.0, 3600.0),))
pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.mark.parametrize("reader", [Reader(), Reader(deputy_id=7)], ids=["liaison", "liaison and deputy"])
async def test_open_cases_are_counted_and_listed_by_their_state(database: Database, reader: Reader) -> None:
    async def look() -> None:
        async with database.reading() as session:
            await board.count(session, 1, reader, OPEN, RECKONING)
            await board.page(session, 1, reader, OPEN, RECKONING, offset=0, limit=50)

    counted, listed, _ = await plans_of(database, look)
    for statement in (counted, listed):
        assert any("ix_cases_station_id_state_" in line for line in statement.plan), statement.plan
