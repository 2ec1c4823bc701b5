"""The same matter raised twice: handled once, heard by all, and let go again where it is not the same."""

from datetime import timedelta

from bot.demo.clock import MovableClock
from bot.demo.staging import Stage
from hotline.case_clocks import waiting_clocks
from storage.queries import cases
from tests.journeys.constituents import card_with, file, says
from tests.journeys.officials import accepted, later, liaison, refused

SAME = "靠山屯到镇上的土路太难走，柏油路到底修不修"


async def test_a_merged_case_and_its_three_supporters_hear_the_master_s_reply(stage: Stage) -> None:
    boss = await liaison(stage)
    wang, deputy, _ = await accepted(stage)
    zhao = await stage.constituent("赵叔", "靠山屯村")
    await zhao.send_text(SAME)
    card = await card_with(zhao, "提交")
    await zhao.press(card, "不是一回事" if "不是一回事" in card.button_texts else "提交")
    if "不是一回事" in card.button_texts:
        await zhao.press(await card_with(zhao, "提交"), "提交")
    await says(zhao, "收到了，编号 0002")
    neighbours = [await stage.constituent(name, "靠山屯村") for name in ("刘婶", "孙二哥", "李嫂")]
    for neighbour in neighbours:
        await neighbour.send_text("/support 2")
        await says(neighbour, "0002")

    await boss.send_text("/case 2")
    await boss.press(await card_with(boss, "更多…"), "更多…")
    await boss.press(await card_with(boss, "合到别的事"), "合到别的事")
    similar = await says(boss, "合到哪一件", "0001")
    await boss.press(similar, "0001")
    await says(boss, "0002 合好了")
    await says(zhao, "0002", "0001", "合在一起办")
    await says(deputy, "0002", "合到您办的 0001")
    for neighbour in neighbours:
        await says(neighbour, "0002 和同样的事合在一起办")
    assert "现在是“已合并”" in await refused(boss, "/merge 2 1")

    await deputy.send_text("/reply 1 A 油路铺到村口了")
    await says(wang, "油路铺到村口了", "解决了吗")
    for neighbour in neighbours:
        await says(neighbour, "油路铺到村口了")
    await zhao.press(await says(zhao, "0002 是和 0001 合在一起办的", "油路铺到村口了"), "没解决")
    await says(zhao, "0002 给您单独办")
    await says(boss, "0002", "没解决", "现在单独办")
    await says(deputy, "0002", "又单独办了")
    for neighbour in neighbours:
        await says(neighbour, "0002 又单独办了")
    await boss.send_text("/case 2")
    await says(boss, "和 0001 合在一起办", "评价：没解决", "分开单独办")


async def test_a_merged_case_goes_on_where_it_was_when_its_master_is_withdrawn(
    stage: Stage, clock: MovableClock
) -> None:
    boss = await liaison(stage)
    wang, deputy, _ = await accepted(stage)
    zhao = await stage.constituent("赵叔", "靠山屯村")
    await file(zhao, "双井村的机井坏了，村里的井水浑得不能喝")
    await boss.send_text("/assign 2 王桂芳")
    await says(boss, "没有等您派的事")
    await deputy.send_text("/ask 2 是哪一口井？")
    await says(zhao, "是哪一口井")
    assert "自己不能和自己合" in await refused(boss, "/merge 2 2")
    assert "没找到编号" in await refused(boss, "/merge 2 9")
    left = await _time_left(stage, 2)
    await boss.send_text("/merge 2 1")
    await says(zhao, "0002", "合在一起办")
    assert "现在是“已合并”" in await refused(boss, "/merge 1 2")
    await later(stage, clock, timedelta(days=4))
    await wang.send_text("/withdraw 1")
    await says(wang, "0001 撤回了")
    await says(zhao, "0002 又单独办了：等您回话")
    await says(deputy, "0002", "又单独办了")
    await zhao.send_text("/add 2 是村西那口")
    await says(deputy, "反映人回话了", "村西那口")
    assert await _time_left(stage, 2) == left
    assert "现在是" in await refused(boss, "/unmerge 2")


async def _time_left(stage: Stage, number: int) -> timedelta:
    """What is left of the reply clock."""
    async with stage.process.unit_of_work() as work:
        case = await cases.case_by_number(work.session, work.station_id, number)
        assert case is not None
        clock = next(row for row in await waiting_clocks(work, case) if row.kind == "reply")
        if clock.remaining_us is not None:
            return timedelta(microseconds=clock.remaining_us)
        return work.calendar.working_time_between(work.now, clock.due_at)
