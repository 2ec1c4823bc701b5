"""Villagers who report a matter each, played within the local server: what they cost is not the bot's.

A villager is new to the bot, writes one text, waits for the card, taps to file, and waits for the receipt:
two updates. What is measured is how long an update waits for its answer to be handed to the server.
"""

import asyncio
import functools
import itertools
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.simulator import Simulator
from bot.simulator.calls import CallLog
from bot.simulator.people.accounts import join
from bot.simulator.people.pressing import press
from bot.simulator.people.writing import write_text
from bot.simulator.world import Person

# Pressed in this order of preference.
PRESSED = ("提交", "还是要反映", "就这样提交", "不清楚，直接提交")
RECEIPT = "撤回"
_AWAITED = (*PRESSED, RECEIPT)
_PATIENCE_SECONDS = 60.0

Message = dict[str, Any]


class NotAnswered(Exception):
    """The bot has fallen silent; carries what was waited for."""


class OverheardCalls(CallLog):
    """The record of calls, which also tells what a chat was sent as soon as the server has it."""

    def __init__(self, told: Callable[[Message], None]) -> None:
        super().__init__()
        self._told = told

    def add(self, at: datetime, method: str, parameters: dict[str, Any], answer: dict[str, Any]) -> None:
        super().add(at, method, parameters, answer)
        result = answer.get("result")
        if isinstance(result, dict) and "chat" in result:
            self._told(result)


@dataclass
class Shift:
    """What came of a while: its seconds up to the last answer, and how long each update waited."""

    seconds: float = 0.0
    waits: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Updates a second."""
        return len(self.waits) / self.seconds


class Crowd:
    """All villagers of one local server."""

    def __init__(self, simulator: Simulator, texts: Iterator[str]) -> None:
        self._simulator = simulator
        self._texts = texts
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[tuple[float, Message, str]]] = {}
        simulator.calls = OverheardCalls(self._told)
        self.filed = 0

    async def busy(self, seconds: float, at_once: int) -> Shift:
        """As many villagers as that at a time, the next as soon as one is done: as fast as the bot can."""
        loop = asyncio.get_running_loop()
        shift, began = Shift(), loop.time()

        async def one_after_the_other() -> None:
            while loop.time() < began + seconds:
                await self._report(shift)

        await _all([one_after_the_other() for _ in range(at_once)])
        # Up to the last answer somebody waits, so the bot is as busy as in between.
        shift.seconds = loop.time() - began
        return shift

    async def steady(self, seconds: float, updates_per_second: float) -> Shift:
        """A villager at a time, evenly, however slow the bot is."""
        loop = asyncio.get_running_loop()
        shift, began = Shift(), loop.time()
        count = max(1, round(seconds * updates_per_second / 2))

        async def later(place: int) -> None:
            await asyncio.sleep(began + place * seconds / count - loop.time())
            await self._report(shift)

        await _all([later(place) for place in range(count)])
        shift.seconds = loop.time() - began
        return shift

    async def _report(self, shift: Shift) -> None:
        """One matter from the text to the receipt."""
        sim = self._simulator
        person = join(sim, f"选民{next(self._numbers)}", language_code="zh-hans")
        chat, text = sim.world.chats[person.id], next(self._texts)
        card, button = await self._answer(shift, person, lambda: write_text(sim, person, chat, text))
        while button != RECEIPT:
            card, button = await self._answer(
                shift, person, functools.partial(press, sim, person, chat, card["message_id"], button)
            )
        self.filed += 1

    async def _answer(self, shift: Shift, person: Person, act: Callable[[], object]) -> tuple[Message, str]:
        """What the bot answers to an act, and which of its buttons comes next."""
        loop = asyncio.get_running_loop()
        answered = self._waiting[person.id] = loop.create_future()
        began = loop.time()
        act()
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                at, message, button = await answered
        except TimeoutError:
            raise NotAnswered(f"nothing with {' or '.join(_AWAITED)} within {_PATIENCE_SECONDS} s") from None
        del self._waiting[person.id]
        shift.waits.append(at - began)
        return message, button

    def _told(self, message: Message) -> None:
        answered = self._waiting.get(message["chat"]["id"])
        if answered is None or answered.done():
            return
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        labels = {button["text"] for row in rows for button in row}
        button = next((label for label in _AWAITED if label in labels), None)
        if button is not None:
            answered.set_result((asyncio.get_running_loop().time(), message, button))


async def _all(works: list[Coroutine[Any, Any, None]]) -> None:
    async with asyncio.TaskGroup() as group:
        for work in works:
            group.create_task(work)
