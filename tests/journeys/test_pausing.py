"""暂停 by buttons and words: danger and what is in hand go on, whoever objects is heard by the presidium."""

from bot.demo.staging import Stage
from tests.journeys.constituents import LAMPS, WELL, card_with, says
from tests.journeys.officials import assigned, liaison, presidium, refused, unseen


async def test_a_pause_is_told_objected_to_and_lifted(stage: Stage) -> None:
    boss, chair = await liaison(stage), await presidium(stage)
    wang, _, _ = await assigned(stage)
    await boss.send_text("/pause")
    await says(boss, "现在没有暂停谁")
    await boss.send_text("/case 1")
    await boss.press(await card_with(boss, "更多…"), "更多…")
    await boss.press(await card_with(boss, "暂停收他的新事"), "暂停收他的新事")
    await says(boss, "本人会看到")
    await boss.send_text("一晚上发来几十条一样的话")
    await boss.press(await says(boss, "先存几天"), "7 天")
    await says(boss, "反映 0001 的人", "6月23日", "已经告诉本人")
    told = await says(wang, "6月23日", "联络员写的原因：一晚上发来几十条一样的话", "/object")

    await wang.send_text(LAMPS)
    await says(wang, "没有丢", "6月23日")
    assert "先替您存着" not in "".join(await unseen(stage, wang))
    assert "替您存着" in await refused(wang, "/submit")
    await wang.send_text("/cases")
    await says(wang, "您反映的事", "0001")
    await wang.send_text("着火了，快来人，房子着火了")
    await says(wang, "请马上打 119")
    await says(wang, "0002")
    await wang.send_text("/mydata")
    await says(wang, "暂停过", "一晚上发来几十条一样的话")

    await wang.press(told, "我不同意")
    await says(wang, "为什么不同意")
    await wang.send_text("那是手机自己重发的")
    await says(wang, "转给镇人大主席团了")
    assert "已经转给" in await refused(wang, "/object 真的")
    await boss.send_text("/pause")
    # Why is for the presidium: it may be about the liaison.
    assert "手机" not in (await says(boss, "0001", "本人不同意")).text
    asked = await says(chair, "有人不同意暂停", "一晚上发来几十条一样的话", "那是手机自己重发的")
    await chair.press(asked, "取消暂停")
    await says(chair, "好，取消了")
    await says(boss, "暂停取消了")
    lifted = await says(wang, "主席团把暂停取消了", "在下面")
    card = await card_with(wang, "提交")
    assert card.id > lifted.id
    await wang.press(card, "提交")
    await says(wang, "收到了，编号 0003")


async def test_by_command_a_pause_is_set_let_stand_and_ended(stage: Stage) -> None:
    boss, chair = await liaison(stage), await presidium(stage)
    wang, _, _ = await assigned(stage)
    assert "请写到哪天" in await refused(boss, "/pause 1 广告太多了")
    assert "日子要从今天算起" in await refused(boss, "/pause 1 12月30日 广告太多了")
    await boss.send_text("/pause 1 6月20日 广告太多了")
    await says(boss, "反映 0001 的人", "6月21日")
    await says(wang, "广告太多了")
    await wang.send_text("/object 那不是广告")
    await says(chair, "有人不同意暂停", "那不是广告")
    await chair.send_text("/escalated")
    await says(chair, "有人不同意暂停")
    assert "做不了" in await refused(boss, "/letstand 1")
    await chair.send_text("/letstand 1")
    await says(chair, "暂停不变")
    await says(wang, "暂停不变")
    await says(boss, "不同意暂停，主席团看过，不变")
    await wang.send_text(WELL)
    await says(wang, "没有丢")
    await boss.send_text("/unpause 1")
    await says(wang, "联络员把暂停取消了")
    await card_with(wang, "提交")
