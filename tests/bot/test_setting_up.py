"""`hotline init` and `hotline check`: from nothing to a hotline that runs, and all that is still missing."""

import asyncio
import re
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import tomlkit
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.cli.problems import lines_for
from bot.config import load
from bot.demo import sample
from bot.demo.staging import TOKEN, prepare
from bot.inbox import InboxWorker
from bot.leadership import leading
from bot.polling import Poller
from bot.process import Process
from bot.running import running
from bot.secrets import new_key, write_secret
from bot.simulator import People, Server, Simulator, serve
from bot.web.serving import free_port
from hotline.people import Chat, recognise
from storage import schema
from storage.database import Database

LINK = re.compile(r"https://t\.me/hotline_test_bot\?start=i_[A-Za-z0-9_-]{22}")


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOTLINE_TOKEN", "HOTLINE_MASTER_KEY", "HOTLINE_CONFIG", "HOTLINE_DATABASE__URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with serve(Simulator(TOKEN)) as running:
        yield running


def settings_file(folder: Path, base_url: str, **database: str) -> Path:
    path = folder / "config.toml"
    values = {"telegram": {"token_file": "secrets/token", "base_url": base_url}, "database": database}
    path.write_text(tomlkit.dumps(values), encoding="utf-8")
    return path


async def hotline(*words: str | Path) -> Result:
    """Run the command line; it has an event loop of its own."""
    arguments = [str(word) for word in words]
    return await asyncio.to_thread(lambda: CliRunner().invoke(app, arguments))


async def told_by_run(config: Path) -> str:
    """What `hotline run` says instead of running."""
    try:
        async with running(Process(load(config))):
            return ""
    except Exception as error:
        lines = lines_for(error)
        assert lines is not None
        return "\n".join(lines)


async def test_from_nothing_to_the_first_liaisons_link_and_again(tmp_path: Path, server: Server) -> None:
    config = settings_file(tmp_path, server.base_url)
    write_secret(tmp_path / "secrets" / "token", TOKEN)
    made = await hotline("init", "-c", config)
    assert made.exit_code == 0, made.output
    assert len(LINK.findall(made.stdout)) == 1
    assert made.stdout.count("█") + made.stdout.count("▀") > 100, "the QR code"
    key = tmp_path / "secrets" / "master.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert str(key) in made.stdout
    written = key.read_text()

    again = await hotline("init", "-c", config)
    assert again.exit_code == 0, again.output
    assert key.read_text() == written
    assert LINK.findall(again.stdout) != LINK.findall(made.stdout)
    database = Database(load(config).database_url, 1)
    await schema.check(database)
    await database.close()

    checked = await hotline("check", "-c", config)
    assert checked.exit_code == 1
    assert "roster: no deputies; run `hotline roster import FILE`" in checked.output
    assert "no liaison officer has joined" in checked.output


async def test_a_link_that_init_printed_makes_a_liaison(tmp_path: Path, server: Server) -> None:
    config = settings_file(tmp_path, server.base_url)
    write_secret(tmp_path / "secrets" / "token", TOKEN)
    link = LINK.findall((await hotline("init", "-c", config)).stdout)[0]
    process = Process(load(config))
    await prepare(process.database, process, sample.roster())
    async with People(server.base_url) as people, process.opened(), leading(process.database, 1) as check:
        worker = InboxWorker(process)
        phone = await people.join("周敏")
        await phone.start(link.partition("start=")[2])
        await Poller(process, worker, check).poll_once()
        await worker.work_off()
    checked = await hotline("check", "-c", config)
    assert (checked.exit_code, "All is well" in checked.stdout) == (0, True), checked.output
    assert re.search(r"roster: \d+ deputies \(0 have joined\)", checked.stdout)
    assert "presidium: nobody has joined" in checked.stdout


