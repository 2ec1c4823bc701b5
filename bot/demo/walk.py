"""One case through all roles: reported with a photo, accepted, referred to the county, answered and rated."""

from typing import Protocol

from bot.demo.staging import Stage
from bot.simulator import Person, SeenMessage
from storage.vocabulary import Role

ROAD = "咱靠山屯到镇上这六里地还是土路，一下雨车就陷里头，走道净蹚泥。啥时候能给俺们修上柏油路？"
UNIT = "安河县交通局"
UNIT_ANSWER = "已经列入今年农村公路计划，九月动工，国庆前修好。"
REPLY = "大爷，县里定了：九月动工，国庆前把油路修到村口。我九月再去看。"


class Screen(Protocol):
    """Where the walk shows what happens."""

    def heading(self, text: str) -> None: ...
    def said(self, name: str, text: str) -> None: ...
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

    async def say(self, text: str, *, photo: bool = False) -> None:
        self._screen.said(self.person.name, f"[照片] {text}" if photo else text)
        if photo:
            await self.person.send_photo(caption=text)
        else:
            await self.person.send_text(text)

    async def press(self, label: str) -> None:
        """Press a button of the newest card that has it."""
        card = next(card for card in reversed(self._cards) if label in card.button_texts)
        self._screen.pressed(self.person.name, label)
        await self.person.press(card, label)

    async def sees(self, words: str) -> SeenMessage:
        """Show what arrives until a message holds these words (or such a button)."""
        while True:
            message = await self.person.wait_for(timeout=20)
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
    """Take one case from the first word to the rating; returns the villager, the deputy and the liaison."""
    screen.heading("联络员和代表用邀请链接加入")
    liaison = Phone(await stage.holder(Role.LIAISON, "联络员周敏"), screen)
    deputy = Phone(await stage.deputy("D03"), screen)

    screen.heading("选民反映")
    villager = Phone(await stage.people.join("王大爷"), screen)
    await villager.person.start()
    await villager.sees("柳树湾村")
    await villager.say("靠山屯")
    await villager.sees("记下了")
    await villager.say(ROAD, photo=True)
    await villager.sees("提交")
    await villager.press("提交")
    await villager.sees("编号")

    screen.heading("代表签收、交办、答复")
    await deputy.sees("签收")
    await deputy.press("签收")
    await deputy.sees("交办")
    await villager.sees("接下了")
    await deputy.press("交办")
    await deputy.sees("哪个单位")
    await deputy.say(UNIT)
    await deputy.sees("5 个工作日")
    await deputy.press("5 个工作日")
    await deputy.sees("单位答复了")
    await villager.sees(UNIT)
    await deputy.press("单位答复了")
    await deputy.sees("怎么答复")
    await deputy.say(UNIT_ANSWER)
    await deputy.sees("转告反映人")
    await villager.sees("九月动工")
    await deputy.press("答复")
    await deputy.sees("已解决")
    await deputy.press("正在解决")
    await deputy.sees("怎么说")
    await deputy.say(REPLY)
    await deputy.sees("发给反映人了")

    screen.heading("选民评价")
    await villager.sees("解决了")
    await villager.press("解决了")
    await villager.sees("满意")
    await villager.press("满意")
    await villager.sees("办结")
    await deputy.sees("办结")

    screen.heading("联络员看本周情况")
    await liaison.say("/digest now")
    await liaison.sees("按时联系")
    return villager.person, deputy.person, liaison.person
