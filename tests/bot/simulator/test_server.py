"""The server stops, starts again with its state, and runs as a process."""

import asyncio
import signal
import sys
from pathlib import Path

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from telegram import Bot
from telegram.error import NetworkError

import bot.simulator as package
from bot.simulator import Person, Server, Simulator, serve
from tests.bot.simulator.conftest import real_bot


async def test_a_stopped_server_refuses_connections_and_keeps_its_state(
    server: Server, bot: Bot, wang: Person
) -> None:
    port = server.port
    await wang.send_text("路坏了")
    await server.stop()
    with pytest.raises(NetworkError):
        await bot.get_me()
    await server.start()
    assert server.port == port
    assert len(await bot.get_updates()) == 1
    assert [m.text for m in await wang.history()] == ["/start", "路坏了"]


async def test_people_notice_a_stop_and_go_on_after_it(server: Server, wang: Person) -> None:
    waiting = asyncio.create_task(wang.wait_for(timeout=30))
    await asyncio.sleep(0.01)
    await server.stop()
    with pytest.raises(OSError, match=r"cut|[Cc]onnect|reset"):
        await waiting
    with pytest.raises(OSError, match=r"[Cc]onnect"):
        await wang.send_text("x")
    await server.start()
    assert await wang.send_text("x")


async def test_a_stop_cuts_calls_that_wait(server: Server, bot: Bot) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await asyncio.sleep(0.01)  # a poll that has not begun is cut off just as well
    await server.stop()
    with pytest.raises(NetworkError):
        await poll


async def test_stopping_and_starting_twice_does_no_harm(server: Server) -> None:
    await server.start()
    await server.stop()
    await server.stop()
    await server.start()


async def test_a_port_in_use_is_reported(server: Server) -> None:
    with pytest.raises(OSError, match="in use"):
        async with serve(Simulator(), port=server.port):
            pass


async def test_pages_may_be_added() -> None:
    async def page(request: Request) -> PlainTextResponse:
        return PlainTextResponse("hello")

    async with (
        serve(routes=[Route("/", page)]) as server,
        httpx.AsyncClient(trust_env=False, verify=False) as client,
    ):
        assert (await client.get(server.base_url)).text == "hello"


async def test_it_runs_as_a_process_until_interrupted() -> None:
    code = "from bot.simulator import run; run(0, '42:token')"
    root = Path(package.__file__).parents[2]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        code,
        stdout=asyncio.subprocess.PIPE,
        cwd=root,
        # Started in the background the tests hear no Ctrl-C, and neither do their children.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stdout is not None
    try:
        base_url = (await process.stdout.readline()).decode().strip()
        simulator = Simulator("42:token")
        async with real_bot(Server(simulator, int(base_url.rpartition(":")[2]))) as running:
            assert running.id == 42
        process.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(process.wait(), 20) == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
