"""From Telegram's messages to material, without Telegram."""

from typing import Any

import pytest
from telegram import Message, Update

from handlers.decoding import chat_of, material_of
from hotline.material import Media

FILE = {"file_id": "F", "file_unique_id": "U", "file_size": 9}
USER = {"id": 7, "is_bot": False, "first_name": "王", "last_name": "大爷", "language_code": "zh-hans"}
PRIVATE = {"id": 7, "type": "private"}


def message(**content: Any) -> Message:
    made = Message.de_json({"message_id": 5, "date": 0, "chat": PRIVATE, "from": USER, **content}, None)
    assert made is not None
    return made


@pytest.mark.parametrize(
    ("content", "media"),
    [
        (
            {"photo": [{**FILE, "file_id": "S", "width": 1, "height": 1}, {**FILE, "width": 9, "height": 9}]},
            Media("photo", "F", "U", "image/jpeg", 9),
        ),
        ({"voice": {**FILE, "duration": 3}}, Media("voice", "F", "U", None, 9)),
        ({"video": {**FILE, "duration": 3, "width": 1, "height": 1}}, Media("video", "F", "U", None, 9)),
        ({"video_note": {**FILE, "duration": 3, "length": 1}}, Media("video", "F", "U", None, 9)),
        ({"audio": {**FILE, "duration": 3}}, Media("audio", "F", "U", None, 9)),
        ({"document": {**FILE, "mime_type": "text/csv"}}, Media("document", "F", "U", "text/csv", 9)),
    ],
)
def test_every_kind_of_file_is_kept_by_its_ids(content: dict[str, Any], media: Media) -> None:
    found = material_of(message(**content, caption="村口的路"))
    assert (found.media, found.text, found.message_id) == (media, "村口的路", 5)


def test_places_contacts_and_captions_that_begin_with_a_command_are_read() -> None:
    point = {"latitude": 38.5, "longitude": 120.5}
    assert material_of(message(location=point)).point == (38.5, 120.5)
    venue = {"location": point, "title": "大集", "address": "和平镇"}
    assert material_of(message(venue=venue)).text == "大集 和平镇"
    contact = {"phone_number": "139", "first_name": "李"}
    assert material_of(message(contact=contact)).text == "李 139"
    picture = {**FILE, "width": 9, "height": 9}
    assert material_of(message(photo=[picture], caption="/add 0001 又坏了")).text == "0001 又坏了"


def test_a_sticker_brings_nothing_and_a_forwarded_post_says_that_it_is_one() -> None:
    sticker = {**FILE, "width": 1, "height": 1, "is_animated": False, "is_video": False, "type": "regular"}
    assert material_of(message(sticker=sticker)).is_empty
    origin = {"type": "hidden_user", "sender_user_name": "老张", "date": 0}
    assert material_of(message(text="听说", forward_origin=origin)).is_forwarded
    assert not material_of(message(text="听说")).is_forwarded


def test_only_private_chats_belong_to_somebody() -> None:
    def update(chat: dict[str, Any]) -> Update:
        content = {"message_id": 5, "date": 0, "chat": chat, "from": USER, "text": "路坏了"}
        made = Update.de_json({"update_id": 1, "message": content}, None)
        assert made is not None
        return made

    found = chat_of(update(PRIVATE))
    assert found is not None
    assert (found.id, found.name, found.language) == (7, "王 大爷", "zh-hans")
    assert chat_of(update({"id": -5, "type": "group", "title": "东村"})) is None
    with pytest.raises(TypeError):
        chat_of(update({"id": 1e308, "type": "private"}))
