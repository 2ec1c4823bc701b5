"""What the bot sends arrives as Telegram would show it."""

import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    KeyboardButton,
    MessageEntity,
    ReactionTypeEmoji,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest

from bot.simulator import Person, Simulator, plain_picture
from tests.bot.simulator.conftest import Clock


async def test_a_text_arrives_with_the_clocks_time_and_the_bot_as_sender(
    bot: Bot, wang: Person, clock: Clock
) -> None:
    sent = await bot.send_message(wang.id, "收到了，编号 0123。")
    seen = await wang.wait_for()
    assert sent.date == clock()
    assert sent.from_user is not None
    assert sent.from_user.id == bot.id
    assert (sent.chat.id, sent.chat.type, sent.chat.first_name) == (wang.id, "private", "王大爷")
    assert (seen.id, seen.text, seen.is_from_bot) == (sent.message_id, "收到了，编号 0123。", True)


async def test_html_arrives_as_entities(bot: Bot, wang: Person) -> None:
    sent = await bot.send_message(wang.id, "  <b>编号</b> 0123\n", parse_mode=ParseMode.HTML)
    assert sent.text == "编号 0123"
    assert sent.text_html == "<b>编号</b> 0123"


async def test_commands_links_and_mentions_are_found_in_plain_text(bot: Bot, wang: Person) -> None:
    sent = await bot.send_message(
        wang.id, "看 /case 0123 或 https://example.org/a. 问 @wang_daye #路灯 请发/start"
    )
    found = {entity.type: sent.parse_entity(entity) for entity in sent.entities}
    assert found == {
        "bot_command": "/case",
        "url": "https://example.org/a",
        "mention": "@wang_daye",
        "hashtag": "#路灯",
    }


async def test_given_entities_are_kept(bot: Bot, wang: Person) -> None:
    sent = await bot.send_message(wang.id, "编号", entities=[MessageEntity("bold", 0, 2)])
    assert sent.text_html == "<b>编号</b>"


async def test_a_reply_shows_what_it_answers(bot: Bot, wang: Person) -> None:
    asked = await wang.send_text("路坏了")
    sent = await bot.send_message(wang.id, "哪段路？", reply_parameters=ReplyParameters(asked.id))
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.text == "路坏了"


async def test_a_reply_to_a_lost_message_may_be_sent_without_it(bot: Bot, wang: Person) -> None:
    reply = ReplyParameters(9999, allow_sending_without_reply=True)
    sent = await bot.send_message(wang.id, "好", reply_parameters=reply)
    assert sent.reply_to_message is None


async def test_inline_buttons_arrive(bot: Bot, wang: Person) -> None:
    keyboard = InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton("提交", callback_data="s:1"),
                InlineKeyboardButton("看", url="https://example.org"),
            ]
        ]
    )
    sent = await bot.send_message(wang.id, "确认？", reply_markup=keyboard)
    seen = await wang.wait_for()
    assert sent.reply_markup == keyboard
    assert [[(b.text, b.data, b.url) for b in row] for row in seen.rows] == [
        [("提交", "s:1", ""), ("看", "", "https://example.org")]
    ]


async def test_a_reply_keyboard_stays_until_it_is_removed(bot: Bot, wang: Person) -> None:
    keys = ReplyKeyboardMarkup([["东村", KeyboardButton("我的电话", request_contact=True)]])
    sent = await bot.send_message(wang.id, "哪个村？", reply_markup=keys)
    assert sent.reply_markup is None  # bots don't see it in the message
    assert (await wang.wait_for()).keys == [["东村", "我的电话"]]
    assert await wang.keyboard() == [["东村", "我的电话"]]
    await bot.send_message(wang.id, "好", reply_markup=ReplyKeyboardRemove())
    assert await wang.keyboard() == []


async def test_a_photo_has_sizes_that_fit_its_bytes(bot: Bot, wang: Person) -> None:
    picture = plain_picture(800, 600)
    sent = await bot.send_photo(wang.id, picture, caption="<b>路口</b>", parse_mode=ParseMode.HTML)
    assert [(size.width, size.height) for size in sent.photo] == [(320, 240), (800, 600)]
    assert sent.photo[-1].file_size == len(picture)
    assert sent.caption_html == "<b>路口</b>"
    assert (await wang.wait_for()).media_kind == "photo"


