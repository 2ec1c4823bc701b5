"""Joining by invitation: single use, several roles, a menu for each."""

from datetime import timedelta

from bot.demo.clock import MovableClock
from bot.demo.staging import Stage
from bot.simulator import Person
from tests.journeys.constituents import ROAD, card_with, file, says
from tests.journeys.officials import later, liaison, refused, unseen


async def _link(boss: Person, name: str) -> str:
    await boss.send_text(f"/invite {name}")
    return (await says(boss, "?start=")).text.split("?start=")[1].split()[0]


async def test_an_invitation_works_once_for_whom_it_is_meant(stage: Stage, clock: MovableClock) -> None:
    boss = await liaison(stage)
    await file(await stage.constituent("王大爷", "靠山屯村"), ROAD)
    await boss.send_text("/invite")
    offered = await card_with(boss, "王桂芳")
    assert {"再请一位联络员", "请主席团"} <= set(offered.button_texts)
    await boss.press(offered, "王桂芳")
    first = (await says(boss, "王桂芳", "7 天内用一次")).text.split("?start=")[1].split()[0]
    code = await _link(boss, "桂芳代表")

    deputy, stranger = await stage.people.join("王桂芳"), await stage.people.join("路人")
    await stranger.start("i_madeup")
    await says(stranger, "链接不对")
    await stranger.start(first)
    await says(stranger, "过期了")
    await deputy.start(code)
    await says(deputy, "您好，王桂芳代表")
    await says(deputy, "您手上有 1 件事", "0001")
    await stranger.start(code)
    await says(stranger, "已经用过了")
    await deputy.start(code)
    await says(deputy, "已经用这个链接加入过了")
    assert "assignments" in await deputy.menu()
    assert "assignments" not in await stranger.menu()

    late = await _link(boss, "赵长林")
    await later(stage, clock, timedelta(days=8))
    await stranger.start(late)
    await says(stranger, "过期了")
    assert "做不了" in await refused(deputy, "/invite")


async def test_one_person_may_hold_several_roles_but_only_one_seat(stage: Stage) -> None:
    boss = await liaison(stage)
    # Trying out one's own link is not joining.
    code = await _link(boss, "吴春梅")
    await boss.start(code)
    await boss.press(await says(boss, "吴春梅", "是您本人"), "不是")
    await says(boss, "不用答了")
    assert "assignments" not in await boss.menu()

    deputy = await stage.deputy("D03")
    await deputy.start(await _link(boss, "主席团"))
    await deputy.press(await card_with(deputy, "是我，加入"), "是我，加入")
    await says(deputy, "您现在代表主席团")
    await unseen(stage, deputy)
    assert {"assignments", "escalated", "digest", "cases"} <= set(await deputy.menu())
    await deputy.start(code)
    await says(deputy, "另一个选区的代表")

    # A new telephone: the seat moves, the old account has it no more.
    phone = await stage.people.join("王桂芳")
    await phone.start(await _link(boss, "王桂芳"))
    await says(phone, "您好，王桂芳代表")
    await unseen(stage, deputy)
    assert "assignments" not in await deputy.menu()
    assert "做不了" in await refused(deputy, "/assignments")
