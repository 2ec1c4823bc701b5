"""People do what people do; the bot gets the updates Telegram would send."""

import asyncio
from typing import Any

import pytest
from telegram import Bot, Message, MessageOriginChannel, MessageOriginHiddenUser, MessageOriginUser

from bot.simulator import NothingCameError, People, Person, Simulator, SimulatorError, plain_picture
from bot.simulator.people.writing import split
from tests.bot.simulator.conftest import Clock, Inbox


async def message(inbox: Inbox) -> Message:
    received = (await inbox.one()).message
    assert received is not None
    return received


async def test_a_person_is_who_they_say(people: People, inbox: Inbox, clock: Clock) -> None:
    wang = await people.join("王", last_name="大爷", username="wang", language_code="zh-hans", person_id=42)
    await wang.send_text("路坏了")
    received = await message(inbox)
    sender = received.from_user
    assert sender is not None
    assert (sender.id, sender.full_name, sender.username) == (42, "王 大爷", "wang")
    assert (sender.language_code, sender.is_bot) == ("zh-hans", False)
    assert (received.chat.id, received.chat.type, received.date) == (42, "private", clock())


async def test_a_command_is_marked_as_one(wang: Person, inbox: Inbox) -> None:
    await wang.send_text("/case 0123")
    received = await message(inbox)
    assert [received.parse_entity(entity) for entity in received.entities] == ["/case"]


async def test_a_deep_link_starts_the_bot_with_its_payload(people: People, inbox: Inbox) -> None:
    li = await people.join("李")
    await li.start("invite-7")
    assert (await message(inbox)).text == "/start invite-7"
    with pytest.raises(SimulatorError, match="payload"):
        await li.start("不行")


async def test_a_long_text_comes_in_parts(wang: Person, inbox: Inbox) -> None:
    sent = await wang.send_parts("长" * 12_000)
    received = [update.message for update in await inbox.fetch()]
    assert [len(m.text or "") for m in received if m] == [4096, 4096, 3808]
    assert [m.message_id for m in received if m] == [m.id for m in sent]


def test_a_long_text_is_cut_between_words_where_it_can_be() -> None:
    assert split("aaa bbb ccc", 7) == ["aaa bbb", "ccc"]
    assert split("aaaaaaaaaa", 4) == ["aaaa", "aaaa", "aa"]
    assert split("a bbbbbbbbb", 6) == ["a bbbb", "bbbbb"]


@pytest.mark.parametrize(
    ("kind", "name", "mime_type"),
    [
        ("voice", "a.oga", "audio/ogg"),
        ("video", "a.mp4", "video/mp4"),
        ("document", "a.pdf", "application/pdf"),
        ("audio", "a.mp3", "audio/mpeg"),
    ],
)
async def test_files_arrive_with_name_kind_and_caption(
    wang: Person, inbox: Inbox, kind: str, name: str, mime_type: str
) -> None:
    await wang.send_file(kind, b"bytes", name, "说明", duration=7)
    received = await message(inbox)
    file = getattr(received, kind)
    assert (file.mime_type, file.file_size, received.caption) == (mime_type, 5, "说明")
    downloaded = await (await file.get_file()).download_as_bytearray()
    assert bytes(downloaded) == b"bytes"


async def test_a_photo_arrives(wang: Person, inbox: Inbox) -> None:
    picture = plain_picture(1000, 500)
    await wang.send_photo(picture, "路口")
    received = await message(inbox)
    assert [(size.width, size.height) for size in received.photo] == [(320, 160), (1000, 500)]
    assert bytes(await (await received.photo[-1].get_file()).download_as_bytearray()) == picture


async def test_an_album_arrives_as_several_updates_of_one_group(wang: Person, inbox: Inbox) -> None:
    await wang.send_album([("photo", "a.jpg", plain_picture()), ("video", "b.mp4", b"bytes")], "两张")
    first, second = [update.message for update in await inbox.fetch()]
    assert first is not None
    assert second is not None
    assert first.media_group_id == second.media_group_id is not None
    assert (first.caption, second.caption) == ("两张", None)
    assert (bool(first.photo), bool(second.video)) == (True, True)


