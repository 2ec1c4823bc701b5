"""The roster by workbook: sent out, sent back, looked at, applied with one tap or not at all."""

import io
from dataclasses import replace

from openpyxl import load_workbook

from bot.demo import sample
from bot.demo.staging import Stage
from bot.simulator import Person, SeenMessage
from hotline.roster import ConstituencyRow, DeputyRow, PlaceRow, Roster
from hotline.roster.sheets import read_workbook
from hotline.roster.template import write_workbook
from tests.journeys.constituents import ROAD, card_with, file, says
from tests.journeys.officials import accepted, liaison, refused, unseen


async def _workbook(stage: Stage, message: SeenMessage) -> bytes:
    assert message.media_kind == "document"
    return await stage.people.download(message.file_id or "")


async def _send(boss: Person, roster: Roster) -> None:
    await boss.send_document(write_workbook(roster), "名册.xlsx")


async def test_the_roster_goes_out_comes_back_and_is_applied_by_one_tap(stage: Stage) -> None:
    boss = await liaison(stage)
    await boss.send_text("/roster")
    sent = await says(boss, "这是现在的名单")
    data = await _workbook(stage, sent)
    known = read_workbook(data)
    assert [row.name for row in known.deputies] == [row.name for row in sample.roster().deputies]
    await boss.press(sent, "要一张空表")
    blank = await _workbook(stage, await says(boss, "填好这张表"))
    assert "代表" in load_workbook(io.BytesIO(blank)).sheetnames
    await boss.send_document(data, "名册.xlsx")
    await says(boss, "一样，不用改")

    wider = replace(
        known,
        constituencies=(*known.constituencies, ConstituencyRow("8", "北沟选区")),
        places=(*known.places, PlaceRow("8", "village", "北沟口村", ("北沟口",))),
        deputies=(*known.deputies, DeputyRow("D12", "钱满仓", "8", specialities=("农村公路",))),
    )
    await _send(boss, wider)
    preview = await says(boss, "新加代表 1 个：钱满仓", "新加地名 1 个：北沟口村")
    await boss.press(preview, "先不改")
    await says(boss, "名单没动")
    await boss.send_text("/roster 就这样改")
    await says(boss, "再发一遍")
    await _send(boss, wider)
    await says(boss, "新加代表 1 个")
    await boss.send_text("/roster 就这样改")
    await says(boss, "名单改好了")
    # The hotline knows the new village at once.
    qian = await stage.constituent("老钱")
    await qian.send_text("北沟口")
    await says(qian, "记下了")
    assert "钱满仓代表会" in (await file(qian, ROAD.replace("靠山屯", "北沟口"))).text


async def test_a_workbook_with_errors_changes_nothing_and_says_where(stage: Stage) -> None:
    boss = await liaison(stage)
    known = sample.roster()
    wrong = replace(known.deputies[0], constituency="99", specialities=("航天",))
    await _send(boss, replace(known, deputies=(wrong, *known.deputies[1:])))
    problems = await says(boss, "名单有 2 处要改")
    assert "代表 第2行" in problems.text
    assert "航天" in problems.text
    await _send(
        boss, replace(known, deputies=(replace(known.deputies[0], name="张三丰"), *known.deputies[1:]))
    )
    await says(boss, "D01", "李秀兰")
    await boss.send_document(b"not a workbook", "名册.xlsx")
    await says(boss, "名单有 1 处要改")
    await boss.send_text("/roster 就这样改")
    await says(boss, "再发一遍")

    wang = await stage.constituent("王大爷", "靠山屯村")
    assert "做不了" in await refused(wang, "/roster")
    await wang.send_document(write_workbook(known), "账目.xlsx", ROAD)
    assert "文件 1 个" in (await card_with(wang, "提交")).text


async def test_a_deputy_who_leaves_leaves_cases_behind_for_triage(stage: Stage) -> None:
    boss = await liaison(stage)
    wang, deputy, card = await accepted(stage)
    known = sample.roster()
    await _send(boss, replace(known, deputies=tuple(row for row in known.deputies if row.code != "D03")))
    await boss.press(await says(boss, "撤下代表 1 个：王桂芳", "王桂芳代表手上还有 1 件事"), "就这样改")
    await says(boss, "名单改好了", "王桂芳", "另派代表")
    await unseen(stage, deputy)
    assert "assignments" not in await deputy.menu()
    await deputy.press(card, "发消息")
    assert "做不了" in (await deputy.wait_for()).text
    await boss.send_text("/triage")
    await boss.press(await says(boss, "0001", "没有代表在办"), "赵长林")
    await says(wang, "转给赵长林代表了")
