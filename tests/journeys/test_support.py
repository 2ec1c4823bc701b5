"""附议: a neighbour stands behind a case instead of raising it again, and hears what becomes of it."""

from bot.demo.staging import Stage
from tests.journeys.constituents import ROAD, card_with, says
from tests.journeys.officials import assigned, refused, reply, unseen

SAME = "靠山屯到镇上那条路全是土路，下雨车就陷，啥时候修柏油路啊"


async def test_a_neighbour_stands_behind_a_case_from_the_offer_to_the_answer(stage: Stage) -> None:
    wang, deputy, assignment = await assigned(stage)
    li = await stage.constituent("李嫂", "靠山屯村")

    await li.send_text(SAME)
    card = await card_with(li, "附议那一件")
    assert "附近有人反映过差不多的事：靠山屯村" in card.text
    assert "（0001）" in card.text
    assert "王" not in card.text.replace("王桂芳", "")
    await li.press(card, "附议那一件")
    joined = await says(li, "算您一个", "0001", "1 人附议")
    await li.press(joined, "看进展")
    assert ROAD not in (await card_with(li, "不跟了")).text

    await deputy.press(assignment, "签收")
    await says(li, "您附议的 0001", "接下了")
    await deputy.send_text("/assignments")
    await reply(deputy, await card_with(deputy, "交办"), "正在解决", "列进明年的计划了")
    assert "列进明年的计划了" in (await says(li, "您附议的 0001", "答复（正在解决）")).text

    await li.send_text("/cases")
    await says(li, "您附议的事", "0001")
    await li.send_text("/leave 1")
    await says(li, "0001 不算您了")
    await wang.press(await says(wang, "列进明年的计划了"), "解决了")
    await wang.press(await says(wang, "办理满意吗"), "满意")
    await says(wang, "办结")
    assert await unseen(stage, li) == []


async def test_what_is_another_matter_is_filed_and_strangers_learn_nothing(stage: Stage) -> None:
    await assigned(stage)
    li = await stage.constituent("李嫂", "靠山屯村")
    await li.send_text(SAME)
    card = await card_with(li, "附议那一件")
    await li.press(card, "我的不一样")
    card = await li.wait_for(lambda message: "附议那一件" not in message.button_texts)
    assert "附近有人" not in card.text
    await li.press(card, "提交")
    await says(li, "收到了，编号", "0002")

    stranger = await stage.constituent("孙二", "苇子塘村")
    assert "没找到编号" in await refused(stranger, "/support 0001")
    assert "没找到编号" in await refused(stranger, "/case 0001")
