"""The page is served with care, says who is there, and moves the clock only on this machine."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from telegram import Bot

from bot.demo.clock import MovableClock
from bot.simulator import ClockStep, Front, People, Person, Server, Simulator, plain_steps, serve
from bot.simulator.web.forms import MAX_UPLOAD_BYTES
from bot.simulator.web.page import is_loopback
from tests.bot.simulator.conftest import Inbox
from tests.bot.simulator.test_stream import stream, take

MONDAY = datetime(2026, 6, 15, 9, 0, tzinfo=UTC)


async def ask(server: Server, verb: str, path: str, **options: Any) -> httpx.Response:
    async with httpx.AsyncClient(
        base_url=server.base_url, trust_env=False, verify=False, timeout=20
    ) as client:
        return await client.request(verb, path, **options)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html"),
        ("/page/main.js", "text/javascript"),
        ("/page/style.css", "text/css"),
        ("/page/icon.svg", "image/svg+xml"),
    ],
)
async def test_the_page_comes_with_a_strict_policy(server: Server, path: str, kind: str) -> None:
    answer = await ask(server, "GET", path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(kind)
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/page/nothing.js", "/page/..%2Fserver.py", "/page/"])
async def test_nothing_else_is_served(server: Server, path: str) -> None:
    assert (await ask(server, "GET", path)).status_code == 404


async def test_a_page_that_somebody_sends_runs_no_scripts(server: Server, wang: Person) -> None:
    sent = await wang.send_document(b"<script>alert(1)</script>", "trap.html")
    answer = await ask(server, "GET", f"/user/files/{sent.raw['document']['file_id']}")
    assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")


async def test_the_front_is_what_the_embedding_program_says(server: Server, simulator: Simulator) -> None:
    simulator.front = Front("村口", {7: "选民"})
    answer = (await ask(server, "GET", "/user/front")).json()
    assert answer == {
        "title": "村口",
        "people": [{"id": 7, "note": "选民"}],
        "max_upload_bytes": MAX_UPLOAD_BYTES,
    }


async def test_open_pages_learn_of_a_new_front(server: Server, simulator: Simulator, wang: Person) -> None:
    async with stream(server, params={"person": wang.id}) as events:
        simulator.present({wang.id: "选民"})
        assert [kind for kind, _ in await take(events, 1)] == ["front"]


async def test_the_list_of_people_has_their_unread_counts(server: Server, bot: Bot, wang: Person) -> None:
    await bot.send_message(wang.id, "您好")
    assert [one["unread"] for one in (await ask(server, "GET", "/user/people")).json()] == [1]


async def test_a_step_moves_the_clock_and_all_screens_learn_of_it() -> None:
    clock = MovableClock(MONDAY, is_running=False)
    front = Front(steps=plain_steps(clock.move))
    async with serve(Simulator(clock=clock, front=front)) as server, stream(server) as events:
        moved = await ask(server, "POST", "/control/clock", json={"step": "week"})
        assert moved.json()["now"] == "2026-06-22T09:00:00+00:00"
        assert [step["name"] for step in moved.json()["steps"]] == ["hour", "day", "week"]
        kind, event = await anext(events)
        assert (kind, event["data"]) == ("clock", {"now": "2026-06-22T09:00:00+00:00"})
        refused = await ask(server, "POST", "/control/clock", json={"step": "year"})
        assert (refused.status_code, refused.json()["error"]) == (
            404,
            "no step 'year'; there are: hour, day, week",
        )


async def test_the_clock_of_a_server_reached_from_elsewhere_stands() -> None:
    steps = (ClockStep("hour", {"en": "1 hour"}, lambda: None),)
    async with serve(Simulator(front=Front(steps=steps)), host="0.0.0.0") as server:
        local = Server(server.simulator, server.port)
        assert (await ask(local, "GET", "/control/clock")).status_code == 404
        assert (await ask(local, "POST", "/control/clock", json={"step": "hour"})).status_code == 404


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("localhost", True), ("0.0.0.0", False),
     ("192.168.1.5", False), ("example.org", False)],
)  # fmt: skip
def test_what_is_loopback(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


async def test_a_bot_is_there_while_it_asks_for_updates(
    server: Server, simulator: Simulator, inbox: Inbox, wang: Person
) -> None:
    simulator.presence.forget()
    await wang.send_text("有人吗")
    seen = (await ask(server, "GET", "/user/bot")).json()
    assert (seen["is_there"], seen["pending_updates"]) == (False, 1)
    await inbox.fetch()
    assert (await ask(server, "GET", "/user/bot")).json()["is_there"] is True
    simulator.outage.begin()
    assert (await ask(server, "GET", "/user/bot")).json()["is_there"] is False


async def test_a_file_too_big_for_this_server_is_refused(
    server: Server, people: People, wang: Person
) -> None:
    files = {"document": ("a.bin", bytes(MAX_UPLOAD_BYTES + 1))}
    refused = await ask(server, "POST", f"/user/people/{wang.id}/messages", files=files)
    assert (refused.status_code, refused.json()["error"]) == (413, "a file has at most 32 MB here")
    assert len(await wang.history()) == 1
