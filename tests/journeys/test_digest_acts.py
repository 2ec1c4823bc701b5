"""The liaison's digest: its buttons act on the most urgent cases, and its picture and workbook arrive."""

import io
import sys
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from PIL import Image

from bot.demo.clock import MovableClock
from bot.demo.staging import Stage
from bot.schedule import send_digest
from bot.simulator import Person, SeenMessage
from tests.journeys.constituents import LAMPS, PATIENCE, ROAD, card_with, file, says
from tests.journeys.officials import (
    accepted,
    assigned,
    go_to,
    in_triage,
    liaison,
    pass_time,
    presidium,
    refused,
    unseen,
)


async def _digest(boss: Person) -> SeenMessage:
    """Last week's, as the liaison asks for it."""
    await boss.skip_unseen()
    await boss.send_text("/digest")
    return await says(boss, "6月15日—6月21日的情况")


async def test_monday_s_digest_brings_its_picture_and_the_workbook_on_a_tap(
    stage: Stage, clock: MovableClock
) -> None:
    boss = await liaison(stage)
    await assigned(stage)
    await in_triage(stage)
    await go_to(stage, clock, "06-22T08:31")
    await unseen(stage, boss)
    await send_digest(stage.process)
    digest = await says(boss, "先办", "超时 1 件：王桂芳代表 1 件", "0001（王桂芳代表，超了 6 天）")
    for words in ("等您派或定的 1 件，新来的 1 件：/triage", "收到 2 件（前一周 0 件，多 2 件）"):
        assert words in digest.text

    picture = await boss.wait_for(lambda message: message.media_kind == "photo", PATIENCE)
    assert picture.text == "6月15日—6月21日的图"
    shown = Image.open(io.BytesIO(await stage.people.download(picture.file_id or "")))
    assert shown.width == 1080

    await boss.press(digest, "要表格")
    sent = await says(boss, "6月15日—6月21日的表格")
    assert sent.raw["document"]["file_name"] == "一周小结-2026-06-15.xlsx"
    data = await stage.people.download(sent.file_id or "")
    for with_values, change in ((True, 2), (False, "=B2-C2")):
        book = load_workbook(io.BytesIO(data), data_only=with_values)
        assert book["总表"]["D2"].value == change
        late = [row[:5] for row in book["超时"].iter_rows(min_row=2, values_only=True)]
        assert late == [("0001", "交通运输", "农村公路", "靠山屯村", "王桂芳")]
        assert not [cell for page in book for row in page.iter_rows() for cell in row if cell.value == ROAD]
    await boss.send_text("/digest 表格 本周")
    await says(boss, "6月22日—6月28日的表格")


async def test_where_nothing_can_be_drawn_the_message_comes_and_so_does_what_follows(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    boss = await liaison(stage)
    monkeypatch.setattr(sys, "executable", "/bin/false")
    await boss.send_text("/digest 本周")
    await says(boss, "6月15日—6月21日的情况")
    # unseen() waits for a message that follows: the picture holds up nothing.
    assert await unseen(stage, boss) == []


async def test_what_is_late_is_supervised_from_the_digest(stage: Stage, clock: MovableClock) -> None:
    boss = await liaison(stage)
    _, deputy, _ = await assigned(stage)
    await go_to(stage, clock, "06-22T09:00")
    await unseen(stage, boss)
    digest = await _digest(boss)
    assert digest.button_texts[:2] == ["督办 0001", "改派"]
    await boss.press(digest, "督办 0001")
    await says(boss, "要督办什么")
    await boss.send_text("怎么还没签收？")
    await boss.press(await says(boss, "什么时候回复"), "1 个工作日")
    await says(boss, "0001 督办了")
    await says(deputy, "督办", "怎么还没签收？")
    # The button is of the case as it was: nothing happens twice.
    await boss.press(digest, "督办 0001")
    await says(boss, "刚刚有了变化")
    assert (await _digest(boss)).button_texts[:2] == ["打开 0001", "改派"]


async def test_what_is_late_is_given_to_another_deputy_and_the_digest_stays(
    stage: Stage, clock: MovableClock
) -> None:
    boss = await liaison(stage)
    wang, _, _ = await assigned(stage)
    await go_to(stage, clock, "06-22T09:00")
    await unseen(stage, boss)
    digest = await _digest(boss)
    await boss.press(digest, "改派")
    asked = await says(boss, "0001 派给谁")
    assert asked.id != digest.id
    await boss.press(asked, "赵长林")
    await says(boss, "0001 由赵长林代表办")
    await says(wang, "转给赵长林代表")


async def test_what_is_soon_due_gets_more_time_from_the_digest(stage: Stage, clock: MovableClock) -> None:
    boss = await liaison(stage)
    wang, deputy, _ = await accepted(stage)
    await deputy.send_text("/message 1 我记下了")
    await says(wang, "我记下了")
    await go_to(stage, clock, "06-17T10:00")
    await boss.send_text("/digest 本周")
    digest = await says(boss, "先办", "七天内到期 1 件，最近的：0001（王桂芳代表，")
    assert digest.button_texts == ["督办 0001", "改派", "延期", "到期名单（1）", "要表格"]
    await boss.press(digest, "延期")
    await boss.press(await says(boss, "要延几个工作日"), "5 个工作日")
    await says(boss, "为什么")
    await boss.send_text("县里下周才来人")
    await says(boss, "0001 延好了")
    await says(wang, "县里下周才来人")


async def test_the_lists_behind_the_digest_open_case_by_case(stage: Stage, clock: MovableClock) -> None:
    boss = await liaison(stage)
    await assigned(stage)
    await in_triage(stage)
    await go_to(stage, clock, "06-22T09:00")
    await unseen(stage, boss)
    digest = await _digest(boss)
    await boss.press(digest, "打开待办（1）")
    await says(boss, "等您派", "0002")
    await boss.press(digest, "到期名单（1）")
    listed = await says(boss, "超时的和七天内到期的", "0001", "王桂芳代表", "超了 6 天")
    await boss.press(listed, "0001")
    await says(boss, "0001", "待签收")
    await boss.send_text("/digest 名单")
    await says(boss, "超时的和七天内到期的", "0001")


async def test_whoever_may_not_read_the_digest_gets_no_list_and_no_workbook(stage: Stage) -> None:
    villager, deputy = await stage.constituent("王大爷", "靠山屯村"), await stage.deputy("D03")
    for command in ("/digest 表格", "/digest 名单"):
        assert "做不了" in await refused(villager, command)
        assert "做不了" in await refused(deputy, command)
    chair = await presidium(stage)
    await chair.send_text("/digest 表格")
    await says(chair, "的表格")


async def test_a_case_about_the_liaison_is_in_none_of_it(stage: Stage, clock: MovableClock) -> None:
    boss = await liaison(stage)
    await presidium(stage)
    zhao = await stage.constituent("赵叔", "靠山屯村")
    await file(zhao, f"联络员周敏收了材料不办，{LAMPS}")
    await pass_time(stage, clock, timedelta(days=8))
    await unseen(stage, boss)
    await boss.send_text("/digest 名单")
    await says(boss, "没有超时的，七天内也没有到期的")
    await boss.send_text("/digest 表格")
    data = await stage.people.download((await says(boss, "的表格")).file_id or "")
    assert load_workbook(io.BytesIO(data))["超时"].max_row == 1
    digest = await _digest_of(boss)
    assert not [text for text in digest.button_texts if "0001" in text]


async def _digest_of(boss: Person) -> SeenMessage:
    await boss.send_text("/digest")
    return await card_with(boss, "要表格")
