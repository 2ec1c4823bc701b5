"""`hotline api-key`: a key is shown once, listed without itself, and revoked by its name."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
import tomlkit
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.config import load
from bot.demo.staging import TOKEN
from bot.secrets import new_key, write_secret
from storage import schema
from storage.database import Database
from storage.queries.open311 import api_keys
from storage.tables import ApiKey


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOTLINE_TOKEN", "HOTLINE_MASTER_KEY", "HOTLINE_CONFIG", "HOTLINE_DATABASE__URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A hotline with an empty database."""
    path = tmp_path / "config.toml"
    settings = {
        "telegram": {"token_file": "secrets/token"},
        "database": {"url": f"sqlite+aiosqlite:///{tmp_path}/hotline.db"},
    }
    path.write_text(tomlkit.dumps(settings), encoding="utf-8")
    write_secret(tmp_path / "secrets" / "token", TOKEN)
    write_secret(tmp_path / "secrets" / "master.key", new_key())
    asyncio.run(_in(path, lambda database: schema.upgrade(database)))
    return path


async def _in(config: Path, act: Callable[[Database], Awaitable[None]]) -> None:
    database = Database(load(config).database_url, 1)
    await act(database)
    await database.close()


def hotline(config: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["api-key", *words, "-c", str(config)])


def kept(config: Path) -> list[ApiKey]:
    found: list[ApiKey] = []

    async def look(database: Database) -> None:
        async with database.reading() as session:
            found.extend(await api_keys(session, 1))

    asyncio.run(_in(config, look))
    return found


def test_a_key_is_shown_once_listed_by_name_and_revoked(config: Path) -> None:
    made = hotline(config, "new", "县12345平台")
    assert made.exit_code == 0, made.output
    key = made.output.splitlines()[0]
    assert len(key) == 43
    assert "open311.is_enabled" in made.output, "nothing is served yet"

    listed = hotline(config, "list")
    assert "县12345平台" in listed.output
    assert key not in listed.output
    (row,) = kept(config)
    assert key not in str(row.model_dump())
    assert row.revoked_at is None

    assert hotline(config, "revoke", "县12345平台").exit_code == 0
    assert kept(config)[0].revoked_at is not None
    assert hotline(config, "revoke", "县12345平台").exit_code == 1
    assert hotline(config, "new", "县12345平台").exit_code == 0, "the name is free again"


@pytest.mark.parametrize("name", ["", "   ", "长" * 65])
def test_a_name_that_says_nothing_or_too_much_is_refused(config: Path, name: str) -> None:
    refused = hotline(config, "new", name)
    assert (refused.exit_code, kept(config)) == (1, [])
    assert "take another name" in refused.output


def test_a_name_in_use_is_refused(config: Path) -> None:
    assert hotline(config, "new", "县平台").exit_code == 0
    assert hotline(config, "new", " 县平台 ").exit_code == 1
    assert len(kept(config)) == 1
