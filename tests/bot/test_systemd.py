"""What is said to systemd: to the socket that it names, as often as it wants, and nothing without one."""

import asyncio
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import systemd


@pytest.fixture(params=["in the file system", "outside of it"])
def heard(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[socket.socket]:
    """The other end, as systemd opens it."""
    is_file = request.param == "in the file system"
    address = str(tmp_path / "notify") if is_file else f"@hotline-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(address.replace("@", "\0", 1))
        listener.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", address)
        yield listener


def test_a_state_is_one_datagram(heard: socket.socket) -> None:
    systemd.tell(systemd.READY)
    systemd.tell(systemd.STOPPING)
    assert [heard.recv(100), heard.recv(100)] == [b"READY=1", b"STOPPING=1"]


@pytest.mark.parametrize("address", ["", "nonsense", "/no/such/socket"])
def test_where_nobody_listens_nothing_happens(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", address)
    systemd.tell(systemd.READY)


@pytest.mark.parametrize(
    ("microseconds", "pid", "seconds"),
    [
        ("60000000", None, 60.0),
        ("60000000", "ours", 60.0),
        ("60000000", "1", None),  # meant for another process
        ("0", None, None),
        ("soon", None, None),
        (None, None, None),
    ],
)
def test_how_long_systemd_waits_for_a_sign_of_life(
    microseconds: str | None, pid: str | None, seconds: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("WATCHDOG_USEC", microseconds), ("WATCHDOG_PID", pid)):
        monkeypatch.delenv(name, raising=False)
        if value is not None:
            monkeypatch.setenv(name, str(os.getpid()) if value == "ours" else value)
    assert systemd.patience() == seconds


async def test_signs_of_life_come_at_least_twice_in_that_time(
    heard: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 3:
            raise asyncio.CancelledError

    monkeypatch.setenv("WATCHDOG_USEC", "60000000")
    monkeypatch.delenv("WATCHDOG_PID", raising=False)
    monkeypatch.setattr("bot.systemd.asyncio.sleep", sleep)
    with pytest.raises(asyncio.CancelledError):
        await systemd.give_signs_of_life()
    assert {heard.recv(100) for _ in waits} == {b"WATCHDOG=1"}
    assert max(waits) <= 30


async def test_without_a_watchdog_none_are_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WATCHDOG_USEC", raising=False)
    async with asyncio.timeout(5):
        await systemd.give_signs_of_life()
