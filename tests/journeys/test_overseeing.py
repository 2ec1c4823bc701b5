"""The desk steps in: 督办, taking over from a silent deputy, closing with a reason; and the presidium."""

from datetime import timedelta

from bot.demo.clock import MovableClock
from bot.demo.staging import Stage
from tests.journeys.constituents import card_with, file, says
from tests.journeys.officials import (
    accepted,
    assigned,
    later,
    liaison,
    pass_time,
    presidium,
    refused,
    reply,
    unseen,
)
from tests.journeys.test_stepping_aside import ABOUT_LIAISON


async def test_a_note_must_be_answered_by_its_day(stage: Stage, clock: MovableClock) -> None:
    boss = await liaison(stage)
    wang, deputy, _ = await accepted(stage)
    await deputy.send_text("/message 1 我记下了")
    await says(wang, "我记下了")
    await boss.send_text("/case 1")
    await boss.press(await card_with(boss, "更多…"), "更多…")
    await boss.press(await card_with(boss, "督办"), "督办")
    await says(boss, "要督办什么")
    await boss.send_text("怎么还没去现场看？")
    await boss.press(await says(boss, "什么时候回复"), "1 个工作日")
    await says(boss, "0001 督办了")
    assert "已经督办过一次" in await refused(boss, "/supervise 1 3 再问一句")
    note = await says(deputy, "督办", "怎么还没去现场看")
    await unseen(stage, deputy)

    await pass_time(stage, clock, timedelta(days=2))
    await says(deputy, "0001 联络员督办", "/respond 0001")
    await says(boss, "还没回复 0001 的督办")
    await deputy.press(note, "回复督办")
    await says(deputy, "办到哪一步了")
    await deputy.send_text("明天跟交通局去看")
    await says(boss, "回复督办", "明天跟交通局去看")
    assert "没有等您回复的督办" in await refused(deputy, "/respond 1 再说一句")
    await boss.send_text("/case 1")
    await says(boss, "联络员督办", "代表回复督办", "怎么还没去现场看", "明天跟交通局去看")
    await wang.send_text("/case 1")
    assert "督办" not in (await says(wang, "0001", "已签收")).text
    await boss.send_text("/supervise 1 3 看得怎么样了")
    await says(deputy, "督办", "看得怎么样了")


async def test_the_liaison_takes_over_and_closes_and_the_villager_disagrees(stage: Stage) -> None:
    boss = await liaison(stage)
    wang, deputy, card = await assigned(stage)
    await boss.send_text("/takeover 1")
    await says(boss, "您接过来办了")
    await says(wang, "王桂芳代表一时办不了，由联络员接着办")
    await says(deputy, "联络员先接过去办了")
    await deputy.press(card, "签收")
    await says(deputy, "刚刚有了变化")
    await boss.send_text("/message 1 我先问问交通局")
    await says(wang, "我先问问交通局")

    assert "请写办结的原因" in await refused(boss, "/close 1")
    await boss.send_text("/case 1")
    await boss.press(await card_with(boss, "更多…"), "更多…")
    await boss.press(await card_with(boss, "说明原因，办结"), "说明原因，办结")
    await says(boss, "为什么办结")
    await boss.send_text("县里已列入明年计划")
    await says(boss, "0001 办结了，原因已告诉反映人")
    await says(deputy, "联络员办结了", "列入明年计划")
    await wang.press(await says(wang, "联络员说明了原因", "列入明年计划"), "不同意，再办")
    await says(wang, "0001 会再办")
    await says(boss, "0001 反映人说没弄好")
    assert "现在是" in await refused(boss, "/unmerge 1")


async def test_the_presidium_hears_what_was_said_and_answers_there(stage: Stage) -> None:
    boss, chair = await liaison(stage), await presidium(stage)
    wang, deputy, card = await accepted(stage)
    await reply(deputy, card, "解释说明", "今年没钱")
    await _dissatisfied(wang, "今年没钱")
    await wang.send_text("年年都说没钱")
    await says(deputy, "年年都说没钱")
    await deputy.send_text("/reply 1 D 明年再看")
    await _dissatisfied(wang, "明年再看")
    await says(chair, "两次不满意", "评价时说：年年都说没钱")
    await wang.send_text("明年又是明年")
    await says(chair, "反映人又说", "明年又是明年")
    await chair.send_text("/escalated")
    await chair.press(await says(chair, "转到主席团的事", "0001"), "0001")
    await card_with(chair, "更多…")
    await chair.send_text("/assign 1 赵长林")
    await says(chair, "0001 由赵长林代表办")
    await chair.send_text("/reply 1 B 主席团跟县里说好了，八月开工")
    await says(wang, "镇人大主席团的答复", "八月开工")
    await unseen(stage, boss)


async def _dissatisfied(villager, words: str) -> None:  # type: ignore[no-untyped-def]
    await villager.press(await says(villager, words, "解决了吗"), "没解决")
    await villager.press(await card_with(villager, "不满意"), "不满意")
    await says(villager, "会再办")


async def test_a_case_about_the_liaison_does_not_wait_unseen(stage: Stage, clock: MovableClock) -> None:
    boss = await liaison(stage)
    zhao = await stage.constituent("赵叔", "靠山屯村")
    await file(zhao, ABOUT_LIAISON)
    task = await says(boss, "有一件事按规矩要由镇人大主席团来办")
    assert "0001" not in task.text
    await later(stage, clock, timedelta(days=2))
    await boss.press(task, "请主席团")
    link = (await says(boss, "?start=i_")).text.split("?start=")[1].split()[0]
    chair = await stage.people.join("陈主席")
    await chair.start(link)
    await card_with(chair, "0001")
