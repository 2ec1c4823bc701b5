"""The methods that change or take away a message, or react to it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bot.simulator.access import find_record, read_chat, writable_chat
from bot.simulator.content import caption_content, text_content
from bot.simulator.errors import bad_request
from bot.simulator.files import KINDS
from bot.simulator.markup import inline_part, read_markup
from bot.simulator.methods.sending import album_item
from bot.simulator.params import Params
from bot.simulator.simulator import Simulator
from bot.simulator.world import Chat, Message, Record

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
TEXT_FIELDS = {"text", "entities", "link_preview_options"}
CAPTION_FIELDS = {"caption", "caption_entities"}
DELETABLE_FOR = timedelta(hours=48)
# The reactions a bot may set (an emoji outside this list is refused).
REACTION_LIST = (
    "👍 👎 ❤ 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤\u200d🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 "
    "💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨\u200d💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 "
    "🦄 😘 💊 🙊 😎 👾 🤷\u200d♂ 🤷 🤷\u200d♀ 😡"
)
REACTIONS = frozenset(REACTION_LIST.split())


def _editable(sim: Simulator, params: Params) -> tuple[Chat, Record]:
    if not params.text("chat_id") and not params.text("message_id"):
        raise bad_request("message identifier is not specified")
    chat = writable_chat(sim, params)
    record = find_record(chat, params, "message to edit")
    # A message that came with a reply keyboard can't be edited on the real server either.
    if record.message["from"]["id"] != sim.bot_id or record.keyboard is not None:
        raise bad_request("message can't be edited")
    return chat, record


def _replace(
    sim: Simulator, chat: Chat, record: Record, dropped: set[str], content: dict[str, Any]
) -> Message:
    """Put new content in place of the dropped fields; without a new keyboard the old one goes."""
    old = {k: v for k, v in record.message.items() if k != "edit_date"}
    new = {k: v for k, v in old.items() if k not in dropped | {"reply_markup"}} | content
    if new == old:
        raise bad_request(NOT_MODIFIED)
    sim.limits.admit(chat.id)
    return sim.rewrite(chat, record, new).message


def _inline_markup(params: Params) -> dict[str, Any]:
    inline = inline_part(read_markup(params))
    return {"reply_markup": inline} if inline else {}


def edit_message_text(sim: Simulator, params: Params) -> Message:
    """editMessageText."""
    content = text_content(params) | _inline_markup(params)
    chat, record = _editable(sim, params)
    if "text" not in record.message:
        raise bad_request("there is no text in the message to edit")
    return _replace(sim, chat, record, TEXT_FIELDS, content)


def edit_message_caption(sim: Simulator, params: Params) -> Message:
    """editMessageCaption."""
    content = caption_content(params) | _inline_markup(params)
    chat, record = _editable(sim, params)
    if not record.message.keys() & KINDS.keys():
        raise bad_request("there is no caption in the message to edit")
    return _replace(sim, chat, record, CAPTION_FIELDS, content)


def edit_message_reply_markup(sim: Simulator, params: Params) -> Message:
    """editMessageReplyMarkup."""
    content = _inline_markup(params)
    chat, record = _editable(sim, params)
    return _replace(sim, chat, record, set(), content)


def edit_message_media(sim: Simulator, params: Params) -> Message:
    """editMessageMedia."""
    content = album_item(sim, params, params.structure("media", "input media")) | _inline_markup(params)
    chat, record = _editable(sim, params)
    if "media_group_id" in record.message and not record.message.keys() & content.keys() & KINDS.keys():
        raise bad_request("can't use the media of the specified type in the album")
    return _replace(sim, chat, record, TEXT_FIELDS | CAPTION_FIELDS | KINDS.keys(), content)


def delete_message(sim: Simulator, params: Params) -> bool:
    """deleteMessage."""
    chat = writable_chat(sim, params)
    record = find_record(chat, params, "message to delete")
    _check_deletable(sim, chat, record)
    sim.remove(chat, record.message["message_id"])
    return True


def delete_messages(sim: Simulator, params: Params) -> bool:
    """deleteMessages; those that are not there are passed over."""
    chat = writable_chat(sim, params)
    ids = params.structure("message_ids", "message_ids")
    if not isinstance(ids, list) or not ids:
        raise bad_request("message identifiers are not specified")
    if not all(isinstance(i, int | str) and str(i).isdigit() for i in ids):
        raise bad_request("message identifier must be a Number")
    for message_id in [int(i) for i in ids if int(i) in chat.records]:
        _check_deletable(sim, chat, chat.records[message_id])
        sim.remove(chat, message_id)
    return True


def _check_deletable(sim: Simulator, chat: Chat, record: Record) -> None:
    if sim.now() - record.message["date"] > DELETABLE_FOR.total_seconds():
        raise bad_request("message can't be deleted for everyone")
    if chat.is_group and record.message["from"]["id"] != sim.bot_id:
        raise bad_request("message can't be deleted")


def set_message_reaction(sim: Simulator, params: Params) -> bool:
    """setMessageReaction."""
    reactions = params.structure("reaction", "reaction types") or []
    if not isinstance(reactions, list):
        raise bad_request("expected an Array of ReactionType")
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    for reaction in reactions:
        if not isinstance(reaction, dict) or reaction.get("type") != "emoji":
            raise bad_request("can't parse ReactionType: invalid reaction type specified")
        if str(reaction.get("emoji", "")).replace("\ufe0f", "") not in REACTIONS:
            raise bad_request("REACTION_INVALID")
    chat = read_chat(sim, params)
    record = find_record(chat, params, "message to react")
    record.reactions = reactions
    message_id = record.message["message_id"]
    record.cursor = sim.show("reaction", chat, {"message_id": message_id, "reactions": reactions}).cursor
    return True


def answer_callback_query(sim: Simulator, params: Params) -> bool:
    """answerCallbackQuery."""
    text = params.text("text")
    if len(text) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    answer = {
        "text": text or None,
        "show_alert": params.flag("show_alert"),
        "url": params.text("url") or None,
    }
    query = sim.queries.close(params.text("callback_query_id"), answer)
    sim.show("answer", sim.world.chats[query.chat_id], {"query_id": query.id, **answer}, [query.person_id])
    return True


EDITING: dict[str, Callable[[Simulator, Params], Any]] = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "editMessageMedia": edit_message_media,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "setMessageReaction": set_message_reaction,
    "answerCallbackQuery": answer_callback_query,
}
