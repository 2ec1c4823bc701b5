"""The desk as it is served: beside the bot, on its own port, below its own path."""

import asyncio
import socket

import httpx
import pytest

from bot.demo import sample
from bot.demo.clock import MovableClock
from bot.demo.staging import staged
from bot.web.desk.app import build_desk
from bot.web.desk_server import serve_desk
from bot.web.serving import PortTaken, free_port
from storage.vocabulary import Role
from tests.support.bench import bench_with
from tests.support.desk import link_for
from tests.support.hurry import at_once


async def test_a_running_hotline_serves_its_desk_and_the_link_in_the_chat_leads_there(
    database_url: str, clock: MovableClock
) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    sections = {**at_once(), "desk": {"public_url": address, "port": port}}
    async with (
        staged(sample.roster(), clock=clock, database_url=database_url, **sections) as stage,
        httpx.AsyncClient(trust_env=False, verify=False) as http,
    ):
        liaison = await stage.holder(Role.LIAISON, "周敏")
        await liaison.send_text("/desk")
        message = await liaison.wait_for(lambda one: "打开工作台" in one.text)
        link = next(one["url"] for one in message.raw["entities"] if one["type"] == "text_link")
        assert link.startswith(f"{address}/enter/")
        assert (await http.get(link)).status_code == 200
        code = link.rpartition("/")[2]
        entered = await http.post(f"{address}/enter", data={"code": code}, headers={"origin": address})
        assert entered.status_code == 303
        page = await http.get(f"{address}/")
        assert page.status_code == 200
        assert "全部事情" in page.text
        assert "server" not in page.headers


async def test_a_taken_port_is_named_with_the_setting(database_url: str, clock: MovableClock) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        desk = {"public_url": "http://127.0.0.1", "port": port}
        async with bench_with(database_url, clock, desk=desk) as bench:
            with pytest.raises(PortTaken, match=f"{port}.*desk"):
                await asyncio.wait_for(serve_desk(bench.process), 10)


async def test_below_a_path_every_link_keeps_it(database_url: str, clock: MovableClock) -> None:
    desk = {"public_url": "https://example.org/hotline/", "port": 0}
    async with bench_with(database_url, clock, desk=desk) as bench:
        liaison = await bench.member("周敏", Role.LIAISON)
        transport = httpx.ASGITransport(app=build_desk(bench.process))
        async with httpx.AsyncClient(transport=transport, base_url="https://example.org") as http:
            code = await link_for(bench.process, liaison.id)
            assert (await http.get(f"/hotline/enter/{code}")).status_code == 200
            entered = await http.post(
                "/hotline/enter", data={"code": code}, headers={"origin": "https://example.org"}
            )
            assert entered.headers["location"] == "/hotline/"
            page = await http.get("/hotline/")
            assert page.status_code == 200
            links = {link.partition('"')[0] for link in page.text.split('href="')[1:]}
            assert {link for link in links if not link.startswith(("/hotline/", "#"))} == set()
            assert (await http.get("/")).status_code == 404
