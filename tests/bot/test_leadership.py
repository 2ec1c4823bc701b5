"""One process polls: on SQLite the second is refused, on PostgreSQL it stands by and takes over."""

import asyncio
import logging
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from bot import leadership
from bot.leadership import AlreadyRunning, leading, only_process
from storage.database import Database

on_postgresql = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)


def test_on_sqlite_the_second_process_is_told_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "hotline.db").touch()
    first, second = (Database(f"sqlite+aiosqlite:///{tmp_path / 'hotline.db'}", 1) for _ in range(2))
    with (
        only_process(first),
        pytest.raises(AlreadyRunning, match=r"is running on .*hotline\.db; stop it first, or use PostgreSQL"),
        only_process(second),
    ):
        pass
    with only_process(second):
        pass


def test_a_database_that_is_not_there_yet_is_left_to_the_check_of_its_schema(tmp_path: Path) -> None:
    with only_process(Database(f"sqlite+aiosqlite:///{tmp_path / 'no' / 'hotline.db'}", 1)):
        assert list(tmp_path.iterdir()) == []


async def test_on_sqlite_whoever_runs_leads(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'hotline.db'}", 1)
    async with leading(database, 1) as check:
        await check()
    await database.close()


@on_postgresql
async def test_several_processes_may_work_on_postgresql(database: Database) -> None:
    with only_process(database), only_process(database):
        pass


@on_postgresql
async def test_who_stands_by_takes_over_when_the_leader_goes(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leadership, "_RETRY_SECONDS", 0.01)
    first, second = Database(database_url, 1), Database(database_url, 1)
    leads = asyncio.Event()

    async def stand_by() -> None:
        async with leading(second, 1) as check:
            await check()
            leads.set()

    async with leading(first, 1):
        standing_by = asyncio.create_task(stand_by())
        # Another station has a leader of its own.
        async with leading(second, 2):
            assert not leads.is_set()
    await first.close()  # as the end of a process does
    async with asyncio.timeout(10):
        await standing_by
    assert leads.is_set()
    await second.close()


@on_postgresql
async def test_who_loses_the_connection_notices_and_the_lock_is_free(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = Database(database_url, 1), Database(database_url, 1)
    with caplog.at_level(logging.CRITICAL):
        async with leading(first, 1) as check:
            await check()
            async with second.transaction() as session:
                await session.exec(
                    sa.text(  # type: ignore[call-overload]
                        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
                    )
                )
            with pytest.raises(DBAPIError):
                await check()
    async with asyncio.timeout(10), leading(second, 1) as check:
        await check()
    await first.close()
    await second.close()


@on_postgresql
async def test_a_block_that_fails_gives_the_lead_back(database_url: str) -> None:
    first, second = Database(database_url, 1), Database(database_url, 1)
    with pytest.raises(ZeroDivisionError):
        async with leading(first, 1):
            raise ZeroDivisionError
    async with asyncio.timeout(10), leading(second, 1):
        pass
    await first.close()
    await second.close()
