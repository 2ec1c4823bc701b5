"""履职档案 by chat: one's own, everybody's, the papers, nominees, the year's summary, and who may not."""

import io
from datetime import date
from typing import Any

from docx import Document
from sqlmodel import select

from bot.demo.clock import MovableClock
from bot.demo.staging import Stage
from bot.schedule import warn_of_terms
from bot.simulator import Person
from storage.tables import Deputy, RoleGrant
from storage.vocabulary import Role
from tests.journeys.constituents import ROAD, card_with, file, says
from tests.journeys.officials import accepted, go_to, liaison, presidium, refused, reply, unseen


async def solved(stage: Stage) -> tuple[Person, Person]:
    """A villager whose road was answered, solved and rated so; and the deputy."""
    wang, deputy, card = await accepted(stage)
    await reply(deputy, card, "已解决", "路铺好了，请去看看")
    await wang.press(await says(wang, "路铺好了"), "解决了")
    await wang.press(await says(wang, "办理满意吗"), "满意")
    await says(deputy, "办结")
    return wang, deputy


async def paper(stage: Stage, person: Person) -> tuple[str, str]:
    """The next document: its name, and all that is written in it."""
    message = await person.wait_for(lambda seen: seen.media_kind == "document")
    document: Any = Document(io.BytesIO(await stage.people.download(message.file_id or "")))
    lines = [paragraph.text for paragraph in document.paragraphs]
    lines += ["|".join(cell.text for cell in row.cells) for table in document.tables for row in table.rows]
    return message.text, "\n".join(lines)


async def test_a_deputy_reads_her_own_record_and_takes_her_papers(stage: Stage) -> None:
    wang, deputy = await solved(stage)
    # Her own matter is nobody's record.
    await file(deputy, ROAD)
    await deputy.send_text("/record")
    card = await says(
        deputy, "王桂芳代表 2026 年履职档案（到今天）", "接手 1 件，来自 1 位群众", "按时联系 1 件"
    )
    for line in ("帮 1 位群众解决了问题", "（不到 3 位，不算分）", "积分 4"):
        assert line in card.text
    await deputy.press(card, "履职档案（文件）")
    _, words = await paper(stage, deputy)
    assert "接手群众反映|1件，来自1位群众" in words
    assert "合计|4" in words
    await deputy.press(card, "述职报告初稿")
    caption, words = await paper(stage, deputy)
    assert "初稿" in caption
    assert "我是和平镇人大代表王桂芳" in words
    assert "群众说解决了的有1件，表示满意的有1件。" in words
    await deputy.press(card, "2025 年的")
    await says(deputy, "2025 年履职档案", "还没有记录")
    await deputy.send_text("/record 去年")
    await says(deputy, "2025 年履职档案")
    await deputy.send_text("/record 王桂芳代表 2026年")
    await says(deputy, "2026 年履职档案", "积分 4")

    assert "做不了" in await refused(deputy, "/record 李秀兰")
    assert "做不了" in await refused(deputy, "/record 没有这个人 2026")
    assert "做不了" in await refused(deputy, "/records")
    assert "做不了" in await refused(wang, "/record")
    assert "做不了" in await refused(wang, "/record 王桂芳")
    assert "今年和以前" in await refused(deputy, "/record 2031")


async def test_an_old_button_opens_nothing_for_whoever_may_not_any_more(
    stage: Stage, clock: MovableClock
) -> None:
    boss = await liaison(stage)
    await solved(stage)
    await boss.send_text("/record 王桂芳")
    card = await card_with(boss, "述职报告初稿")
    await boss.press(card, "履职档案（文件）")
    assert "王桂芳" in (await paper(stage, boss))[1]
    async with stage.process.unit_of_work() as work:
        grants = await work.session.exec(select(RoleGrant).where(RoleGrant.role == Role.LIAISON))
        grants.one().revoked_at = clock()
    for button in ("履职档案（文件）", "述职报告初稿", "2025 年的"):
        await boss.press(card, button)
        await says(boss, "做不了")


