"""The bot's menus and texts, as set and as people see them."""

import httpx
import pytest
from telegram import (
    Bot,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeChatMember,
    MenuButtonCommands,
    MenuButtonWebApp,
    WebAppInfo,
)

from bot.simulator import People, Person, Server


async def test_the_narrowest_scope_and_the_persons_language_win(
    bot: Bot, people: People, wang: Person
) -> None:
    li = await people.join("Li", language_code="en")
    await li.start()
    assert await wang.menu() == {}
    await bot.set_my_commands([("help", "帮助")])
    await bot.set_my_commands([("help", "Help")], language_code="en")
    assert (await wang.menu(), await li.menu()) == ({"help": "帮助"}, {"help": "Help"})
    await bot.set_my_commands([("cases", "我的事")], BotCommandScopeAllPrivateChats())
    assert (await wang.menu(), await li.menu()) == ({"cases": "我的事"}, {"cases": "我的事"})
    await bot.set_my_commands([("assignments", "待办")], BotCommandScopeChat(wang.id))
    assert await wang.menu() == {"assignments": "待办"}
    assert [c.command for c in await bot.get_my_commands(BotCommandScopeChat(wang.id))] == ["assignments"]
    await bot.delete_my_commands(BotCommandScopeChat(wang.id))
    assert await wang.menu() == {"cases": "我的事"}


async def test_a_group_has_its_own_menus(bot: Bot, people: People, wang: Person) -> None:
    li = await people.join("李")
    group = await people.group(wang, "东村", [li], with_bot=True)
    await bot.set_my_commands([("hello", "你好")], BotCommandScopeAllGroupChats())
    await bot.set_my_commands([("only", "只给李")], BotCommandScopeChatMember(group.id, li.id))
    assert await wang.menu(chat_id=group.id) == {"hello": "你好"}
    assert await li.menu(chat_id=group.id) == {"only": "只给李"}
    assert await wang.menu() == {}


async def test_the_bot_says_who_it_is(bot: Bot) -> None:
    me = await bot.get_me()
    assert (me.id, me.is_bot, me.username, me.first_name) == (123456789, True, "hotline_test_bot", "Hotline")
    assert (me.can_join_groups, me.can_read_all_group_messages) == (True, False)
    assert (await bot.get_my_name()).name == "Hotline"


async def test_names_and_descriptions_are_kept_by_language(bot: Bot) -> None:
    await bot.set_my_description("热线")
    await bot.set_my_description("Hotline", language_code="en")
    await bot.set_my_short_description("短")
    await bot.set_my_name("代表热线")
    assert (await bot.get_my_description()).description == "热线"
    assert (await bot.get_my_description("en")).description == "Hotline"
    assert (await bot.get_my_description("fr")).description == "热线"
    assert (await bot.get_my_short_description()).short_description == "短"
    assert (await bot.get_my_name()).name == "代表热线"


async def test_the_menu_button_can_be_changed(bot: Bot, wang: Person) -> None:
    assert await bot.get_chat_menu_button() == MenuButtonCommands()
    button = MenuButtonWebApp("看", WebAppInfo("https://example.org"))
    await bot.set_chat_menu_button(wang.id, button)
    assert await bot.get_chat_menu_button(wang.id) == button


@pytest.mark.parametrize("name", ["getMe", "getme", "GETME"])
async def test_methods_go_by_any_case(server: Server, name: str) -> None:
    async with httpx.AsyncClient(base_url=server.base_url, trust_env=False, verify=False) as client:
        answer = await client.get(f"/bot{server.simulator.token}/{name}")
    assert answer.json()["result"]["username"] == "hotline_test_bot"
