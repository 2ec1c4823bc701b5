"""An outage of the database is told apart from faults of what was asked of it, by the codes of both."""

import asyncio
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from storage.database import Database
from storage.outages import WORDS, Outage, outage_of
from storage.queries import inbox
from tests.support.outages import each_outage, outage

LONG = b"x" * 100_000


async def keep(database: Database, update_id: int) -> None:
    async with database.transaction() as session:
        row = {"station_id": 1, "update_id": update_id, "chat": "c", "sealed": LONG, "state": inbox.WAITING}
        await inbox.store(session, [row | {"attempts": 0, "received_at": datetime.now(UTC)}])


async def error_of(database: Database, statement: str) -> BaseException:
    with pytest.raises(DBAPIError) as caught:
        async with database.transaction() as session:
            await (await session.connection()).execute(sa.text(statement))
    return caught.value


@each_outage
async def test_each_outage_is_known_and_ends(database: Database, kind: Outage) -> None:
    seen: list[Outage] = []
    database.on_outage = seen.append
    async with outage(database, kind):
        with pytest.raises(DBAPIError) as caught:
            await keep(database, 1)
        assert outage_of(caught.value) is kind
    assert seen == [kind]
    await keep(database, 2)
    assert seen == [kind]


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM no_such_table",
        "SELEC 1",
        "INSERT INTO person (station_id, id) VALUES (1, NULL)",
    ],
)
async def test_a_fault_of_ours_is_no_outage(database: Database, statement: str) -> None:
    seen: list[Outage] = []
    database.on_outage = seen.append
    assert outage_of(await error_of(database, statement)) is None
    assert seen == []


async def test_a_cause_further_back_is_found_and_a_circle_ends() -> None:
    outer, inner = RuntimeError("outer"), ConnectionResetError()
    outer.__cause__, inner.__cause__ = inner, outer
    assert outage_of(outer) is Outage.GONE
    inner.__cause__ = outer.__cause__ = None
    assert outage_of(outer) is None
    assert outage_of(asyncio.CancelledError()) is None


def test_every_outage_has_words_that_say_what_to_do() -> None:
    assert WORDS.keys() == set(Outage)
    assert all("; " in words for words in WORDS.values())
