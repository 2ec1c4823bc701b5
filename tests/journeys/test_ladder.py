"""The ladder: village, deputy, county bureau, contractor; what is put off, and what has to be done again."""

import io
from datetime import timedelta

import docx

from bot.demo.clock import MovableClock
from bot.demo.staging import Stage
from bot.simulator import Person, plain_picture
from tests.journeys.constituents import LAMPS, ROAD, card_with, file, says
from tests.journeys.officials import accepted, assigned, go_to, later, liaison, presidium, refused, unseen

BAD_ROAD = "靠山屯的油路去年刚修的，现在路面都起皮裂缝了，质量不达标，代表来看看吧"
ORCHARD = "靠山屯果园的老果树树龄太大不结果了，想砍了重栽，不知道让不让砍"


async def test_a_badly_built_road_goes_from_the_villagers_to_the_contractor_until_it_is_done(
    stage: Stage, clock: MovableClock
) -> None:
    villager, deputy, card = await assigned(stage, text=BAD_ROAD)
    await deputy.press(card, "签收")
    await says(villager, "接下了")
    # 代表视察: photos come before the words, and one after them.
    await deputy.send_text("/assignments")
    await deputy.press(await card_with(deputy, "0001"), "0001")
    await deputy.press(await card_with(deputy, "去看过了"), "去看过了")
    await says(deputy, "看到了什么")
    await deputy.send_album([("photo", "1.jpg", plain_picture()), ("photo", "2.jpg", plain_picture())])
    await says(deputy, "再写一句看到了什么")
    await deputy.send_text("裂缝有两指宽，一共三处")
    await says(villager, "王桂芳代表到现场看了", "裂缝有两指宽")
    photos = [await villager.wait_for(lambda message: not message.text) for _ in range(2)]
    assert [photo.media_kind for photo in photos] == ["photo", "photo"]
    visited = await says(deputy, "也发给反映人了")
    assert "0001" in visited.text

    # 县交通局, by the 26th, with whom to ask there.
    await deputy.send_text("/refer 0001 6月26日 安河县交通局，张科长 0000-1234567")
    referred = await says(deputy, "交办给安河县交通局", "张科长")
    told = await says(villager, "现在转到安河县交通局", "6月26日（周五）", "王桂芳代表会盯着")
    assert "张科长" not in told.text
    await deputy.press(referred, "打印交办单")
    sheet = await deputy.wait_for(lambda message: message.media_kind == "document")
    assert "没有反映人是谁" in sheet.text

    # 施工单位: a hop goes up while the bureau still has it, and both are waited for.
    await deputy.send_text("/refer 0001 10 安河路桥公司")
    await says(villager, "现在转到安河路桥公司")
    await go_to(stage, clock, "06-26T17:31")
    await says(deputy, "安河县交通局本该在", "张科长")
    await deputy.send_text("/case 0001")
    ladder = await says(deputy, "办到哪里了")
    assert "县里：安河县交通局，本该在今天下班前答复" in ladder.text
    assert "施工方：安河路桥公司，应在" in ladder.text
    await deputy.press(ladder, "单位答复了")
    await deputy.press(await card_with(deputy, "安河县交通局"), "安河县交通局")
    await says(deputy, "安河县交通局是怎么答复的")
    await deputy.send_text("已责成施工单位返修")
    await says(villager, "安河县交通局的答复", "已责成施工单位返修")
    await says(deputy, "记下了")
    await deputy.send_text("/unit 0001 七月五日前修完")
    await says(villager, "安河路桥公司的答复", "七月五日前修完")

    # 监督 → 完成: seen again on site, replied, rated.
    await deputy.send_photo(plain_picture(), "/visit 0001 裂缝都补好了，压得平")
    await says(villager, "到现场看了", "裂缝都补好了")
    await deputy.send_text("/reply 0001 A 三处裂缝都返修好了")
    answer = await says(villager, "三处裂缝都返修好了")
    await villager.press(answer, "解决了")
    await villager.press(await card_with(villager, "满意"), "满意")
    await says(villager, "办结了")
    await villager.send_text("/case 1")
    whole = await says(villager, "办到哪里了")
    for words in ("代表到现场看了", "转到安河县交通局", "转到安河路桥公司", "安河路桥公司答复", "评价：满意"):
        assert words in whole.text
    assert "县里：安河县交通局，" in whole.text
    assert "答复了" in whole.text


