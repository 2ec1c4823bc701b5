"""A backup is of one station: others in the same database are not in it, and stay when it comes back."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.backup.age import backups
from bot.backup.making import make, name_of
from bot.backup.restoring import NotEmpty, OtherStation, restore
from bot.backup.rows import summaries
from storage.database import Database
from storage.tables import Person, Station
from storage.vault import Vault
from tests.support import databases

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
VAULT = Vault(bytes(32))


async def keep(database: Database, station_id: int, people: int) -> None:
    async with database.transaction() as session:
        session.add(Station(id=station_id))
        session.add_all(Person(station_id=station_id, id=one, created_at=NOON) for one in range(people))


@pytest.fixture
async def shared(whole_database: Database, database_url: str) -> AsyncIterator[Database]:
    """Opened for station 1, beside a station 2 with other people."""
    await keep(whole_database, 1, 3)
    await keep(whole_database, 2, 5)
    opened = Database(database_url, 1)
    yield opened
    await opened.close()


async def rows_of(database: Database, station_id: int) -> dict[str, list[object]]:
    async with database.snapshot() as session:
        return await summaries(session, station_id)


async def test_only_its_own_rows_are_in_it(
    shared: Database, whole_database: Database, tmp_path: Path
) -> None:
    made = await make(shared, VAULT, tmp_path / "one.backup", NOON)
    assert made["person"][0] == 3
    assert made == await rows_of(whole_database, 1)


async def test_a_station_moves_in_beside_another(
    shared: Database, whole_database: Database, sqlite_template: Path, tmp_path: Path
) -> None:
    path = tmp_path / "three.backup"
    async with databases.sqlite_copy(sqlite_template, tmp_path) as url:
        alone = Database(url, 3)
        await keep(alone, 3, 2)
        made = await make(alone, VAULT, path, NOON)
        await alone.close()
    before = await rows_of(whole_database, 2)
    newcomer = Database(whole_database.url.render_as_string(hide_password=False), 3)
    await restore(path, VAULT, newcomer)
    with pytest.raises(NotEmpty):
        await restore(path, VAULT, newcomer)
    await newcomer.close()
    assert await rows_of(whole_database, 3) == made
    assert await rows_of(whole_database, 2) == before


async def test_another_stations_backup_is_refused(
    shared: Database, whole_database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "one.backup"
    await make(shared, VAULT, path, NOON)
    other = Database(whole_database.url.render_as_string(hide_password=False), 4)
    with pytest.raises(OtherStation, match=r"rows of station 1; station\.id in the settings is 4"):
        await restore(path, VAULT, other)
    await other.close()
    assert (await rows_of(whole_database, 4))["person"][0] == 0


def test_stations_may_keep_theirs_in_one_folder(tmp_path: Path) -> None:
    for station_id in (1, 12):
        (tmp_path / name_of(station_id, NOON)).touch()
    assert [path.name for path in backups(tmp_path, 1)] == ["hotline-1-20260615-120000.backup"]
