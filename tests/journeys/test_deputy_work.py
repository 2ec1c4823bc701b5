"""A deputy's work, from the card to a second attempt, by buttons and by commands."""

from datetime import timedelta

from bot.demo.clock import MovableClock
from bot.demo.staging import Stage
from bot.simulator import plain_picture
from tests.journeys.constituents import ROAD, card_with, says
from tests.journeys.officials import accepted, assigned, later, liaison, presidium, refused, reply, unseen


async def test_the_card_brings_words_files_place_times_and_why(stage: Stage) -> None:
    deputy = await stage.deputy("D03")
    wang = await stage.constituent("王大爷", "靠山屯村")
    await wang.send_album([("photo", "1.jpg", plain_picture()), ("photo", "2.jpg", plain_picture())], ROAD)
    await card_with(wang, "提交")
    await wang.send_voice()
    await wang.send_location(38.571, 120.447)
    await wang.send_text("/submit")

    card = await card_with(deputy, "签收")
    assert ROAD in card.text
    for words in ("照片 2 张", "语音 1 段", "靠山屯村", "本选区代表", "明天（周二）下班前", "6月23日"):
        assert words in card.text
    files = [await deputy.wait_for(lambda message: not message.text) for _ in range(4)]
    assert [file.media_kind for file in files] == ["photo", "photo", "voice", None]
    assert "location" in files[3].raw
    for message in (card, *files):
        assert message.raw["has_protected_content"]

    await deputy.send_text("/files 1")
    await says(deputy, "照片 2 张、语音 1 段")


async def test_a_question_stops_the_clock_and_the_answer_gives_back_what_was_left(
    stage: Stage, clock: MovableClock
) -> None:
    wang, deputy, card = await assigned(stage)
    await deputy.press(card, "问反映人")
    await says(deputy, "想问什么")
    await deputy.send_text("是哪一段路？")
    question = await says(wang, "王桂芳代表想问您", "是哪一段路")

    await later(stage, clock, timedelta(days=2))
    await wang.send_text("村东头到桥那一段", reply_to=question)
    answered = await says(deputy, "村东头到桥那一段")
    # Until Tuesday the 23rd, over the festival; two working days were the constituent's.
    assert "6月26日（周五）8点30分" in answered.text

    await deputy.send_text("/ask 0001 有多长？")
    await says(wang, "有多长")
    await wang.send_text("三里地")
    third = await card_with(deputy, "答复")
    assert "已经问过两次" in await refused(deputy, "/ask 0001 几个人走？")
    await deputy.press(third, "问反映人")
    await says(deputy, "已经问过两次")

    await deputy.send_text("/message 0001 我周五去看路")
    await says(wang, "王桂芳代表对您说", "我周五去看路")


async def test_a_unit_gets_a_sheet_and_a_day_and_its_answer_is_passed_on(stage: Stage) -> None:
    wang, deputy, card = await accepted(stage)
    await deputy.press(card, "交办")
    await says(deputy, "哪个单位")
    await deputy.send_text("安河县交通局")
    await card_with(deputy, "5 个工作日")
    await deputy.send_text("不知道哪天")
    await says(deputy, "没看懂是哪天")
    await deputy.send_text("6月26日")
    referred = await says(deputy, "交办给安河县交通局", "6月26日（周五）")
    sheet = await says(deputy, "交办单")
    assert ROAD in sheet.text
    assert "王大爷" not in sheet.text
    assert not sheet.raw.get("has_protected_content", False)
    await says(wang, "现在转到安河县交通局", "6月26日（周五）")

    await deputy.press(referred, "单位答复了")
    await says(deputy, "怎么答复")
    await deputy.send_text("今年立项")
    await says(wang, "安河县交通局的答复", "今年立项")
    await deputy.send_text("/refer 0001 5 施工队")
    await says(wang, "现在转到施工队")
    await deputy.send_text("/unit 0001 九月进场")
    await says(wang, "施工队的答复", "九月进场")


async def test_a_reply_takes_photos_before_with_and_after_its_words(stage: Stage) -> None:
    wang, deputy, card = await accepted(stage)
    await deputy.press(card, "答复")
    await deputy.press(await card_with(deputy, "正在解决"), "正在解决")
    await says(deputy, "怎么说")
    await deputy.send_photo()
    await says(deputy, "再写一句答复")
    await deputy.send_text("路基已经铺了")
    answer = await says(wang, "正在解决", "路基已经铺了")
    assert (await wang.wait_for(lambda message: not message.text)).media_kind == "photo"
    await says(deputy, "的答复发给反映人了")
    await deputy.send_photo()
    await says(wang, "王桂芳代表对您说")
    assert (await wang.wait_for(lambda message: not message.text)).media_kind == "photo"

    await wang.press(answer, "没解决")
    await wang.press(await card_with(wang, "不满意"), "不满意")
    await says(deputy, "没解决，请再办", "7月15日")
    album = [("photo", "1.jpg", plain_picture()), ("photo", "2.jpg", plain_picture())]
    await deputy.send_album(album, "/reply 0001 已解决 路面铺好了")
    await says(wang, "已解决", "路面铺好了")
    photos = [await wang.wait_for(lambda message: not message.text) for _ in range(2)]
    assert [photo.media_kind for photo in photos] == ["photo", "photo"]


