"""People without Telegram: from the telephone to the rating, and later into the bot."""

from datetime import timedelta

from bot.demo.clock import MovableClock
from bot.demo.staging import Stage
from tests.journeys.constituents import card_with, file, says
from tests.journeys.officials import later, liaison, pass_time, refused, reply

PHONE = "13900000001"
CALL = f"/call 王大爷 {PHONE} 靠山屯村 到镇上六里地还是土路，啥时候修柏油路"


async def test_a_caller_from_the_call_to_the_rating_and_into_the_bot(
    stage: Stage, clock: MovableClock
) -> None:
    boss, deputy = await liaison(stage), await stage.deputy("D03")
    await boss.send_text(CALL)
    card = await says(boss, "电话里反映的", "王大爷", PHONE, "靠山屯村", "交通运输", "王桂芳代表")
    await boss.press(card, "是上门来的")
    await boss.press(await says(boss, "上门反映的"), "改类别")
    await boss.press(await card_with(boss, "返回"), "返回")
    await boss.press(await card_with(boss, "提交"), "提交")
    await says(boss, "记下了，编号 0001", "可以告诉反映人", "王桂芳代表")

    given = await card_with(deputy, "签收")
    assert PHONE not in given.text
    assert "王大爷" not in given.text
    await deputy.press(given, "签收")
    accepted = await says(boss, "请打电话告诉反映人", "王大爷", PHONE, "接下了")
    await boss.press(accepted, "告诉了")
    await says(boss, "0001 已经告诉反映人")
    await boss.press(accepted, "告诉了")
    await says(boss, "已经打过了")

    await deputy.send_text("/ask 1 是村东那段吗？")
    await boss.press(await says(boss, "是村东那段吗"), "没打通")
    await says(boss, "没打通，下个工作日")
    await later(stage, clock, timedelta(days=1))
    await boss.press(await says(boss, "是村东那段吗"), "记下答复")
    await says(boss, "反映人怎么说的")
    await boss.send_text("是村东到桥头")
    await reply(deputy, await says(deputy, "是村东到桥头"), "已解决", "路修通了")

    asked = await says(boss, "请打电话告诉反映人", "路修通了")
    await boss.press(asked, "没解决")
    await boss.press(await says(boss, "对办理满意吗"), "不满意")
    await says(boss, "0001 会再办", "/add 0001")
    await boss.send_text("/add 1 桥头那段还没铺")
    await says(deputy, "桥头那段还没铺")
    await deputy.send_text("/reply 1 A 桥头也铺好了")
    await says(boss, "桥头也铺好了")
    await boss.send_text("/case 1")
    told = await says(boss, "评价：没解决（电话里说的，联络员代记）", "反映人：王大爷")

    await boss.press(told, "给反映人链接")
    link = (await says(boss, "?start=i_")).text.split("?start=")[1].split()[0]
    wang = await stage.people.join("老王")
    await wang.start(link)
    await says(wang, "都接到这里了")
    await card_with(wang, "0001")
    assert "这个邀请已经用过" in await _started(stage, "外人", link)
    assert "没找到编号" in await refused(boss, "/rate 1")
    await wang.send_text("/rate 1")
    await wang.press(await card_with(wang, "解决了"), "解决了")
    await wang.press(await card_with(wang, "满意"), "满意")
    await says(wang, "0001 办结了")

    # The number finds the account from now on.
    await boss.send_text(f"/call {PHONE} 靠山屯村 村口路灯坏了两个月了")
    await boss.press(await says(boss, "已经在用热线的人"), "提交")
    await says(wang, "收到了，编号 0002")


async def _started(stage: Stage, name: str, link: str) -> str:
    stranger = await stage.people.join(name)
    await stranger.start(link)
    return (await stranger.wait_for()).text


async def test_a_call_in_two_steps_that_nobody_confirms_is_filed_all_the_same(
    stage: Stage, clock: MovableClock
) -> None:
    boss = await liaison(stage)
    await boss.send_text("/call")
    await says(boss, "谁打来的")
    await boss.send_text("来访 刘婶")
    await says(boss, "是什么事")
    await boss.send_text("靠山屯村 井水浑得不能喝")
    await says(boss, "上门反映的", "刘婶", "靠山屯村")
    await pass_time(stage, clock, timedelta(hours=25))
    await says(boss, "没提交")
    await pass_time(stage, clock, timedelta(days=1))
    await says(boss, "请打电话告诉反映人（刘婶）", "编号是 0001")
    await boss.send_text("/withdraw 1")
    await says(boss, "0001 照反映人的意思撤回了")


async def test_only_the_liaison_registers_calls_and_speaks_for_callers_alone(stage: Stage) -> None:
    boss, deputy = await liaison(stage), await stage.deputy("D03")
    zhao = await stage.constituent("赵叔", "靠山屯村")
    assert "做不了" in await refused(zhao, CALL)
    await file(zhao, "村口路灯坏了两个月了，晚上没法走")
    for command in ("/rate 1", "/link 1", "/withdraw 1"):
        assert "没找到编号" in await refused(boss, command)
    await boss.send_text(CALL)
    await boss.press(await card_with(boss, "提交"), "提交")
    await says(boss, "编号 0002")
    assert "没找到编号" in await refused(zhao, "/rate 2")
    assert "做不了" in await refused(deputy, "/link 2")
    await boss.send_text("/call 孙老板 靠山屯村 热线的周敏收了礼才给办修路的事")
    await boss.press(await card_with(boss, "提交"), "提交")
    assert "孙老板" not in (await says(boss, "编号 0003", "转给镇人大主席团来办")).text
    await says(boss, "主席团还没人加入")
    assert "没找到编号" in await refused(boss, "/case 3")


async def test_a_caller_who_wants_to_be_forgotten(stage: Stage) -> None:
    boss, deputy = await liaison(stage), await stage.deputy("D03")
    await boss.send_text(CALL)
    await boss.press(await card_with(boss, "提交"), "提交")
    await card_with(deputy, "签收")
    await boss.send_text("/case 1")
    await boss.press(await card_with(boss, "反映人要删资料"), "反映人要删资料")
    asked = await says(boss, "反映人要把资料全部删掉", "一共 1 件", "/forget 0001 确定删掉")
    await boss.press(asked, "先不删")
    await says(boss, "好，没有删")
    await boss.send_text("/forget 1 确定删掉")
    await says(boss, "0001 反映人的资料都删掉了")
    await says(deputy, "0001 反映人撤回了")
    await boss.send_text("/case 1")
    shown = await says(boss, "反映人删掉了自己的资料（电话里说的，联络员代记）")
    assert "王大爷" not in shown.text
    assert "土路" not in shown.text
    await deputy.send_text("/privacy")
    await says(deputy, "您的资料怎么用", "以后 3 年", "都在国外")
