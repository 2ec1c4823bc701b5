"""The liaison's desk: triage one card after the other, returns, refusals, and cases in others' hands."""

from datetime import timedelta

from bot.demo.clock import MovableClock
from bot.demo.staging import Stage
from tests.journeys.constituents import ROAD, card_with, file, says
from tests.journeys.officials import accepted, assigned, in_triage, later, liaison, refused, unseen


async def test_triage_goes_one_card_after_the_other(stage: Stage) -> None:
    boss = await liaison(stage)
    deputy = await stage.deputy("D04")
    first, second = await in_triage(stage, "刘婶"), await in_triage(stage, "孙二哥")
    assert "2 件事等您派" in (await unseen(stage, boss))[-1]

    await boss.send_text("/triage")
    card = await says(boss, "0001", "等您派", "后面还有 1 件", "类别说不准")
    await boss.press(card, "别的代表")
    everyone = await card_with(boss, "赵长林")
    assert "周德才（请假）" in everyone.button_texts
    await boss.press(everyone, "赵长林")
    await says(boss, "0001 由赵长林代表办")
    await says(first, "转给赵长林代表了")
    assert "联络员派的" in (await card_with(deputy, "签收")).text
    assert (await deputy.wait_for(lambda message: not message.text)).media_kind == "voice"

    next_card = await says(boss, "0002", "等您派")
    await boss.press(next_card, "改类别")
    await boss.press(await card_with(boss, "交通运输"), "交通运输")
    # The category was all that was missing: it goes to the deputy of that village at once.
    await says(boss, "0002 由王桂芳代表办")
    await says(second, "转给王桂芳代表了")
    await boss.send_text("/triage")
    await says(boss, "没有等您派的事")


async def test_everything_at_the_desk_has_its_command(stage: Stage) -> None:
    boss = await liaison(stage)
    liu = await in_triage(stage)
    assert "没有这位代表" in await refused(boss, "/assign 1 张三")
    assert "没有这一类" in await refused(boss, "/category 1 天文")
    await boss.send_text("/place 1 双井")
    await says(boss, "0001", "双井村", "等您派")
    await boss.send_text("/ask 1 是什么事？")
    await says(liu, "联络员想问您", "是什么事")
    await boss.send_text("/answer 1 她说是井水不能喝")
    await says(boss, "记下了")
    await says(boss, "0001", "等您派")
    await boss.send_text("/category 1 卫生")
    await says(boss, "0001 由马玉珍代表办")
    await says(liu, "转给马玉珍代表了")
    await boss.send_text("/assign 1 长林")
    await says(liu, "转给赵长林代表了")
    await boss.send_text("/urgency 1 急事")
    await says(boss, "改为急事", "赵长林代表")
    await boss.send_text("/case 1")
    timeline = await says(boss, "派给马玉珍代表", "转给赵长林代表", "联络员：她说是井水不能喝")
    assert {"别的代表", "发消息", "答复", "改为一般"} <= set(timeline.button_texts)
    await boss.send_text("/ask 1 是哪一口井？")
    await says(boss, "问过去了（0001）")
    await says(liu, "联络员想问您", "是哪一口井")
    await boss.send_text("/case 1")
    await boss.press(await says(boss, "派给马玉珍代表", "是哪一口井"), "改为一般")
    await says(boss, "改为一般", "赵长林代表")
    await boss.send_text("/answer 1 村东那口")
    await says(boss, "记下了")
    await boss.send_text("/reply 1 D 井水已经送去化验")
    await says(liu, "联络员的答复（解释说明）", "送去化验")


async def test_a_refusal_names_the_right_channel_and_can_be_looked_at_again(stage: Stage) -> None:
    boss = await liaison(stage)
    liu = await in_triage(stage)
    await boss.send_text("/triage")
    await boss.press(await card_with(boss, "不受理"), "不受理")
    await boss.press(await card_with(boss, "归公安"), "归公安")
    await says(boss, "0001 不予受理")
    refusal = await says(liu, "这边办不了", "110")

    await liu.press(refusal, "请再看看")
    await says(liu, "会再看一遍")
    await boss.press(await says(boss, "请您再看看"), "还是不受理")
    await says(liu, "还是不能受理")
    assert "刚刚有了变化" in await _pressed(liu, refusal, "请再看看")

    await boss.send_text("/takeup 1")
    await says(liu, "重新受理了")
    await card_with(boss, "不受理")
    await boss.send_text("/refuse 1 不想管")
    await says(boss, "理由写一个")
    await boss.send_text("/refuse 1 service_12345 这个归县里的热线")
    await says(liu, "打 12345", "这个归县里的热线")


async def _pressed(person, card, button) -> str:  # type: ignore[no-untyped-def]
    await person.skip_unseen()
    await person.press(card, button)
    return str((await person.wait_for()).text)


