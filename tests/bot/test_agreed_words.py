"""`hotline lexicon agreed` and `export`: what the liaison agreed to in the bot becomes a file."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
import tomlkit
from typer.testing import CliRunner

from bot.cli import app
from bot.config import load
from bot.demo.staging import TOKEN
from bot.knowledge import KnowledgeKeeper, with_agreed
from bot.secrets import new_key, write_secret
from hotline.classification import Classifier
from hotline.lexicon import load as load_lexicon
from storage import schema
from storage.database import Database
from storage.queries import lexicon as queries
from storage.tables import AgreedKeyword

NOW = datetime(2026, 6, 15, 1, 0, tzinfo=UTC)
TEXT = "秧歌队没处练"
AGREED = (("秧歌队", "教育文体", 1.2), ("秧歌队", "劳动和社会保障", -0.6))


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOTLINE_TOKEN", "HOTLINE_MASTER_KEY", "HOTLINE_CONFIG", "HOTLINE_DATABASE__URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A hotline whose liaison has agreed to a word."""
    path = tmp_path / "config.toml"
    settings = {
        "telegram": {"token_file": "secrets/token"},
        "database": {"url": f"sqlite+aiosqlite:///{tmp_path}/hotline.db"},
    }
    path.write_text(tomlkit.dumps(settings), encoding="utf-8")
    write_secret(tmp_path / "secrets" / "token", TOKEN)
    write_secret(tmp_path / "secrets" / "master.key", new_key())
    asyncio.run(_agree(path))
    return path


async def _agree(config: Path) -> None:
    settings = load(config)
    database = Database(settings.database_url, settings.station.id)
    await schema.upgrade(database)
    keeper = KnowledgeKeeper(settings, database)
    await keeper.refresh()
    async with database.transaction() as session:
        for text, category, weight in AGREED:
            row = AgreedKeyword(station_id=1, text=text, category=category, weight=weight, agreed_at=NOW)
            session.add(row)
        await queries.raise_version(session, 1)
    await keeper.refresh()
    assert keeper.current.classifier.classify(TEXT).category == "教育文体"
    await database.close()


def run(*words: str | Path) -> str:
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_agreed_words_are_shown_written_and_forgotten(config: Path, tmp_path: Path) -> None:
    shown = run("lexicon", "agreed", "-c", config)
    assert "秧歌队" in shown
    assert "+1.20" in shown
    file = tmp_path / "lexicon.toml"
    assert "--forget" in run("lexicon", "export", "--out", file, "-c", config)
    assert "秧歌队" in run("lexicon", "agreed", "-c", config)
    assert "--forget" not in run("lexicon", "export", "--out", file, "--forget", "-c", config)
    assert "not agreed to any word" in run("lexicon", "agreed", "-c", config)
    assert Classifier(load_lexicon(file)).classify(TEXT).category == "教育文体"


def test_a_category_that_the_files_no_longer_have_is_left_out() -> None:
    lexicon = load_lexicon()
    assert with_agreed(lexicon, (("秧歌队", "没有的类别", 1.0),)) == lexicon
