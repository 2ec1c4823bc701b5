"""What the constituents' journeys share: matters in villagers' words, and what to wait for."""

from bot.simulator import Person, SeenMessage

# Long enough for a busy machine; nobody waits so long for what comes.
PATIENCE = 60.0

ROAD = "咱靠山屯到镇上这六里地还是土路，一下雨车就陷里头，啥时候能给俺们修上柏油路？"
LAMPS = "村口路灯坏了两个月了，晚上黑灯瞎火的没人修"
WELL = "村里的井水浑得不能喝，机井也坏了"
CANTEEN = "学校食堂饭菜不卫生，孩子吃了拉肚子，教育局管不管"


async def card_with(person: Person, button: str) -> SeenMessage:
    """The next message that has this button."""
    return await person.wait_for(lambda message: button in message.button_texts, PATIENCE)


async def says(person: Person, *words: str) -> SeenMessage:
    """The next message in which all these words stand."""
    return await person.wait_for(lambda message: all(word in message.text for word in words), PATIENCE)


async def submit(person: Person) -> SeenMessage:
    """Press the newest card, as one does who is told that more came since; the receipt."""
    while True:
        await person.press(await card_with(person, "提交"), "提交")
        told = await person.wait_for(
            lambda message: "收到了，编号" in message.text or "点最新那张卡片" in message.text, PATIENCE
        )
        if "收到了，编号" in told.text:
            return told


async def file(person: Person, text: str) -> SeenMessage:
    """Tell a matter and confirm it; the receipt."""
    await person.send_text(text)
    await person.press(await card_with(person, "提交"), "提交")
    return await says(person, "收到了，编号")
