"""Beginning: /start, the village by button or typed, contact cards, and people who just write."""

import asyncio

from bot.demo.staging import Stage
from bot.simulator import Person
from tests.journeys.constituents import LAMPS, ROAD, card_with, says


async def test_a_newcomer_hears_who_reads_it_and_says_the_village_as_villagers_do(stage: Stage) -> None:
    async def chooses(name: str, typed: str, village: str) -> None:
        person = await stage.people.join(name)
        await person.start()
        welcome = await says(person, "119")
        assert "只给负责的代表和联络员看" in welcome.text
        await card_with(person, "和平社区")
        await person.send_text(typed)
        await says(person, "记下了", village)

    await asyncio.gather(
        chooses("王大爷", "靠山屯", "靠山屯村"),
        chooses("李婶", "俺是井沿儿的", "双井村"),
        chooses("赵哥", "红国岭村", "红果岭村"),
        chooses("钱嫂", "石門溝", "石门沟村"),
    )


async def test_an_unknown_village_is_asked_again_and_start_again_is_a_short_welcome(stage: Stage) -> None:
    wang = await stage.people.join("王大爷")
    await wang.start()
    await says(wang, "不写您是谁")
    await card_with(wang, "和平社区")
    await wang.send_text("张家庄")
    again = await says(wang, "没找到“张家庄”")
    await wang.press(again, "双井村")
    await says(wang, "您是双井村的")
    await wang.send_text("/start")
    assert "又见面了" in (await says(wang, "119")).text
    await wang.send_text("/village")
    await wang.press(await card_with(wang, "北关村"), "北关村")
    await says(wang, "您是北关村的")


async def test_who_writes_first_is_asked_for_the_village_on_the_card(stage: Stage) -> None:
    async def typed(person: Person) -> None:
        await person.send_text(LAMPS)
        card = await says(person, "是哪个村的")
        assert "不写您是谁" in card.text
        await person.send_text("张家庄")
        await says(person, "没找到“张家庄”")
        await person.send_text("大洼")
        assert "地点：南大洼村" in (await card_with(person, "提交")).text

    async def pressed(person: Person) -> None:
        await person.send_text(LAMPS)
        await person.press(await says(person, "是哪个村的"), "新菜园村")
        assert "地点：新菜园村" in (await card_with(person, "提交")).text
        await person.send_text("/cancel")
        await says(person, "不提交了")
        await person.send_text(LAMPS)
        assert "地点：新菜园村" in (await card_with(person, "提交")).text

    async def unclear(person: Person) -> None:
        await person.send_text(LAMPS)
        await person.press(await says(person, "是哪个村的"), "不清楚，直接提交")
        await says(person, "收到了，编号")

    async def two_villages(person: Person) -> None:
        await person.send_text("南大洼和苇子塘中间那条土路烂得没法走，车都陷里头")
        asked = await says(person, "好几个地方")
        assert {"南大洼村", "苇子塘村"} <= set(asked.button_texts)
        await person.press(asked, "苇子塘村")
        assert "地点：苇子塘村" in (await card_with(person, "提交")).text

    people = [await stage.people.join(name) for name in ("王大爷", "李婶", "赵哥", "钱嫂")]
    await asyncio.gather(
        *(story(who) for story, who in zip((typed, pressed, unclear, two_villages), people, strict=True))
    )


async def test_contact_cards_open_on_their_villages_and_their_deputy(stage: Stage) -> None:
    async def of_constituency(person: Person) -> None:
        await person.start("c_5")
        asked = await card_with(person, "红果岭村")
        assert asked.button_texts == ["红果岭村", "双井村"]

    async def of_deputy(person: Person) -> None:
        await person.start("d_D01")
        await says(person, "李秀兰代表的联系卡")
        await person.send_text("/village")
        await person.press(await card_with(person, "靠山屯村"), "靠山屯村")
        await says(person, "记下了")
        await person.send_text(ROAD)
        card = await card_with(person, "提交")
        assert "会转给：李秀兰代表" in card.text
        await person.press(card, "提交")
        await says(person, "李秀兰代表会在")
        await person.send_text(LAMPS)
        assert "李秀兰" not in (await card_with(person, "提交")).text

    async def unknown(person: Person) -> None:
        await person.start("d_NOBODY")
        await card_with(person, "和平社区")

    async def spoiled_invitation(person: Person) -> None:
        await person.start("i_nonsense")
        await says(person, "邀请链接不对")

    people = [await stage.people.join(name) for name in ("王大爷", "李婶", "赵哥", "钱嫂")]
    stories = (of_constituency, of_deputy, unknown, spoiled_invitation)
    await asyncio.gather(*(story(who) for story, who in zip(stories, people, strict=True)))
