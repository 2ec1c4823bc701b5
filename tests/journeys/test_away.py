"""A deputy is away: somebody stands in, sees the cases, works on them, and is told of what is due."""

from datetime import timedelta

from bot.demo.clock import MovableClock
from bot.demo.staging import Stage
from bot.schedule import hand_over
from tests.journeys.constituents import LAMPS, card_with, file, says
from tests.journeys.officials import accepted, go_to, later, liaison, refused, reply, unseen


async def test_while_a_deputy_is_away_the_substitute_works_on_the_case(
    stage: Stage, clock: MovableClock
) -> None:
    boss = await liaison(stage)
    wang, deputy, _ = await accepted(stage)
    other = await stage.deputy("D04")
    assert "没找到编号" in await refused(other, "/case 1")

    await deputy.send_text("/away 昨天到明天")
    await says(deputy, "没看懂是哪几天")
    await deputy.send_text("/away")
    await says(deputy, "哪几天不在")
    await deputy.send_text("今天到周五")
    asked = await card_with(deputy, "赵长林")
    assert "王桂芳" not in asked.button_texts
    await deputy.press(asked, "赵长林")
    noted = await says(deputy, "记下了：您今天到6月19日（周五）不在", "赵长林代表代办，手上有 1 件")
    await deputy.press(asked, "赵长林")
    await says(deputy, "这一步过去了")
    await says(boss, "王桂芳代表今天到6月19日（周五）不在")
    await says(wang, "王桂芳代表今天到6月19日（周五）不在", "赵长林代表接着办")
    told = await says(other, "请您代办", "0001")

    await other.press(told, "0001")
    await reply(other, await card_with(other, "答复"), "正在解决", "镇里下周派人来修")
    await says(wang, "赵长林代表的答复", "下周派人来修")

    # New cases of the constituency pass by the deputy who is away.
    await file(wang, LAMPS)
    await card_with(other, "签收")

    await boss.send_text("/back 王桂芳")
    await says(boss, "王桂芳代表回来了")
    await says(deputy, "您回来了")
    await deputy.press(noted, "提前回来")
    await says(deputy, "没有记着请假")
    await says(other, "不用您代办了")
    assert "没找到编号" in await refused(other, "/case 1")


async def test_an_absence_to_come_begins_on_its_day_and_reminders_go_to_both(
    stage: Stage, clock: MovableClock
) -> None:
    boss = await liaison(stage)
    wang, deputy, _ = await accepted(stage)
    other = await stage.deputy("D04")
    await boss.send_text("/away 王桂芳 6月20日到7月1日 赵长林")
    await says(boss, "王桂芳代表6月20日（周六）到7月1日（周三）不在", "赵长林")
    await says(deputy, "您6月20日（周六）到7月1日（周三）不在")
    await says(other, "到那天我把要办的事发给您")
    await hand_over(stage.process)
    assert "没找到编号" in await refused(other, "/case 1")

    await later(stage, clock, timedelta(days=4, hours=22))  # Saturday, seven in the morning
    await hand_over(stage.process)
    assert await unseen(stage, wang) == []
    await later(stage, clock, timedelta(hours=1))
    await hand_over(stage.process)
    await hand_over(stage.process)
    await says(other, "请您代办", "0001")
    await says(wang, "您的事由赵长林代表接着办")
    await unseen(stage, deputy)
    await go_to(stage, clock, "06-23T17:31")
    for person in (deputy, other):
        await says(person, "0001", "请尽快答复")
    assert [text for text in await unseen(stage, wang) if "赵长林" in text] == []

    # Over by itself: nothing is said, and nobody stands in any more.
    await later(stage, clock, timedelta(days=9))
    await hand_over(stage.process)
    assert "没找到编号" in await refused(other, "/case 1")
    assert "没有记着请假" in await refused(deputy, "/back")
