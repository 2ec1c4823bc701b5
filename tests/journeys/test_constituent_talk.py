"""Talk that is no case, commands, groups, and people who stop the bot and come back."""

import asyncio

from bot.demo.staging import Stage
from storage.vocabulary import Role
from tests.journeys.constituents import LAMPS, ROAD, card_with, file, says

TALK = (
    ("你好", "直接发给我"),
    ("谢谢", "您客气了"),
    ("有进展了吗", "还没有反映过"),
    ("怎么用", "/help"),
    ("👍", "没看明白"),
    ("/foo", "没有这个命令"),
    ("/help", "反映事情"),
    ("/help 更多", "不具名"),
    ("/contact", "0000-1234567"),
    ("/rate", "没写编号"),
    ("/withdraw", "没写编号"),
    ("/add", "没写编号"),
    ("/submit", "没有等提交的事"),
    ("/cancel", "没有等提交的事"),
    ("/case", "还没有反映过"),
)


async def test_small_talk_and_commands_are_answered_and_nothing_is_filed(stage: Stage) -> None:
    people = await asyncio.gather(
        *(stage.constituent(f"选民{number}", "靠山屯村") for number in range(len(TALK)))
    )

    async def talks(number: int) -> None:
        said, answered = TALK[number]
        await people[number].send_text(said)
        await says(people[number], answered)
        await people[number].send_text("/cases")
        await says(people[number], "还没有反映过")

    await asyncio.gather(*(talks(number) for number in range(len(TALK))))


async def test_the_language_is_chosen_and_a_foreign_button_changes_nothing(stage: Stage) -> None:
    wang = await stage.constituent("王大爷", "靠山屯村")
    await wang.send_text("/language")
    asked = await card_with(wang, "繁體中文")
    await wang.press(asked, "繁體中文")
    await says(wang, "繁")
    await wang.send_text("/help")
    await says(wang, "反映事情", "直接發給我")


async def test_a_group_gets_one_polite_line_and_nothing_is_kept(stage: Stage) -> None:
    wang = await stage.constituent("王大爷", "靠山屯村")
    group = await stage.people.group(wang, "东村", with_bot=True)
    line = await wang.wait_for(lambda message: message.chat_id == group.id and "私下" in message.text)
    assert "https://t.me/" in line.text
    await wang.send_text("/start@hotline_test_bot", chat_id=group.id)
    await wang.wait_for(lambda message: message.chat_id == group.id and "私下" in message.text)
    await wang.send_text("/cases", chat_id=group.id)
    await wang.send_text(ROAD, chat_id=group.id)
    await wang.send_text("/cases")
    await says(wang, "还没有反映过")
    in_group = [message for message in await wang.history(chat_id=group.id) if message.is_from_bot]
    assert len(in_group) == 2


async def test_who_blocks_the_bot_is_called_instead_and_can_come_back(stage: Stage) -> None:
    liaison, deputy = await asyncio.gather(stage.holder(Role.LIAISON, "陈静"), stage.deputy("D03"))
    wang = await stage.constituent("王大爷", "靠山屯村")
    await file(wang, ROAD)
    await card_with(deputy, "签收")
    await wang.block()
    await deputy.send_text("/accept 0001")
    await says(liaison, "0001", "请打电话联系")
    await wang.unblock()
    await wang.send_text("有进展了吗")
    await says(wang, "0001", "王桂芳代表在办")
    await wang.send_text(LAMPS)
    await card_with(wang, "提交")
