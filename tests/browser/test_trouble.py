"""Trouble is told in plain words, and nothing that was typed gets lost."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect
from telegram import Bot

from bot.simulator import People, Person, Server, Simulator, plain_picture, serve
from tests.browser.chromium import NARROW
from tests.browser.conftest import AnsweringBot
from tests.browser.phones import PATIENCE, Phone, open_page

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("kind", "name", "content", "complaint"),
    [
        ("文件", "录像.zip", bytes(50 * 1024 * 1024), "录像.zip 有 50 MB，太大了：最多 32 MB"),
        ("照片", "大.jpg", bytes(11 * 1024 * 1024), "照片最多 10 MB"),
        ("照片", "名单.jpg", b"not a picture", "名单.jpg 不是照片"),
        ("语音文件（ogg）", "歌.mp3", b"ID3 song", "歌.mp3 不是 ogg 语音"),
        ("视频", "字.txt", b"words", "字.txt 不是视频"),
        ("文件", "空.txt", b"", "空.txt 是空的"),
    ],
    ids=["50 MB", "photo of 11 MB", "no photo", "no ogg", "no video", "empty"],
)
async def test_a_bad_upload_is_told_before_it_travels(
    page: Page,
    server: Server,
    wang: Person,
    tmp_path: Path,
    kind: str,
    name: str,
    content: bytes,
    complaint: str,
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    await open_page(page, server.base_url)
    phone = Phone(page, "王大爷")
    await phone.field.fill("写到一半")
    await phone.attach(kind, file)
    await phone.complains(complaint)
    await expect(phone.field).to_have_value("写到一半")
    assert len(await wang.history()) == 1


async def test_a_refusal_of_the_server_is_told_too(
    page: Page, server: Server, wang: Person, tmp_path: Path
) -> None:
    # Browsers open it; Telegram takes no picture twenty times as long as it is high.
    file = tmp_path / "长.jpg"
    file.write_bytes(plain_picture(2100, 100))
    await open_page(page, server.base_url)
    phone = Phone(page, "王大爷")
    await phone.attach("照片", file)
    await phone.say("看这条路")
    await phone.complains("长.jpg 太长或太窄")
    await expect(phone.field).to_have_value("看这条路")
    await expect(phone.root.locator(".attached")).to_have_count(1)


async def test_a_lost_connection_loses_nothing(page: Page, server: Server, bot: Bot, wang: Person) -> None:
    await open_page(page, server.base_url)
    phone = Phone(page, "王大爷")
    status = page.locator("#status")
    await phone.field.fill("路坏了")
    await server.stop()
    await expect(status).to_contain_text("连接断了", timeout=PATIENCE)
    await phone.field.press("Enter")
    await phone.complains("没发出去：连接断了")
    await expect(phone.field).to_have_value("路坏了")
    await server.start()
    await bot.send_message(wang.id, "断线时的消息")
    await phone.sees("断线时的消息")
    await expect(status).to_be_empty(timeout=PATIENCE)
    await phone.field.press("Enter")
    await phone.sees("路坏了")
    await expect(phone.root.locator(".problem")).to_be_empty()
    assert [m.text for m in await wang.history()] == ["/start", "断线时的消息", "路坏了"]


async def test_a_bot_that_is_down_is_told_and_messages_wait(
    page: Page, server: Server, answering: AnsweringBot, wang: Person
) -> None:
    await open_page(page, server.base_url)
    phone = Phone(page, "王大爷")
    status = page.locator("#status")
    await expect(status).to_be_empty()
    await answering.stop()
    server.simulator.presence.forget()
    await phone.say("有人吗")
    await expect(status).to_contain_text(re.compile("机器人没有应答。1 条消息收着"), timeout=PATIENCE)
    answering.start()
    await expect(status).to_be_empty(timeout=PATIENCE)
    await phone.sees("有人吗")


async def test_a_reload_loses_nothing(page: Page, server: Server, people: People, wang: Person) -> None:
    await people.join("李代表")
    await open_page(page, server.base_url)
    phone = Phone(page, "王大爷")
    await phone.say("路坏了")
    await phone.options("路坏了", "回复")
    await phone.field.fill("还没写")
    await page.reload()
    await phone.sees("路坏了")
    await expect(phone.field).to_have_value("还没写")
    await expect(phone.root.locator(".about")).to_contain_text("回复 王大爷")
    await phone.field.press("Enter")
    await expect((await phone.sees("还没写")).locator(".quotation")).to_contain_text("路坏了")


async def test_another_life_of_the_server_is_noticed(page: Page, server: Server, wang: Person) -> None:
    await open_page(page, server.base_url)
    phone = Phone(page, "王大爷")
    await phone.sees("/start")
    await phone.field.fill("还没写")
    await server.stop()
    async with serve(Simulator(), server.port) as another, People(another.base_url) as people:
        successor = await people.join("王大爷")
        await successor.send_text("新的一天")
        await phone.sees("新的一天")
        await expect(phone.messages).to_have_count(1)
        await expect(phone.field).to_have_value("还没写")


async def test_a_page_opened_before_the_server_waits_for_it(page: Page, server: Server, wang: Person) -> None:
    await open_page(page, server.base_url)
    await page.route("**/user/front", lambda route: route.abort())
    await page.reload()
    await expect(page.locator("#status")).to_contain_text("连接断了")
    await page.unroute("**/user/front")
    await Phone(page, "王大爷").sees("/start")
    await expect(page.locator("#status")).not_to_contain_text("连接断了")


async def test_a_narrow_screen_has_tabs_with_unread_counts(
    page: Page, server: Server, bot: Bot, people: People, wang: Person
) -> None:
    li = await people.join("李代表")
    await li.start()
    await page.set_viewport_size(NARROW)
    await open_page(page, server.base_url)
    await expect(page.locator(".phone")).to_have_count(1)
    tab = page.locator(f".tab[data-person='{li.id}']")
    await bot.send_message(li.id, "一")
    await bot.send_message(li.id, "二")
    await expect(tab).to_contain_text("2 条未读")
    await tab.click()
    await Phone(page, "李代表").sees("二")
    await expect(page.locator(".phone")).to_have_count(1)
    await expect(tab).not_to_contain_text("未读")
    assert await page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]


async def test_a_fourth_person_takes_the_place_longest_untouched(
    page: Page, server: Server, people: People, wang: Person
) -> None:
    for name in ("李", "张", "赵"):
        await people.join(name)
    await open_page(page, server.base_url)
    await expect(page.locator(".phone h2")).to_have_text(["王大爷", "李", "张"])
    await Phone(page, "王大爷").field.focus()
    await page.get_by_role("button", name="赵", exact=True).click()
    await expect(page.locator(".phone h2")).to_have_text(["王大爷", "赵", "张"])