async def test_a_place_a_contact_and_a_sticker_arrive(wang: Person, inbox: Inbox) -> None:
    await wang.send_location(30.5, 114.3)
    place = (await message(inbox)).location
    assert place is not None
    assert (place.latitude, place.longitude) == (30.5, 114.3)
    await wang.send_contact()
    own = (await message(inbox)).contact
    assert own is not None
    assert (own.user_id, own.phone_number) == (wang.id, wang.profile["phone_number"])
    await wang.send_contact("+8613911111111", "李")
    other = (await message(inbox)).contact
    assert other is not None
    assert (other.user_id, other.first_name) == (None, "李")
    await wang.send_sticker("👍")
    sticker = (await message(inbox)).sticker
    assert sticker is not None
    assert sticker.emoji == "👍"


async def test_an_edit_arrives_as_an_edited_message(wang: Person, inbox: Inbox, clock: Clock) -> None:
    sent = await wang.send_text("路怀了")
    await inbox.fetch()
    clock.advance(seconds=30)
    await wang.edit(sent, "路坏了")
    edited = (await inbox.one()).edited_message
    assert edited is not None
    assert (edited.message_id, edited.text, edited.edit_date) == (sent.id, "路坏了", clock())


async def test_a_swiped_reply_carries_the_message_it_answers(wang: Person, bot: Bot, inbox: Inbox) -> None:
    asked = await bot.send_message(wang.id, "哪段？")
    await wang.send_text("村口", reply_to=asked.message_id)
    received = await message(inbox)
    assert received.reply_to_message is not None
    assert received.reply_to_message.text == "哪段？"
    assert received.reply_to_message.from_user == bot.bot


async def test_forwards_say_where_they_come_from(wang: Person, bot: Bot, inbox: Inbox) -> None:
    await bot.send_message(wang.id, "通知")
    await wang.forward(await wang.wait_for())
    await wang.send_forwarded("停水了", channel="县发布")
    await wang.send_forwarded("听说", name="老张")
    origins = [update.message.forward_origin for update in await inbox.fetch() if update.message]
    kinds = [MessageOriginUser, MessageOriginChannel, MessageOriginHiddenUser]
    assert [type(origin) for origin in origins] == kinds


async def test_a_protected_message_can_not_be_forwarded(wang: Person, bot: Bot) -> None:
    await bot.send_message(wang.id, "案件", protect_content=True)
    with pytest.raises(SimulatorError, match="protected"):
        await wang.forward(await wang.wait_for())


async def test_blocking_and_unblocking_reach_the_bot(wang: Person, inbox: Inbox) -> None:
    await wang.block()
    await wang.block()  # a second time changes nothing
    change = (await inbox.one()).my_chat_member
    assert change is not None
    assert (change.old_chat_member.status, change.new_chat_member.status) == ("member", "kicked")
    with pytest.raises(SimulatorError, match="unblock it first"):
        await wang.send_text("x")
    await wang.start()
    back, start = await inbox.fetch()
    assert back.my_chat_member is not None
    assert back.my_chat_member.new_chat_member.status == "member"
    assert start.message is not None


async def test_unread_messages_are_counted_until_read(wang: Person, bot: Bot) -> None:
    for n in range(3):
        await bot.send_message(wang.id, str(n))
    await wang.send_text("嗯")
    assert await wang.unread() == 3
    await wang.mark_read()
    assert await wang.unread() == 0


async def test_history_shows_what_changed_since_a_cursor(
    wang: Person, bot: Bot, simulator: Simulator
) -> None:
    first = await bot.send_message(wang.id, "一")
    await bot.send_message(wang.id, "二")
    cursor = simulator.events.cursor
    await bot.edit_message_text("壹", wang.id, first.message_id)
    assert [m.text for m in await wang.history(after=cursor)] == ["壹"]
    assert [m.text for m in await wang.history()] == ["/start", "壹", "二"]


async def test_wait_for_finds_what_it_passed_over_before(wang: Person, bot: Bot) -> None:
    await bot.send_message(wang.id, "甲")
    await bot.send_message(wang.id, "乙")
    assert (await wang.wait_for(lambda m: m.text == "乙")).text == "乙"
    assert (await wang.wait_for()).text == "甲"


