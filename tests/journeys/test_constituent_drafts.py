"""The card of a draft: what can be changed on it, what joins it, and what is a matter of its own."""

import asyncio

from bot.demo.staging import Stage
from tests.journeys.constituents import CANTEEN, LAMPS, ROAD, WELL, card_with, file, says, submit


async def test_category_and_place_are_changed_by_button_and_by_typing(stage: Stage) -> None:
    wang, li = await asyncio.gather(
        stage.constituent("王大爷", "靠山屯村"), stage.constituent("李婶", "靠山屯村")
    )

    async def by_button() -> None:
        await wang.send_text(ROAD)
        await wang.press(await card_with(wang, "改类别"), "改类别")
        await wang.press(await card_with(wang, "返回"), "返回")
        await wang.press(await card_with(wang, "改类别"), "改类别")
        await wang.press(await card_with(wang, "返回"), "教育文体")
        card = await says(wang, "类别：教育文体")
        await wang.press(card, "改地点")
        await wang.press(await card_with(wang, "返回"), "双井村")
        assert "马玉珍代表" in (await says(wang, "地点：双井村")).text

    async def by_typing() -> None:
        await li.send_text(ROAD)
        await li.press(await card_with(li, "改类别"), "改类别")
        await card_with(li, "返回")
        await li.send_text("教育")
        await li.press(await says(li, "类别：教育文体"), "改地点")
        await says(li, "哪个村")
        await li.send_text("张家庄")
        await says(li, "没找到“张家庄”")
        await li.send_text("应该是双井子那边")
        assert "类别：教育文体" in (await card_with(li, "提交")).text
        await li.send_text("对")
        await says(li, "收到了，编号")

    await asyncio.gather(by_button(), by_typing())


async def test_a_draft_is_completed_confirmed_or_dropped_by_typed_words(stage: Stage) -> None:
    wang, li, zhao = await asyncio.gather(
        *(stage.constituent(name, "靠山屯村") for name in ("王大爷", "李婶", "赵哥"))
    )

    async def completes() -> None:
        await wang.send_text(ROAD)
        await wang.press(await card_with(wang, "再补充"), "再补充")
        await says(wang, "接着发")
        await wang.send_text("救护车都进不来")
        card = await says(wang, ROAD, "救护车都进不来")
        await wang.send_text("谢谢")
        await says(wang, "还没提交")
        await card_with(wang, "提交")
        await wang.send_text("/submit")
        await says(wang, "收到了，编号")
        await wang.press(card, card.buttons[0].data)
        await says(wang, "刚刚有了变化")

    async def drops() -> None:
        await li.send_text(ROAD)
        card = await card_with(li, "提交")
        await li.send_text("算了")
        await says(li, "不提交了")
        await li.press(card, "提交")
        await says(li, "已经取消了")
        await li.send_text("/cancel")
        await says(li, "没有等提交的事")

    async def repeats() -> None:
        await zhao.send_text(LAMPS)
        await card_with(zhao, "提交")
        await zhao.send_text(LAMPS)
        card = await card_with(zhao, "提交")
        assert card.text.count(LAMPS) == 1
        await asyncio.gather(*(zhao.press(card, card.buttons[0].data) for _ in range(2)))
        await says(zhao, "收到了，编号")
        await says(zhao, "这个按钮不用点了")
        await zhao.send_text("/cases")
        assert len((await says(zhao, "您反映的事")).buttons) == 1

    await asyncio.gather(completes(), drops(), repeats())


async def test_a_second_matter_gets_its_own_card_and_can_be_united_or_split(stage: Stage) -> None:
    wang, li, zhao = await asyncio.gather(
        *(stage.constituent(name, "靠山屯村") for name in ("王大爷", "李婶", "赵哥"))
    )

    async def two_cards() -> None:
        await wang.send_text(ROAD)
        first = await card_with(wang, "提交")
        await wang.send_text(CANTEEN)
        second = await card_with(wang, "跟上一件是同一件事")
        assert ROAD not in second.text
        await wang.press(second, "提交")
        await says(wang, "收到了，编号")
        await wang.press(first, "提交")
        await says(wang, "收到了，编号")
        await wang.send_text("/cases")
        assert len((await says(wang, "您反映的事")).buttons) == 2

    async def united_and_split() -> None:
        await li.send_text(ROAD)
        await card_with(li, "提交")
        await li.send_text(CANTEEN)
        await li.press(await card_with(li, "跟上一件是同一件事"), "跟上一件是同一件事")
        both = await says(li, ROAD, CANTEEN)
        await li.press(both, "刚才那句是另一件事")
        assert CANTEEN not in (await says(li, ROAD)).text
        assert ROAD not in (await says(li, CANTEEN)).text

    async def to_a_filed_case() -> None:
        await file(zhao, ROAD)
        await zhao.send_text("村头那一段比哪儿都难走，一下雨没人敢过")
        card = await card_with(zhao, "提交")
        offered = next(label for label in card.button_texts if label.startswith("补充到"))
        await zhao.press(card, offered)
        await says(zhao, "补充进去了")
        await zhao.send_text("/cases")
        assert len((await says(zhao, "您反映的事")).buttons) == 1

    await asyncio.gather(two_cards(), united_and_split(), to_a_filed_case())


async def test_edits_before_and_after_filing_reach_the_case(stage: Stage) -> None:
    deputy = await stage.deputy("D03")
    wang = await stage.constituent("王大爷", "靠山屯村")
    sent = await wang.send_text(ROAD)
    card = await card_with(wang, "提交")
    await wang.edit(sent, WELL)
    changed = await wang.wait_for(lambda message: message.is_edited and WELL in message.text)
    assert changed.id == card.id
    assert ROAD not in changed.text
    await wang.edit(sent, ROAD)
    await wang.press(await says(wang, ROAD), "提交")
    await says(wang, "收到了，编号")
    await wang.edit(sent, ROAD + "是村头到学校那段。")
    await says(wang, "补充进")
    assert "学校那段" in (await says(deputy, "反映人又说")).text

    command = await wang.send_text("/cases")
    await says(wang, "您反映的事")
    await wang.edit(command, "/withdraw 0001")
    await says(wang, "改过的命令")
    await wang.send_text("/case 0001")
    assert "待签收" in (await says(wang, "0001", "提交")).text


async def test_twelve_thousand_characters_make_one_case_and_nothing_is_lost(stage: Stage) -> None:
    wang = await stage.constituent("王大爷", "靠山屯村")
    text = "".join(
        f"第{number}户说：村里的土路一下雨就没法走，车都陷里头，盼着修柏油路。" for number in range(400)
    )
    await wang.send_text(text[:12_000])
    # It comes in three messages, and each of them changes the card.
    assert "收到了，编号 0001" in (await submit(wang)).text
    await wang.send_text("/case 0001")
    shown = ""
    while len(shown) < 12_000:
        shown += (await wang.wait_for(lambda message: "户说" in message.text)).text
    assert text[:12_000] in shown.replace("\n", "")
    await wang.send_text("/cases")
    assert len((await says(wang, "您反映的事")).buttons) == 1


async def test_the_same_update_twice_takes_effect_once(stage: Stage) -> None:
    wang = await stage.constituent("王大爷", "靠山屯村")
    await stage.people.disturb_updates(duplicates=1)
    await wang.send_text(ROAD)
    card = await card_with(wang, "提交")
    assert card.text.count(ROAD) == 1
    await stage.people.disturb_updates(duplicates=1)
    await wang.press(card, "提交")
    await says(wang, "编号 0001")
    await wang.send_text("/cases")
    assert len((await says(wang, "您反映的事")).buttons) == 1