async def test_an_old_orchard_goes_to_the_county_station_and_is_put_off_but_never_in_silence(
    stage: Stage, clock: MovableClock
) -> None:
    boss = await liaison(stage)
    # 赵长林 is one of the village's two deputies, the one who knows orchards.
    deputy = await stage.deputy("D04")
    villager = await stage.constituent("孙大哥", "靠山屯村")
    await file(villager, ORCHARD)
    await deputy.press(await card_with(deputy, "签收"), "签收")
    await says(villager, "接下了")
    await deputy.send_text("/refer 0001 3 靠山屯村村委会")
    await deputy.send_text("/unit 0001 村里同意，要县里批")
    await says(villager, "靠山屯村村委会的答复", "要县里批")
    await deputy.send_text("/refer 0001 5 县果树总站")
    await says(villager, "现在转到县果树总站")

    # 延期: once, with a reason; the constituent and the liaison hear the new day.
    await deputy.send_text("/case 0001")
    await deputy.press(await card_with(deputy, "更多…"), "更多…")
    await deputy.press(await card_with(deputy, "延期"), "延期")
    await deputy.press(await card_with(deputy, "5 个工作日"), "5 个工作日")
    await says(deputy, "为什么")
    await deputy.send_text("总站下周才来人看树")
    extended = await says(villager, "要多几天", "6月30日（周二）", "总站下周才来人看树")
    assert "/why 0001" in extended.text
    await says(boss, "延了 5 个工作日", "6月30日（周二）")
    assert "已经延过一次" in await refused(deputy, "/extend 0001 3 还要几天")
    await villager.send_text("/why 0001")
    why = await says(villager, "为什么是6月30日（周二）下班前")
    for words in ("算了 10 天", "6月19日—21日（端午节）", "延过一次，加了 5 个工作日"):
        assert words in why.text

    # 挂账: a review date is mandatory, and on it the work goes on by itself with the time that was left.
    assert "也不能太远" in await refused(deputy, "/defer 0001 2027-06-15 等明年")
    await deputy.send_text("/case 0001")
    await deputy.press(await card_with(deputy, "更多…"), "更多…")
    more = await card_with(deputy, "挂账")
    await deputy.press(more, "挂账")
    await card_with(deputy, "90 天以后")
    await deputy.send_text("8月20日")
    await says(deputy, "挂账到8月20日（周四）")
    await deputy.send_text("要等秋后才能评估砍伐")
    await says(villager, "一时办不了", "要等秋后", "8月20日（周四）接着办")
    await says(deputy, "挂账了")
    await deputy.press(more, "挂账")
    await says(deputy, "刚刚有了变化", "挂账")
    await go_to(stage, clock, "07-20T09:00")
    assert not [text for text in await unseen(stage, deputy) if "本该" in text]
    await go_to(stage, clock, "08-20T08:31")
    await says(villager, "又接着办了")
    review = await says(deputy, "挂账到日子了，现在接着办", "答复")
    assert "9月3日" in review.text  # eleven working days less what had passed on the 15th of June
    assert "这一步用不着了" in await refused(deputy, "/resume 0001")
    await deputy.send_text("/reply 0001 C 明年春天统一更新，已列入县里计划")
    await villager.press(await says(villager, "列入规划"), "没解决")
    await villager.press(await card_with(villager, "满意"), "满意")
    await says(deputy, "还没完全解决")


async def test_what_is_not_right_is_asked_about_in_time_and_the_second_time_is_the_presidium_s(
    stage: Stage, clock: MovableClock
) -> None:
    chair = await presidium(stage)
    villager, deputy, card = await accepted(stage)
    # A frequent reply is seen before it is sent; the one that was written is kept for the next time.
    await deputy.press(card, "答复")
    await deputy.press(await card_with(deputy, "已解决"), "已解决")
    await deputy.press(await card_with(deputy, "办好了，请去看看"), "办好了，请去看看")
    shown = await says(deputy, "要发给反映人的话")
    assert "您反映的靠山屯村的事办好了" in shown.text
    await deputy.press(shown, "发出去")
    answer = await says(villager, "您反映的靠山屯村的事办好了")
    await deputy.press(shown, "发出去")
    await says(deputy, "刚刚有了变化")
    await villager.press(answer, "没解决")
    await villager.press(await card_with(villager, "不满意"), "不满意")
    await says(villager, "会再办")
    again = await says(deputy, "没解决，请再办", "7月15日", "先在明天（周二）下班前问问")
    await villager.send_text("桥头那段根本没动")
    await says(deputy, "桥头那段根本没动")

    # The first contact is due as the first time.
    await go_to(stage, clock, "06-16T17:31")
    await says(deputy, "本该在", "联系反映人")
    await deputy.press(again, "发消息")
    await says(deputy, "要对反映人说什么")
    await deputy.send_text("我明天去桥头看")
    await says(villager, "我明天去桥头看")
    await go_to(stage, clock, "06-18T09:00")
    assert not [text for text in await unseen(stage, deputy) if "联系反映人" in text]
    await deputy.send_text("/assignments")
    await deputy.press(await card_with(deputy, "0001"), "0001")
    await says(deputy, "反映人说没弄好：桥头那段根本没动")
    await deputy.send_text("/reply 0001 B")
    await says(deputy, "怎么说")
    await deputy.send_text("靠山屯村桥头那段也铺了")
    await villager.press(await says(villager, "桥头那段也铺了"), "没解决")
    await deputy.press(await card_with(deputy, "存为常用"), "存为常用")
    await says(deputy, "存好了", "【地点】桥头那段也铺了")
    await villager.press(await card_with(villager, "不满意"), "不满意")
    await says(villager, "转到了镇人大主席团")
    await says(chair, "两次不满意")
    await deputy.send_text("/templates")
    listed = await says(deputy, "您的常用答复")
    await deputy.press(listed, "删第 1 条")
    await says(deputy, "还没有存常用答复")


