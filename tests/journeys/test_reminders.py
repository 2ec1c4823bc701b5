"""What the clock does: lights, copies, silence, and a downtime of weeks without a flood."""

from datetime import timedelta

from bot.demo.clock import MovableClock
from bot.demo.staging import Stage
from bot.process import Process
from bot.schedule import sweep_reminders
from bot.simulator import Person
from tests.journeys.constituents import ROAD, card_with, file, says
from tests.journeys.officials import (
    accepted,
    assigned,
    go_to,
    in_triage,
    later,
    liaison,
    pass_time,
    reply,
    unseen,
)


async def reminders(stage: Stage, person: Person) -> list[str]:
    return [text.split("\n")[0] for text in await unseen(stage, person)]


async def test_yellow_and_red_lights_come_once_and_red_ones_to_the_liaison_too(
    stage: Stage, clock: MovableClock
) -> None:
    boss = await liaison(stage)
    wang, deputy, _ = await assigned(stage)
    await go_to(stage, clock, "06-16T16:00")
    await says(deputy, "0001 请在今天下班前签收")
    await go_to(stage, clock, "06-16T17:31")
    red = await says(deputy, "0001 本该", "请马上签收")
    copy = await says(boss, "王桂芳代表还没签收 0001")
    assert copy.raw["has_protected_content"]
    await sweep_reminders(stage.process)
    assert await reminders(stage, boss) == []

    await deputy.press(red, "打开 0001")
    await deputy.press(await card_with(deputy, "签收"), "签收")
    await card_with(deputy, "交办")
    await go_to(stage, clock, "06-16T17:40")
    await says(deputy, "0001 本该", "请马上联系")
    await says(boss, "王桂芳代表签收了 0001", "联系反映人")
    await deputy.send_text("/refer 1 2 县交通局")
    await says(wang, "接下了您说的事")
    await says(wang, "转到县交通局")

    # Outside service hours nothing routine is sent; the festival of the 19th is no working day.
    await unseen(stage, deputy)
    await go_to(stage, clock, "06-18T20:30")
    assert await reminders(stage, deputy) == []
    await go_to(stage, clock, "06-19T08:00")
    await says(deputy, "0001", "县交通局本该")
    await go_to(stage, clock, "06-22T18:00")
    await says(deputy, "0001 请在", "答复")
    await go_to(stage, clock, "06-23T17:31")
    await says(deputy, "0001 本该", "请尽快答复")
    await says(boss, "王桂芳代表还没答复 0001")
    await go_to(stage, clock, "07-10T10:00")
    assert await reminders(stage, deputy) == []
    assert await reminders(stage, wang) == []


async def test_a_question_without_an_answer_is_closed_and_reopened_by_one_tap(
    stage: Stage, clock: MovableClock
) -> None:
    boss = await liaison(stage)
    wang, deputy, _ = await accepted(stage)
    await deputy.send_text("/ask 1 是哪一段？")
    await says(wang, "是哪一段")
    await pass_time(stage, clock, timedelta(days=3, minutes=1))
    await says(wang, "还等着您回话", "是哪一段")
    await pass_time(stage, clock, timedelta(days=4))
    assert {"记下答复", "发消息"} <= set((await says(boss, "0001", "一周没回话")).button_texts)
    await pass_time(stage, clock, timedelta(days=7))
    closed = await says(wang, "一直没等到您的回话")
    await deputy.send_text("/assignments")
    await says(deputy, "没有要办的事")
    await pass_time(stage, clock, timedelta(days=10))
    assert await reminders(stage, wang) == []
    await wang.press(closed, "接着办")
    await says(wang, "0001 会再办")
    again = await says(deputy, "0001", "请再办")
    assert "答复" in again.button_texts


async def test_a_case_closed_in_triage_waits_there_again_when_reopened(
    stage: Stage, clock: MovableClock
) -> None:
    boss = await liaison(stage)
    liu = await in_triage(stage)
    await boss.send_text("/ask 1 什么事？")
    await says(liu, "联络员想问您")
    await pass_time(stage, clock, timedelta(days=3, minutes=1))
    await pass_time(stage, clock, timedelta(days=11))
    await liu.press(await says(liu, "一直没等到您的回话"), "接着办")
    await says(boss, "0001", "还没有代表")
    await boss.send_text("/triage")
    await boss.press(await says(boss, "0001", "没有代表在办"), "别的代表")
    await boss.press(await card_with(boss, "王桂芳"), "王桂芳")
    await says(liu, "转给王桂芳代表了")


