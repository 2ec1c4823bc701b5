"""A formal suggestion: from three cases through review, a unit, two answers and the deputy's rating."""

import io

from docx import Document
from sqlmodel import select

from bot.demo.clock import MovableClock
from bot.demo.staging import Stage
from bot.simulator import Person, SeenMessage
from hotline.chain import GENESIS
from hotline.suggestions.history import chained
from storage.queries import suggestions as queries
from storage.tables import Case, Suggestion
from storage.vocabulary import State, SuggestionState
from tests.journeys.constituents import card_with, file, says
from tests.journeys.officials import accepted, go_to, liaison, presidium, refused, unseen

BUS = "镇上到俺村的客车停了，赶集没车坐"
RAILS = "我叫钱有福，俺村通村公路的护栏坏了，电话13800138000"


async def from_three_cases(stage: Stage) -> tuple[list[Person], Person, SeenMessage]:
    """The draft that the deputy of three villagers made of their cases; its card."""
    boss = await liaison(stage)
    wang, deputy, card = await accepted(stage)
    others = []
    for name, text, number in (("赵大娘", BUS, "0002"), ("钱会计", RAILS, "0003")):
        villager = await stage.constituent(name, "靠山屯村")
        await file(villager, text)
        # Whoever it went to: it is this deputy's now.
        await boss.send_text(f"/assign {number} 王桂芳")
        await says(deputy, number)
        others.append(villager)
    await deputy.press(card, "更多…")
    await deputy.press(await card_with(deputy, "写成代表建议"), "写成代表建议")
    await card_with(deputy, "提交审核")
    await deputy.send_text("/suggestion 1 加 0002、0003")
    drafted = await says(deputy, "来自：0001、0002、0003")
    return [wang, *others], deputy, drafted


async def issued(stage: Stage) -> tuple[list[Person], Person, Person]:
    """The same, approved and with 县交通局, everybody told."""
    boss = await liaison(stage)
    villagers, deputy, card = await from_three_cases(stage)
    await deputy.press(card, "提交审核")
    review = await card_with(boss, "同意交办")
    await boss.press(review, "同意交办")
    await says(boss, "交给哪个单位办")
    await boss.send_text("县交通局")
    await boss.press(await card_with(boss, "3 个月"), "3 个月")
    await says(boss, "审核同意了，交给县交通局办", "9月15日")
    # The review card is out of date: nothing is issued twice.
    await boss.press(review, "同意交办")
    await says(boss, "刚刚有了变化", "已交办")
    await says(deputy, "审核同意了，交给县交通局办")
    for villager in villagers:
        await says(villager, "王桂芳代表把您反映的事写进了代表建议", "县交通局", "9月15日")
    return villagers, deputy, boss


async def kept(stage: Stage) -> tuple[Suggestion, list[str], set[State]]:
    """The suggestion, its kinds of events once the chain is verified, and the states of its cases."""
    async with stage.process.unit_of_work() as work:
        suggestion = (await work.session.exec(select(Suggestion))).one()
        previous, events = GENESIS, await queries.events_of(work.session, work.station_id, suggestion.id)
        for event in events:
            assert event.chained == chained(previous, event)
            previous = event.chained
        states = {case.state for case in await work.session.exec(select(Case))}
        return suggestion, [event.kind for event in events], states


async def test_a_suggestion_from_three_cases_to_the_rated_outcome(stage: Stage, clock: MovableClock) -> None:
    villagers, deputy, boss = await issued(stage)
    for person in (*villagers, deputy, boss):
        await unseen(stage, person)

    # At four fifths of its time the deputy and the liaison are reminded, once, however often it is looked at.
    await go_to(stage, clock, "08-28T09:00")
    await go_to(stage, clock, "08-28T10:00")
    for person in (deputy, boss):
        assert sum("请问一问办到哪一步了" in text for text in await unseen(stage, person)) == 1
    # The hotline is down over the due day: the morning after, it is said all the same.
    await go_to(stage, clock, "09-20T07:00")
    assert not any("请催一催" in text and "县交通局" in text for text in await unseen(stage, boss))
    await go_to(stage, clock, "09-20T09:00")
    assert sum("请催一催" in text and "县交通局" in text for text in await unseen(stage, boss)) == 1

    await boss.send_text("/suggestion 1 答复 今年没钱，电话13800138000")
    answered = await card_with(deputy, "不满意")
    assert "138******00" in answered.text
    # A second tap, before the card has changed, changes nothing.
    await deputy.press(answered, "不满意", wait=0)
    await deputy.press(answered, "满意")
    await says(boss, "代表不满意", "再办一个月")
    for villager in villagers:
        await says(villager, "代表不满意，请他们再办一个月")
    await says(deputy, "刚刚有了变化", "重新办理")

    await deputy.press(await _card(deputy), "单位答复了")
    await says(deputy, "怎么答复")
    await deputy.send_text("国庆后动工，年底前铺好")
    await deputy.press(await card_with(deputy, "满意"), "满意")
    await says(boss, "办结了，代表满意")
    for villager in villagers:
        await says(villager, "有结果了", "国庆后动工", "代表对答复满意")

    suggestion, kinds, states = await kept(stage)
    assert suggestion.state == SuggestionState.CONCLUDED
    assert (suggestion.is_satisfied, suggestion.rehandled_times, suggestion.remind_at) == (True, 1, None)
    assert kinds == [
        *("drafted", "case_added", "case_added", "submitted", "issued", "reminded", "reminded"),
        *("answered", "rated", "rehandling", "answered", "rated", "concluded"),
    ]
    # Each case is still closed by itself.
    assert State.CLOSED not in states


