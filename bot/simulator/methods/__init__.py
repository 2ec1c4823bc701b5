"""The methods of the Bot API, by name; a new one is a function and a row here."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.simulator.files import KINDS
from bot.simulator.methods.chats import CHATS
from bot.simulator.methods.editing import EDITING
from bot.simulator.methods.identity import IDENTITY
from bot.simulator.methods.receiving import delete_webhook, get_updates, get_webhook_info, set_webhook
from bot.simulator.methods.sending import (
    copy_message,
    forward_message,
    send_chat_action,
    send_contact,
    send_location,
    send_media,
    send_media_group,
    send_message,
    send_venue,
)
from bot.simulator.params import Params
from bot.simulator.simulator import Simulator

Method = Callable[[Simulator, Params], Any | Awaitable[Any]]

METHODS: dict[str, Method] = {
    **IDENTITY,
    **CHATS,
    **EDITING,
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "sendMessage": send_message,
    "sendLocation": send_location,
    "sendVenue": send_venue,
    "sendContact": send_contact,
    "sendMediaGroup": send_media_group,
    "sendChatAction": send_chat_action,
    "copyMessage": copy_message,
    "forwardMessage": forward_message,
    **{"send" + "".join(w.title() for w in kind.split("_")): send_media(kind) for kind in KINDS},
}
# Telegram takes method names in any case.
BY_LOWER_NAME = {name.lower(): (name, method) for name, method in METHODS.items()}


def find_method(name: str) -> tuple[str, Method] | None:
    """A method's proper name and function, or None."""
    return BY_LOWER_NAME.get(name.lower())
