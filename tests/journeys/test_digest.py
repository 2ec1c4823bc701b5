"""The weekly digest: numbers on Monday morning, once, and on request."""

from datetime import timedelta

from bot.demo.clock import MovableClock
from bot.demo.staging import Stage
from bot.process import Process
from bot.schedule import send_digest
from tests.journeys.constituents import says
from tests.journeys.officials import (
    accepted,
    assigned,
    go_to,
    in_triage,
    later,
    liaison,
    presidium,
    refused,
    reply,
    unseen,
)


async def test_the_digest_comes_on_monday_morning_once(stage: Stage, clock: MovableClock) -> None:
    boss = await liaison(stage)
    # The hotline has just opened: there is no week to tell of.
    await send_digest(stage.process)
    assert await unseen(stage, boss) == []

    wang, deputy, card = await accepted(stage)
    await reply(deputy, card, "正在解决", "列进计划了")
    await wang.press(await says(wang, "列进计划了"), "解决了")
    await wang.press(await says(wang, "办理满意吗"), "满意")
    await says(wang, "办结")
    await assigned(stage, "李嫂")
    await in_triage(stage)
    await unseen(stage, boss)

    await go_to(stage, clock, "06-22T08:29")
    await send_digest(stage.process)
    assert [text for text in await unseen(stage, boss) if "的情况" in text] == []
    await later(stage, clock, timedelta(minutes=2))
    other = Process(stage.process.settings, clock=clock)
    try:
        await other.knowledge.refresh()
        await send_digest(other)
        await send_digest(stage.process)
    finally:
        await other.database.close()
    digest = await says(boss, "6月15日—6月21日的情况")
    for words in (
        *("收到 3 件", "办结 1 件", "还在办 2 件", "等您派或定的 1 件", "响应率：1/2（50%）"),
        *("解决率：1/1（100%）", "满意率：1/1（100%）", "交通运输 2", "王桂芳代表 1 件"),
    ):
        assert words in digest.text
    assert [text for text in await unseen(stage, boss) if "的情况" in text] == []

    await boss.send_text("/digest now")
    await says(boss, "6月22日—6月28日的情况", "收到 0 件（前一周 3 件，少 3 件）")
    chair = await presidium(stage)
    await chair.send_text("/digest")
    await says(chair, "6月15日—6月21日的情况")
    await deputy.send_text("/digest")
    await says(deputy, "您6月15日—6月21日的情况")
    assert "做不了" in await refused(wang, "/digest")
