"""The database goes to a newer schema and back: with a backup first, and beside whom it was promised to."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import select
from typer.testing import CliRunner, Result

from bot.backup.restoring import read, restore
from bot.cli import app
from bot.custody import alive, processes_at_work
from bot.leadership import AlreadyRunning, only_process
from bot.process import Process
from bot.secrets import new_key
from bot.upgrading import roll_back, upgrade
from storage import schema
from storage.database import ALL_STATIONS, Database
from storage.schema import SchemaMismatch, TablesInUse
from storage.tables import Case, Person, Station
from storage.vault import Vault
from tests.support.bench import Bench
from tests.support.newer_program import REVISION, newer_program

pytestmark = pytest.mark.slow

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
VAULT = Vault(b"k" * 32)
HEAD = schema.revisions()[0]
OLDER = "0003"
on_postgresql = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def _every_statement_names_its_station() -> None:
    """Not here: a change of the schema, and the backup before it, are about all stations."""


@pytest.fixture
async def whole(database_url: str) -> AsyncIterator[Database]:
    """The database with one person in it, opened as tools do that are about all of it."""
    database = Database(database_url, ALL_STATIONS)
    async with database.transaction() as session:
        session.add(Station(id=1))
        session.add(Person(station_id=1, id=5, created_at=NOW))
    yield database
    await database.close()


async def persons(database: Database) -> list[int]:
    async with database.reading() as session:
        return list((await session.exec(select(Person.id))).all())


async def test_an_older_database_is_kept_before_it_is_changed(whole: Database, tmp_path: Path) -> None:
    await schema.downgrade(whole, OLDER)
    moved = await upgrade(whole, VAULT, NOW, tmp_path / "kept")
    assert (moved.found, moved.reached) == (OLDER, HEAD)
    await schema.check(whole)
    assert await persons(whole) == [5]
    assert moved.backup is not None
    manifest = read(moved.backup, VAULT)
    assert (manifest.revision, manifest.tables["person"][0]) == (OLDER, 1)
    assert "pause" not in manifest.tables, "0003 had no such table"
    copy = Database(f"sqlite+aiosqlite:///{tmp_path / 'copy.db'}", ALL_STATIONS)
    await restore(moved.backup, VAULT, copy)
    assert await persons(copy) == [5]
    await copy.close()


@on_sqlite
async def test_where_it_is_already_nothing_happens(whole: Database, tmp_path: Path) -> None:
    moved = await upgrade(whole, VAULT, NOW, tmp_path / "kept")
    assert (moved.found, moved.reached, moved.backup) == (HEAD, HEAD, None)
    assert not (tmp_path / "kept").exists()


@on_sqlite
async def test_back_and_forth_with_a_backup_each_time(whole: Database, tmp_path: Path) -> None:
    back = await roll_back(whole, VAULT, NOW, OLDER, tmp_path)
    assert (back.found, back.reached) == (HEAD, OLDER)
    assert back.backup is not None
    assert read(back.backup, VAULT).revision == HEAD
    with pytest.raises(SchemaMismatch, match=f"{OLDER}, this program needs {HEAD}"):
        await schema.check(whole)
    await upgrade(whole, VAULT, NOW)
    assert await persons(whole) == [5]


@on_sqlite
@pytest.mark.parametrize("to", ["0000", REVISION])
async def test_back_goes_only_to_what_is_older_and_known(whole: Database, to: str) -> None:
    with pytest.raises(SchemaMismatch):
        await roll_back(whole, VAULT, NOW, to)
    assert await schema.current(whole) == HEAD


@on_sqlite
async def test_on_sqlite_the_hotline_has_to_be_stopped(whole: Database, tmp_path: Path) -> None:
    with newer_program(tmp_path), only_process(whole):
        for change in (upgrade(whole, VAULT, NOW), roll_back(whole, VAULT, NOW, OLDER)):
            with pytest.raises(AlreadyRunning, match="stop it first"):
                await change
    assert await schema.current(whole) == HEAD


@on_postgresql
async def test_a_process_at_work_is_counted_as_long_as_it_lives(bench: Bench) -> None:
    database = bench.process.database
    assert await processes_at_work(database) == 0
    async with alive(bench.process):
        assert await processes_at_work(database) == 1
    assert await processes_at_work(database) == 0


@on_postgresql
async def test_a_process_of_the_version_before_goes_on_through_an_upgrade_that_serves_it(
    bench: Bench, tmp_path: Path
) -> None:
    wang = await bench.member("王大爷")
    async with alive(bench.process):
        with newer_program(tmp_path):
            moved = await upgrade(bench.process.database, bench.process.vault, NOW, tmp_path / "kept")
        assert (moved.found, moved.reached) == (HEAD, REVISION)
        await bench.receive(wang, "路灯坏了")
        await bench.handle()
        await bench.deliver()
        assert (await wang.words())[-1] == "路灯坏了"
    again = Process(bench.process.settings, clock=bench.clock)
    async with again.opened():
        pass  # it may even start anew


@on_postgresql
async def test_another_upgrade_waits_until_everybody_has_stopped(bench: Bench, tmp_path: Path) -> None:
    database = bench.process.database
    with newer_program(tmp_path, compatible_from=REVISION):
        async with alive(bench.process):
            for change in (upgrade(database, VAULT, NOW), roll_back(database, VAULT, NOW, OLDER)):
                with pytest.raises(AlreadyRunning, match="at work on this database: 1"):
                    await change
        assert (await upgrade(database, VAULT, NOW)).reached == REVISION
    with pytest.raises(SchemaMismatch, match=REVISION):
        await schema.check(database)


@on_postgresql
async def test_an_upgrade_gives_up_rather_than_hold_up_those_at_work(
    whole: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "_TRIES", 1)
    monkeypatch.setattr(schema, "_LOCK_TIMEOUT", "50ms")
    with newer_program(tmp_path):
        async with whole.transaction() as session:
            await session.exec(select(Person))
            await session.exec(select(Case))
            with pytest.raises(TablesInUse):
                await upgrade(whole, VAULT, NOW)
        assert await schema.current(whole) == HEAD
        assert (await upgrade(whole, VAULT, NOW)).reached == REVISION


def hotline(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOTLINE_MASTER_KEY", new_key())
    path = tmp_path / "config.toml"
    path.write_text('[backup]\nfolder = "kept"\n', encoding="utf-8")
    return path


def test_the_commands_say_what_was_done(settings: Path) -> None:
    config = ("-c", str(settings))
    made = hotline("upgrade", *config)
    assert (made.exit_code, f"at revision {HEAD}" in made.stdout) == (0, True), made.output
    assert "nothing to do" in hotline("upgrade", *config).stdout
    back = hotline("rollback", "--to", OLDER, *config)
    assert (back.exit_code, f"at revision {OLDER}" in back.stdout) == (0, True), back.output
    refused = hotline("check", *config)
    assert "run `hotline upgrade`" in refused.output
    forth = hotline("upgrade", *config)
    assert (forth.exit_code, "Backup before: " in forth.stdout) == (0, True), forth.output
    kept = sorted((settings.parent / "kept").iterdir())
    assert [path.name.split("-")[2] for path in kept] == [OLDER, HEAD]
    assert hotline("backup", "verify", str(kept[0]), *config).exit_code == 0


def test_a_revision_that_never_was_is_refused_without_traceback(settings: Path) -> None:
    hotline("upgrade", "-c", str(settings))
    refused = hotline("rollback", "--to", "0000", "-c", str(settings))
    assert refused.exit_code == 1
    assert isinstance(refused.exception, SystemExit)


def test_without_a_place_for_the_backup_nothing_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOTLINE_MASTER_KEY", new_key())
    path = tmp_path / "config.toml"
    path.write_text("", encoding="utf-8")
    refused = hotline("upgrade", "-c", str(path))
    assert (refused.exit_code, "--without-backup" in refused.output) == (1, True)
    assert not (tmp_path / "data").exists()
    assert hotline("upgrade", "--without-backup", "-c", str(path)).exit_code == 0
