"""The sockets that the desk, the webhook and the figures are served on."""

import asyncio
import socket

import pytest

from bot.web.serving import PortTaken, listening


async def test_answers_leave_at_once() -> None:
    """Else the second part of each answer waits until the browser has said that the first one came."""
    is_at_once: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def connected(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        option = writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        is_at_once.set_result(option)
        writer.close()

    listener = listening("127.0.0.1", 0, "the test")
    async with await asyncio.start_server(connected, sock=listener):
        _, writer = await asyncio.open_connection(*listener.getsockname())
        assert await is_at_once
        writer.close()
        await writer.wait_closed()


def test_a_port_that_is_taken_names_its_settings() -> None:
    with (
        listening("127.0.0.1", 0, "the test") as taken,
        pytest.raises(PortTaken, match=r"check telegram\.webhook"),
    ):
        listening("127.0.0.1", taken.getsockname()[1], "telegram.webhook")
