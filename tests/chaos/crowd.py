"""Villagers and deputies with their phones: each goes on as soon as the bot has answered, however late."""

import asyncio
import contextlib
import random
from collections.abc import Callable
from dataclasses import dataclass

from bot.simulator import NothingCameError, People, Person, SeenMessage, SimulatorError
from handlers.callbacks import unpack

# Longer than any lease: whatever a killed process held must have been taken over by then.
PATIENCE_SECONDS = 240.0


@dataclass
class Habits:
    """How somebody uses a phone: impatient fingers press twice, others wait to be reminded."""

    presses_twice: bool
    waits_before_filing: bool
    waits_before_rating: bool

    @classmethod
    def drawn(cls, chance: random.Random) -> "Habits":
        return cls(chance.random() < 0.3, chance.random() < 0.2, chance.random() < 0.3)


class Villager:
    """One matter, from the first word to the answer to the survey."""

    def __init__(self, name: str, words: str, habits: Habits) -> None:
        self.name = name
        self._words = words
        self._habits = habits
        self.step = "has not begun"

    async def see_through(self, people: People) -> None:
        """Raises NothingCameError where the bot has fallen silent; `step` says what was waited for."""
        person = await people.join(self.name)
        await person.send_text(self._words)
        card = await self._sees(person, "提交", with_button=True)
        if self._habits.waits_before_filing:
            await self._sees(person, "还没提交")
        await self._press(person, card, "提交")
        await self._sees(person, "收到了，编号")
        await self._sees(person, "接下了")
        answer = await self._sees(person, "解决了", with_button=True)
        if self._habits.waits_before_rating:
            await self._sees(person, "解决了吗？点一下就行")
        await self._press(person, answer, "解决了")
        await self._press(person, await self._sees(person, "满意", with_button=True), "满意")
        await self._sees(person, "办结")
        survey = await self._sees(person, "现在还好吗")
        await self._press(person, survey, survey.button_texts[0])
        self.step = "has seen it through"

    async def _sees(self, person: Person, words: str, *, with_button: bool = False) -> SeenMessage:
        self.step = f"waits for {words}"
        return await sees(person, lambda m: words in (m.button_texts if with_button else m.text))

    async def _press(self, person: Person, card: SeenMessage, button: str) -> None:
        await person.press(card, button, wait=0)
        if self._habits.presses_twice:
            # The first tap may have changed the card already.
            with contextlib.suppress(SimulatorError):
                await person.press(card, button, wait=0)


class DeputyPhone:
    """A deputy who accepts whatever comes and replies to it, one case after the other."""

    def __init__(self, person: Person, chance: random.Random) -> None:
        self._person = person
        self._chance = chance
        self._accepted: set[int] = set()
        self._working: asyncio.Task[None] | None = None
        self.step = "has nothing to do"

    def begin(self, in_vain: list[str]) -> None:
        """Work from now on."""
        self._working = asyncio.create_task(self._work(in_vain))

    def check(self) -> None:
        """Raises what went wrong with the phone itself."""
        if self._working is not None and self._working.done():
            self._working.result()

    async def end(self) -> None:
        """Stop working."""
        if self._working is not None:
            self._working.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._working

    async def _work(self, in_vain: list[str]) -> None:
        """Until cancelled; where the bot has fallen silent, that is noted and the next case begins."""
        while True:
            self.step = "has nothing to do"
            card = await self._new_card()
            case_id = case_of(card, "签收")
            self._accepted.add(case_id)
            try:
                await self._reply(case_id, card)
            except NothingCameError:
                in_vain.append(f"{self._person.name} {self.step}")

    async def _new_card(self) -> SeenMessage:
        """The next assignment; a card that came twice is looked at once."""

        def is_new(message: SeenMessage) -> bool:
            return "签收" in message.button_texts and case_of(message, "签收") not in self._accepted

        while True:
            with contextlib.suppress(NothingCameError):
                return await self._person.wait_for(is_new, timeout=30)

    async def _reply(self, case_id: int, card: SeenMessage) -> None:
        await self._press(card, "签收")
        # An assignment that comes again can be replied to as well, but its buttons are out of date.
        accepted = await self._card_of(case_id, "交办")
        await self._press(accepted, "答复")
        await self._press(await self._card_of(case_id, "已解决"), "已解决")
        await self._sees("怎么说", lambda m: "怎么说" in m.text)
        await self._person.send_text(f"去看过了，已经修好，第{self._chance.randrange(1000)}回放心。")
        await self._sees("答复发给反映人了", lambda m: "答复发给反映人了" in m.text)

    async def _card_of(self, case_id: int, button: str) -> SeenMessage:
        return await self._sees(button, lambda m: button in m.button_texts and case_of(m, button) == case_id)

    async def _sees(self, words: str, matches: Callable[[SeenMessage], bool]) -> SeenMessage:
        self.step = f"waits for {words}"
        return await sees(self._person, matches)

    async def _press(self, card: SeenMessage, button: str) -> None:
        await self._person.press(card, button, wait=0)


async def sees(person: Person, matches: Callable[[SeenMessage], bool]) -> SeenMessage:
    """The next message that matches. Raises NothingCameError."""
    return await person.wait_for(matches, timeout=PATIENCE_SECONDS)


def case_of(message: SeenMessage, label: str) -> int:
    """The case that a button is about."""
    return unpack(next(button.data for button in message.buttons if button.text == label)).case_id
