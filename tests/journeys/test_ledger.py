"""The public ledger: proposed in the first week of a quarter, gone through line by line, put up for good."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from bot.demo.clock import MovableClock
from bot.demo.staging import Stage
from bot.schedule import propose_ledger
from bot.simulator import Person
from hotline.errors import NoSuchChoice
from hotline.ledger.approving import lines_for, reword
from hotline.ledger.lines import LineRef, version_of
from hotline.ledger.publishing import published_ledgers, published_page
from hotline.ledger.quarters import Quarter
from hotline.people import Chat, recognise
from storage.queries.ledger import drop_lines_of_cases
from storage.tables import Event, Ledger, LedgerLine
from tests.journeys.constituents import card_with, file, says
from tests.journeys.officials import accepted, go_to, liaison, presidium, refused, reply, unseen

WATER = "俺叫李铁柱，住靠山屯三组12号，门前的井水又黄又浑没法喝，电话13800138000"
LAMPS = "靠山屯路灯坏了两个月，晚上看不见路，王大娘摔了一跤"
OFFICIAL = "村书记把修渠的钱花哪去了，账目从来不公开"
UNNAMED = "靠山屯垃圾没人清运，堆在路边臭得很"
SECRETS = ("李铁柱", "铁柱", "三组", "12号", "13800138000", "王大娘", "王大爷", "周嫂", "0001", "0002")
QUARTER = Quarter(date(2026, 4, 1))


async def second_quarter(stage: Stage) -> tuple[Person, Person, list[Person]]:
    """Five cases of the second quarter, one of them solved; the liaison, a deputy, who raised the others."""
    boss = await liaison(stage)
    wang, deputy, card = await accepted(stage)
    await reply(deputy, card, "已解决", "路修好了")
    await wang.press(await says(wang, "路修好了"), "解决了")
    await wang.press(await says(wang, "办理满意吗"), "满意")
    await says(wang, "办结")
    villagers = []
    for name, text in (("李铁柱", WATER), ("周嫂", LAMPS), ("赵叔", OFFICIAL)):
        villagers.append(await stage.constituent(name, "靠山屯村"))
        await file(villagers[-1], text)
    hidden = await stage.constituent("钱婶", "靠山屯村")
    await file(hidden, UNNAMED)
    await hidden.send_text("/unnamed 0005")
    await says(hidden, "不具名")
    await unseen(stage, boss)
    return boss, deputy, villagers


async def lines(stage: Stage) -> list[LedgerLine]:
    async with stage.process.database.reading() as session:
        return list(await session.exec(select(LedgerLine).order_by(LedgerLine.matter)))


async def documents(stage: Stage, person: Person) -> dict[str, bytes]:
    """The next two documents, by their ending."""
    found = {}
    for words in ("打开就能打印", "带合计"):
        message = await says(person, words)
        name = str(message.raw["document"]["file_name"])
        found[name.rpartition(".")[2]] = await stage.people.download(message.file_id or "")
    return found


async def test_a_quarter_is_gone_through_and_put_up(stage: Stage, clock: MovableClock) -> None:
    boss, _, _ = await second_quarter(stage)
    await propose_ledger(stage.process)
    assert await lines(stage) == [], "the quarter is not over"

    await go_to(stage, clock, "07-01T09:00")
    await unseen(stage, boss)
    await propose_ledger(stage.process)
    await propose_ledger(stage.process)
    due = await says(boss, "2026年第2季度的公布表", "有 3 件")
    assert [text for text in await unseen(stage, boss) if "公布表起好草" in text] == []
    found = await lines(stage)
    assert len(found) == 3
    for line in found:
        said = f"{line.village} {line.category} {line.matter} {line.outcome}"
        assert [secret for secret in SECRETS if secret in said] == []
        assert len(line.matter) <= 40
        assert line.village == "靠山屯村"

    await boss.press(due, "一条一条看")
    first = await card_with(boss, "可以公开")
    await boss.press(first, "改一改")
    await says(boss, "换个说法")
    await boss.send_text("字" * 41)
    await says(boss, "最多 40 个字")
    await boss.send_text("井水黄，找王二狗13800138000")
    doubted = await says(boss, "还有像人名", "138******00")
    await boss.press(doubted, "改一改")
    await says(boss, "换个说法")
    await boss.send_text("村里的井水又黄又浑，没法喝")
    better = await says(boss, "村里的井水又黄又浑")
    await boss.press(doubted, "可以公开")
    await says(boss, "刚刚有变化")
    await boss.press(better, "可以公开")
    second = await says(boss, "还有 2 条没看")
    await boss.press(second, "不公开")
    await says(boss, "还有 1 条没看")
    assert "还有没看的" in await refused(boss, "/ledger 2026Q2 公布")
    await boss.send_text("/ledger")
    await boss.press(await card_with(boss, "其余 1 条都可以"), "其余 1 条都可以")
    await boss.press(await card_with(boss, "公布"), "公布")
    await boss.press(await card_with(boss, "确定公布"), "确定公布")
    await says(boss, "公布表好了，共 2 条")

    files = await documents(stage, boss)
    page = files["html"].decode()
    assert "村里的井水又黄又浑，没法喝" in page
    assert "<script" not in page
    assert [secret for secret in SECRETS if secret in page] == []
    sheet = load_workbook(io.BytesIO(files["xlsx"]))["公布表"]
    assert [row[1] for row in sheet.iter_rows(min_row=3, values_only=True)] == ["靠山屯村"] * 2
    await _is_frozen(stage, boss, page)


async def _is_frozen(stage: Stage, boss: Person, page: str) -> None:
    """Whatever is tried afterwards, what everybody reads stays as it is."""
    for command in ("公布", "其余都可以"):
        await boss.send_text(f"/ledger 2026Q2 {command}")
        await says(boss, "已经公布")
    assert "已经不在表上" in await refused(boss, "/ledger 2026Q2 可以公开")
    await boss.send_text("/ledger 2026Q2")
    await boss.press(await card_with(boss, "要表"), "要表")
    assert (await documents(stage, boss))["html"].decode() == page
    async with stage.process.unit_of_work() as work:
        assert await published_page(work, QUARTER) == page
        assert [one.quarter.code for one in await published_ledgers(work)] == ["2026Q2"]
        with pytest.raises(NoSuchChoice):
            await published_page(work, QUARTER.before())
        events = await work.session.exec(select(Event).where(Event.kind == "ledger_published"))
        assert [event.facts for event in events] == [{"quarter": "2026Q2", "lines": 2}]


async def test_nobody_but_the_liaison_has_to_do_with_it(stage: Stage, clock: MovableClock) -> None:
    boss, deputy, _ = await second_quarter(stage)
    await go_to(stage, clock, "07-02T09:00")
    await boss.send_text("/ledger 下一条")
    await card_with(boss, "可以公开")
    others = (deputy, await presidium(stage), await stage.constituent("孙姨", "靠山屯村"))
    for person in others:
        for command in ("/ledger", "/ledger 2026Q2 可以公开", "/ledger 2026Q2 公布", "/ledger 2026Q2 要表"):
            assert "做不了" in await refused(person, command), command
        assert "做不了" in await refused(person, "/export 2026Q2")
    assert {line.state for line in await lines(stage)} == {"waiting"}
    async with stage.process.database.reading() as session:
        assert (await session.exec(select(Ledger))).one().published_at is None


async def test_what_is_withdrawn_erased_or_changed_is_not_put_up(stage: Stage, clock: MovableClock) -> None:
    boss, _, (li, zhou, _) = await second_quarter(stage)
    await go_to(stage, clock, "07-02T09:00")
    await boss.send_text("/ledger 其余都可以")
    await says(boss, "也要先起草")
    await boss.send_text("/ledger")
    await boss.press(await card_with(boss, "其余 3 条都可以"), "其余 3 条都可以")
    card = await card_with(boss, "公布")
    await li.send_text("/withdraw 0002")
    await says(li, "0002 撤回了")
    await zhou.send_text("/mydata 删除")
    await zhou.press(await card_with(zhou, "确定，全部删掉"), "确定，全部删掉")
    await says(zhou, "都删掉了")
    assert len(await lines(stage)) == 2, "who is erased leaves no words"
    await boss.press(card, "公布")
    await boss.press(await card_with(boss, "确定公布"), "确定公布")
    await says(boss, "公布表好了，共 1 条")
    found = await lines(stage)
    assert [line.outcome for line in found] == ["已解决，用了 1 天"]
    async with stage.process.unit_of_work() as work:
        await drop_lines_of_cases(work.session, work.station_id, [line.case_id for line in found])
        actor = (await recognise(work, Chat(boss.id, boss.name, "zh-hans"))).actor
        for ref in (LineRef(found[0].id), LineRef(found[0].id, version_of(found[0]))):
            with pytest.raises(NoSuchChoice):
                await reword(work, actor, ref, "别的话")
        assert [line.matter for line in await lines_for(work, actor, QUARTER)] == [found[0].matter]
