"""A real process from start to SIGTERM: its log tells nothing of people, and there is one on a database."""

import asyncio
import io
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from PIL import Image

from bot.config import load
from bot.demo import sample
from bot.demo.staging import TOKEN, prepare, scratch_folder, write_settings
from bot.logs import FORMATS, redacted
from bot.process import Process
from bot.simulator import People, Simulator, serve

SECRETS = ("靠山屯", "泄露", "王秘密", "13912345678", "A camera's secret name")


@asynccontextmanager
async def hotline_run(
    config: Path, log: Path, log_format: str = "text"
) -> AsyncIterator[asyncio.subprocess.Process]:
    with log.open("wb") as opened:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run", "--config", str(config)),
            *("--log-level", "DEBUG", "--log-format", log_format),
            stdout=opened,
            stderr=opened,
        )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def photo() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = SECRETS[-1]
    buffer = io.BytesIO()
    Image.new("RGB", (40, 20)).save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize("log_format", FORMATS)
async def test_at_debug_the_log_of_a_whole_run_holds_neither_the_token_nor_what_people_wrote(
    log_format: str,
) -> None:
    async with (
        scratch_folder() as folder,
        serve(Simulator(TOKEN)) as server,
        People(server.base_url) as people,
    ):
        config = write_settings(folder, server.base_url, f"sqlite+aiosqlite:///{folder / 'hotline.db'}")
        prepared = Process(load(config))
        await prepare(prepared.database, prepared, sample.roster())
        await prepared.database.close()
        log, second_log = folder / "run.log", folder / "second.log"
        async with hotline_run(config, log, log_format) as process:
            wang = await people.join("王秘密")
            await wang.start()
            await wang.wait_for(timeout=60)
            async with hotline_run(config, second_log) as second:
                async with asyncio.timeout(30):
                    assert await second.wait() == 1
            server.simulator.faults.server_error("sendMessage")
            await wang.send_text("靠山屯的水管泄露了，我的电话 13912345678")
            await wang.wait_for(lambda message: "水管" in message.text, timeout=60)
            await wang.send_document(photo(), "a.jpg", "泄露的地方")
            await wang.send_text("\x00泄露" * 1000)
            await wang.wait_for(timeout=60)
            async with asyncio.timeout(20):
                while not await people.calls("downloadFile"):
                    continue
            process.terminate()
            async with asyncio.timeout(30):
                assert await process.wait() == 0
        text = log.read_text("utf-8")
        assert "running as" in text
        assert "NetworkError" in text, "the log was really kept"
        if log_format == "json":
            records = [json.loads(line) for line in text.splitlines()]
            named = {(record["station"], record["process"]) for record in records if "station" in record}
            assert len(named) == 1, "all is of one process"
            assert any("notice" in record for record in records if "NetworkError" in record["message"])
        assert [secret for secret in (TOKEN, TOKEN.partition(":")[2], *SECRETS) if secret in text] == []
        assert "stop it first" in second_log.read_text("utf-8")
        assert "Traceback" not in second_log.read_text("utf-8")


def test_a_token_is_taken_out_wherever_it_stands() -> None:
    token = "1234567890:AAH-dBx_y0123456789012345678901234-"
    for text in (
        f"https://api.telegram.org/bot{token}/getMe",
        f"file/bot{token}/photos/1.jpg",
        f"bot{token.replace(':', '%3A')}/x",
        f"token={token}",
        f"'{token}'",
        token,
    ):
        assert "AAH" not in redacted(text)
        assert "<token>" in redacted(text)


def test_times_and_numbers_are_left_in() -> None:
    line = "12:30:15 update 700000001 failed, attempt 1: 2026-06-15T09:00:00+08:00"
    assert redacted(line) == line
