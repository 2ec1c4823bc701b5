"""Groups: one polite line with the private link; nothing there is read or kept."""

from collections.abc import Mapping
from typing import Any

from handlers.wording import DEFAULT_LANGUAGE, read_catalog

_MEMBER = frozenset({"member", "administrator"})


def is_private(update: Mapping[str, Any]) -> bool:
    """Whether a raw update belongs to a private chat, and so to a person."""
    return _chat(update).get("type") == "private"


def line_for(update: Mapping[str, Any], username: str) -> dict[str, Any] | None:
    """The parameters of the one message to send there, when the bot is added or spoken to; else None."""
    chat = _chat(update)
    if chat.get("type") not in ("group", "supergroup") or not _is_for_us(update, username):
        return None
    line = read_catalog(DEFAULT_LANGUAGE)["group_private"]
    return {"chat_id": chat["id"], "text": line.replace("{{ link }}", f"https://t.me/{username}")}


def _is_for_us(update: Mapping[str, Any], username: str) -> bool:
    if (change := update.get("my_chat_member")) is not None:
        was, now = (change[key]["status"] for key in ("old_chat_member", "new_chat_member"))
        return was not in _MEMBER and now in _MEMBER
    text = str(update.get("message", {}).get("text", ""))
    return f"@{username}".lower() in text.lower() or text.split("@")[0] == "/start"


def _chat(update: Mapping[str, Any]) -> Mapping[str, Any]:
    for key in ("message", "edited_message", "my_chat_member"):
        if key in update:
            return dict(update[key].get("chat", {}))
    return dict(update.get("callback_query", {}).get("message", {}).get("chat", {}))
