"""From Telegram's messages to what the use cases understand."""

import re
from operator import index

from telegram import Message, Update

from hotline.material import Material, Media
from hotline.people import Chat

_FILES = ("voice", "video", "audio", "document", "video_note", "animation")
_COMMAND = re.compile(r"^/\w+(@\w+)?\s*")
_KINDS = {"video_note": "video", "animation": "video"}


def chat_of(update: Update) -> Chat | None:
    """The private chat an update comes from; None for groups and channels, where nothing is read.

    Raises TypeError where its id is no whole number: nobody could be answered there.
    """
    chat, user = update.effective_chat, update.effective_user
    if chat is None or user is None or chat.type != "private":
        return None
    return Chat(index(chat.id), user.full_name, user.language_code or "")


def is_command(update: Update) -> bool:
    """Whether an update is a command, and so no answer to what was asked."""
    return update.message is not None and (update.message.text or "").startswith("/")


def material_of(message: Message) -> Material:
    """What a message brings to a case. Stickers bring nothing; contacts count as name and number."""
    return Material(
        text=_text_of(message),
        media=_media_of(message),
        point=_point_of(message),
        message_id=message.message_id,
        group=message.media_group_id,
        is_forwarded=message.forward_origin is not None,
    )


def _text_of(message: Message) -> str:
    if message.contact is not None:
        return f"{message.contact.first_name} {message.contact.phone_number}"
    if message.venue is not None:
        return f"{message.venue.title} {message.venue.address}"
    # A command below a picture is no command to Telegram: its words count.
    return message.text or _COMMAND.sub("", message.caption or "")


def _media_of(message: Message) -> Media | None:
    if message.photo:
        largest = message.photo[-1]
        return Media("photo", largest.file_id, largest.file_unique_id, "image/jpeg", largest.file_size)
    for name in _FILES:
        if (file := getattr(message, name, None)) is not None:
            kind, mime = _KINDS.get(name, name), getattr(file, "mime_type", None)
            return Media(kind, file.file_id, file.file_unique_id, mime, file.file_size)
    return None


def _point_of(message: Message) -> tuple[float, float] | None:
    location = message.venue.location if message.venue is not None else message.location
    return None if location is None else (location.latitude, location.longitude)