@pytest.mark.parametrize(
    "kind", ["document", "voice", "video", "audio", "animation", "sticker", "video_note"]
)
async def test_every_kind_of_file_can_be_sent_and_sent_again_by_its_id(
    bot: Bot, wang: Person, kind: str
) -> None:
    send = getattr(bot, f"send_{kind}")
    first = getattr(await send(wang.id, b"some bytes"), kind)
    again = getattr(await send(wang.id, first.file_id), kind)
    assert again.to_dict() == first.to_dict()
    assert first.file_size == len(b"some bytes")


async def test_the_same_bytes_have_the_same_unique_id_under_any_name(bot: Bot, wang: Person) -> None:
    one = (await bot.send_document(wang.id, b"bytes", filename="a.pdf")).document
    two = (await bot.send_document(wang.id, b"bytes", filename="b.pdf")).document
    assert one is not None
    assert two is not None
    assert one.file_unique_id == two.file_unique_id
    assert (one.file_name, one.mime_type, two.file_name) == ("a.pdf", "application/pdf", "b.pdf")


async def test_any_size_of_a_photo_sends_the_whole_photo_again(bot: Bot, wang: Person) -> None:
    sent = await bot.send_photo(wang.id, plain_picture(800, 600))
    again = await bot.send_photo(wang.id, sent.photo[0].file_id)
    assert again.photo == sent.photo


async def test_an_album_arrives_as_messages_of_one_group(bot: Bot, wang: Person) -> None:
    media = [InputMediaPhoto(plain_picture(), caption="一"), InputMediaPhoto(plain_picture(colour="red"))]
    sent = await bot.send_media_group(wang.id, media)
    assert len({message.media_group_id for message in sent}) == 1
    assert [message.caption for message in sent] == ["一", None]
    assert [(await wang.wait_for()).media_kind for _ in sent] == ["photo", "photo"]


async def test_an_album_does_not_mix_photos_and_documents(bot: Bot, wang: Person) -> None:
    photo, document = InputMediaPhoto(plain_picture()), InputMediaDocument(b"bytes")
    with pytest.raises(BadRequest, match="Can't use the media of the specified type in the album"):
        await bot.send_media_group(wang.id, [photo, document])


async def test_a_location_and_a_contact_arrive(bot: Bot, wang: Person) -> None:
    place = (await bot.send_location(wang.id, 30.5, 114.3)).location
    card = (await bot.send_contact(wang.id, "+8613900000000", "李")).contact
    assert place is not None
    assert card is not None
    assert (place.latitude, place.longitude) == (30.5, 114.3)
    assert (card.phone_number, card.first_name) == ("+8613900000000", "李")


async def test_a_copy_carries_the_content_but_not_the_author(bot: Bot, wang: Person) -> None:
    original = await wang.send_photo(caption="路口")
    copied = await bot.copy_message(wang.id, wang.id, original.id)
    seen = await wang.wait_for()
    assert (seen.id, seen.text, seen.is_from_bot) == (copied.message_id, "路口", True)
    assert "forward_origin" not in seen.raw


async def test_a_copy_may_have_another_caption(bot: Bot, wang: Person) -> None:
    original = await wang.send_photo(caption="路口")
    await bot.copy_message(wang.id, wang.id, original.id, caption="换了")
    assert (await wang.wait_for()).text == "换了"


async def test_a_forward_names_its_author(bot: Bot, wang: Person) -> None:
    original = await wang.send_text("路坏了")
    sent = await bot.forward_message(wang.id, wang.id, original.id)
    assert sent.forward_origin is not None
    assert sent.forward_origin.to_dict()["sender_user"]["id"] == wang.id


async def test_protected_content_is_marked(bot: Bot, wang: Person) -> None:
    sent = await bot.send_message(wang.id, "案件", protect_content=True)
    assert sent.has_protected_content


async def test_typing_is_seen_but_leaves_no_message(bot: Bot, wang: Person, simulator: Simulator) -> None:
    assert await bot.send_chat_action(wang.id, ChatAction.TYPING)
    last = simulator.events.after(simulator.events.cursor - 1)[0]
    assert (last.kind, last.people, last.data) == ("typing", (wang.id,), {"action": "typing"})


async def test_a_reaction_is_seen_at_the_message(bot: Bot, wang: Person) -> None:
    message = await wang.send_text("谢谢")
    assert await bot.set_message_reaction(wang.id, message.id, ReactionTypeEmoji("👍"))
    assert (await wang.history())[-1].reactions == ["👍"]
    assert await bot.set_message_reaction(wang.id, message.id, [])
    assert (await wang.history())[-1].reactions == []