async def test_an_answered_case_is_closed_by_silence_and_never_counts_as_satisfied(
    stage: Stage, clock: MovableClock
) -> None:
    boss = await liaison(stage)
    wang, deputy, card = await accepted(stage)
    await reply(deputy, card, "已解决", "修好了")
    await says(wang, "修好了")
    await pass_time(stage, clock, timedelta(days=7, minutes=1))
    assert "没解决" in (await says(wang, "0001", "解决了吗", "点一下")).button_texts
    await pass_time(stage, clock, timedelta(days=7))
    closed = await says(wang, "没等到您的评价")
    await boss.send_text("/digest now")
    digest = await says(boss, "的情况")
    assert "，1 件没回话" in digest.text
    # No follow-up survey after silence.
    await pass_time(stage, clock, timedelta(days=20))
    assert await reminders(stage, wang) == []
    await wang.press(closed, "没弄好，再办")
    await says(deputy, "请再办")


async def test_an_unfinished_draft_is_reminded_of_once_and_then_let_go(
    stage: Stage, clock: MovableClock
) -> None:
    wang = await stage.constituent("王大爷", "靠山屯村")
    await wang.send_text(ROAD)
    await card_with(wang, "提交")
    await go_to(stage, clock, "06-15T21:30")
    assert await reminders(stage, wang) == []
    await go_to(stage, clock, "06-16T08:00")
    reminded = await says(wang, "还没提交")
    await go_to(stage, clock, "06-16T09:30")
    await wang.press(reminded, reminded.button_texts[0])
    await wang.send_text("/cases")
    await says(wang, "还没有反映过")


async def test_the_urgent_ones_come_at_night(stage: Stage, clock: MovableClock) -> None:
    boss = await liaison(stage)
    await go_to(stage, clock, "06-15T22:00")
    await assigned(stage)
    liu = await in_triage(stage)
    deputy = await stage.deputy("D03")
    await boss.send_text("/urgency 1 急事")
    await says(deputy, "0001 改为急事")
    await boss.send_text("/urgency 2 急事")
    await says(boss, "0002 改为急事")
    await deputy.skip_unseen()
    await boss.skip_unseen()
    await go_to(stage, clock, "06-16T00:30")
    await says(deputy, "0001 本该", "请马上签收")
    await says(boss, "王桂芳代表还没签收 0001")
    await says(boss, "0002", "本该", "请现在派")
    assert await reminders(stage, liu) == []


async def test_after_weeks_of_downtime_everybody_gets_one_summary(stage: Stage, clock: MovableClock) -> None:
    boss = await liaison(stage)
    _, deputy, _ = await assigned(stage, "王大爷")
    for name in ("李嫂", "赵叔", "孙二哥"):
        await file(await stage.constituent(name, "靠山屯村"), ROAD)
    liu = await in_triage(stage)
    await liu.send_text("/ask")
    await deputy.skip_unseen()
    await unseen(stage, boss)
    await unseen(stage, deputy)
    await later(stage, clock, timedelta(weeks=5))
    # Another process, after a restart, finds the same rows: what one has handled the other has not to do.
    other = Process(stage.process.settings, clock=clock)
    try:
        await other.knowledge.refresh()
        await sweep_reminders(other)
    finally:
        await other.database.close()
    await sweep_reminders(stage.process)
    await later(stage, clock, timedelta(seconds=6))
    mine = await says(deputy, "4 件事要抓紧")
    assert all(f"🔴 000{number}" in mine.text for number in (1, 2, 3, 4))
    theirs = await says(boss, "5 件事要抓紧")
    assert "0005" in theirs.text
    assert [text for text in await reminders(stage, boss) if "情况" not in text] == []
    assert await reminders(stage, deputy) == []
    await deputy.press(mine, "0002")
    await card_with(deputy, "签收")
