"""The page can be used by keyboard and read aloud, in light and dark, wide and narrow."""

from typing import Any

import pytest
from playwright.async_api import Browser, Page, ViewportSize, expect
from telegram import BotCommand, InlineKeyboardButton, InlineKeyboardMarkup

from bot.simulator import People, Person, Server
from tests.browser.chromium import NARROW, WIDE
from tests.browser.conftest import AnsweringBot
from tests.browser.phones import Phone, open_page
from tests.browser.test_page import FORMATTED

pytestmark = pytest.mark.browser


async def serious_violations(page: Page) -> list[str]:
    """What axe finds that keeps somebody out."""
    axe = pytest.importorskip(
        "axe_playwright_python.async_playwright", reason="axe-playwright-python is missing"
    )
    found: dict[str, Any] = (await axe.Axe().run(page)).response
    return [
        f"{one['id']}: {node['html']}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_serious(
    browser: Browser,
    server: Server,
    answering: AnsweringBot,
    people: People,
    wang: Person,
    size: ViewportSize,
    scheme: Any,
) -> None:
    bot = answering.bot
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("提交", callback_data="go")]])
    await bot.set_my_commands([BotCommand("help", "怎么用")])
    await bot.send_message(wang.id, FORMATTED, parse_mode="HTML", reply_markup=keyboard, protect_content=True)
    photo = await wang.send_photo(caption="村口的路")
    await wang.send_voice()
    await wang.send_document(b"x", "信.txt")
    await wang.send_location(30.0, 114.0)
    await wang.send_text("答", reply_to=photo)
    await people.join("李代表")
    context = await browser.new_context(viewport=size, color_scheme=scheme, locale="zh-CN")
    page = await context.new_page()
    await open_page(page, server.base_url)
    phone = Phone(page, "王大爷")
    await phone.sees("编号 0042")
    await phone.press("命令菜单")
    assert await serious_violations(page) == []
    await page.get_by_role("button", name="加一个人").click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    assert await serious_violations(page) == []
    await server.stop()
    await page.keyboard.press("Escape")
    await expect(page.locator("#status")).not_to_be_empty()
    await phone.say("在吗")
    await phone.complains("没发出去")
    assert await serious_violations(page) == []
    await context.close()


async def test_everything_is_reached_by_keyboard(
    page: Page, server: Server, answering: AnsweringBot, wang: Person
) -> None:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("提交", callback_data="go")]])
    await answering.bot.send_message(wang.id, "交吗？", reply_markup=keyboard)
    await open_page(page, server.base_url)
    phone = Phone(page, "王大爷")
    await phone.sees("交吗？")
    await phone.root.get_by_role("button", name="更多").focus()
    reached = []
    for _ in range(12):
        await page.keyboard.press("Tab")
        reached.append(
            await page.evaluate("document.activeElement.ariaLabel ?? document.activeElement.textContent")
        )
    assert reached[0] == "王大爷 和机器人的聊天"
    assert {"提交", "消息选项", "添加", "写消息 · 王大爷", "发送"} <= set(reached)


async def test_a_menu_is_used_by_arrows_and_gives_the_focus_back(
    page: Page, server: Server, wang: Person
) -> None:
    await open_page(page, server.base_url)
    phone = Phone(page, "王大爷")
    button = phone.root.get_by_role("button", name="添加")
    await button.press("Enter")
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("menuitem").nth(1)).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(button).to_be_focused()


async def test_new_messages_are_announced_where_they_come(page: Page, server: Server, wang: Person) -> None:
    await open_page(page, server.base_url)
    await expect(page.get_by_role("log", name="王大爷 和机器人的聊天")).to_be_visible()
    await expect(Phone(page, "王大爷").root.get_by_role("status")).to_have_count(1)


async def test_the_focus_stays_near_a_button_that_goes_away(
    page: Page, server: Server, answering: AnsweringBot, wang: Person
) -> None:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("提交", callback_data="go")]])
    card = await answering.bot.send_message(wang.id, "交吗？", reply_markup=keyboard)
    await open_page(page, server.base_url)
    await Phone(page, "王大爷").press("提交")
    await answering.bot.edit_message_text("交了", wang.id, card.message_id)
    await expect(page.get_by_role("log", name="王大爷 和机器人的聊天")).to_be_focused()
