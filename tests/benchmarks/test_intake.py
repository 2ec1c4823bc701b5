"""What intake and delivery are measured with does what it says: floor, messages, limits, locks."""

import asyncio
import csv
import itertools
import sqlite3
from pathlib import Path

import asyncpg
import psutil
import pytest
from sqlalchemy.engine import make_url

from bot.config import SettingsError, load
from bot.demo import sample
from bot.demo.staging import write_settings
from tests.benchmarks.building.stations import PostgreSQL
from tests.benchmarks.delivery import measure as measure_delivery
from tests.benchmarks.intake import measure as measure_intake
from tests.benchmarks.playing.floor import Store
from tests.benchmarks.playing.matters import matters
from tests.benchmarks.playing.server_load import ServerLoad
from tests.benchmarks.playing.sides import floor_side
from tests.benchmarks.playing.unlimited import unlimited
from tests.benchmarks.reporting.asked import Asked

_LONGEST_OF_TELEGRAM = 4096


@pytest.mark.slow
async def test_the_floor_keeps_a_row_for_each_update_and_sends_as_many_replies(tmp_path: Path) -> None:
    path = tmp_path / "floor.db"
    async with floor_side(f"sqlite+aiosqlite:///{path}", matters(None)) as side:
        turn = await side.busy(0.5, at_once=3)
    with sqlite3.connect(path) as connection:
        (rows,) = connection.execute("SELECT count(*) FROM kept").fetchone()
    assert rows == len(turn.shift.waits) == 2 * side.crowd.filed
    counters = side.server.simulator.calls.counters
    assert counters["answerCallbackQuery"] == counters["editMessageText"] == side.crowd.filed
    # The card, and the message to the deputy.
    assert counters["sendMessage"] == 2 * side.crowd.filed
    assert min(turn.shift.waits) > 0
    assert turn.bot > 0


@pytest.mark.slow
async def test_a_bot_that_stands_still_can_be_ended(tmp_path: Path) -> None:
    async with floor_side(f"sqlite+aiosqlite:///{tmp_path / 'floor.db'}", matters(None)) as side:
        await side.busy(0.1, at_once=1)
        side.stand_still()
        (bot,) = side.bots
        async with asyncio.timeout(60):
            while bot.status() != psutil.STATUS_STOPPED:  # noqa: ASYNC110  (nobody rings)
                await asyncio.sleep(0.01)
    assert not bot.is_running()


async def test_the_floor_commits_as_safely_as_the_hotline(tmp_path: Path) -> None:
    store = Store(make_url(f"sqlite+aiosqlite:///{tmp_path / 'floor.db'}"))
    await store.open()
    try:
        modes = [
            (await store.opened.execute_fetchall(f"PRAGMA {name}"))[0][0]
            for name in ("journal_mode", "synchronous")
        ]
    finally:
        await store.close()
    assert modes == ["wal", 2]


def test_only_a_benchmark_sends_faster_than_telegram_allows(tmp_path: Path) -> None:
    config = write_settings(tmp_path, "http://127.0.0.1:1", f"sqlite+aiosqlite:///{tmp_path / 'hotline.db'}")
    assert unlimited(load(config)).telegram.messages_per_second > 30
    assert load(config).telegram.messages_per_second == 30
    asked = {"messages_per_second": 31}
    too_fast = write_settings(
        tmp_path / "faster", "http://127.0.0.1:1", "sqlite+aiosqlite:///x.db", telegram=asked
    )
    with pytest.raises(SettingsError, match="messages_per_second"):
        load(too_fast)


def test_made_messages_differ_and_name_a_village() -> None:
    texts = list(itertools.islice(matters(None).texts, 5_000))
    assert len(set(texts)) == len(texts)
    villages = tuple(place.name for place in sample.roster().places if place.kind == "village")
    assert all(text.startswith(villages) for text in texts)


def test_messages_of_a_file_fit_into_one_message_and_begin_anew(tmp_path: Path) -> None:
    path = tmp_path / "messages.csv"
    with path.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows([("topic", "detail"), ("路坏了", "坑" * 9_000), ("灯不亮", "")])
    for given in (path, tmp_path):
        found = matters(given)
        texts = list(itertools.islice(found.texts, 4))
        assert max(map(len, texts)) <= _LONGEST_OF_TELEGRAM
        assert [text.partition("：")[2][:3] for text in texts] == ["路坏了", "灯不亮"] * 2
        assert "2 messages of messages.csv" in found.source


@pytest.mark.nightly
async def test_who_waits_for_a_lock_is_seen(postgres_server: str) -> None:
    plain = make_url(postgres_server).set(drivername="postgresql").render_as_string(hide_password=False)
    holder, waiter = await asyncpg.connect(plain), await asyncpg.connect(plain)
    try:
        await holder.execute("SELECT pg_advisory_lock(41)")
        load = await ServerLoad.of(postgres_server)
        async with load.watched() as seen, asyncio.timeout(60):
            waiting = asyncio.create_task(waiter.execute("SELECT pg_advisory_lock(41)"))
            while seen.waiting < 3:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            await holder.execute("SELECT pg_advisory_unlock(41)")
            await waiting
        assert 0 < seen.share_waiting <= 1
        assert seen.seconds >= 0
    finally:
        await holder.close()
        await waiter.close()


@pytest.mark.nightly
async def test_replicas_and_two_senders_are_measured_on_postgresql(postgres_server: str) -> None:
    asked = Asked([PostgreSQL(postgres_server)], is_quick=True)
    intake = await measure_intake(asked, replicas=(1, 2))
    goals = {one.what: one for one in intake if one.goal}
    assert "processor time an update with the database's, 2 replicas" in goals
    assert "time of transactions spent waiting for locks, 2 replicas" in goals
    assert goals["cases with a receipt that the database does not hold"].is_met
    delivery = await measure_delivery(asked)
    assert {one.section.split(", ")[2] for one in delivery} == {"one process", "two processes"}