async def test_check_says_everything_at_once(tmp_path: Path) -> None:
    config = settings_file(tmp_path, "http://127.0.0.1:9")
    values = tomlkit.parse(config.read_text())
    values["classification"] = {"lexicon": "nowhere"}
    values["telegram"]["receive"] = "webhook"
    values["open311"] = {"is_enabled": True}
    config.write_text(tomlkit.dumps(values))
    checked = await hotline("check", "-c", config)
    assert checked.exit_code == 1
    for words in (
        "telegram.token_file: cannot read",
        "secrets.master_key_file: cannot read",
        "HOTLINE_WEBHOOK_SECRET",
        "telegram.webhook.public_url: needed",
        "desk.public_url: needed for open311",
        "lexicon: ",
        "database: the database is at revision none",
        "run `hotline init`",
    ):
        assert words in checked.output
    assert not (tmp_path / "data").exists(), "looking changes nothing"


@pytest.mark.parametrize(
    ("database", "said"),
    [
        ("postgresql+asyncpg://a:b@127.0.0.1:{port}/x", "check database.url"),  # nobody listens
        ("sqlite+aiosqlite:///{folder}", "check database.url"),  # a folder
    ],
)
async def test_a_database_that_cannot_be_opened_is_told_without_traceback(
    tmp_path: Path, server: Server, database: str, said: str
) -> None:
    url = database.format(port=free_port(), folder=tmp_path)
    config = settings_file(tmp_path, server.base_url, url=url)
    write_secret(tmp_path / "secrets" / "token", TOKEN)
    write_secret(tmp_path / "secrets" / "master.key", new_key())
    for command in ("check", "init"):
        told = await hotline(command, "-c", config)
        assert told.exit_code == 1, command
        assert said in told.output
        assert isinstance(told.exception, SystemExit)
    assert said in await told_by_run(config)


async def test_a_newer_database_is_left_alone_by_all_commands(tmp_path: Path, server: Server) -> None:
    config = settings_file(tmp_path, server.base_url)
    write_secret(tmp_path / "secrets" / "token", TOKEN)
    await hotline("init", "-c", config)
    database = Database(load(config).database_url, 1)
    async with database.engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    await database.close()
    for command in ("check", "init"):
        told = await hotline(command, "-c", config)
        assert told.exit_code == 1, command
        assert "at revision 9999" in told.output
        assert "a newer program has used it" in told.output
    assert "a newer program has used it" in await told_by_run(config)


async def test_another_master_key_is_noticed_before_anybody_is_taken_for_a_stranger(
    tmp_path: Path, server: Server
) -> None:
    config = settings_file(tmp_path, server.base_url)
    write_secret(tmp_path / "secrets" / "token", TOKEN)
    await hotline("init", "-c", config)
    process = Process(load(config))
    await process.knowledge.refresh()
    async with process.unit_of_work() as work:
        await recognise(work, Chat(77, "李", "zh"))
    await process.database.close()
    key = tmp_path / "secrets" / "master.key"
    key.unlink()
    write_secret(key, new_key())
    assert "another master key" in (await hotline("check", "-c", config)).output
    assert "another master key" in await told_by_run(config)


@pytest.mark.parametrize(
    ("token", "said"),
    [
        ("424242:another-token-that-is-well-formed-but-wrong", "does not know this bot token"),
        ("rubbish", "does not know this bot token"),
    ],
)
async def test_a_wrong_token_is_told_with_the_way_out(
    tmp_path: Path, server: Server, token: str, said: str
) -> None:
    config = settings_file(tmp_path, server.base_url)
    write_secret(tmp_path / "secrets" / "token", token)
    told = await hotline("init", "-c", config)
    assert told.exit_code == 1
    assert said in told.output
    assert token not in told.output


async def test_a_telegram_that_is_away_is_told_with_the_key_to_look_at(tmp_path: Path) -> None:
    config = settings_file(tmp_path, f"http://127.0.0.1:{free_port()}")
    write_secret(tmp_path / "secrets" / "token", TOKEN)
    told = await hotline("init", "-c", config)
    assert told.exit_code == 1
    assert "telegram.base_url" in told.output
