"""On SQLite what waits for nobody is done at once, and what may take long is not done in everybody's way."""

import threading
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import lite
from storage.database import Database

WHO = sa.text("SELECT whose_thread()")


async def thread_of(session: AsyncSession) -> int:
    """The thread on which a statement of this transaction is carried out."""
    raw: Any = await (await session.connection()).get_raw_connection()
    raw.driver_connection._conn.create_function("whose_thread", 0, threading.get_ident)
    return int((await session.exec(WHO)).scalar_one())  # type: ignore[call-overload]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_whoever_reads_goes_to_the_connections_thread_and_whoever_may_write_does_not(
    database: Database,
) -> None:
    here = threading.get_ident()
    for _ in range(2):
        # The second time the same connections are used again.
        async with database.transaction() as session:
            assert await thread_of(session) == here
        async with database.reading() as session:
            assert await thread_of(session) != here


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_what_took_long_goes_to_the_thread_until_it_is_quick_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = threading.get_ident()
    async with database.transaction() as session:
        monkeypatch.setattr(lite, "_LONG_SECONDS", -1.0)  # whatever is done now is long
        assert await thread_of(session) == here
        assert await thread_of(session) != here
        monkeypatch.setattr(lite, "_LONG_SECONDS", 1_000.0)
        assert await thread_of(session) != here
        assert await thread_of(session) == here


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_more_rows_than_are_brought_along_all_arrive(database: Database) -> None:
    counting = sa.text(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500) SELECT i FROM n"
    )
    async with database.transaction() as session:
        found = await session.exec(counting)  # type: ignore[call-overload]
        assert [row[0] for row in found] == list(range(1, 2501))