async def test_wait_for_waits_for_what_is_still_to_come(wang: Person, bot: Bot) -> None:
    waiting = asyncio.create_task(wang.wait_for(lambda m: "编号" in m.text))
    await bot.send_message(wang.id, "请稍等")
    await bot.send_message(wang.id, "编号 0123")
    assert (await waiting).text == "编号 0123"


async def test_wait_for_tells_what_came_instead(wang: Person, bot: Bot) -> None:
    await bot.send_message(wang.id, "别的")
    with pytest.raises(NothingCameError, match="Hotline: 别的"):
        await wang.wait_for(lambda m: "编号" in m.text, timeout=0.01)
    assert [m.text for m in await wang.skip_unseen()] == ["别的"]


async def test_a_person_can_take_a_message_back(wang: Person, inbox: Inbox) -> None:
    sent = await wang.send_text("发错了")
    await wang.delete(sent)
    assert [m.text for m in await wang.history()] == ["/start"]
    assert (await message(inbox)).text == "发错了"  # bots are not told


async def test_everyone_can_be_found_again(people: People, wang: Person) -> None:
    assert [person.id for person in await people.everyone()] == [wang.id]
    assert (await people.find(wang.id)).name == "王大爷"


REFUSED: list[tuple[str, str, str, Any]] = [
    ("first_name must not be empty", "POST", "/user/people", {"first_name": " "}),
    ("username must be", "POST", "/user/people", {"first_name": "x", "username": "王"}),
    ("username wang_daye is taken", "POST", "/user/people", {"first_name": "x", "username": "wang_daye"}),
    ("id must be positive", "POST", "/user/people", {"first_name": "x", "id": -1}),
    ("id must be a whole number", "POST", "/user/people", {"first_name": "x", "id": "七"}),
    ("no person 7", "GET", "/user/people/7", None),
    ("a text must not be empty", "POST", "{me}/messages", {"text": " "}),
    ("no message 99", "POST", "{me}/messages", {"text": "x", "reply_to": 99}),
    ("a location needs latitude and longitude", "POST", "{me}/messages", {"location": {"latitude": 1}}),
    ("a contact needs phone_number", "POST", "{me}/messages", {"contact": {"first_name": "x"}}),
    ("no chat 7", "POST", "{me}/messages", {"text": "x", "chat_id": 7}),
    ("message_id is needed", "POST", "{me}/press", {"button": "x"}),
    ("no message 99", "POST", "{me}/press", {"button": "x", "message_id": 99}),
    ("has no keyboard", "POST", "{me}/keyboard", {"button": "x"}),
    ("no such file", "GET", "/user/files/none", None),
    ("no group -1", "GET", "/user/groups/-1", None),
    ("no group east", "GET", "/user/groups/east", None),
    ("no person 8", "POST", "/user/groups", {"title": "x", "creator": 8}),
    ("must be a number of seconds", "POST", "{me}/press", {"button": "x", "message_id": 1, "wait": "long"}),
]


@pytest.mark.parametrize(("reason", "verb", "path", "body"), REFUSED)
async def test_what_people_can_not_do_is_said_with_its_reason(
    people: People, wang: Person, reason: str, verb: str, path: str, body: Any
) -> None:
    with pytest.raises(SimulatorError, match=reason) as refused:
        await people.wire.request(verb, path.format(me=f"/user/people/{wang.id}"), json=body)
    assert 400 <= refused.value.status < 500


async def test_too_many_files_or_no_pictures_are_refused(wang: Person) -> None:
    with pytest.raises(SimulatorError, match="at most 10"):
        await wang.send_album([("document", "a", b"x")] * 11)
    with pytest.raises(SimulatorError, match="IMAGE_PROCESS_FAILED"):
        await wang.send_photo(b"no picture")
    with pytest.raises(SimulatorError, match="unknown kind of file"):
        await wang.send_file("painting", b"x", "a")


async def test_only_own_messages_can_be_edited(wang: Person, bot: Bot) -> None:
    sent = await bot.send_message(wang.id, "x")
    with pytest.raises(SimulatorError, match="only own messages"):
        await wang.edit(sent.message_id, "y")