async def test_the_second_time_the_presidium_takes_it_up(stage: Stage) -> None:
    chair = await presidium(stage)
    wang, deputy, card = await accepted(stage)
    for number in (1, 2):
        await reply(deputy, card, "解释说明", f"第{number}次答复")
        await wang.press(await card_with(wang, "没解决"), "没解决")
        await wang.press(await card_with(wang, "不满意"), "不满意")
        card = await says(deputy, "请再办")
    escalated = await says(chair, "两次不满意")
    assert "别的代表" in escalated.button_texts
    await says(wang, "转到了镇人大主席团")

    await chair.send_text("/escalated")
    await chair.press(await card_with(chair, "0001"), "0001")
    timeline = await says(chair, "第1次答复", "第2次答复")
    await chair.press(timeline, "发消息")
    await says(chair, "要对反映人说什么")
    await chair.send_text("主席团下周专门研究")
    await says(wang, "镇人大主席团对您说", "专门研究")


async def test_assignments_stand_by_urgency_with_their_lights(stage: Stage, clock: MovableClock) -> None:
    _, deputy, card = await accepted(stage)
    await later(stage, clock, timedelta(days=8))
    await assigned(stage, "李嫂", "村里的油路坏了，坑坑洼洼的，柏油都起皮了")
    boss = await liaison(stage)
    await boss.send_text("/urgency 0002 急事")
    await says(deputy, "0002 改为急事")

    await deputy.skip_unseen()
    await deputy.send_text("/assignments")
    listed = await says(deputy, "您手上有 2 件事")
    assert listed.text.index("🟢 0002") < listed.text.index("🔴 0001")
    await deputy.press(listed, "0001")
    again = await card_with(deputy, "交办")
    assert "已签收" in again.text
    # The button of the first card is out of date: the case has not changed, so it still works once.
    await deputy.press(card, "发消息")
    await deputy.press(await card_with(deputy, "先不写了"), "先不写了")
    await says(deputy, "不用答了")


async def test_stale_and_double_taps_change_nothing_and_say_so(stage: Stage) -> None:
    wang, deputy, card = await assigned(stage)
    await deputy.send_text("/accept 1")
    accepted_card = await card_with(deputy, "交办")
    await deputy.press(card, "签收")
    await says(deputy, "刚刚有了变化", "已签收")
    await deputy.send_text("/accept 1")
    await says(deputy, "这一步用不着了")

    await deputy.press(accepted_card, "答复")
    results = await card_with(deputy, "已解决")
    await wang.send_text("/withdraw 1")
    await says(deputy, "反映人撤回了")
    await deputy.press(results, "已解决")
    await says(deputy, "刚刚有了变化")
    assert "撤回" in await refused(deputy, "/reply 1 A 修好了")
    assert sum("接下了" in text for text in await unseen(stage, wang)) == 1


async def test_words_for_a_case_that_was_withdrawn_meanwhile_are_refused_only_once(stage: Stage) -> None:
    wang, deputy, card = await accepted(stage)
    await deputy.press(card, "发消息")
    await says(deputy, "要对反映人说什么")
    await deputy.press(card, "答复")
    await deputy.press(await card_with(deputy, "已解决"), "已解决")
    await says(deputy, "怎么说")
    await wang.send_text("/withdraw 1")
    await says(deputy, "反映人撤回了")
    await deputy.send_text("修好了，你去看看")
    await says(deputy, "这一步用不着了")
    await deputy.send_text("双井子的井水浑得不能喝")
    assert "农村农业" in (await card_with(deputy, "提交")).text
    assert not [text for text in await unseen(stage, wang) if "修好了" in text]


async def test_a_deputy_may_return_a_case_once_and_in_time(stage: Stage, clock: MovableClock) -> None:
    boss = await liaison(stage)
    _, deputy, card = await assigned(stage)
    assert "请写退回的理由" in await refused(deputy, "/return 0001")
    await deputy.press(card, "退回")
    await says(deputy, "为什么退回")
    await deputy.send_text("这是县道，归县里")
    returned = await says(boss, "王桂芳代表想退回", "这是县道，归县里")
    await boss.press(returned, "不同意")
    await says(boss, "写一句理由")
    await boss.send_text("县里让镇代表先跟")
    await says(deputy, "还是请您办", "县里让镇代表先跟")
    assert "已经退过一次" in await refused(deputy, "/return 0001 真不归我")

    _, _, late = await assigned(stage, "李嫂", ROAD)
    await later(stage, clock, timedelta(days=3))
    await deputy.press(late, "退回")
    await says(deputy, "过了退回的时间")
