"""`hotline status`: the figures for whoever runs the hotline, and an exit code for whatever watches it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import tomlkit

from bot.config import load
from bot.demo import sample
from bot.demo.staging import TOKEN, prepare, write_settings
from bot.inbox import InboxWorker
from bot.process import Process, utc_now
from bot.running import running
from bot.secrets import new_key, write_secret
from bot.simulator import Simulator, serve
from bot.web.serving import free_port
from storage.database import Database
from tests.bot.test_setting_up import hotline
from tests.bot.test_webhook import update


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOTLINE_TOKEN", "HOTLINE_MASTER_KEY", "HOTLINE_CONFIG", "HOTLINE_DATABASE__URL"):
        monkeypatch.delenv(name, raising=False)


async def prepared(folder: Path, database_url: str, **sections: dict[str, object]) -> Path:
    """The settings of a hotline that knows its township; nothing runs."""
    config = write_settings(folder, "http://127.0.0.1:1", database_url, **sections)
    process = Process(load(config))
    await prepare(process.database, process, sample.roster())
    await process.database.close()
    return config


async def keep_an_update(config: Path, age: timedelta) -> None:
    process = Process(load(config), clock=lambda: utc_now() - age)
    await InboxWorker(process).keep([update(1)])
    await process.database.close()


async def test_a_hotline_without_anything_stuck(database_url: str, tmp_path: Path) -> None:
    config = await prepared(tmp_path, database_url)
    await keep_an_update(config, timedelta(seconds=30))
    result = await hotline("status", "-c", config)
    assert result.exit_code == 0, result.output
    assert "updates to handle: 1, the first for 3" in result.output
    assert "messages to send: 0\n" in result.output
    assert "open cases: 0\n" in result.output
    assert "watch.port is not set" in result.output
    assert result.output.endswith("Nothing is stuck.\n")


async def test_what_is_stuck_is_named_and_makes_the_exit_code_1(database_url: str, tmp_path: Path) -> None:
    config = await prepared(tmp_path, database_url)
    await keep_an_update(config, timedelta(minutes=7))
    result = await hotline("status", "-c", config)
    assert result.exit_code == 1
    assert "updates to handle: 1, the first for 7 min" in result.output
    assert "stuck: inbox: 1 waiting" in result.output
    assert "Nothing is stuck" not in result.output


async def test_a_process_that_should_answer_and_does_not_is_a_problem(
    sqlite_template: Path, tmp_path: Path
) -> None:
    port = free_port()
    config = await prepared(tmp_path, f"sqlite+aiosqlite:///{tmp_path}/h.db", watch={"port": port})
    result = await hotline("status", "-c", config)
    assert result.exit_code == 1
    assert f"process: ConnectError on 127.0.0.1:{port}; is `hotline run` running?" in result.output


@asynccontextmanager
async def at_work(folder: Path, port: int) -> AsyncIterator[tuple[Path, Process]]:
    async with serve(Simulator(TOKEN)) as server:
        url = f"sqlite+aiosqlite:///{folder}/h.db"
        config = write_settings(folder, server.base_url, url, watch={"port": port})
        process = Process(load(config))
        await prepare(process.database, process, sample.roster())
        async with running(process):
            yield config, process


async def test_a_process_at_work_is_asked_what_only_it_knows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    async with at_work(tmp_path, port) as (config, process):
        fine = await hotline("status", "-c", config)
        assert fine.exit_code == 0, fine.output
        assert f"process: answers on 127.0.0.1:{port}" in fine.output
        monkeypatch.setattr(process.vitals, "late_ticks", lambda: ("reminders",))
        monkeypatch.setattr("bot.scraping._CACHED_SECONDS", 0)
        late = await hotline("status", "-c", config)
        assert late.exit_code == 1
        assert f"stuck: ticks: says the process on 127.0.0.1:{port}; see its log" in late.output


async def test_a_database_that_was_never_made_is_told_with_the_way_out(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(tomlkit.dumps({"database": {"url": f"sqlite+aiosqlite:///{tmp_path}/none.db"}}))
    write_secret(tmp_path / "secrets" / "master.key", new_key())
    result = await hotline("status", "-c", path)
    assert result.exit_code == 1
    assert "hotline init" in result.output
    assert not (tmp_path / "none.db").exists()


async def test_an_unknown_log_format_is_refused(tmp_path: Path) -> None:
    result = await hotline("run", "-c", tmp_path / "config.toml", "--log-format", "xml")
    assert result.exit_code == 1
    assert "--log-format: one of text, json" in result.output


async def test_looking_takes_no_lock_of_a_database_at_work(tmp_path: Path) -> None:
    """SQLite has one writer; whoever only looks must not wait for it."""
    config = await prepared(tmp_path, f"sqlite+aiosqlite:///{tmp_path}/h.db")
    writing = Database(load(config).database_url, 1)
    async with writing.transaction():
        result = await hotline("status", "-c", config)
    await writing.close()
    assert result.exit_code == 0, result.output
