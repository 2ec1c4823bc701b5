"""`hotline digest`: a week's text, picture and workbook as files, from a hotline's database."""

import io
from pathlib import Path

import pytest
import tomlkit
from openpyxl import load_workbook
from PIL import Image

from bot.config import load
from bot.demo import sample
from bot.demo.staging import TOKEN, prepare
from bot.process import Process
from bot.secrets import new_key, write_secret
from storage import schema
from storage.database import Database
from tests.bot.test_setting_up import hotline


@pytest.fixture
async def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The settings of a hotline that knows its township and has heard of nothing yet."""
    for name in ("HOTLINE_TOKEN", "HOTLINE_MASTER_KEY", "HOTLINE_CONFIG", "HOTLINE_DATABASE__URL"):
        monkeypatch.delenv(name, raising=False)
    path = tmp_path / "config.toml"
    path.write_text(tomlkit.dumps({"database": {"url": f"sqlite+aiosqlite:///{tmp_path}/h.db"}}))
    (tmp_path / "secrets").mkdir(mode=0o700)
    write_secret(tmp_path / "secrets" / "master.key", new_key())
    monkeypatch.setenv("HOTLINE_TOKEN", TOKEN)
    settings = load(path)
    database = Database(settings.database_url, settings.station.id)
    await schema.upgrade(database)
    process = Process(settings)
    await prepare(database, process, sample.roster())
    await process.database.close()
    await database.close()
    return path


def written(folder: Path) -> dict[str, Path]:
    return {path.suffix: path for path in folder.glob("digest-*")}


async def test_a_week_is_written_as_text_picture_and_workbook(config: Path, tmp_path: Path) -> None:
    result = await hotline("digest", "-c", config, "--week", "2026-06-17", "--out", tmp_path / "week")
    assert result.exit_code == 0, result.output
    made = written(tmp_path / "week")
    assert {path.stem for path in made.values()} == {"digest-2026-06-15"}
    text = made[".txt"].read_text("utf-8")
    assert text.startswith("6月15日—6月21日的情况")
    assert "收到 0 件" in text
    assert "<b>" not in text
    assert Image.open(io.BytesIO(made[".png"].read_bytes())).width == 1080
    assert load_workbook(io.BytesIO(made[".xlsx"].read_bytes())).sheetnames[0] == "总表"
    assert all(f"Wrote {path}" in result.output for path in made.values())


@pytest.mark.slow
async def test_another_language_and_a_week_to_come(config: Path, tmp_path: Path) -> None:
    result = await hotline("digest", "-c", config, "--language", "en", "--week", "now", "--out", tmp_path)
    assert result.exit_code == 0, result.output
    assert "Three rates" in written(tmp_path)[".txt"].read_text("utf-8")
    to_come = await hotline("digest", "-c", config, "--week", "2099-01-01", "--out", tmp_path)
    assert to_come.exit_code == 1
    assert "2099-01-01" in to_come.output
    assert "zh-Hant" in (await hotline("digest", "-c", config, "--language", "fr")).output
