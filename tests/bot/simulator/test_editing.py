"""The bot changes and takes away its messages; people see it in place."""

import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    Message,
    ReplyKeyboardMarkup,
)
from telegram.error import BadRequest

from bot.simulator import Person, plain_picture
from tests.bot.simulator.conftest import Clock

BUTTONS = InlineKeyboardMarkup.from_button(InlineKeyboardButton("提交", callback_data="s"))


async def test_an_edited_text_is_seen_in_place(bot: Bot, wang: Person, clock: Clock) -> None:
    sent = await bot.send_message(wang.id, "旧", reply_markup=BUTTONS)
    clock.advance(minutes=1)
    edited = await bot.edit_message_text("<b>新</b>", wang.id, sent.message_id, parse_mode="HTML")
    assert isinstance(edited, Message)
    assert (edited.text_html, edited.date, edited.edit_date) == ("<b>新</b>", sent.date, clock())
    assert edited.reply_markup is None  # a keyboard that is not sent again goes
    seen = await wang.wait_for(lambda m: m.text == "新")
    assert seen.is_edited
    assert [m.text for m in await wang.history()] == ["/start", "新"]


async def test_buttons_can_be_changed_alone(bot: Bot, wang: Person) -> None:
    sent = await bot.send_message(wang.id, "确认？", reply_markup=BUTTONS)
    other = InlineKeyboardMarkup.from_button(InlineKeyboardButton("撤回", callback_data="c"))
    await bot.edit_message_reply_markup(wang.id, sent.message_id, reply_markup=other)
    assert (await wang.history())[-1].button_texts == ["撤回"]
    await bot.edit_message_reply_markup(wang.id, sent.message_id)
    assert (await wang.history())[-1].button_texts == []


async def test_a_caption_and_a_photo_can_be_changed(bot: Bot, wang: Person) -> None:
    sent = await bot.send_photo(wang.id, plain_picture(), caption="旧")
    await bot.edit_message_caption(wang.id, sent.message_id, caption="新")
    assert (await wang.history())[-1].text == "新"
    media = InputMediaPhoto(plain_picture(colour="red"), caption="红")
    edited = await bot.edit_message_media(media, wang.id, sent.message_id)
    assert isinstance(edited, Message)
    assert edited.photo != sent.photo
    assert edited.caption == "红"


async def test_an_edit_that_changes_nothing_is_refused(bot: Bot, wang: Person) -> None:
    sent = await bot.send_message(wang.id, "好", reply_markup=BUTTONS)
    expected = (
        "Message is not modified: specified new message content and reply markup are exactly the same "
        "as a current content and reply markup of the message"
    )
    with pytest.raises(BadRequest) as refused:
        await bot.edit_message_text("好", wang.id, sent.message_id, reply_markup=BUTTONS)
    assert refused.value.message == expected
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_reply_markup(wang.id, sent.message_id, reply_markup=BUTTONS)
    assert await bot.edit_message_text("好", wang.id, sent.message_id)  # without the keyboard it is a change


async def test_only_what_is_there_can_be_changed(bot: Bot, wang: Person) -> None:
    photo = await bot.send_photo(wang.id, plain_picture())
    text = await bot.send_message(wang.id, "文字")
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await bot.edit_message_text("x", wang.id, photo.message_id)
    with pytest.raises(BadRequest, match="There is no caption in the message to edit"):
        await bot.edit_message_caption(wang.id, text.message_id, caption="x")


async def test_a_message_of_somebody_else_can_not_be_changed(bot: Bot, wang: Person) -> None:
    theirs = await wang.send_text("我的")
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("x", wang.id, theirs.id)


async def test_a_message_with_a_reply_keyboard_can_not_be_changed(bot: Bot, wang: Person) -> None:
    sent = await bot.send_message(wang.id, "哪个村？", reply_markup=ReplyKeyboardMarkup([["东村"]]))
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("x", wang.id, sent.message_id)


async def test_a_deleted_message_is_gone(bot: Bot, wang: Person) -> None:
    sent = await bot.send_message(wang.id, "一")
    two = await bot.send_message(wang.id, "二")
    assert await bot.delete_message(wang.id, sent.message_id)
    assert await bot.delete_messages(wang.id, [two.message_id, 9999])
    assert [m.text for m in await wang.history()] == ["/start"]
