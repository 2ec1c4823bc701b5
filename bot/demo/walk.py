"""One case through all roles: reported with a photo, accepted, referred to the county, answered and rated.

`play` is the story, for any three handsets: the terminal's (`walk`), and the page's in its tests.
"""

from collections.abc import Callable
from typing import Protocol

from bot.demo.seeding import LIAISON
from bot.demo.staging import Stage
from bot.simulator import NothingCameError, Person, SeenMessage
from storage.vocabulary import Role

VILLAGER = "王大爷"
ROAD = "咱靠山屯到镇上这六里土路，前天一场大雨冲出两个大坑，车轱辘陷里头，走道净蹚泥。啥时候能给俺们垫上？"
UNIT = "安河县交通局"
UNIT_ANSWER = "养路队今天拉了四车砂石，两个坑都填平压实了。"
REPLY = "大爷，坑填平压实了，我去踩过，车能走。铺油路的事我接着盯，有信儿就告诉您。"
PATIENCE = 20.0  # seconds


class WalkStopped(Exception):
    """Somebody waited in vain, or found no button to press."""


class Handset(Protocol):
    """What somebody does with a phone. `sees` waits for a message, or a button, with these words."""

    async def begin(self) -> None: ...
    async def say(self, text: str) -> None: ...
    async def show(self, text: str) -> None: ...
    async def press(self, label: str) -> None: ...
    async def sees(self, words: str) -> object: ...


async def play(
    villager: Handset, deputy: Handset, liaison: Handset, heading: Callable[[str], None] = lambda text: None
) -> None:
    """Take one case from the first word to the rating; the liaison looks at the week afterwards."""
    heading("选民反映")
    await report(villager)
    heading("代表签收、交办、答复")
    await _handle(deputy, villager)
    heading("选民评价")
    await villager.press("解决了")
    await villager.sees("满意")
    await villager.press("满意")
    await villager.sees("办结")
    await deputy.sees("办结")
    heading("联络员看本周情况")
    await liaison.say("/digest now")
    await liaison.sees("按时联系")


async def report(villager: Handset) -> None:
    """From the first press to the number, with a photo."""
    await villager.begin()
    await villager.sees("柳树湾村")
    await villager.press("靠山屯村")
    await villager.sees("记下了")
    await villager.show(ROAD)
    await villager.sees("提交")
    await villager.press("提交")
    await villager.sees("编号")


async def _handle(deputy: Handset, villager: Handset) -> None:
    await deputy.sees("签收")
    await deputy.press("签收")
    await deputy.sees("您签收了")
    await villager.sees("接下了")
    await deputy.press("交办")
    await deputy.sees("哪个单位")
    await deputy.say(UNIT)
    await deputy.sees("5 个工作日")
    await deputy.press("5 个工作日")
    await deputy.sees("交给：")
    await villager.sees(UNIT)
    await deputy.press("单位答复了")
    await deputy.sees("怎么答复")
    await deputy.say(UNIT_ANSWER)
    await deputy.sees("也转告反映人了")
    await villager.sees(UNIT_ANSWER)
    await deputy.press("答复")
    await deputy.sees("已解决")
    await deputy.press("已解决")
    await deputy.sees("怎么说")
    await deputy.say(REPLY)
    await deputy.sees("发给反映人了")
    await villager.sees("解决了吗")


class Screen(Protocol):
    """Where the walk shows what happens."""

    def heading(self, text: str) -> None: ...
    def said(self, name: str, text: str, *, media: str = "") -> None: ...
    def pressed(self, name: str, label: str) -> None: ...
    def arrived(
        self, name: str, text: str, buttons: list[list[str]], *, is_edited: bool, media: str
    ) -> None: ...


class Phone:
    """A person's phone, shown on the screen as it is used."""

    def __init__(self, person: Person, screen: Screen) -> None:
        self.person = person
        self._screen = screen
        self._cards: list[SeenMessage] = []

    async def begin(self) -> None:
        """Press Start."""
        await self.person.start()

    async def say(self, text: str) -> None:
        self._screen.said(self.person.name, text)
        await self.person.send_text(text)

    async def show(self, text: str) -> None:
        """Send a photo with these words."""
        self._screen.said(self.person.name, text, media="photo")
        await self.person.send_photo(caption=text)

    async def press(self, label: str) -> None:
        """Press a button of the newest card that has it. Raises WalkStopped."""
        card = next((card for card in reversed(self._cards) if label in card.button_texts), None)
        if card is None:
            raise WalkStopped(f"{self.person.name} has no button 〔{label}〕 to press.")
        self._screen.pressed(self.person.name, label)
        await self.person.press(card, label)

    async def sees(self, words: str) -> SeenMessage:
        """Show what arrives until a message holds these words (or such a button). Raises WalkStopped."""
        while True:
            try:
                message = await self.person.wait_for(timeout=PATIENCE)
            except NothingCameError:
                raise WalkStopped(f"{self.person.name} waited in vain for “{words}”.") from None
            self._show(message)
            if words in message.text or words in message.button_texts:
                return message

    def _show(self, message: SeenMessage) -> None:
        self._cards.append(message)
        rows = [[button.text for button in row] for row in message.rows]
        self._screen.arrived(
            self.person.name,
            message.text,
            rows,
            is_edited=message.is_edited,
            media=message.media_kind or "",
        )


async def walk(stage: Stage, screen: Screen) -> tuple[Person, Person, Person]:
    """Play the story on the township's phones; returns the villager, the deputy and the liaison."""
    liaison, deputy = await stage.holder(Role.LIAISON, LIAISON), await stage.deputy("D03")
    villager = await stage.people.join(VILLAGER)
    await play(Phone(villager, screen), Phone(deputy, screen), Phone(liaison, screen), heading=screen.heading)
    return villager, deputy, liaison
