"""The page shows what Telegram shows, and lets people do what they do there."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    ReactionTypeEmoji,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from bot.simulator import People, Person, Server, landscape
from tests.browser.conftest import AnsweringBot
from tests.browser.phones import Phone, open_page

pytestmark = pytest.mark.browser

FORMATTED = (
    "<b>编号 0042</b> <i>明天</i> <u>下班前</u> <s>昨天</s> <code>a&lt;b</code> "
    '<a href="https://example.org/x">说明</a> <tg-spoiler>底细</tg-spoiler>\n'
    "<blockquote>路<b>坏</b>了</blockquote>看 /case 或 <pre>x = 1</pre>"
)


async def test_formatting_becomes_elements(page: Page, server: Server, bot: Bot, wang: Person) -> None:
    await bot.send_message(wang.id, FORMATTED, parse_mode="HTML")
    await open_page(page, server.base_url)
    words = (await Phone(page, "王大爷").sees("编号 0042")).locator(".words")
    for tag, text in (
        ("strong >> nth=0", "编号 0042"),
        ("em", "明天"),
        ("u", "下班前"),
        ("s", "昨天"),
        ("code", "a<b"),
        ("pre", "x = 1"),
        ("blockquote", "路坏了"),
        ("blockquote strong", "坏"),
        (".inline-link", "/case"),
    ):
        await expect(words.locator(tag)).to_have_text(text)
    await expect(words.get_by_role("link", name="说明")).to_have_attribute("href", "https://example.org/x")
    await words.get_by_role("button", name="遮住的字").click()
    await expect(words.locator(".revealed")).to_have_text("底细")


async def test_markup_in_a_text_stays_text(page: Page, server: Server, bot: Bot, people: People) -> None:
    text = '<img src="x" onerror="document.title=1"><script>1</script> javascript:alert(1)'
    mallory = await people.join('<b onclick="1">名</b>')
    await mallory.send_text(text)
    await bot.send_message(mallory.id, "x", reply_to_message_id=1)
    await open_page(page, server.base_url)
    phone = Phone(page, '<b onclick="1">名</b>')
    await phone.sees(text)
    assert await page.locator(".phone img, .phone script, .phone b[onclick]").count() == 0


async def test_the_page_allows_no_foreign_scripts(page: Page, server: Server) -> None:
    answer = await page.goto(server.base_url)
    assert answer is not None
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


async def test_a_pressed_button_shows_the_answer(
    page: Page, server: Server, answering: AnsweringBot, wang: Person
) -> None:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("提交", callback_data="go")]])
    await answering.bot.send_message(wang.id, "交吗？", reply_markup=keyboard)
    await open_page(page, server.base_url)
    phone = Phone(page, "王大爷")
    await phone.press("提交")
    await expect(phone.root.locator(".toast")).to_have_text("收到了")
    answering.show_alert = True
    await phone.press("提交")
    alert = page.get_by_role("alertdialog", name="机器人答复 王大爷")
    await expect(alert).to_contain_text("收到了")
    await alert.get_by_role("button", name="好").click()
    await expect(alert).to_have_count(0)


async def test_an_edited_message_changes_in_place(page: Page, server: Server, bot: Bot, wang: Person) -> None:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("提交", callback_data="go")]])
    card = await bot.send_message(wang.id, "草稿", reply_markup=keyboard)
    await open_page(page, server.base_url)
    phone = Phone(page, "王大爷")
    await phone.sees("草稿")
    await bot.set_message_reaction(wang.id, card.message_id, [ReactionTypeEmoji("👍")])
    await expect(phone.root.locator(".reactions")).to_have_text("👍")
    await bot.edit_message_text("交上去了", wang.id, card.message_id)
    await phone.sees("交上去了")
    await expect(phone.messages).to_have_count(2)
    await expect(phone.root.get_by_role("button", name="提交", exact=True)).to_have_count(0)
    await expect(phone.root.locator(".footer").last).to_contain_text("已修改")
    await bot.delete_message(wang.id, card.message_id)
    await expect(phone.messages.last).to_contain_text("消息已删除")


async def test_a_reply_keyboard_comes_and_goes(page: Page, server: Server, bot: Bot, wang: Person) -> None:
    await open_page(page, server.base_url)
    phone = Phone(page, "王大爷")
    await bot.send_message(wang.id, "哪个村？", reply_markup=ReplyKeyboardMarkup([["东村", "西村"]]))
    await phone.press("东村")
    await phone.sees("东村")
    await bot.send_message(wang.id, "好", reply_markup=ReplyKeyboardRemove())
    await expect(phone.root.locator(".reply-keyboard")).to_have_count(0)


async def test_everyone_has_their_own_command_menu(
    page: Page, server: Server, bot: Bot, people: People, wang: Person
) -> None:
    li = await people.join("李代表")
    await li.start()
    await bot.set_my_commands([BotCommand("help", "怎么用")])
    await open_page(page, server.base_url)
    await bot.set_my_commands([BotCommand("assignments", "手上的事")], scope=BotCommandScopeChat(li.id))
    deputy, villager = Phone(page, "李代表"), Phone(page, "王大爷")
    await deputy.press("命令菜单")
    await expect(deputy.root.locator(".command-list")).to_have_text("/assignments手上的事")
    await deputy.root.get_by_role("button", name="/assignments").click()
    await deputy.sees("/assignments")
    await villager.field.fill("/he")
    await expect(villager.root.locator(".command-list")).to_have_text("/help怎么用")


async def test_files_of_all_kinds_are_shown(page: Page, server: Server, bot: Bot, wang: Person) -> None:
    await wang.send_album([("photo", "1.jpg", landscape()), ("photo", "2.jpg", landscape(400, 300))], "两张")
    await wang.send_voice(duration=65)
    await wang.send_document(b"x" * 30_000, "答复函.docx")
    await wang.send_video()
    await wang.send_location(30.5, 114.25)
    await wang.send_contact()
    await bot.send_message(wang.id, "只许看", protect_content=True)
    await open_page(page, server.base_url)
    phone = Phone(page, "王大爷")
    await expect((await phone.sees("两张")).locator(".album img")).to_have_count(2)
    await expect(phone.root.locator(".player")).to_contain_text("1:05")
    await expect(phone.root.get_by_role("link", name="下载 答复函.docx")).to_contain_text("30 KB")
    await expect(phone.root.locator("video")).to_have_count(1)
    await phone.sees("位置：30.50000, 114.25000")
    await phone.sees("+86139")
    protected = await phone.sees("只许看")
    await expect(protected.get_by_role("img", name="受保护")).to_be_visible()
    await protected.get_by_role("button", name="消息选项").click()
    await expect(page.get_by_role("menuitem", name="转发给机器人")).to_have_count(0)
    await page.keyboard.press("Escape")
    await phone.root.locator(".album .photo").first.click()
    await expect(page.get_by_role("dialog").locator("img")).to_be_visible()


async def test_a_photo_is_sent_with_its_caption(
    page: Page, server: Server, wang: Person, tmp_path: Path
) -> None:
    picture = tmp_path / "路.jpg"
    picture.write_bytes(landscape())
    await open_page(page, server.base_url)
    phone = Phone(page, "王大爷")
    await phone.attach("照片", picture)
    await expect(phone.root.locator(".attached")).to_contain_text("路.jpg")
    await phone.say("村口的路")
    await expect((await phone.sees("村口的路")).locator("img")).to_be_visible()
    sent = (await wang.history())[-1]
    assert (sent.media_kind, sent.text) == ("photo", "村口的路")
    await expect(phone.root.locator(".attached")).to_have_count(0)


async def test_a_voice_file_a_document_and_a_place_are_sent(
    page: Page, server: Server, wang: Person, tmp_path: Path
) -> None:
    words, letter = tmp_path / "话.ogg", tmp_path / "信.txt"
    words.write_bytes(b"OggS" + bytes(60))
    letter.write_text("信", encoding="utf-8")
    await open_page(page, server.base_url)
    phone = Phone(page, "王大爷")
    for kind, file in (("语音文件（ogg）", words), ("文件", letter)):
        await phone.attach(kind, file)
        await expect(phone.root.locator(".attached")).to_contain_text(file.name)
        await phone.press("发送")
        await expect(phone.root.locator(".attached")).to_have_count(0)
    await phone.press("添加")
    await page.get_by_role("menuitem", name="位置").click()
    await page.get_by_label("纬度").fill("99")
    await page.get_by_role("button", name="发送", exact=True).last.click()
    await expect(page.get_by_role("dialog")).to_contain_text("纬度在 -90 到 90 之间")
    await page.get_by_label("纬度").fill("30.25")
    await page.get_by_role("button", name="发送", exact=True).last.click()
    await phone.sees("位置：30.25000")
    assert [m.media_kind for m in (await wang.history())[1:3]] == ["voice", "document"]


async def test_own_messages_are_answered_corrected_forwarded_and_taken_back(
    page: Page, server: Server, wang: Person
) -> None:
    await open_page(page, server.base_url)
    phone = Phone(page, "王大爷")
    await phone.say("路坏了")
    await phone.options("路坏了", "回复")
    await phone.say("东头那条")
    await expect((await phone.sees("东头那条")).locator(".quotation")).to_contain_text("路坏了")
    await phone.options("东头那条", "修改")
    await expect(phone.field).to_have_value("东头那条")
    await phone.say("西头那条")
    await phone.sees("西头那条")
    await phone.options("西头那条", "转发给机器人")
    await expect(phone.root.locator(".origin")).to_have_text("转发自 王大爷")
    await phone.options("转发自", "删除")
    await phone.sees("消息已删除")
    assert [m.text for m in await wang.history()] == ["/start", "路坏了", "西头那条"]


async def test_a_message_is_answered_by_a_double_click_or_by_pulling_it(
    page: Page, server: Server, answering: AnsweringBot, wang: Person
) -> None:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("提交", callback_data="go")]])
    await answering.bot.send_message(wang.id, "交吗？", reply_markup=keyboard)
    await open_page(page, server.base_url)
    phone = Phone(page, "王大爷")
    row = await phone.sees("交吗？")
    about = phone.root.locator(".about")
    await row.get_by_role("button", name="提交").dblclick()
    await expect(phone.root.locator(".toast")).to_have_text("收到了")
    await expect(about).to_be_hidden()
    await row.locator(".words").dblclick()
    await expect(about).to_contain_text("回复 Hotline")
    await about.get_by_role("button", name="取消").click()
    await expect(about).to_be_hidden()
    touch = {"pointerType": "touch", "clientX": 200, "clientY": 100, "bubbles": True}
    await row.dispatch_event("pointerdown", touch)
    await row.dispatch_event("pointerup", {**touch, "clientX": 120})
    await expect(about).to_contain_text("交吗？")


async def test_a_post_from_elsewhere_is_passed_on(page: Page, server: Server, wang: Person) -> None:
    await open_page(page, server.base_url)
    phone = Phone(page, "王大爷")
    await phone.press("添加")
    await page.get_by_role("menuitem", name="转发别处的消息").click()
    await page.get_by_label("频道或群名").fill("县发布")
    await page.get_by_label("内容").fill("停水通知")
    await page.get_by_role("dialog").get_by_role("button", name="发送").click()
    await expect((await phone.sees("停水通知")).locator(".origin")).to_have_text("转发自 县发布")


async def test_a_long_text_becomes_several_messages(page: Page, server: Server, wang: Person) -> None:
    await open_page(page, server.base_url)
    phone = Phone(page, "王大爷")
    await phone.say("路" * 5000)
    await expect(phone.messages).to_have_count(3)
    await expect(phone.field).to_have_value("")


async def test_blocking_and_unblocking(page: Page, server: Server, wang: Person) -> None:
    await open_page(page, server.base_url)
    phone = Phone(page, "王大爷")
    await phone.press("更多 · 王大爷")
    await page.get_by_role("menuitem", name="停用并屏蔽机器人").click()
    await phone.press("重新启用机器人")
    await expect(phone.field).to_be_visible()


async def test_a_new_person_joins_by_a_start_link(page: Page, server: Server, bot: Bot, wang: Person) -> None:
    link = f"https://t.me/{server.simulator.username}?start=invite-42"
    await bot.send_message(wang.id, link)
    await open_page(page, server.base_url)
    phone = Phone(page, "王大爷")
    await (await phone.sees(link)).get_by_role("link").click()
    await page.get_by_role("menuitem", name="链接由 新的人 打开").click()
    dialog = page.get_by_role("dialog", name="加一个人")
    await expect(dialog.get_by_label("邀请链接")).to_have_value(link)
    await dialog.get_by_label("名字").fill("李秀兰")
    await dialog.get_by_role("button", name="加入").click()
    newcomer = Phone(page, "李秀兰")
    # As in the apps, the chat shows only the command; the bot gets the payload.
    await expect((await newcomer.sees("/start")).locator(".words")).to_have_text("/start")
    updates = await bot.get_updates()
    assert updates[-1].message is not None
    assert updates[-1].message.text == "/start invite-42"


async def test_whoever_has_not_started_is_offered_to(page: Page, server: Server, people: People) -> None:
    await people.join("张三")
    await open_page(page, server.base_url)
    phone = Phone(page, "张三")
    await phone.press("开始")
    await phone.sees("/start")
    await expect(phone.field).to_be_visible()


async def test_typing_is_seen_until_the_message_comes(
    page: Page, server: Server, bot: Bot, wang: Person
) -> None:
    await open_page(page, server.base_url)
    phone = Phone(page, "王大爷")
    await bot.send_chat_action(wang.id, "typing")
    await expect(phone.root.locator(".head")).to_contain_text("正在输入")
    await bot.send_message(wang.id, "来了")
    await expect(phone.root.locator(".head")).not_to_contain_text("正在输入")


async def test_the_clock_moves_on_for_everyone(page: Page, server: Server, bot: Bot, wang: Person) -> None:
    await open_page(page, server.base_url)
    clock = page.locator("#clock")
    await expect(clock).to_contain_text("6月15日周一 09:00")
    await clock.get_by_role("button", name="1 天").click()
    await expect(clock).to_contain_text("6月16日周二 09:00")
    await clock.get_by_role("button", name="1 小时").click()
    await bot.send_message(wang.id, "提醒")
    await expect((await Phone(page, "王大爷").sees("提醒")).locator(".footer")).to_have_text("10:00")
    await expect(page.locator(".new-day").last).to_contain_text("6月16日星期二")


async def test_the_page_speaks_chinese_and_english(page: Page, server: Server, wang: Person) -> None:
    await open_page(page, server.base_url)
    await page.get_by_role("button", name="Switch to English").click()
    await expect(page.get_by_role("button", name="Add a person")).to_be_visible()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await page.reload()
    await expect(page.get_by_role("button", name="Add a person")).to_be_visible()


async def test_whoever_reads_the_newest_goes_on_when_messages_come_at_once(
    page: Page, server: Server, bot: Bot, wang: Person
) -> None:
    for number in range(20):
        await bot.send_message(wang.id, f"第 {number} 条\n\n\n。")
    await open_page(page, server.base_url)
    log = Phone(page, "王大爷").root.locator(".log")
    # The scroll of one message is noticed only after the next, a tall one, has come.
    await log.evaluate(
        """log => {
            const tall = document.createElement("li");
            tall.style.height = "400px";
            log.firstElementChild.append(tall);
            log.dispatchEvent(new Event("scroll"));
        }"""
    )
    distance = "log => log.scrollHeight - log.scrollTop - log.clientHeight"
    await page.wait_for_function(f"({distance})(document.querySelector('.phone .log')) < 5")
    await log.evaluate("log => (log.scrollTop = 0)")
    await page.wait_for_timeout(200)
    await bot.send_message(wang.id, "后来的一条")
    await Phone(page, "王大爷").sees("后来的一条")
    assert await log.evaluate("log => log.scrollTop") == 0  # whoever went up stays there
