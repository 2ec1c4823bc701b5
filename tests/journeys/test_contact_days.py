"""联系日: announced once to the constituency, booked by table, reminded of the evening before, called off."""

from datetime import timedelta

from bot.demo.clock import MovableClock
from bot.demo.staging import Stage
from bot.schedule import remind_of_contact_days
from bot.simulator import Person
from hotline.people import Chat, recognise
from tests.journeys.constituents import ROAD, card_with, file, says
from tests.journeys.officials import later, liaison, refused, unseen


async def announced(stage: Stage, deputy: Person, day: str) -> None:
    await deputy.send_text(f"/contactday {day}")
    await deputy.press(await card_with(deputy, "发通知"), "发通知")
    await says(deputy, "联系日定了")


async def test_a_day_is_announced_booked_reminded_of_and_held(stage: Stage, clock: MovableClock) -> None:
    boss, deputy = await liaison(stage), await stage.deputy("D03")
    wang = await stage.constituent("王大爷", "靠山屯村")
    li, zhao = await stage.constituent("李嫂", "靠山屯村"), await stage.constituent("赵叔", "靠山屯村")
    away = await stage.constituent("孙二哥", "靠山屯村")
    far = await stage.constituent("外村人", "南大洼村")
    await file(wang, ROAD)
    async with stage.process.unit_of_work() as work:
        gone = await recognise(work, Chat(away.id, away.name, "zh-hans"))
        gone.person.blocked_at = work.now

    await deputy.send_text("/contactday")
    await says(deputy, "哪天、几点到几点")
    await deputy.send_text("有空就来")
    await says(deputy, "没看懂是哪天")
    await deputy.send_text("后天 9点到11点 村委会 2人")
    await says(deputy, "还没发通知", "后天（周三） 09:00–11:00", "村委会", "2 位")
    await deputy.send_text("好")
    await says(deputy, "联系日定了", "3 人")
    await says(boss, "联系日定了", "王桂芳代表")
    assert "已经有联系日了" in await refused(deputy, "/contactday 后天 10点到12点 镇里")
    invited = await says(wang, "代表联系日", "村委会", "还能约 2 位")
    assert not [text for person in (away, far) for text in await unseen(stage, person) if "联系日" in text]

    # A seat with a case, one with a line and the name; none for a third, but the same again for the first.
    await wang.press(invited, "预约")
    await wang.press(await card_with(wang, "0001"), "0001")
    await says(wang, "记下了", "想说的事：0001")
    await wang.press(invited, "预约")
    await says(wang, "约好了")
    await li.press(await card_with(li, "预约"), "预约")
    named = await card_with(li, "报上名字")
    await li.send_text("孩子上学的事，电话 13800138000")
    assert "13800138000" not in (await says(li, "记下了", "孩子上学的事")).text
    await li.press(named, "报上名字")
    await says(li, "代表会看到您在这里用的名字")
    await zhao.press(await card_with(zhao, "预约"), "预约")
    await says(zhao, "约满了")
    assert "没有约这一天" in await refused(zhao, "/unbook 后天")

    await later(stage, clock, timedelta(days=1, hours=8, minutes=59))
    await remind_of_contact_days(stage.process)
    assert not [text for text in await unseen(stage, wang) if "明天" in text]
    await later(stage, clock, timedelta(minutes=1))
    await remind_of_contact_days(stage.process)
    await remind_of_contact_days(stage.process)
    await says(wang, "明天（周三） 09:00–11:00", "您约好了")
    await says(li, "明天（周三） 09:00–11:00", "您约好了")
    visitors = await says(deputy, "来的有 2 位", "一位乡亲：0001", "李嫂：孩子上学的事")
    assert "王大爷" not in visitors.text
    assert not [text for text in await unseen(stage, deputy) if "来的有" in text]

    assert "今天没有联系日" in await refused(deputy, "/came 低保的事")
    await later(stage, clock, timedelta(hours=15, minutes=30))  # half past nine of the day
    await deputy.press(visitors, "有人来了")
    await says(deputy, "想说什么事")
    await deputy.send_text("低保的事")
    await says(deputy, "一共 3 位")
    await boss.send_text("/came 王桂芳 分地的事")
    await says(boss, "一共 4 位")


async def test_a_day_called_off_and_a_day_gone_by(stage: Stage, clock: MovableClock) -> None:
    boss, deputy = await liaison(stage), await stage.deputy("D03")
    wang, li = await stage.constituent("王大爷", "靠山屯村"), await stage.constituent("李嫂", "靠山屯村")
    await boss.send_text("/contactday 王桂芳 明天 9点到11点 村委会")
    await says(boss, "还没发通知", "王桂芳代表")
    await boss.send_text("/contactday ok")
    await says(boss, "联系日定了")
    await says(deputy, "联系日定了")
    assert "这一步过去了" in await refused(boss, "/contactday ok")
    await says(wang, "代表联系日")
    await li.send_text("/book 王桂芳 路灯的事")
    await says(li, "约好了", "路灯的事")

    # A second announcement on the same day waits for the next.
    await announced(stage, deputy, "后天 下午2点到4点 镇接待室")
    assert not [text for text in await unseen(stage, wang) if "镇接待室" in text]

    await wang.send_text("/contact")
    await says(wang, "联系日：明天（周二） 09:00–11:00")
    await wang.send_text("/contactdays")
    await says(wang, "村委会", "镇接待室")
    await wang.send_text("/book 后天")
    await says(wang, "约好了", "后天（周三） 14:00–16:00")
    await wang.send_text("/unbook")
    await says(wang, "不给您留位置了")
    await wang.send_text("/book 后天 修路")
    await says(wang, "约好了")

    await deputy.send_text("/cancelday 明天")
    await says(deputy, "联系日取消了", "1 位")
    await says(li, "对不起", "明天（周二） 09:00–11:00", "取消了")
    assert not [text for text in await unseen(stage, wang) if "对不起" in text]

    await later(stage, clock, timedelta(hours=23))
    await card_with(li, "预约")
    await says(wang, "代表联系日", "镇接待室", "您约好了")

    # The hotline was down until after the day: nobody is reminded of what is over.
    await later(stage, clock, timedelta(days=2))
    await remind_of_contact_days(stage.process)
    assert not [text for text in await unseen(stage, wang) if "您约好了" in text]
    assert not [text for text in await unseen(stage, deputy) if "来的有" in text]
    await wang.send_text("/contactdays")
    await says(wang, "最近没有联系日")
