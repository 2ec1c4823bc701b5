"""The methods that send a message."""

from typing import Any

from bot.simulator.access import find_record, read_chat, replied_message, writable_chat
from bot.simulator.content import caption_content, text_content
from bot.simulator.errors import bad_request
from bot.simulator.files import KINDS, media_content
from bot.simulator.markup import inline_part, read_markup, reply_part
from bot.simulator.params import Params
from bot.simulator.simulator import Simulator
from bot.simulator.world import Chat, Message, Record

MAX_ALBUM = 10
# Kinds of one row may stand in one album.
ALBUM_KINDS = ({"photo", "video"}, {"document"}, {"audio"})
WITHOUT_CAPTION = {"sticker", "video_note"}
CHAT_ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}
# What belongs to one message and is not copied with it.
NOT_COPIED = {
    "message_id", "from", "chat", "date", "edit_date", "reply_to_message", "reply_markup",
    "forward_origin", "media_group_id", "has_protected_content",
}  # fmt: skip
SERVICE = {"new_chat_members", "left_chat_member", "migrate_to_chat_id", "migrate_from_chat_id"}


def send(sim: Simulator, params: Params, content: dict[str, Any]) -> Record:
    """Post a message with this content to the chat the call names."""
    markup = read_markup(params)
    chat = writable_chat(sim, params)
    reply_to = replied_message(sim, chat, params)
    sim.limits.admit(chat.id)
    return deliver(sim, chat, params, content, markup, reply_to)


def deliver(
    sim: Simulator,
    chat: Chat,
    params: Params,
    content: dict[str, Any],
    markup: dict[str, Any] | None,
    reply_to: Message | None,
) -> Record:
    """Post a checked message, with its keyboards."""
    full = dict(content)
    if params.flag("protect_content"):
        full["has_protected_content"] = True
    if inline := inline_part(markup):
        full["reply_markup"] = inline
    keyboard = reply_part(markup)
    record = sim.post(chat, sim.bot_user, full, reply_to=reply_to, keyboard=keyboard)
    for person_id in chat.members if keyboard is not None else ():
        _change_keyboard(sim.world.people[person_id].keyboards, chat.id, keyboard or {})
    return record


def _change_keyboard(keyboards: dict[int, dict[str, Any]], chat_id: int, keyboard: dict[str, Any]) -> None:
    if keyboard.get("remove_keyboard"):
        keyboards.pop(chat_id, None)
    elif keyboard.get("keyboard"):
        keyboards[chat_id] = keyboard


def send_message(sim: Simulator, params: Params) -> Message:
    """sendMessage."""
    return send(sim, params, text_content(params)).message


def send_media(kind: str) -> Any:
    """The method that sends files of one kind."""

    def send_file(sim: Simulator, params: Params) -> Message:
        content = media_content(sim.files.from_call(params, kind, kind))
        if kind not in WITHOUT_CAPTION:
            content |= caption_content(params)
        return send(sim, params, content).message

    return send_file


def send_location(sim: Simulator, params: Params) -> Message:
    """sendLocation."""
    return send(sim, params, {"location": read_location(params)}).message


def send_venue(sim: Simulator, params: Params) -> Message:
    """sendVenue."""
    location = read_location(params)
    venue = {"location": location, "title": params.text("title"), "address": params.text("address")}
    return send(sim, params, {"location": location, "venue": venue}).message


def read_location(params: Params) -> dict[str, float]:
    """The location a call gives, checked."""
    place = {}
    for name in ("latitude", "longitude"):
        value = params.number(name)
        if value is None:
            raise bad_request(f"{name} is empty")
        place[name] = value
    if abs(place["latitude"]) > 90 or abs(place["longitude"]) > 180:
        raise bad_request("wrong latitude or longitude specified")
    return place


def send_contact(sim: Simulator, params: Params) -> Message:
    """sendContact."""
    contact = {name: params.text(name) for name in ("phone_number", "first_name", "last_name")}
    for name in ("phone_number", "first_name"):
        if not contact[name]:
            raise bad_request(f"{name.replace('_', ' ')} is empty")
    return send(sim, params, {"contact": {k: v for k, v in contact.items() if v}}).message


def send_media_group(sim: Simulator, params: Params) -> list[Message]:
    """sendMediaGroup."""
    items = params.structure("media", "media")
    if not isinstance(items, list):
        raise bad_request("expected an Array of InputMedia")
    if not items:
        raise bad_request("there are no messages to send")
    if len(items) > MAX_ALBUM:
        raise bad_request("too many messages to send as an album")
    contents = [album_item(sim, params, item) for item in items]
    kinds = {kind for content in contents for kind in content if kind in KINDS}
    if not any(kinds <= row for row in ALBUM_KINDS):
        raise bad_request("can't use the media of the specified type in the album")
    chat = writable_chat(sim, params)
    reply_to = replied_message(sim, chat, params)
    sim.limits.admit(chat.id)
    album = {"media_group_id": sim.album_id()} if len(contents) > 1 else {}
    records = [deliver(sim, chat, params, {**album, **c}, None, reply_to) for c in contents]
    return [record.message for record in records]


def album_item(sim: Simulator, params: Params, item: Any) -> dict[str, Any]:
    """The content one InputMedia object describes."""
    if not isinstance(item, dict):
        raise bad_request("can't parse InputMedia: expected an Object")
    kind = str(item.get("type", ""))
    if kind not in KINDS:
        raise bad_request(f'can\'t parse InputMedia: type "{kind}" is unsupported')
    if not item.get("media"):
        raise bad_request("can't parse InputMedia: media not found")
    inner = Params(item, params.uploads)
    return media_content(sim.files.from_call(inner, "media", kind)) | caption_content(inner)


def send_chat_action(sim: Simulator, params: Params) -> bool:
    """sendChatAction."""
    action = params.text("action")
    if action not in CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = writable_chat(sim, params)
    sim.show("typing", chat, {"action": action})
    return True


def copy_message(sim: Simulator, params: Params) -> dict[str, int]:
    """copyMessage."""
    source = read_chat(sim, params, "from_chat_id")
    original = find_record(source, params, "message to copy").message
    if SERVICE & original.keys():
        raise bad_request("message can't be copied")
    content = {k: v for k, v in original.items() if k not in NOT_COPIED}
    if "caption" in params and any(kind in content for kind in KINDS):
        content = {k: v for k, v in content.items() if not k.startswith("caption")} | caption_content(params)
    return {"message_id": send(sim, params, content).message["message_id"]}


def forward_message(sim: Simulator, params: Params) -> Message:
    """forwardMessage."""
    source = read_chat(sim, params, "from_chat_id")
    original = find_record(source, params, "message to forward").message
    if original.get("has_protected_content") or SERVICE & original.keys():
        raise bad_request("message can't be forwarded")
    content = {k: v for k, v in original.items() if k not in NOT_COPIED}
    origin = original.get("forward_origin") or origin_of(original)
    return send(sim, params, {"forward_origin": origin, **content}).message


def origin_of(message: Message) -> dict[str, Any]:
    """Where a message that is being forwarded comes from."""
    return {"type": "user", "sender_user": message["from"], "date": message["date"]}
