"""剔除: the liaison leaves a case out of the rates and lets it count again; the raw rate stands beside."""

from sqlmodel import select

from bot.demo.clock import MovableClock
from bot.demo.staging import Stage
from bot.schedule import send_digest
from storage.tables import WeekFigures
from tests.journeys.constituents import card_with, says
from tests.journeys.officials import accepted, go_to, liaison, refused, unseen


async def _kept_weeks(stage: Stage) -> list[str]:
    async with stage.process.database.reading() as session:
        return sorted(str(row.monday) for row in await session.exec(select(WeekFigures)))


async def test_a_case_is_left_out_with_a_reason_and_counts_again(stage: Stage, clock: MovableClock) -> None:
    boss = await liaison(stage)
    wang, deputy, _ = await accepted(stage)
    await go_to(stage, clock, "06-22T08:31")
    await send_digest(stage.process)
    await says(boss, "响应率：0/1（0%）")
    assert "2026-06-15" in await _kept_weeks(stage)

    await boss.send_text("/case 1")
    await boss.press(await card_with(boss, "更多…"), "更多…")
    await boss.press(await card_with(boss, "不计入三率"), "不计入三率")
    await boss.press(await says(boss, "是哪种情况"), "有争议")
    await says(boss, "为什么不计入三率", "有争议")
    await boss.send_text("两家都说地界是自己的")
    done = await says(boss, "0001 不计入三率了（有争议）")
    assert await _kept_weeks(stage) == [day for day in await _kept_weeks(stage) if day < "2026-06-15"]
    assert "已经不计入三率了" in await refused(boss, "/exclude 1 有争议 再说一遍")
    await boss.send_text("/digest")
    await says(boss, "6月15日—6月21日的情况", "有争议 1 件", "响应 0/1（0%）")

    await boss.send_text("/case 1")
    await says(boss, "不计入三率：有争议", "两家都说地界是自己的")
    await wang.send_text("/case 1")
    told = (await says(wang, "0001", "已签收")).text
    assert "不计入" not in told
    assert "地界" not in told
    assert "做不了" in await refused(deputy, "/exclude 1 有争议 我没空")

    await boss.press(done, "重新计入三率")
    await says(boss, "0001 重新计入三率了")
    assert "本来就计入三率" in await refused(boss, "/include 1")
    await boss.send_text("/digest")
    counted = await says(boss, "6月15日—6月21日的情况", "响应率：0/1（0%）")
    assert "有争议" not in counted.text


async def test_by_command_a_reason_of_the_list_and_words_are_needed(stage: Stage) -> None:
    boss = await liaison(stage)
    await accepted(stage)
    await unseen(stage, boss)
    assert "剔除的情况写一个" in await refused(boss, "/exclude 1 不想办 两句话")
    assert "请写为什么不计入三率" in await refused(boss, "/exclude 1 有争议")
    await boss.send_text("/exclude 1 在打官司或仲裁 县法院已经立案")
    await says(boss, "0001 不计入三率了（在打官司或仲裁）")
    await boss.send_text("/include 1")
    await says(boss, "0001 重新计入三率了")
