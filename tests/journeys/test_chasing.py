"""催办: once for each clock it reaches whoever has the case, and it is always answered."""

from datetime import timedelta

from bot.demo.clock import MovableClock
from bot.demo.staging import Stage
from tests.journeys.constituents import LAMPS, card_with, file, says
from tests.journeys.officials import assigned, liaison, pass_time, reply, unseen


async def test_a_chase_reaches_the_deputy_once_and_the_liaison_when_it_is_late(
    stage: Stage, clock: MovableClock
) -> None:
    boss = await liaison(stage)
    wang, deputy, card = await assigned(stage)
    await wang.send_text("/case 0001")
    await wang.press(await card_with(wang, "催一催"), "催一催")
    assert "转给王桂芳代表了，明天（周二）" in (await says(wang, "替您催了")).text
    chased = await says(deputy, "反映人催了 0001")
    assert "签收" in chased.button_texts
    await wang.send_text("/chase")
    await says(wang, "已经替您催过", "明天（周二）")
    assert not any("催了" in text for text in await unseen(stage, deputy))
    assert not any("催了" in text for text in await unseen(stage, boss))

    # Another state, another clock: one may ask again, and now it is late.
    await deputy.press(card, "签收")
    await says(wang, "接下了")
    await pass_time(stage, clock, timedelta(days=9))
    await wang.send_text("/chase 0001")
    await says(wang, "替您催了", "正在催")
    await says(boss, "反映人催了 0001", "已经过时间了")
    await says(deputy, "反映人催了 0001")


async def test_what_waits_for_its_author_is_not_chased_and_of_two_cases_one_is_chosen(stage: Stage) -> None:
    boss = await liaison(stage)
    wang, deputy, card = await assigned(stage)
    await file(wang, LAMPS)
    await wang.send_text("/chase")
    asked = await says(wang, "是哪一件")
    assert asked.button_texts == ["0002", "0001"]
    await wang.press(asked, "0002")
    await says(wang, "替您催了（0002）")
    await deputy.press(card, "签收")
    await reply(deputy, await card_with(deputy, "交办"), "已解决", "路修好了。")
    await wang.send_text("/chase 0001")
    await says(wang, "现在不用催", "/rate 0001")
    await wang.send_text("/withdraw 0001")
    await says(wang, "撤回了")
    await wang.send_text("/chase 0001")
    await says(wang, "现在不用催", "撤回了")
    assert not any("催了 0001" in text for text in await unseen(stage, boss))
