"""What /metrics tells: true figures, asked seldom, served also without a database, and nothing of people."""

import logging
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from starlette.applications import Starlette

from bot.demo import sample
from bot.demo.clock import MovableClock
from bot.demo.staging import staged
from bot.inbox import MAX_ATTEMPTS
from bot.schedule import Schedule
from bot.scraping import Scraper
from bot.web.serving import PortTaken, free_port
from bot.web.watch import serve_watch, watch_routes
from hotline.states import OPEN
from tests.bot.test_metrics import parsed
from tests.support.bench import FAILING, Bench, Member
from tests.support.hurry import at_once

pytestmark = pytest.mark.alike

DOCS = Path(__file__).parents[2] / "docs"
on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
async def client(bench: Bench) -> AsyncIterator[httpx.AsyncClient]:
    app = Starlette(routes=watch_routes(bench.process))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://hotline") as opened:
        yield opened


async def test_the_figures_are_those_of_the_database_and_the_process(
    bench: Bench, wang: Member, client: httpx.AsyncClient
) -> None:
    await bench.case_of(wang)
    await bench.receive(wang, "一", "二")
    await bench.handle()
    await bench.deliver()
    await bench.receive(wang, "三")
    await bench.tell(wang, "四", priority=1)
    bench.clock.move(timedelta(minutes=10))
    answer = await client.get("/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    found = parsed(answer.text)
    assert found["hotline_updates_received_total", ""] == 3
    assert found["hotline_updates_handled_total", ""] == 2
    assert found["hotline_notices_sent_total", ""] == 2
    assert found["hotline_send_seconds_count", ""] == 2
    assert found["hotline_transaction_seconds_count", ""] > 5
    assert found["hotline_inbox_waiting", ""] == 1
    assert 600 <= found["hotline_inbox_oldest_seconds", ""] < 660
    assert found["hotline_notices_waiting", "urgent"] == 1
    assert found["hotline_notices_waiting", "answer"] == 0
    assert 600 <= found["hotline_notices_oldest_seconds", "urgent"] < 660
    assert found["hotline_cases_open", "submitted"] == 1
    assert {label for name, label in found if name == "hotline_cases_open"} == {*OPEN}
    assert found["hotline_stuck", "inbox"] == 1
    assert found["hotline_stuck", "notices"] == 0
    assert found["hotline_database_answers", ""] == 1
    assert found["hotline_disk_free_bytes", ""] > 0


async def test_what_goes_wrong_is_counted(
    bench: Bench, wang: Member, liaison: Member, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.CRITICAL):
        await bench.receive(wang, FAILING)
        for _ in range(MAX_ATTEMPTS):
            await bench.handle()
            bench.clock.move(timedelta(minutes=2))
        bench.simulator.faults.server_error("sendMessage")
        await bench.deliver()
        bench.clock.move(timedelta(minutes=2))
        await bench.deliver()
        ticking = Schedule(bench.process)

        async def fail(_process: object) -> None:
            raise ConnectionRefusedError

        async def succeed(_process: object) -> None:
            return None

        await ticking.run(fail, "digest")
        await ticking.run(succeed, "files")
    found = parsed(await Scraper(bench.process).text())
    assert found["hotline_updates_failed_total", ""] == MAX_ATTEMPTS - 1
    assert found["hotline_updates_parked_total", ""] == 1
    assert found["hotline_updates_handled_total", ""] == 0
    assert found["hotline_notices_postponed_total", ""] == 1
    assert found["hotline_tick_failures_total", "digest"] == 1
    assert ("hotline_tick_last_success_timestamp_seconds", "digest") not in found
    assert found["hotline_tick_last_success_timestamp_seconds", "files"] > 1_700_000_000


@on_sqlite
async def test_a_crowd_of_watchers_asks_the_database_once_in_a_while(bench: Bench, wang: Member) -> None:
    asked, now = [], 0.0

    def count(*_: object) -> None:
        asked.append(True)

    sa.event.listen(bench.process.database.engine.sync_engine, "begin", count)
    scraper = Scraper(bench.process, lambda: now)
    await scraper.text()
    await bench.receive(wang, "路")
    before = len(asked)
    now = 14.9
    old = parsed(await scraper.text())
    assert (old["hotline_inbox_waiting", ""], len(asked)) == (0, before)
    assert old["hotline_updates_received_total", ""] == 1, "what is in memory is always fresh"
    now = 15.0
    assert parsed(await scraper.text())["hotline_inbox_waiting", ""] == 1
    assert len(asked) == before + 1


@on_sqlite
async def test_without_a_database_the_process_still_tells_of_itself(
    bench: Bench, client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    async with bench.process.database.engine.begin() as connection:
        await connection.exec_driver_sql("DROP TABLE reminder")
    with caplog.at_level(logging.CRITICAL):
        answer = await client.get("/metrics")
    found = parsed(answer.text)
    assert (answer.status_code, found["hotline_database_answers", ""]) == (200, 0)
    assert found["hotline_updates_received_total", ""] == 0
    assert not any(name == "hotline_inbox_waiting" for name, _ in found)


async def test_with_polling_the_figures_have_a_port_of_their_own_and_tell_nothing_of_people(
    database_url: str, clock: MovableClock
) -> None:
    port = free_port()
    settings = at_once() | {"watch": {"port": port}}
    async with (
        staged(sample.roster(), clock=clock, database_url=database_url, **settings) as stage,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as outside,
    ):
        wang = await stage.constituent("王秘密", "靠山屯村")
        await wang.send_text("靠山屯的水管泄露了，我的电话 13912345678")
        card = await wang.wait_for(lambda message: "提交" in message.button_texts)
        await wang.press(card, "提交")
        await wang.wait_for(lambda message: "0001" in message.text)
        text = (await outside.get("/metrics")).text
        found = parsed(text)
        assert found["hotline_is_polling", ""] == 1
        assert found["hotline_updates_handled_total", ""] >= 4
        assert sum(value for (name, _), value in found.items() if name == "hotline_cases_open") == 1
        secrets = ("王", "靠山屯", "水管", "13912345678", stage.process.name)
        assert [secret for secret in secrets if secret in text] == []
        # Values are numbers, and may hold any digits.
        assert [labels for _, labels in found if "0001" in labels or str(wang.id) in labels] == []
        assert (await outside.get("/alive")).text == "alive"
        assert (await outside.get("/ready")).text == "ready"
        assert (await outside.get("/telegram")).status_code == 404
        assert (await outside.post("/metrics")).status_code == 405


@on_sqlite
async def test_a_port_that_is_taken_is_told_by_its_key(bench: Bench) -> None:
    with pytest.raises(PortTaken, match=f"127.0.0.1:{bench.server.port}.*check watch.port"):
        await serve_watch(bench.process, bench.server.port)


async def test_a_transaction_that_is_rolled_back_is_timed_too(bench: Bench) -> None:
    def count() -> float:
        lines = list(bench.process.meters.transactions.lines())
        return float(lines[-1].split()[-1])

    before = count()
    with pytest.raises(DBAPIError):
        async with bench.process.database.transaction() as session:
            await session.exec(sa.text("SELECT * FROM nothing_of_this_name"))  # type: ignore[call-overload]
    assert count() == before + 1


@on_sqlite
async def test_what_the_docs_say_to_look_at_is_there(bench: Bench) -> None:
    names = {name for name, _ in parsed(await Scraper(bench.process).text())}
    for page in ("architecture.md", "deploy/prometheus.yml"):
        told = set(re.findall(r"hotline_[a-z_]+", (DOCS / page).read_text(encoding="utf-8")))
        assert told, page
        # A histogram is told by its own name, and stands there as its parts.
        assert {one for one in told if one not in names and f"{one}_count" not in names} == set(), page
