"""Activities: planned in one line, invited to, answered, reminded of, attended, pictured, paid for."""

import io
from datetime import timedelta
from typing import TypeVar

from PIL import Image
from sqlmodel import select

from bot.activity_photos import load_picture
from bot.demo import sample
from bot.demo.clock import MovableClock
from bot.demo.staging import Stage, staged
from bot.schedule import see_to_activities
from bot.simulator import Person
from storage.queries import roster
from storage.tables import Activity, ActivityPhoto, Attendance, Deputy, Event
from tests.journeys.constituents import LAMPS, card_with, says
from tests.journeys.files import all_fetched
from tests.journeys.officials import later, liaison, presidium, refused, unseen
from tests.support.hurry import at_once

T = TypeVar("T")
_GPS = 0x8825


async def rows(stage: Stage, table: type[T]) -> list[T]:
    async with stage.process.database.reading() as session:
        return list(await session.exec(select(table)))


async def planned(boss: Person, line: str) -> None:
    await boss.send_text(f"/activity {line}")
    await says(boss, "记下了，还没告诉谁")


def camera_picture(colour: str) -> bytes:
    """A large picture with a place and a device in it."""
    exif = Image.Exif()
    exif[0x0110] = "Phone of somebody"
    exif.get_ifd(_GPS).update({1: "N", 2: (30.0, 31.0, 32.0)})
    buffer = io.BytesIO()
    Image.new("RGB", (3000, 2000), colour).save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


async def test_an_inspection_from_the_plan_to_who_came(stage: Stage, clock: MovableClock) -> None:
    boss = await liaison(stage)
    wang, li = await stage.deputy("D03"), await stage.deputy("D01")
    villager = await stage.constituent("王大爷", "靠山屯村")

    await boss.send_text("/activity")
    await says(boss, "什么活动、哪天几点")
    await boss.send_text("视察 明天 9点到11点 排水站 看汛前准备\n穿胶鞋，联系 13800138000")
    card = await says(boss, "记下了，还没告诉谁", "视察：看汛前准备", "1 号", "09:00–11:00", "地点：排水站")
    assert "13800138000" not in card.text
    assert await unseen(stage, wang) == []
    await boss.press(card, "挑几位")
    some = await says(boss, "请谁？", "已经请了 0 位")
    await boss.press(some, "王桂芳")
    await says(wang, "请您参加一个活动", "视察：看汛前准备")
    await boss.send_text("/activity 1 请 李秀兰")
    await says(boss, "请了 1 位")
    invitation = await card_with(li, "能来")

    # Answered by button and by command; changed one's mind; the liaison has one message about it.
    await li.press(invitation, "来不了")
    await says(li, "知道了", "来不了")
    await says(boss, "能来 0 位，来不了 1 位，没回话 1 位")
    await wang.send_text("/coming")
    await says(wang, "记下您能来")
    await says(boss, "能来 1 位，来不了 1 位，没回话 0 位")

    for person in (villager, wang):
        assert "做不了" in await refused(person, "/activity 走访 明天 9点 靠山屯村 看看")
    assert "做不了" in await refused(villager, "/activities")
    assert "做不了" in await refused(villager, "/activity 1")

    await later(stage, clock, timedelta(hours=9))
    await see_to_activities(stage.process)
    await see_to_activities(stage.process)
    await says(wang, "明天（周二） 09:00–11:00有视察", "您说了能来")
    await says(boss, "能来 1 位：王桂芳", "来不了 1 位")
    assert await unseen(stage, li) == []
    assert await unseen(stage, wang) == []

    assert "还没开始" in await refused(boss, "/activity 1 到场 王桂芳")
    await later(stage, clock, timedelta(hours=16, minutes=30))
    await see_to_activities(stage.process)
    assert await unseen(stage, boss) == []
    assert "已经开始" in await refused(li, "/coming 1")
    await later(stage, clock, timedelta(minutes=31))
    await see_to_activities(stage.process)
    await see_to_activities(stage.process)
    ticks = await says(boss, "谁来了？")
    assert "✓ 王桂芳" in ticks.button_texts
    assert len([text for text in await unseen(stage, boss) if "谁来了" in text]) == 0
    await boss.press(ticks, "— 李秀兰")
    ticks = await card_with(boss, "✓ 李秀兰")
    await boss.press(ticks, "记好了")
    await says(boss, "记好了", "到了 2 位")
    assert [row.has_attended for row in await rows(stage, Attendance)] == [True, True]

    # Another came without an invitation; it is put right.
    await boss.send_text("/activity 1 到场")
    await boss.press(await card_with(boss, "还有别人"), "还有别人")
    more = await says(boss, "还有谁来了")
    newcomer = more.button_texts[0]
    await boss.press(more, newcomer)
    await card_with(boss, f"✓ {newcomer}")
    await boss.send_text("/activity 1 到场 王桂芳")
    await says(boss, "到了 1 位：王桂芳")

    await boss.send_text("/cost 1 860.50")
    await says(boss, "花了 860.50 元，到场的每位 860.50 元", "2026 年活动一共花了 860.50 元")
    assert "请写花了多少元" in await refused(boss, "/cost 1 很多")
    assert "做不了" in await refused(wang, "/cost 1 5")
    kinds = [event.kind for event in await rows(stage, Event) if event.case_id is None]
    assert {"activity_planned", "attendance_recorded", "cost_noted"} <= set(kinds)