async def _card(person: Person) -> SeenMessage:
    await person.send_text("/suggestion 1")
    return await card_with(person, "打印件")


async def test_a_draft_is_warned_of_edited_sent_back_and_printed(stage: Stage) -> None:
    boss, chair = await liaison(stage), await presidium(stage)
    _, deputy, card = await from_three_cases(stage)
    # Nobody can tell who is behind it.
    assert "护栏坏了" in card.text
    assert "钱有福" not in card.text
    assert "13800138000" not in card.text
    assert "没找到代表建议 1 号" in await refused(boss, "/suggestion 1")

    await deputy.press(card, "改标题")
    await says(deputy, "标题怎么写")
    await deputy.send_text("修路通车")
    await says(deputy, "《关于修路通车的建议》")
    await deputy.press(card, "提交审核")
    await says(deputy, "刚刚有了变化")
    await deputy.send_text("/suggestion 1 建议 请县里重新招标")
    await says(deputy, "请留意", "招标")
    # Insisting counts only after the warning.
    await deputy.send_text("/suggestion 1 仍要提交")
    warned = await card_with(deputy, "仍要提交")
    await deputy.press(warned, "仍要提交")
    await says(deputy, "提交了，等审核")
    review = await says(boss, "请审核：王桂芳代表的建议 1 号")

    await boss.press(review, "退回修改")
    await says(boss, "要改什么")
    await boss.send_text("招标的事删掉")
    await deputy.press(await says(deputy, "要改一改", "招标的事删掉"), "改建议")
    await says(deputy, "建议怎么办")
    await deputy.send_text("请县交通局列入明年计划")
    edited = await says(deputy, "请县交通局列入明年计划")
    await deputy.press(edited, "加减事项")
    await deputy.press(await card_with(deputy, "去掉 0002"), "去掉 0002")
    await deputy.press(await says(deputy, "来自：0001、0003"), "提交审核")
    await says(boss, "请审核")

    await chair.send_text("/suggestion 1 交办 6 县交通局")
    await says(chair, "审核同意了", "12月15日")
    await deputy.send_text("/suggestion 1 打印")
    printed = await deputy.wait_for(lambda message: message.media_kind == "document")
    document = Document(io.BytesIO(await stage.people.download(printed.file_id or "")))
    rows = {row.cells[0].text: row.cells[1].text for row in document.tables[0].rows}
    assert (rows["领衔代表"], rows["承办单位"], rows["答复期限"]) == ("王桂芳", "县交通局", "2026年12月15日")
    assert document.paragraphs[1].text == "《关于修路通车的建议》"


async def test_what_is_not_possible_is_answered_kindly_and_changes_nothing(stage: Stage) -> None:
    boss = await liaison(stage)
    villagers, deputy, card = await from_three_cases(stage)
    stranger = await stage.deputy("D01")
    assert "没找到代表建议 9 号" in await refused(deputy, "/suggestion 9 打印")
    assert "没找到代表建议 1 号" in await refused(stranger, "/suggestion 1 不提了 不要")
    assert "没找到编号 0001" in await refused(stranger, "/suggest 0001 修路")
    assert "做不了" in await refused(villagers[0], "/suggestion 1")
    assert "做不了" in await refused(boss, "/suggest 0001")
    assert "请写用哪几件事" in await refused(deputy, "/suggest 修路")
    assert "没看懂要做什么" in await refused(deputy, "/suggestion 1 飞")
    assert "已经在里面了" in await refused(deputy, "/suggestion 1 加 0002")
    assert "这一步用不着了" in await refused(deputy, "/suggestion 1 满意")
    # A second tap on the case's card shows the draft that the first one made.
    assigned_card = await says_case(deputy)
    await deputy.press(assigned_card, "更多…")
    await deputy.press(await card_with(deputy, "写成代表建议"), "写成代表建议")
    await says(deputy, "代表建议 1 号")
    await deputy.press(card, "不提了")
    await says(deputy, "为什么不提")
    await deputy.send_text("县里已经动工了")
    await says(deputy, "不提了：县里已经动工了")
    assert "现在没有代表建议" in await refused(deputy, "/suggestions")
    assert (await kept(stage))[0].state == SuggestionState.DROPPED
    assert not [text for text in await unseen(stage, villagers[1]) if "代表建议" in text]


async def says_case(deputy: Person) -> SeenMessage:
    """The card of the first case again."""
    await deputy.send_text("/assignments")
    await deputy.press(await says(deputy, "您手上有"), "0001")
    return await card_with(deputy, "更多…")
