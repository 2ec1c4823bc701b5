"""People press buttons, the bot answers."""

import asyncio

import pytest
from telegram import (
    Bot,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
)
from telegram.error import BadRequest

from bot.simulator import NotAnsweredError, Person, Simulator, SimulatorError
from tests.bot.simulator.conftest import Clock, Inbox

BUTTONS = InlineKeyboardMarkup(
    [
        [InlineKeyboardButton("✅ 提交", callback_data="submit:1")],
        [InlineKeyboardButton("撤回", callback_data="cancel:1"), InlineKeyboardButton("网站", url="https://example.org")],
    ]
)  # fmt: skip


async def pressed(inbox: Inbox) -> CallbackQuery:
    query = (await inbox.one()).callback_query
    assert query is not None
    return query


async def test_a_press_brings_the_message_as_it_now_is(bot: Bot, wang: Person, inbox: Inbox) -> None:
    sent = await bot.send_message(wang.id, "旧", reply_markup=BUTTONS)
    await bot.edit_message_text("新", wang.id, sent.message_id, reply_markup=BUTTONS)
    await wang.press(sent.message_id, "撤回", wait=0)
    query = await pressed(inbox)
    assert (query.data, query.from_user.id, bool(query.chat_instance)) == ("cancel:1", wang.id, True)
    assert isinstance(query.message, Message)
    assert (query.message.text, query.message.reply_markup) == ("新", BUTTONS)


@pytest.mark.parametrize("name", ["✅ 提交", "提交", "submit:1"])
async def test_a_button_is_found_by_text_part_of_it_or_data(
    bot: Bot, wang: Person, inbox: Inbox, name: str
) -> None:
    sent = await bot.send_message(wang.id, "确认？", reply_markup=BUTTONS)
    await wang.press(sent.message_id, name, wait=0)
    assert (await pressed(inbox)).data == "submit:1"


async def test_the_press_returns_the_bots_answer(bot: Bot, wang: Person, inbox: Inbox) -> None:
    await bot.send_message(wang.id, "确认？", reply_markup=BUTTONS)
    card = await wang.wait_for()
    waiting = asyncio.create_task(wang.press(card, "提交"))
    update = (await inbox.fetch(timeout=10))[0]
    assert update.callback_query is not None
    await update.callback_query.answer("收到了")
    assert await waiting == "收到了"


async def test_an_answer_may_be_empty_or_an_alert(bot: Bot, wang: Person, inbox: Inbox) -> None:
    await bot.send_message(wang.id, "确认？", reply_markup=BUTTONS)
    card = await wang.wait_for()
    silent = asyncio.create_task(wang.press(card, "提交"))
    await bot.answer_callback_query((await inbox.fetch(10))[0].callback_query.id)  # type: ignore[union-attr]
    assert await silent is None
    loud = asyncio.create_task(wang.press_for_answer(card, "提交"))
    query = (await inbox.fetch(10))[0].callback_query
    assert query is not None
    await query.answer("请先选村", show_alert=True)
    answer = await loud
    assert (answer["text"], answer["show_alert"]) == ("请先选村", True)


async def test_a_press_nobody_answers_is_noticed(bot: Bot, wang: Person) -> None:
    sent = await bot.send_message(wang.id, "确认？", reply_markup=BUTTONS)
    with pytest.raises(NotAnsweredError):
        await wang.press(sent.message_id, "提交", wait=0.01)


async def test_a_link_needs_no_bot(bot: Bot, wang: Person, simulator: Simulator) -> None:
    sent = await bot.send_message(wang.id, "看", reply_markup=BUTTONS)
    answer = await wang.press_for_answer(sent.message_id, "网站")
    assert answer["url"] == "https://example.org"
    assert len(simulator.updates) == 0


async def test_an_unknown_button_is_named_with_those_there_are(bot: Bot, wang: Person) -> None:
    sent = await bot.send_message(wang.id, "确认？", reply_markup=BUTTONS)
    with pytest.raises(SimulatorError, match="撤回"):
        await wang.press(sent.message_id, "没有的")


async def test_a_query_is_answered_once(bot: Bot, wang: Person, inbox: Inbox) -> None:
    sent = await bot.send_message(wang.id, "确认？", reply_markup=BUTTONS)
    await wang.press(sent.message_id, "提交", wait=0)
    query = await pressed(inbox)
    await query.answer()
    with pytest.raises(BadRequest, match="Query is too old"):
        await query.answer()


async def test_a_query_becomes_too_old_to_answer(bot: Bot, wang: Person, inbox: Inbox, clock: Clock) -> None:
    sent = await bot.send_message(wang.id, "确认？", reply_markup=BUTTONS)
    await wang.press(sent.message_id, "提交", wait=0)
    query = await pressed(inbox)
    clock.advance(seconds=151)
    with pytest.raises(BadRequest, match="Query is too old and response timeout expired"):
        await query.answer()


async def test_keys_of_the_reply_keyboard_write_what_they_say(bot: Bot, wang: Person, inbox: Inbox) -> None:
    phone = KeyboardButton("我的电话", request_contact=True)
    place = KeyboardButton("我在哪", request_location=True)
    keyboard = ReplyKeyboardMarkup([[KeyboardButton("东村")], [phone], [place]])
    await bot.send_message(wang.id, "？", reply_markup=keyboard)
    await wang.press_key("东村")
    await wang.press_key("我的电话")
    await wang.press_key("我在哪", location={"latitude": 30.5, "longitude": 114.3})
    messages = [update.message for update in await inbox.fetch()]
    assert [m and m.text for m in messages] == ["东村", None, None]
    assert messages[1] is not None
    assert messages[1].contact is not None
    assert messages[1].contact.user_id == wang.id
    assert messages[2] is not None
    assert messages[2].location is not None


async def test_a_one_time_keyboard_goes_when_a_key_is_pressed(bot: Bot, wang: Person) -> None:
    await bot.send_message(
        wang.id, "？", reply_markup=ReplyKeyboardMarkup([["东村"]], one_time_keyboard=True)
    )
    await wang.press_key("东村")
    assert await wang.keyboard() == []