async def stage_deputies(stage: Stage) -> list[Deputy]:
    async with stage.process.database.reading() as session:
        return await roster.deputies(session, stage.process.station_id)


async def refused_picture(person: Person, caption: str) -> str:
    await person.skip_unseen()
    await person.send_photo(camera_picture("pink"), caption=caption)
    return (await person.wait_for()).text


async def test_pictures_are_kept_small_and_without_their_place(stage: Stage, clock: MovableClock) -> None:
    boss = await liaison(stage)
    wang, stranger = await stage.deputy("D03"), await stage.deputy("D01")
    await planned(boss, "走访 今天 10点 靠山屯村 看看五保户")
    await boss.send_text("/activity 1 请 王桂芳")
    invitation = await card_with(wang, "能来")
    # Begun soon after the invitation: nobody needs a reminder of that.
    await see_to_activities(stage.process)
    assert await unseen(stage, wang) == []

    # As a file with a caption, as a reply to the card, after the button, as an album.
    await boss.send_document(camera_picture("red"), "a.jpg", caption="活动1", mime_type="image/jpeg")
    await says(boss, "现在有 1 张照片")
    await wang.send_photo(camera_picture("green"), reply_to=invitation.id)
    await says(wang, "现在有 2 张照片")
    await wang.send_photo(camera_picture("green"), reply_to=invitation.id)
    await says(wang, "现在有 2 张照片")  # the same twice is kept once
    await wang.send_text("/photo 1")
    await says(wang, "发给我")
    album = [("photo", f"{colour}.jpg", camera_picture(colour)) for colour in ("blue", "white")]
    await wang.send_album(album)
    await says(wang, "现在有 4 张照片")
    await stranger.send_photo(camera_picture("black"), caption="/photo 1")
    await says(stranger, "没找到这个活动")
    villager = await stage.constituent("王大爷", "靠山屯村")
    await villager.send_photo(camera_picture("grey"), caption="活动1")
    await card_with(villager, "提交")  # from a villager it is a matter like any other
    assert "做不了" in await refused_picture(villager, "/photo 1")
    # A voice message is a matter of its own, although pictures were expected.
    await boss.send_text("/photo 1")
    await says(boss, "发给我")
    await boss.send_voice()
    await card_with(boss, "就这样提交")
    # Words are something new, although pictures were expected.
    await wang.send_text(LAMPS)
    await says(wang, "这像是城乡建设的事")

    await all_fetched(stage)
    kept = await rows(stage, ActivityPhoto)
    assert len(kept) == 4
    for row in kept:
        data, _ = await load_picture(stage.process, row.id)
        assert row.sealed is not None
        assert data not in row.sealed
        with Image.open(io.BytesIO(data)) as picture:
            assert max(picture.size) <= 1600
            assert not dict(picture.getexif())
    await wang.send_text("/activity 1 照片")
    await says(wang, "有 4 张照片")
    shown = [await wang.wait_for(lambda message: "photo" in message.raw, 20) for _ in range(4)]
    assert {size["width"] for message in shown for size in message.raw["photo"][-1:]} == {1600}


