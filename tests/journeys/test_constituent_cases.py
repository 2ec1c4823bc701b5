"""Filed cases: what is said about them joins them, and what their author can do with them."""

import asyncio

from bot.demo.staging import Stage
from bot.simulator import Person
from tests.journeys.constituents import LAMPS, ROAD, card_with, file, says


async def _replied(deputy: Person, number: str, words: str = "下个月动工，九月修好。") -> None:
    await deputy.send_text(f"/accept {number}")
    await says(deputy, number, "您签收了")
    await deputy.send_text(f"/reply {number} A {words}")
    await says(deputy, number, "答复发给反映人了")


async def test_words_about_an_open_case_join_it(stage: Stage) -> None:
    deputy = await stage.deputy("D03")
    wang = await stage.constituent("王大爷", "靠山屯村")
    receipt = await file(wang, ROAD)
    await card_with(deputy, "签收")

    await wang.send_text("是村头到学校那一段", reply_to=receipt)
    await says(wang, "补充进 0001")
    await says(deputy, "村头到学校")
    await wang.send_text("0001 还没修，又陷了一辆车")
    await says(wang, "补充进 0001")
    await says(deputy, "又陷了一辆车")
    await wang.send_text("/add 0001")
    await says(wang, "接着发")
    await wang.send_text("晚上最难走")
    await says(wang, "补充进 0001")
    await wang.send_text("0001 办到哪一步了")
    await says(wang, "0001", "王桂芳代表")
    await wang.send_text("有进展了吗")
    await says(wang, "0001", "王桂芳代表")
    await wang.send_text("/case 0001")
    assert "晚上最难走" in (await says(wang, "待签收")).text


async def test_the_next_message_answers_the_only_open_question(stage: Stage) -> None:
    deputy = await stage.deputy("D03")
    wang = await stage.constituent("王大爷", "靠山屯村")
    await file(wang, ROAD)
    await card_with(deputy, "签收")
    await deputy.send_text("/accept 0001")
    await says(deputy, "您签收了")
    await deputy.send_text("/ask 0001 是哪一段路？")
    await says(wang, "是哪一段路")
    await wang.send_text("谢谢")
    await says(wang, "您客气了")
    await wang.send_text("东头")
    await says(wang, "转给王桂芳代表了")
    await says(deputy, "反映人回话了", "东头")
    # The question is answered: what comes now is a matter of its own.
    await wang.send_text(LAMPS)
    card = await card_with(wang, "提交")
    assert "补充到 0001" in card.button_texts


async def test_a_reply_is_rated_redone_and_reopened(stage: Stage) -> None:
    deputy = await stage.deputy("D03")
    wang, li = await asyncio.gather(
        stage.constituent("王大爷", "靠山屯村"), stage.constituent("李婶", "靠山屯村")
    )
    await file(wang, ROAD)
    await card_with(deputy, "签收")
    await _replied(deputy, "0001")
    asked = await card_with(wang, "没解决")
    await wang.send_text("/rate")
    again = await says(wang, "0001", "解决了吗")
    await wang.press(asked, asked.buttons[1].data)
    await wang.press(await card_with(wang, "不满意"), "不满意")
    await says(wang, "会再办")
    await wang.send_text("只垫了点土，一下雨又烂了")
    await says(wang, "您的话转给代表了")
    await wang.press(again, again.buttons[0].data)
    await says(wang, "这个按钮不用点了")

    await deputy.send_text("/reply 0001 A 这回铺了油。")
    await wang.press(await says(wang, "这回铺了油"), "解决了")
    closed = await card_with(wang, "满意")
    await wang.press(closed, closed.buttons[0].data)
    await says(wang, "办结了")
    # A new matter so soon after the rating is no comment on it.
    await wang.send_text(LAMPS)
    await card_with(wang, "提交")
    await wang.send_text("0001 又坏了")
    assert "没弄好，再办" in (await says(wang, "您的话转给代表了")).button_texts
    await wang.send_text("/reopen 0001")
    await says(wang, "会再办")

    await li.send_text("/case 0001")
    await says(li, "没找到编号 0001")
    await li.send_text("/withdraw 0001")
    await says(li, "没找到编号 0001")


async def test_withdrawing_by_button_asks_first_and_the_deputy_hears_of_it(stage: Stage) -> None:
    deputy = await stage.deputy("D03")
    wang = await stage.constituent("王大爷", "靠山屯村")
    receipt = await file(wang, ROAD)
    await wang.press(receipt, "撤回")
    await wang.press(await card_with(wang, "不撤回"), "不撤回")
    await says(wang, "接着办")
    await wang.press(receipt, "撤回")
    asked = await card_with(wang, "不撤回")
    await wang.press(asked, asked.buttons[0].data)
    await says(wang, "0001 撤回了")
    await says(deputy, "反映人撤回了")
    await wang.press(receipt, "撤回")
    await says(wang, "0001 刚刚有了变化")
    await wang.send_text("0001 还是修一修吧，车都陷里头")
    await card_with(wang, "提交")
    await wang.send_text("/withdraw 0001")
    await says(wang, "撤回")


async def test_several_cases_are_listed_opened_and_told_apart(stage: Stage) -> None:
    wang = await stage.constituent("王大爷", "靠山屯村")
    await file(wang, ROAD)
    await file(wang, LAMPS)
    await wang.send_text("/cases")
    listed = await says(wang, "您反映的事")
    assert listed.button_texts == ["0002", "0001"]
    await wang.press(listed, "0001")
    await says(wang, "0001", "土路", "提交")
    await wang.send_text("/add")
    await wang.press(await says(wang, "是哪一件"), "0001")
    await says(wang, "接着发")
    await wang.send_location(38.441, 120.489)
    await says(wang, "补充进 0001")
    await wang.send_text("/case 9999")
    await says(wang, "没找到编号 9999")