async def test_a_return_that_is_upheld_goes_to_another_deputy(stage: Stage) -> None:
    boss = await liaison(stage)
    wang, deputy, card = await assigned(stage)
    await deputy.send_text("/return 1 我家亲戚包的工程，我得回避")
    await boss.press(await says(boss, "想退回", "我得回避"), "同意退回")
    await says(deputy, "同意退回，不用您办了")
    triage = await says(boss, "0001", "等您派")
    assert "赵长林" in triage.button_texts
    assert "王桂芳" not in triage.button_texts
    await deputy.press(card, "签收")
    await says(deputy, "不是您经手的事")
    await boss.press(triage, "赵长林")
    await says(wang, "转给赵长林代表了")

    other = await stage.deputy("D04")
    await other.send_text("/assignments")
    taken = await card_with(other, "0001")
    await other.press(taken, "0001")
    assert "退回" not in (await card_with(other, "签收")).button_texts


async def test_a_return_of_what_is_refused_was_right_and_taken_up_again_it_is_nobodys(stage: Stage) -> None:
    boss = await liaison(stage)
    wang, deputy, _ = await assigned(stage)
    await deputy.send_text("/return 1 这是村里两家的地界官司")
    await says(boss, "想退回", "地界官司")
    await boss.send_text("/refuse 1 court")
    await says(deputy, "同意退回，不用您办了")
    await says(wang, "这边办不了")
    await boss.send_text("/takeup 1")
    await says(wang, "重新受理了")
    await says(boss, "0001", "为什么到您这儿：要另派一位代表")
    assert "没找到编号" in await refused(deputy, "/message 1 再说一句")
    await boss.send_text("/triage")
    triage = await says(boss, "0001", "等您派")
    assert "赵长林" in triage.button_texts
    assert "王桂芳" not in triage.button_texts


async def test_a_case_moves_to_another_deputy_in_the_middle_of_the_work(stage: Stage) -> None:
    boss = await liaison(stage)
    wang, deputy, _ = await accepted(stage)
    await deputy.send_text("/message 1 我去看过了")
    await says(wang, "我去看过了")
    other = await stage.deputy("D04")
    await boss.send_text("/assign 1 赵长林代表")
    await says(deputy, "转给别的代表了")
    assert ROAD in (await says(other, "0001", "新派给您的事")).text
    assert "没找到编号" in await refused(deputy, "/message 1 再说一句")
    await other.send_text("/reply 1 B 正在跑")
    await says(wang, "赵长林代表的答复", "正在跑")


async def test_an_answer_that_names_the_village_sends_a_waiting_case_on_its_way(stage: Stage) -> None:
    boss = await liaison(stage)
    wang = await stage.constituent("王大爷")
    await wang.send_text("到镇上这六里地还是土路，一下雨车就陷里头，啥时候能给俺们修上柏油路？")
    await wang.press(await card_with(wang, "不清楚，直接提交"), "不清楚，直接提交")
    await says(wang, "收到了，编号", "0001")
    await boss.send_text("/ask 1 您是哪个村的？")
    question = await says(wang, "您是哪个村的")
    await wang.send_text("石门沟的", reply_to=question)
    await says(wang, "转给王桂芳代表了")


async def test_who_is_away_full_or_not_joined(stage: Stage, clock: MovableClock) -> None:
    boss = await liaison(stage)
    # 周德才 of 柳树湾村 knows roads but is away in June: his colleague gets it, who has not joined.
    wu = await stage.constituent("老吴", "柳树湾村")
    receipt = await file(wu, "新修的油路又坏了，路面裂得能塞进手指头，沥青都起皮了")
    assert "李秀兰代表" in receipt.text
    missing = await says(boss, "李秀兰代表", "还没加入热线")
    assert {"发邀请", "别的代表"} <= set(missing.button_texts)
    await wu.send_text("/add 1 今天又裂了一条缝")
    await says(boss, "0001 反映人又说", "又裂了一条缝")
    await later(stage, clock, timedelta(days=20))
    again = await file(wu, "公路上的沥青让大车压碎了，坑一个接一个")
    assert "周德才代表" in again.text
    await boss.press(missing, "发邀请")
    await says(boss, "李秀兰", "?start=i_")

    zhang = await stage.constituent("张姐", "北关村")
    for matter in ("小区的楼道灯坏了", "楼顶漏雨，物业不管", "小区停车位乱收费"):
        receipt = await file(zhang, matter)
        if "刘志强代表" not in receipt.text:
            await boss.send_text(f"/assign {receipt.text.split('编号 ')[1][:4]} 刘志强")
            await says(boss, "由刘志强代表办")
    assert "刘志强代表" not in (await file(zhang, "小区的电梯老是停")).text
    await in_triage(stage)
    await boss.send_text("/triage")
    await boss.press(await card_with(boss, "别的代表"), "别的代表")
    assert "刘志强（手上满了）" in (await card_with(boss, "刘志强（手上满了）")).button_texts