async def test_a_plan_is_changed_called_off_and_only_its_guests_see_it(
    stage: Stage, clock: MovableClock
) -> None:
    boss = await liaison(stage)
    wang, other = await stage.deputy("D03"), await stage.deputy("D01")
    await planned(boss, "培训 6月20日 9点 镇会议室 学习代表法")
    await planned(boss, "办实事 6月22日 下午2点 靠山屯村 修路灯")
    assert "没看懂是什么活动" in await refused(boss, "/activity 聚餐 6月20日 9点 饭店 吃饭")
    assert "请写上哪天几点" in await refused(boss, "/activity 视察 排水站")
    assert "太远" in await refused(boss, "/activity 视察 2020年6月20日 9点 排水站 看看")

    await boss.send_text("/activity 1 请 王桂芳")
    await wang.press(await card_with(wang, "能来"), "能来")
    await says(wang, "记下您能来")
    # Another place only: the answer stands. Another day: it is asked anew.
    await boss.send_text("/activity 1 改 镇礼堂 学习代表法")
    await says(wang, "活动改了", "镇礼堂", "您说过能来")
    await boss.send_text("/activity 1 改 6月21日 10点")
    changed = await says(wang, "活动改了", "6月21日", "10:00", "镇礼堂", "能来吗")
    await wang.press(changed, "能来")
    await says(wang, "记下您能来")

    await other.send_text("/activities")
    await says(other, "还没有请您参加的活动")
    assert "没找到这个活动" in await refused(other, "/activity 1")
    assert "没找到这个活动" in await refused(other, "/coming 1")
    await wang.send_text("/activities")
    mine = await says(wang, "活动", "1 号", "您能来")
    assert "2 号" not in mine.text
    assert "做不了" in await refused(wang, "/activity 1 取消")
    assert "做不了" in await refused(wang, "/activity 1 请 全部")

    await boss.send_text("/activity 1 取消")
    await says(boss, "取消了")
    await says(wang, "对不起", "学习代表法", "取消了")
    assert "取消了" in await refused(wang, "/coming 1")
    assert "取消了" in await refused(boss, "/activity 1 改 6月22日 9点")
    await boss.send_text("/activities")
    listed = await says(boss, "1 号", "2 号", "修路灯", "（取消了）")
    await boss.press(listed, "2")
    await boss.press(await card_with(boss, "请全体代表"), "请全体代表")
    everybody = await stage_deputies(stage)
    await says(boss, f"请了 {len(everybody)} 位", "还没进热线，请打电话说")
    await says(other, "请您参加一个活动", "修路灯")
    # Nobody is reminded of, or asked about, what was called off.
    await later(stage, clock, timedelta(days=6))
    await see_to_activities(stage.process)
    assert not [text for text in await unseen(stage, wang) if "学习代表法" in text]
    assert [row.recorded_at for row in await rows(stage, Activity)] == [None, None]


async def test_the_list_has_pages(stage: Stage) -> None:
    boss = await liaison(stage)
    for day in range(16, 28):
        await planned(boss, f"走访 6月{day}日 9点 靠山屯村 第{day}次")
    await boss.send_text("/activities")
    first = await says(boss, "第16次", "第23次")
    assert "第24次" not in first.text
    await boss.press(first, "下一页")
    await says(boss, "第24次", "第27次")


async def test_the_liaison_is_warned_when_the_money_is_gone(database_url: str, clock: MovableClock) -> None:
    budget = {"yuan_per_deputy": 100}
    async with staged(
        sample.roster(), clock=clock, database_url=database_url, budget=budget, **at_once()
    ) as stage:
        boss = await liaison(stage)
        count = len(await stage_deputies(stage))
        await planned(boss, "视察 2026年6月10日 9点 排水站 看汛前准备")
        await boss.send_text("/activity 1 到场 王桂芳、李秀兰")
        await says(boss, "到了 2 位")
        await boss.send_text("/activity 1 费用 150")
        await says(boss, "到场的每位 75 元", f"每位 100 元），用了 150 元，还剩 {count * 100 - 150:,} 元")
        await boss.send_text(f"/cost 1 {count * 100 + 1}.50")
        await says(boss, "超了 1.50 元", "先报主席团", "王桂芳代表名下", "李秀兰代表名下")
        await boss.send_text("/cost 2025年")
        await says(boss, "2025 年活动经费", "用了 0 元")
        # Of another year it is another year's money.
        await planned(boss, "视察 2025年12月31日 9点 排水站 看冬修")
        await boss.send_text("/cost 2 50")
        await says(boss, "2025 年活动经费", "用了 50 元")
        assert "没找到这个活动" in await refused(boss, "/cost 9 50")


async def test_candidates_are_for_the_office(stage: Stage) -> None:
    boss, chair, wang = await liaison(stage), await presidium(stage), await stage.deputy("D03")
    await boss.send_text("/candidates")
    await says(boss, "12 个月里还没有")
    await chair.send_text("/candidates 6")
    await says(chair, "6 个月里还没有")
    assert "做不了" in await refused(wang, "/candidates")
