"""From a villager's message to a rated answer, through the local Bot API server, on both databases."""

from bot.demo.staging import Stage
from bot.simulator import Person, SeenMessage

ROAD = "咱靠山屯到镇上这六里地还是土路，一下雨车就陷里头，啥时候能给俺们修上柏油路？"


async def card_with(person: Person, button: str) -> SeenMessage:
    return await person.wait_for(lambda message: button in message.button_texts)


async def test_a_road_is_reported_accepted_answered_and_rated(stage: Stage) -> None:
    deputy = await stage.deputy("D03")
    wang = await stage.constituent("王大爷", "靠山屯村")

    await wang.send_text(ROAD)
    card = await card_with(wang, "提交")
    assert "交通运输" in card.text
    assert "柏油路" in card.text

    await wang.press(card, "提交")
    receipt = await wang.wait_for(lambda message: "编号" in message.text)
    assert "0001" in receipt.text
    assert "王桂芳代表会在明天（周二）下班前联系您" in receipt.text

    assignment = await card_with(deputy, "签收")
    assert ROAD in assignment.text
    await deputy.press(assignment, "签收")
    accepted = await card_with(deputy, "交办")
    await wang.wait_for(lambda message: "接下了您说的事" in message.text)

    await deputy.press(accepted, "答复")
    await deputy.press(await card_with(deputy, "已解决"), "已解决")
    await deputy.wait_for(lambda message: "怎么说" in message.text)
    await deputy.send_text("县交通局今年立项，九月动工。")

    answer = await card_with(wang, "解决了")
    assert "九月动工" in answer.text
    await wang.press(answer, "解决了")
    await wang.press(await card_with(wang, "满意"), "满意")
    await wang.wait_for(lambda message: "办结" in message.text)
    await deputy.wait_for(lambda message: "反映人说满意" in message.text)
