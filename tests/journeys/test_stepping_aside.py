"""回避: who a case names never sees it; and nobody acts on a case that is not theirs."""

from datetime import timedelta

from bot.demo.clock import MovableClock
from bot.demo.staging import Stage
from bot.simulator import Person
from tests.journeys.constituents import ROAD, card_with, file, says
from tests.journeys.officials import (
    LIAISON,
    accepted,
    assigned,
    in_triage,
    liaison,
    pass_time,
    presidium,
    refused,
    unseen,
)

ABOUT_DEPUTY = "王桂芳代表家门口的路先修了，我们这边六里土路没人管，柏油路啥时候修"
ABOUT_LIAISON = f"热线的{LIAISON}收了礼才给办事，村里修路的钱也不知道去哪了"


async def test_a_case_about_the_liaison_reaches_the_presidium_alone(
    stage: Stage, clock: MovableClock
) -> None:
    boss, chair = await liaison(stage), await presidium(stage)
    zhao, deputy = await stage.constituent("赵叔", "靠山屯村"), await stage.deputy("D04")
    await file(zhao, ABOUT_LIAISON)
    card = await says(chair, "提到", "联络员", ABOUT_LIAISON)
    await in_triage(stage)
    await pass_time(stage, clock, timedelta(days=2))
    assert not [text for text in await unseen(stage, boss) if "0001" in text or LIAISON in text]

    for command in ("/case 1", "/assign 1 赵长林", "/refuse 1 police", "/category 1 政法", "/files 1"):
        assert "没找到编号" in await refused(boss, command)
    await boss.send_text("/triage")
    assert "0002" in (await says(boss, "等您派")).text
    await boss.send_text("/digest now")
    digest = await says(boss, "的情况")
    assert "等您派或定的 1 件" in digest.text

    await chair.send_text("/escalated")
    await card_with(chair, "0001")
    await chair.press(card, "别的代表")
    await chair.press(await card_with(chair, "赵长林"), "赵长林")
    await says(zhao, "转给赵长林代表了")
    await deputy.press(await card_with(deputy, "签收"), "签收")
    await zhao.send_text("/add 1 他上个月又收了")
    await says(deputy, "他上个月又收了")
    await says(zhao, "补充进 0001 了")
    assert not [text for text in await unseen(stage, boss) if "0001" in text or "收了" in text]


async def test_a_deputy_named_in_a_case_never_sees_it(stage: Stage) -> None:
    boss = await liaison(stage)
    named, other = await stage.deputy("D03"), await stage.deputy("D04")
    zhao = await stage.constituent("赵叔", "靠山屯村")
    await file(zhao, ABOUT_DEPUTY)
    await boss.send_text("/triage")
    card = await says(boss, "0001", "回避", "王桂芳")
    assert "王桂芳" not in card.button_texts
    await boss.press(card, "别的代表")
    assert "王桂芳" not in (await card_with(boss, "马玉珍")).button_texts
    assert "要回避" in await refused(boss, "/assign 1 王桂芳")
    await boss.send_text("/assign 1 赵长林")
    await card_with(other, "签收")
    for command in ("/case 1", "/accept 1", "/reply 1 A 好了", "/files 1"):
        assert "没找到编号" in await refused(named, command)
    assert not [text for text in await unseen(stage, named) if "0001" in text]


async def test_a_deputy_named_later_loses_sight_of_the_case(stage: Stage) -> None:
    boss = await liaison(stage)
    wang, deputy, card = await accepted(stage)
    await wang.send_text("/add 1 听说王代表的弟弟包了这段路，她不肯说")
    warned = await says(boss, "0001", "提到了王桂芳代表")
    await says(wang, "补充进 0001 了")
    assert not [text for text in await unseen(stage, deputy) if "弟弟" in text]
    await deputy.press(card, "发消息")
    await says(deputy, "不是您经手的事")
    await deputy.send_text("/assignments")
    await says(deputy, "没有要办的事")
    await boss.press(warned, "赵长林")
    await says(wang, "转给赵长林代表了")

    await wang.send_text(f"/add 1 {LIAISON}也知道这事")
    await says(wang, "补充进 0001 了")
    await unseen(stage, boss)
    assert "没找到编号" in await refused(boss, "/case 1")


async def _forge(stage: Stage, person: Person, data: str) -> str:
    """Press a button that the bot never sent to this person; what the bot says."""
    await person.skip_unseen()
    simulator = stage.server.simulator
    chat = simulator.world.chats[person.id]
    query = simulator.queries.open(person.id, chat.id)
    content = {
        "id": query.id,
        "from": simulator.world.people[person.id].user(),
        "message": max(chat.records.values(), key=lambda record: record.message["message_id"]).message,
        "chat_instance": chat.instance,
        "data": data,
    }
    simulator.updates.put("callback_query", chat.id, content)
    return (await person.wait_for()).text


async def test_nobody_acts_on_a_case_that_is_not_theirs(stage: Stage) -> None:
    wang, deputy, card = await assigned(stage)
    other, stranger = await stage.deputy("D04"), await stage.constituent("陌生人", "双井村")
    await unseen(stage, wang)
    _, case_id, version, _ = card.buttons[0].data.split(":")
    acts = {button.data.split(":")[0] for button in card.buttons} | {"work", "case", "files"}
    refusals = {"不是您经手的事", "做不了"}
    for act in (*sorted(acts), "give", "refuse", "tcard", "urgency", "withdraw", "solved", "object"):
        argument = "urgent" if act == "urgency" else "1"
        for person in (other, stranger):
            said = await _forge(stage, person, f"{act}:{case_id}:{version}:{argument}")
            assert any(refusal in said for refusal in refusals), (act, said)
    for command in ("case", "accept", "reply", "withdraw", "unit", "add", "uphold", "files", "assign"):
        said = await refused(stranger, f"/{command} 1 A 好")
        assert "没找到编号" in said or "做不了" in said or "没有这位代表" in said, (command, said)

    boss = await liaison(stage)
    for data in (
        "give:zz",
        "accept:-1:1:",
        f"due:{case_id}:{version}:x",
        "invite:0:0:king",
        f"fcat:{case_id}:1:99",
    ):
        assert await _forge(stage, boss, data)
    assert "变化" in await _forge(stage, deputy, f"accept:{case_id}:9:")
    assert await unseen(stage, wang) == []
    assert not [call for call in await stage.people.calls("sendMessage") if "没处理好" in str(call)]


async def test_a_deputy_may_raise_a_case_but_never_gets_it(stage: Stage) -> None:
    deputy, other = await stage.deputy("D03"), await stage.deputy("D04")
    await deputy.send_text("靠山屯" + ROAD[2:])
    receipt_card = await card_with(deputy, "提交")
    await deputy.press(receipt_card, "提交")
    await says(deputy, "赵长林代表会")
    await other.press(await card_with(other, "签收"), "签收")
    await says(deputy, "赵长林代表接下了您说的事")
