"""By webhook: an update is committed before Telegram gets its 200, and nobody else gets anything in."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from sqlalchemy.exc import OperationalError

from bot.config import load
from bot.demo import sample
from bot.demo.clock import MovableClock
from bot.demo.staging import TOKEN, Stage, prepare, scratch_folder, write_settings
from bot.process import Process
from bot.running import running
from bot.secrets import write_secret
from bot.simulator import Backoff, Limits, People, Simulator, serve
from bot.web.serving import free_port
from bot.webhook import WebhookMissing, build_app, serve_webhook
from storage.queries import inbox
from tests.support.bench import Bench, Member

SECRET = "a-secret-of-the-test"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
PATH = "/telegram"
ROAD = "咱靠山屯到镇上这六里地还是土路，一下雨车就陷里头，啥时候能给俺们修上柏油路？"


def settings_file(folder: Path, base_url: str, database_url: str, port: int) -> Path:
    write_secret(folder / "secrets" / "webhook", SECRET)
    telegram = {
        "receive": "webhook",
        "messages_per_second_in_a_chat": 30,
        "webhook": {
            "public_url": f"http://127.0.0.1:{port}{PATH}",
            "port": port,
            "secret_file": "secrets/webhook",
        },
    }
    return write_settings(folder, base_url, database_url, telegram=telegram)


@asynccontextmanager
async def staged_by_webhook(database_url: str, clock: MovableClock) -> AsyncIterator[Stage]:
    """The sample township's hotline, to which the local Telegram brings its updates."""
    simulator = Simulator(TOKEN, clock=clock, limits=Limits.none(), backoff=Backoff(0.01, 0.05))
    async with scratch_folder() as folder, serve(simulator) as server, People(server.base_url) as people:
        process = Process(
            load(settings_file(folder, server.base_url, database_url, free_port())), clock=clock
        )
        await prepare(process.database, process, sample.roster())
        async with running(process):
            yield Stage(server, people, process)


async def test_a_matter_is_reported_and_assigned_though_the_database_fails_in_between(
    database_url: str,
    clock: MovableClock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with staged_by_webhook(database_url, clock) as stage:
        deputy = await stage.deputy("D03")
        wang = await stage.constituent("王大爷", "靠山屯村")
        right, failures = inbox.store, iter([OperationalError("INSERT", {}, OSError())] * 3)

        async def store(*given: object) -> None:
            if (failure := next(failures, None)) is not None:
                raise failure
            await right(*given)  # type: ignore[arg-type]

        monkeypatch.setattr(inbox, "store", store)
        with caplog.at_level(logging.CRITICAL):
            await wang.send_text(ROAD)
            card = await wang.wait_for(lambda message: "提交" in message.button_texts)
        assert next(failures, None) is None
        assert "503" in str(stage.server.simulator.webhook.last_error)
        await wang.press(card, "提交")
        await wang.wait_for(lambda message: "0001" in message.text)
        assignment = await deputy.wait_for(lambda message: "签收" in message.button_texts)
        assert ROAD in assignment.text
        assert stage.server.simulator.calls.counters["getUpdates"] == 0
        info = await stage.process.bot.get_webhook_info()
        assert (info.pending_update_count, sorted(info.allowed_updates)) == (
            0,
            ["callback_query", "edited_message", "message", "my_chat_member"],
        )


# The address itself


@pytest.fixture
async def client(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx.AsyncClient]:
    """Calls the web application as Telegram would, with the right secret."""
    monkeypatch.setenv("HOTLINE_WEBHOOK_SECRET", SECRET)
    app = build_app(bench.process, bench.inbox, PATH)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://hotline", headers={HEADER: SECRET}
    ) as opened:
        yield opened


def update(update_id: int, chat_id: int = 77) -> dict[str, object]:
    sender = {"id": chat_id, "is_bot": False, "first_name": "李"}
    message = {
        "message_id": update_id,
        "date": int(datetime(2026, 6, 15, tzinfo=UTC).timestamp()),
        "chat": {"id": chat_id, "type": "private"},
        "from": sender,
        "text": "路",
    }
    return {"update_id": update_id, "message": message}


