"""A backup brings back every row, on the same kind of database and on the other one."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.backup.age import backups
from bot.backup.checking import check, differing_tables
from bot.backup.container import BackupBroken
from bot.backup.daily import alone_in, back_up
from bot.backup.making import make
from bot.backup.restoring import NotEmpty, read, restore
from bot.backup.rows import summaries, tables
from bot.demo.clock import MovableClock
from bot.demo.staging import Stage
from bot.process import Process
from bot.schedule import fetch_files
from hotline.audit import anchor_days
from storage import schema
from storage.database import Database
from storage.queries.cases import case_by_number
from storage.schema import SchemaMismatch
from storage.vault import Vault
from tests.journeys.constituents import card_with, says
from tests.journeys.officials import accepted, go_to, liaison, reply
from tests.support import databases
from tests.support.newer_program import newer_program

pytestmark = pytest.mark.slow


@pytest.fixture
async def used(stage: Stage, clock: MovableClock) -> Stage:
    """A case with a photo was answered, and the day is anchored."""
    wang, deputy, card = await accepted(stage)
    await wang.send_photo(caption="就是这里")
    await card_with(wang, "提交")
    await reply(deputy, card, "正在解决", "列进计划了")
    await says(wang, "列进计划了")
    await go_to(stage, clock, "06-16T09:00")
    async with stage.process.unit_of_work() as work:
        await anchor_days(work)
    return stage


@pytest.fixture
async def backup(used: Stage, tmp_path: Path) -> Path:
    while not (await rows_of(used.process.database))["attachment_chunk"][0]:
        await fetch_files(used.process)
    path = tmp_path / "copies" / "one.backup"
    await make(used.process.database, used.process.vault, path, used.process.clock())
    return path


@pytest.fixture
async def sqlite(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Database]:
    async with databases.sqlite_copy(sqlite_template, tmp_path) as url:
        database = Database(url, 1)
        yield database
        await database.close()


@pytest.fixture
async def postgresql(postgres_server: str) -> AsyncIterator[Database]:
    async with databases.postgres_copy(postgres_server) as url:
        database = Database(url, 1)
        yield database
        await database.close()


async def rows_of(database: Database) -> dict[str, list[object]]:
    async with database.snapshot() as session:
        return await summaries(session, database.station_id)


async def test_every_table_is_in_it(used: Stage, backup: Path) -> None:
    manifest = read(backup, used.process.vault)
    assert set(manifest.tables) == {table.name for table in tables()}
    assert manifest.tables["cases"][0] == 2
    assert manifest.tables["attachment_chunk"][0] == 1
    assert manifest.rows > 50


async def test_it_comes_back_on_sqlite(used: Stage, backup: Path, sqlite: Database) -> None:
    manifest = await restore(backup, used.process.vault, sqlite)
    assert await rows_of(sqlite) == manifest.tables
    assert await differing_tables(sqlite, manifest) == []


async def test_it_comes_back_on_postgresql(used: Stage, backup: Path, postgresql: Database) -> None:
    manifest = await restore(backup, used.process.vault, postgresql)
    assert await rows_of(postgresql) == manifest.tables


async def test_a_restored_hotline_goes_on(used: Stage, backup: Path, sqlite: Database) -> None:
    await restore(backup, used.process.vault, sqlite)
    settings = used.process.settings
    url = sqlite.url.render_as_string(hide_password=False)
    again = Process(
        settings.model_copy(update={"database": settings.database.model_copy(update={"url": url})}),
        clock=used.process.clock,
    )
    async with again.opened(), again.unit_of_work() as work:
        case = await case_by_number(work.session, work.station_id, 1)
        assert case is not None
        assert case.state == "replied"


async def test_checking_it_restores_it_and_verifies_the_chains(used: Stage, backup: Path) -> None:
    found = await check(backup, used.process.settings, used.process.vault)
    assert found.is_sound
    assert (found.report.days, found.report.chains) == (1, 2)


async def test_a_changed_row_of_the_source_is_found_in_the_copy(used: Stage, tmp_path: Path) -> None:
    async with used.process.database.engine.begin() as connection:
        await connection.execute(sa.text("UPDATE event SET kind = 'other' WHERE sequence = 2"))
    path = tmp_path / "changed.backup"
    await make(used.process.database, used.process.vault, path, used.process.clock())
    found = await check(path, used.process.settings, used.process.vault)
    assert not found.is_sound
    assert "event 2" in str(found.report.findings[0])


async def test_nothing_is_overwritten(used: Stage, backup: Path) -> None:
    with pytest.raises(NotEmpty):
        await restore(backup, used.process.vault, used.process.database)
    with pytest.raises(FileExistsError):
        await make(used.process.database, used.process.vault, backup, used.process.clock())


async def test_with_another_key_nothing_comes_back(used: Stage, backup: Path, sqlite: Database) -> None:
    with pytest.raises(BackupBroken):
        await restore(backup, Vault(b"x" * 32), sqlite)
    assert (await rows_of(sqlite))["cases"][0] == 0


async def test_half_a_backup_leaves_the_database_empty(
    used: Stage, backup: Path, sqlite: Database, tmp_path: Path
) -> None:
    half = tmp_path / "half.backup"
    _halve(backup, half)
    with pytest.raises(BackupBroken):
        await restore(half, used.process.vault, sqlite)
    assert all(rows == 0 for rows, _ in (await rows_of(sqlite)).values())


def _halve(path: Path, half: Path) -> None:
    whole = path.read_bytes()
    half.write_bytes(whole[: len(whole) // 2])


async def test_a_backup_of_a_newer_program_is_refused(used: Stage, tmp_path: Path, sqlite: Database) -> None:
    path = tmp_path / "newer.backup"
    with newer_program(tmp_path):
        await schema.upgrade(used.process.database)
        await make(used.process.database, used.process.vault, path, used.process.clock())
    with pytest.raises(SchemaMismatch, match="9999"):
        await restore(path, used.process.vault, sqlite)


def test_nobody_else_can_read_the_file(backup: Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600
    assert list(backup.parent.iterdir()) == [backup]


def with_backups(stage: Stage, folder: Path) -> Process:
    settings = stage.process.settings
    wanted = settings.backup.model_copy(update={"folder": folder, "keep": 2})
    return Process(settings.model_copy(update={"backup": wanted}), clock=stage.process.clock)


async def test_each_day_has_one_and_old_ones_go(used: Stage, clock: MovableClock, tmp_path: Path) -> None:
    folder = tmp_path / "daily"
    process = with_backups(used, folder)
    await process.knowledge.refresh()
    try:
        with alone_in(folder):
            assert await back_up(process) is None, "another process is at it"
        first = await back_up(process)
        assert first is not None
        assert await back_up(process) is None
        await go_to(used, clock, "06-17T02:29")
        assert await back_up(process) is None
        for day in (17, 18, 22):
            await go_to(used, clock, f"06-{day}T02:31")
            assert await back_up(process) is not None
    finally:
        await process.database.close()
    kept = backups(folder, process.station_id)
    assert len(kept) == 2
    assert first not in kept


async def test_a_backup_that_fails_is_told(used: Stage, tmp_path: Path) -> None:
    boss = await liaison(used)
    folder = tmp_path / "file"
    folder.write_text("not a folder")
    process = with_backups(used, folder)
    await process.knowledge.refresh()
    try:
        assert await back_up(process) is None
    finally:
        await process.database.close()
    await says(boss, "备份没有做成")


async def test_without_a_folder_there_is_none(used: Stage) -> None:
    assert used.process.settings.backup_folder is None
    assert await back_up(used.process) is None
