"""Danger is answered at once and filed without a tap, despair warmly; other channels are named."""

import asyncio

from bot.demo.staging import Stage
from storage.vocabulary import Role
from tests.journeys.constituents import LAMPS, ROAD, card_with, says


async def test_a_call_for_help_is_answered_filed_and_told_before_anything_is_asked(stage: Stage) -> None:
    liaison = await stage.holder(Role.LIAISON, "陈静")
    wang = await stage.people.join("王大爷")
    await wang.send_text("有人掉河里了，快来救人")
    first = await wang.wait_for(lambda message: True)
    assert "请马上打" in first.text
    asked = await says(wang, "编号 0001", "在哪个村")
    assert "撤回" in asked.button_texts
    await says(liaison, "0001")
    await wang.send_text("东河沿老渡口那儿")
    await says(wang, "是东河沿村的事（0001）")
    await wang.send_text("人还没上来")
    await says(wang, "补充进 0001")
    await wang.send_text("谢谢")
    await says(wang, "您客气了")
    await wang.send_text("/cases")
    assert len((await says(wang, "您反映的事")).buttons) == 1


async def test_what_only_may_be_a_danger_names_the_number_and_is_shown_back(stage: Stage) -> None:
    wang = await stage.constituent("王大爷", "靠山屯村")
    await wang.send_text("锅炉房冒烟，味道大")
    await says(wang, "如果现在有人有危险", "照下面的办")
    await wang.press(await card_with(wang, "提交"), "提交")
    assert "急事" not in (await says(wang, "收到了，编号")).text


async def test_danger_does_not_wait_for_the_card_of_another_matter(stage: Stage) -> None:
    deputy = await stage.deputy("D03")
    wang = await stage.constituent("王大爷", "靠山屯村")
    await wang.send_text(ROAD)
    card = await card_with(wang, "提交")
    await wang.send_text("我家房子着火了，快来人啊")
    await says(wang, "请马上打 119")
    await says(wang, "编号 0001")
    urgent = await card_with(deputy, "签收")
    assert "急事" in urgent.text
    assert ROAD not in urgent.text
    await wang.press(card, "提交")
    await says(wang, "收到了，编号 0002")


async def test_despair_gets_a_warm_answer_and_goes_to_the_liaison_alone(stage: Stage) -> None:
    liaison, deputy = await asyncio.gather(stage.holder(Role.LIAISON, "陈静"), stage.deputy("D08"))
    wang = await stage.constituent("王大爷", "双井村")
    await wang.send_text("我活不下去了，真想死了算了")
    assert "您不是一个人" in (await says(wang, "12356")).text
    assert "不是急事" not in (await says(wang, "联系您")).text
    assert "活不下去" in (await says(liaison, "0001")).text
    await wang.send_text(LAMPS.replace("村口", "另外村口"))
    await says(wang, "补充进 0001")
    await deputy.send_text("/assignments")
    await says(deputy, "没有要办的事")


async def test_another_channel_is_named_and_whoever_insists_is_read_by_a_person(stage: Stage) -> None:
    liaison = await stage.holder(Role.LIAISON, "陈静")
    wang = await stage.constituent("王大爷", "双井村")
    await wang.send_text("法院判决不公，我不服一审判决")
    named = await says(wang, "12368")
    assert "提交" not in named.button_texts
    await wang.press(named, "还是要反映")
    card = await card_with(wang, "提交")
    assert "先给联络员看" in card.text
    await wang.press(card, "提交")
    await says(wang, "联络员会在", "给您找到负责的代表")
    await says(liaison, "/triage")