async def test_the_office_sees_all_and_puts_somebody_forward(stage: Stage) -> None:
    boss, chair = await liaison(stage), await presidium(stage)
    _, deputy = await solved(stage)
    await boss.send_text("/records 2026")
    listed = await says(boss, "2026 年代表履职", "王桂芳　4 分：接手 1 件，解决 1 人，按时联系 1/1")
    await boss.press(listed, "王桂芳")
    await says(boss, "王桂芳代表 2026 年履职档案")

    await boss.send_text("/nominees")
    await boss.press(await says(boss, "2026 年优秀代表", "还没有推荐"), "推荐 王桂芳")
    await says(boss, "理由是什么")
    await boss.send_text("靠山屯的路修通了，电话13800138000")
    field = await says(boss, "推荐了：", "王桂芳　4 分：靠山屯的路修通了")
    assert "13800138000" not in field.text
    await boss.press(field, "推荐材料（文件）")
    assert "推荐理由：靠山屯的路修通了" in (await paper(stage, boss))[1]
    await chair.send_text("/nominate 李秀兰 2026 天天在村里")
    both = await says(chair, "李秀兰　0 分：天天在村里", "王桂芳　4 分")
    await chair.press(both, "不推荐 王桂芳 了")
    assert "王桂芳　4 分：靠山屯" not in (await says(chair, "李秀兰　0 分：天天在村里")).text
    await chair.send_text("/unnominate 李秀兰")
    await says(chair, "还没有推荐")

    assert "请写推荐的理由" in await refused(boss, "/nominate 王桂芳")
    assert "没有推荐过" in await refused(boss, "/unnominate 李秀兰")
    assert "没找到这位代表" in await refused(chair, "/record 谁")
    for command in ("/nominees", "/nominate 李秀兰 好", "/unnominate 李秀兰", "/yearly"):
        assert "做不了" in await refused(deputy, command)


async def test_the_year_s_summary_comes_as_a_draft_without_anybody_s_words(stage: Stage) -> None:
    boss, chair = await liaison(stage), await presidium(stage)
    wang, _ = await solved(stage)
    await boss.send_text("/yearly")
    caption, words = await paper(stage, boss)
    assert "2026 年总结的初稿，到今天为止" in caption
    for said in ("今年以来共收到群众反映1件，来自1位群众", "满意率100%", "靠山屯村1件", "主席团"):
        assert said in words
    assert "陷" not in words
    assert "王大爷" not in words
    await chair.send_text("/yearly 2025")
    caption, words = await paper(stage, chair)
    assert "2025 年总结的初稿。" in caption
    assert "全年没有收到群众反映" in words
    assert "今年和以前" in await refused(chair, "/yearly 2030")
    assert "做不了" in await refused(wang, "/yearly")


async def test_a_term_that_ends_is_told_of_and_ends_the_assignments(
    stage: Stage, clock: MovableClock
) -> None:
    boss, deputy = await liaison(stage), await stage.deputy("D03")
    async with stage.process.unit_of_work() as work:
        row = (await work.session.exec(select(Deputy).where(Deputy.code == "D03"))).one()
        row.term_until = date(2026, 8, 14)
    await unseen(stage, boss)
    await warn_of_terms(stage.process)
    await warn_of_terms(stage.process)
    warned = [text for text in await unseen(stage, boss) if "任期" in text]
    assert len(warned) == 1
    assert "王桂芳代表的任期到8月14日（周五）为止" in warned[0]
    wang = await stage.constituent("王大爷", "靠山屯村")
    await file(wang, ROAD)
    await card_with(deputy, "签收")

    await go_to(stage, clock, "08-15T09:00")
    await warn_of_terms(stage.process)
    await says(boss, "任期到昨天（周五）为止", "新事不再派")
    zhao = await stage.constituent("赵大娘", "靠山屯村")
    await unseen(stage, deputy)
    await file(zhao, "村口路灯坏了两个月了，晚上黑灯瞎火的没人修")
    assert not [text for text in await unseen(stage, deputy) if "0002" in text]
    assert "任期过了" in await refused(boss, "/assign 0002 王桂芳")