async def test_two_open_cases_in_one_chat_never_get_mixed_up(stage: Stage) -> None:
    boss = await liaison(stage)
    villager, deputy, _ = await accepted(stage)
    await file(villager, LAMPS)
    await boss.send_text("/assign 2 王桂芳")
    await card_with(deputy, "签收")
    await deputy.send_text("/accept 2")
    await says(villager, "0002", "接下了")
    await deputy.send_text("/message 1 路的事我去县里问")
    about_road = await says(villager, "0001", "路的事我去县里问")
    await deputy.send_text("/message 2 路灯明天修")
    about_lamps = await says(villager, "0002", "路灯明天修")

    # Words and media by swiping, each to its case, both ways; whatever else was asked meanwhile.
    await villager.send_text("好的，等您消息", reply_to=about_road)
    heard_road = await says(deputy, "0001", "好的，等您消息")
    await villager.send_photo(plain_picture(), "就是这根杆子", reply_to=about_lamps.id)
    heard_lamps = await says(deputy, "0002", "就是这根杆子")
    picture = await deputy.wait_for(lambda message: message.media_kind == "photo")
    album = [("photo", "1.jpg", plain_picture()), ("photo", "2.jpg", plain_picture())]
    await villager.send_album(album, "路的近照", reply_to=about_road.id)
    await says(deputy, "0001", "路的近照")
    pictures = [await deputy.wait_for(lambda message: message.media_kind == "photo") for _ in album]
    await deputy.send_text("第二张是哪一段？", reply_to=pictures[1])
    await says(villager, "0001", "第二张是哪一段")
    await deputy.send_text("/assignments")
    await deputy.press(await card_with(deputy, "0002"), "0002")
    await deputy.press(await card_with(deputy, "问反映人"), "问反映人")
    await says(deputy, "想问什么")
    await deputy.send_text("路的事县里答应了", reply_to=heard_road)
    await says(villager, "0001", "路的事县里答应了")
    await deputy.send_text("这根杆子几号？", reply_to=heard_lamps)
    question = await says(villager, "0002", "想问您", "这根杆子几号")
    await villager.send_text("路边又塌了一块", reply_to=about_road)
    await says(deputy, "0001", "路边又塌了一块")
    await villager.send_file("voice", b"OggS", "voice.oga", reply_to=question.id)
    await says(deputy, "0002", "反映人回话了")
    # A reply to the picture itself.
    await deputy.send_photo(plain_picture(), "修好了，你看", reply_to=picture.id)
    fixed = await says(villager, "0002", "修好了，你看")
    await villager.wait_for(lambda message: message.media_kind == "photo")
    await villager.send_text("亮了，谢谢", reply_to=fixed)
    await says(deputy, "0002", "亮了，谢谢")
    await _neither_sees_the_other(villager, deputy)


async def _neither_sees_the_other(villager: Person, deputy: Person) -> None:
    for reader, other in ((villager, deputy), (deputy, villager)):
        for message in await reader.history():
            if message.is_from_bot:
                assert str(other.id) not in str(message.raw)
                assert "forward_origin" not in message.raw
    assert not [message for message in await deputy.history() if "王大爷" in message.text]


async def test_the_sheet_holds_what_a_unit_needs_and_nobody_s_name(stage: Stage) -> None:
    _, deputy, _ = await assigned(stage, "王大爷", ROAD + "我电话13800138000")
    await deputy.send_text("/accept 1")
    await deputy.send_text("/refer 1 5 县交通局，张科长")
    await says(deputy, "交办给县交通局")
    await deputy.send_text("/sheet 1")
    sheet = await deputy.wait_for(lambda message: message.media_kind == "document")
    document = docx.Document(io.BytesIO(await stage.people.download(sheet.file_id or "")))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    words = "\n".join([*cells, *(paragraph.text for paragraph in document.paragraphs)])
    for needed in ("0001", "县交通局", "张科长", "靠山屯村", "柏油路", "王桂芳", "2026年6月"):
        assert needed in words
    for secret in ("王大爷", "13800138000"):
        assert secret not in words


async def test_what_is_over_is_refused_kindly(stage: Stage, clock: MovableClock) -> None:
    _, deputy, _ = await accepted(stage)
    assert "没有交办出去的单位" in await refused(deputy, "/sheet 1")
    assert "这一步用不着了" in await refused(deputy, "/unit 1 修好了")
    assert "还缺几个字" in await refused(deputy, "/visit 1")
    await deputy.send_text("/ask 1 哪一段？")
    await says(deputy, "问过去了")
    assert "时间正停着" in await refused(deputy, "/extend 1 3 来不及")
    await later(stage, clock, timedelta(days=20))
    await deputy.send_text("/case 1")
    await says(deputy, "等反映人回话")
