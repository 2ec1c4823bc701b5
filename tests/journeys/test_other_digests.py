"""Digests beside the liaison's own Monday: any week, a deputy's, the presidium's month."""

from bot.demo.clock import MovableClock
from bot.demo.staging import Stage
from bot.schedule import send_digest
from tests.journeys.constituents import says
from tests.journeys.officials import accepted, assigned, go_to, liaison, presidium, reply, unseen


async def test_a_week_is_asked_for_by_a_day_in_it(stage: Stage, clock: MovableClock) -> None:
    boss = await liaison(stage)
    await assigned(stage)
    await go_to(stage, clock, "07-01T10:00")
    await boss.send_text("/digest 6月16日")
    await says(boss, "6月15日—6月21日的情况", "收到 1 件")
    await boss.send_text("/digest 2026-06-22")
    await says(boss, "6月22日—6月28日的情况", "收到 0 件")
    await boss.send_text("/digest 6月15日—6月21日")
    await says(boss, "6月15日—6月21日的情况", "收到 1 件")
    # The sixteenth of December has been last year.
    await boss.send_text("/digest 12月16日")
    await says(boss, "12月15日—12月21日的情况", "收到 0 件")
    for not_a_week in ("2026-07-06", "哪天"):
        await boss.send_text(f"/digest {not_a_week}")
        await says(boss, "没看懂要看哪一周")


async def test_a_deputy_reads_what_is_hers_and_nobody_else_s(stage: Stage, clock: MovableClock) -> None:
    boss, other = await liaison(stage), await stage.deputy("D04")
    wang, deputy, card = await accepted(stage)
    await reply(deputy, card, "正在解决", "列进计划了")
    await wang.press(await says(wang, "列进计划了"), "解决了")
    await wang.press(await says(wang, "办理满意吗"), "满意")
    await says(deputy, "办结")
    await assigned(stage, "李嫂")
    await go_to(stage, clock, "06-22T08:31")
    for person in (boss, deputy, other):
        await unseen(stage, person)
    await send_digest(stage.process)
    own = await says(deputy, "您6月15日—6月21日的情况", "新派给您 2 件", "您答复 1 件，都没过期限")
    for words in ("满意 1 件，不满意 0 件", "手上还有 1 件", "超时 1 件：0002（6 天）", "/assignments"):
        assert words in own.text
    # Whoever has nothing to read gets nothing.
    assert not [text for text in await unseen(stage, other) if "的情况" in text]
    await other.send_text("/digest")
    await says(other, "新派给您 0 件", "手上没有要办的了")
    await deputy.send_text("/digest 本周")
    await says(deputy, "您6月22日—6月28日的情况", "新派给您 0 件", "手上还有 1 件")
    for person, typed in ((wang, "/digest"), (boss, "/digest 我的")):
        await person.send_text(typed)
        await says(person, "这个您这边做不了")


async def test_the_presidium_reads_the_month_on_its_first_day_of_digests(
    stage: Stage, clock: MovableClock
) -> None:
    boss, chair = await liaison(stage), await presidium(stage)
    await accepted(stage)
    await boss.send_text("/supervise 1 1 怎么还没去看")
    await says(boss, "0001 督办了")
    await go_to(stage, clock, "06-29T08:31")
    await send_digest(stage.process)
    assert not [text for text in await unseen(stage, chair) if "2026年" in text]

    await go_to(stage, clock, "07-06T08:29")
    await send_digest(stage.process)
    assert not [text for text in await unseen(stage, chair) if "2026年" in text]
    await go_to(stage, clock, "07-06T08:31")
    for _ in range(2):
        await send_digest(stage.process)
    month = await says(chair, "2026年6月的情况", "收到 1 件（前一月 0 件）")
    for words in ("还在办 1 件，其中超时 1 件", "督办 1 次，代表回复 0 次，到期没回复 1 件", "交办 0 件"):
        assert words in month.text
    assert not [text for text in await unseen(stage, chair) if "2026年" in text]

    await boss.send_text("/digest 上月")
    await says(boss, "2026年6月的情况", "收到 1 件")
    await chair.send_text("/digest 2026-05")
    await says(chair, "2026年5月的情况", "收到 0 件")
