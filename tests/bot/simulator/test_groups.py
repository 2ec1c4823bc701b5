"""Groups: the bot comes, hears what is meant for it, is thrown out, moves along."""

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.simulator import Limits, People, Person, Simulator, SimulatorError, serve
from tests.bot.simulator.conftest import Inbox, real_bot


@pytest.fixture
async def li(people: People) -> Person:
    return await people.join("李")


async def texts(inbox: Inbox) -> list[str | None]:
    return [update.message.text for update in await inbox.fetch() if update.message]


async def test_being_added_is_told_twice_as_telegram_does(people: People, wang: Person, inbox: Inbox) -> None:
    group = await people.group(wang, "东村", with_bot=True)
    change, welcome = await inbox.fetch()
    assert change.my_chat_member is not None
    assert (change.my_chat_member.chat.id, change.my_chat_member.chat.title) == (group.id, "东村")
    assert change.my_chat_member.from_user.id == wang.id
    assert change.my_chat_member.old_chat_member.status == "left"
    assert change.my_chat_member.new_chat_member.status == "member"
    assert welcome.message is not None
    assert [user.username for user in welcome.message.new_chat_members] == ["hotline_test_bot"]


async def test_in_a_group_the_bot_hears_only_what_is_meant_for_it(
    people: People, wang: Person, bot: Bot, inbox: Inbox
) -> None:
    group = await people.group(wang, "东村", with_bot=True)
    await inbox.fetch()
    own = await bot.send_message(group.id, "您好")
    await wang.send_text("今天真热", chat_id=group.id)
    await wang.send_text("/start", chat_id=group.id)
    await wang.send_text("/start@other_test_bot", chat_id=group.id)
    await wang.send_text("/start@hotline_test_bot", chat_id=group.id)
    await wang.send_text("@hotline_test_bot 在吗", chat_id=group.id)
    await wang.send_text("谢谢", chat_id=group.id, reply_to=own.message_id)
    assert await texts(inbox) == ["/start", "/start@hotline_test_bot", "@hotline_test_bot 在吗", "谢谢"]


async def test_without_privacy_mode_it_hears_everything() -> None:
    simulator = Simulator(privacy_mode=False, limits=Limits.none())
    async with serve(simulator) as server, People(server.base_url) as people, real_bot(server) as bot:
        wang = await people.join("王")
        group = await people.group(wang, "东村", with_bot=True)
        await wang.send_text("今天真热", chat_id=group.id)
        assert (await texts(Inbox(bot)))[-1] == "今天真热"
        assert bot.bot.can_read_all_group_messages


async def test_members_see_what_is_said(people: People, wang: Person, li: Person, bot: Bot) -> None:
    group = await people.group(wang, "东村", [li], with_bot=True)
    await wang.send_text("大家好", chat_id=group.id)
    await bot.send_message(group.id, "您好")
    assert (await li.wait_for(lambda m: m.text == "大家好")).sender == "王大爷"
    assert (await li.wait_for(lambda m: m.text == "您好")).is_from_bot
    await group.act("remove", person=li.id)
    with pytest.raises(SimulatorError, match="is not in chat"):
        await li.send_text("x", chat_id=group.id)


@pytest.mark.parametrize("kind", ["group", "supergroup"])
async def test_a_bot_thrown_out_can_not_write(
    people: People, wang: Person, bot: Bot, inbox: Inbox, kind: str
) -> None:
    group = await people.group(wang, "东村", with_bot=True, kind=kind)
    await inbox.fetch()
    await group.kick_bot()
    change = (await inbox.one()).my_chat_member
    assert change is not None
    assert change.new_chat_member.status == "kicked"
    with pytest.raises(Forbidden, match=f"bot was kicked from the {kind} chat"):
        await bot.send_message(group.id, "x")
    await group.add_bot()
    assert await bot.send_message(group.id, "x")


async def test_a_bot_that_left_can_not_write(people: People, wang: Person, bot: Bot) -> None:
    group = await people.group(wang, "东村", with_bot=True)
    assert await bot.leave_chat(group.id)
    with pytest.raises(Forbidden, match="bot is not a member of the group chat"):
        await bot.send_message(group.id, "x")


async def test_a_group_the_bot_never_saw_is_not_found(people: People, wang: Person, bot: Bot) -> None:
    group = await people.group(wang, "东村")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(group.id, "x")


async def test_a_group_may_become_a_supergroup(people: People, wang: Person, bot: Bot, inbox: Inbox) -> None:
    group = await people.group(wang, "东村", with_bot=True)
    await inbox.fetch()
    upgraded = await group.migrate()
    told = [update.message for update in await inbox.fetch()]
    assert [(m.migrate_to_chat_id, m.migrate_from_chat_id) for m in told if m] == [
        (upgraded.id, None),
        (None, group.id),
    ]
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(group.id, "x")
    assert moved.value.new_chat_id == upgraded.id
    assert await bot.send_message(upgraded.id, "x")


async def test_a_press_in_a_group_names_who_pressed(
    people: People, wang: Person, li: Person, bot: Bot, inbox: Inbox
) -> None:
    group = await people.group(wang, "东村", [li], with_bot=True)
    await inbox.fetch()
    button = InlineKeyboardMarkup.from_button(InlineKeyboardButton("在", callback_data="here"))
    sent = await bot.send_message(group.id, "在吗", reply_markup=button)
    await li.press(sent.message_id, "在", chat_id=group.id, wait=0)
    query = (await inbox.one()).callback_query
    assert query is not None
    assert query.from_user.id == li.id


async def test_chats_and_members_can_be_asked_about(
    people: People, wang: Person, li: Person, bot: Bot
) -> None:
    group = await people.group(wang, "东村", [li], with_bot=True)
    assert (await bot.get_chat(group.id)).title == "东村"
    assert (await bot.get_chat(wang.id)).first_name == "王大爷"
    assert await bot.get_chat_member_count(group.id) == 3
    statuses = [(await bot.get_chat_member(group.id, who)).status for who in (wang.id, li.id, bot.id)]
    assert statuses == ["creator", "member", "member"]
    assert [admin.user.id for admin in await bot.get_chat_administrators(group.id)] == [wang.id]
