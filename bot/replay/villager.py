"""One constituent of a replay: sends one message and presses what it takes until there is a case number."""

import re
import time
import zlib
from dataclasses import dataclass, field

from bot.simulator import NothingCameError, People, Person, SeenMessage

_NUMBER = re.compile(r"编号\s*(\d{4,})")
# Pressed in this order of preference; a card with village buttons gets one of them.
_PRESSED = ("提交", "还是要反映", "就这样提交")
# Only a receipt has it; a villager's own words may hold a number too.
_RECEIPT = "撤回"
# What stands after the villages on a card that asks which one.
_AFTER_VILLAGES = ("不清楚，直接提交", "返回")


@dataclass
class Villager:
    """What became of one message. Times are seconds of the monotonic clock."""

    name: str
    text: str
    parts: int = 0
    sent_at: float = 0.0
    card_at: float | None = None
    number: str | None = None
    presses: int = 0
    person: Person | None = field(default=None, repr=False)

    async def send(self, people: People) -> None:
        """Join and send the message (in several parts if it is long)."""
        self.person = await people.join(self.name)
        self.sent_at = time.monotonic()
        self.parts = len(await self.person.send_parts(self.text))

    async def see_through(self, patience: float) -> None:
        """Answer what the bot asks until it names a case number, or nothing comes for `patience` seconds."""
        assert self.person is not None, "send() comes first"  # noqa: S101
        while self.number is None:
            try:
                message = await self.person.wait_for(timeout=patience)
            except NothingCameError:
                return
            if self.card_at is None:
                self.card_at = time.monotonic()
            if _RECEIPT in message.button_texts and (found := _NUMBER.search(message.text)):
                self.number = found.group(1)
            elif button := self._button(message):
                self.presses += 1
                await self.person.press(message, button, wait=0)

    def _button(self, message: SeenMessage) -> str | None:
        labels = message.button_texts
        after = next((label for label in _AFTER_VILLAGES if label in labels), None)
        if after is not None:
            villages = labels[: labels.index(after)]
            return villages[zlib.crc32(self.text.encode()) % len(villages)] if villages else after
        return next((label for label in _PRESSED if label in labels), None)
