"""What tests of the delivery share: how notices end, and what they are made to say."""

from typing import Any

import pytest

from bot import packing
from handlers.calls import Call
from tests.support.bench import Bench

ANSWER, URGENT, ROUTINE = 0, 1, 2
# What is Telegram's part is the same on every database.
on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


async def states(bench: Bench) -> list[str]:
    return [notice.state for notice in await bench.notices()]


def deliveries(bench: Bench) -> int:
    return bench.simulator.calls.counters["sendMessage"]


def renders(monkeypatch: pytest.MonkeyPatch, *calls: Call) -> None:
    """Let every notice be told by these calls."""

    async def render(*_: Any) -> list[Call]:
        return list(calls)

    monkeypatch.setattr(packing, "render", render)


def text_call(text: str, **params: Any) -> Call:
    return Call("sendMessage", {"text": text, **params})