async def test_an_update_is_kept_before_it_is_answered(client: httpx.AsyncClient, bench: Bench) -> None:
    assert (await client.post(PATH, json=update(1))).status_code == 200
    assert (await client.post(PATH, json=update(1))).status_code == 200
    assert [row.update_id for row in await bench.updates()] == [1]


async def test_updates_that_come_at_once_share_a_commit(
    client: httpx.AsyncClient, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    right, sizes = inbox.store, list[int]()

    async def store(session: object, rows: list[object]) -> None:
        sizes.append(len(rows))
        await right(session, rows)  # type: ignore[arg-type]

    monkeypatch.setattr(inbox, "store", store)
    answers = await asyncio.gather(*(client.post(PATH, json=update(number)) for number in range(30)))
    assert {answer.status_code for answer in answers} == {200}
    assert len(await bench.updates()) == sum(sizes) == 30
    assert len(sizes) <= 5


async def test_when_the_database_fails_all_of_a_commit_are_sent_again(
    client: httpx.AsyncClient,
    bench: Bench,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def fail(*_: object) -> None:
        raise ConnectionRefusedError

    with monkeypatch.context() as failing, caplog.at_level(logging.CRITICAL):
        failing.setattr(inbox, "store", fail)
        answers = await asyncio.gather(*(client.post(PATH, json=update(number)) for number in range(5)))
    assert {answer.status_code for answer in answers} == {503}
    assert (await client.post(PATH, json=update(0))).status_code == 200
    assert len(await bench.updates()) == 1


on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@on_sqlite
@pytest.mark.parametrize("secret", ["", "wrong", SECRET + "x", SECRET.upper(), "密"])
async def test_without_the_secret_nothing_gets_in(
    client: httpx.AsyncClient, bench: Bench, secret: str
) -> None:
    given = [(HEADER.encode(), secret.encode())]
    answer = await client.post(PATH, json=update(1), headers=given)
    assert answer.status_code == 401
    assert await bench.updates() == []


@on_sqlite
@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'{"update_id": "1"}', b"\xff\xfe", b'{"x": "' + b"x" * 2_000_000 + b'"}'],
    ids=["empty", "cut off", "a list", "null", "no number", "no text", "2 MB"],
)
async def test_what_is_no_update_is_not_asked_for_again(
    client: httpx.AsyncClient, bench: Bench, body: bytes
) -> None:
    assert (await client.post(PATH, content=body)).status_code == 400
    assert await bench.updates() == []


@on_sqlite
async def test_the_secret_is_asked_for_before_anything_is_read(client: httpx.AsyncClient) -> None:
    answer = await client.post(PATH, content=b"{", headers={HEADER: "wrong"})
    assert answer.status_code == 401


@on_sqlite
async def test_only_telegrams_way_of_calling_is_answered(client: httpx.AsyncClient) -> None:
    assert (await client.get(PATH)).status_code == 405
    assert (await client.post("/", json=update(1))).status_code == 404


async def test_ready_means_that_the_database_answers(
    client: httpx.AsyncClient, bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    assert (await client.get("/alive")).text == "alive"
    assert (await client.get("/ready")).text == "ready"
    async with bench.process.database.engine.begin() as connection:
        await connection.exec_driver_sql("DROP TABLE station")
    with caplog.at_level(logging.CRITICAL):
        assert (await client.get("/ready")).status_code == 503
    assert (await client.get("/alive")).status_code == 200


@on_sqlite
async def test_a_port_that_is_taken_is_told_by_its_number(bench: Bench, tmp_path: Path) -> None:
    taken = bench.server.port
    config = settings_file(tmp_path, bench.server.base_url, str(bench.process.database.url), taken)
    process = Process(load(config))
    with pytest.raises(WebhookMissing, match=f"127.0.0.1:{taken}.*check telegram.webhook"):
        await serve_webhook(process, bench.inbox)
    await process.database.close()


@on_sqlite
async def test_a_webhook_without_address_is_told_by_its_key(bench: Bench, wang: Member) -> None:
    with pytest.raises(WebhookMissing, match=r"telegram\.webhook\.public_url"):
        await serve_webhook(bench.process, bench.inbox)
