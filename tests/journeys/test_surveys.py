"""回访: once, two weeks after a case was closed by a rating; 'not solved' has it done again."""

from datetime import timedelta

from bot.demo.clock import MovableClock
from bot.demo.staging import Stage
from bot.simulator import Person, SeenMessage
from tests.journeys.constituents import card_with, says
from tests.journeys.officials import accepted, pass_time, reply, unseen


async def _closed(stage: Stage, name: str) -> tuple[Person, Person]:
    villager, deputy, card = await accepted(stage, name)
    await reply(deputy, card, "已解决", "路修好了。")
    await villager.press(await says(villager, "路修好了"), "解决了")
    await villager.press(await card_with(villager, "满意"), "满意")
    await says(villager, "办结了")
    return villager, deputy


async def _surveyed(person: Person) -> SeenMessage:
    return await says(person, "办结两周了，现在还好吗")


async def test_the_survey_is_answered_once_and_not_solved_reopens(stage: Stage, clock: MovableClock) -> None:
    wang, deputy = await _closed(stage, "王大爷")
    await pass_time(stage, clock, timedelta(days=13))
    assert not any("两周" in text for text in await unseen(stage, wang))
    await pass_time(stage, clock, timedelta(days=1, hours=1))
    asked = await _surveyed(wang)
    await wang.send_text("/rate 0001")
    again = await says(wang, "现在还好吗")
    await wang.press(asked, "好着呢")
    await says(wang, "那就好")
    await says(deputy, "说好着呢")
    await wang.press(again, "没解决")
    await says(wang, "这个按钮不用点了")
    await wang.send_text("/rate 0001 代表跑了三趟，真上心")
    await says(wang, "您的话转给代表了")
    await says(deputy, "真上心")
    await wang.send_text("/case 0001")
    assert "回访：好着呢" in (await says(wang, "办结")).text


async def test_a_road_that_broke_again_is_done_again_and_asked_about_no_more(
    stage: Stage, clock: MovableClock
) -> None:
    wang, deputy = await _closed(stage, "王大爷")
    await pass_time(stage, clock, timedelta(days=14, hours=1))
    await wang.press(await _surveyed(wang), "没解决")
    await says(wang, "会再办")
    await says(deputy, "请再办")
    await deputy.send_text("/reply 0001 A 又铺了一遍。")
    await wang.press(await says(wang, "又铺了一遍"), "解决了")
    await wang.press(await card_with(wang, "满意"), "满意")
    await says(wang, "办结了")
    await pass_time(stage, clock, timedelta(days=15))
    assert not any("两周" in text for text in await unseen(stage, wang))
