"""Reply markup: what Telegram accepts and what it refuses."""

import json
from typing import Any

from bot.simulator.errors import bad_request
from bot.simulator.params import Params

MAX_CALLBACK_BYTES = 64
MAX_BUTTONS = 100
MAX_MARKUP_BYTES = 10_240
OTHER_BUTTON_KINDS = (
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "login_url",
    "web_app",
    "copy_text",
    "callback_game",
    "pay",
)
REPLY_MARKUP_KINDS = ("keyboard", "remove_keyboard", "force_reply")

Markup = dict[str, Any]


def read_markup(params: Params) -> Markup | None:
    """The call's reply markup, checked, or None."""
    markup = params.structure("reply_markup", "reply keyboard markup")
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        return _inline(markup["inline_keyboard"])
    if "keyboard" in markup:
        return {**markup, "keyboard": _reply_rows(markup["keyboard"])}
    return markup if any(kind in markup for kind in REPLY_MARKUP_KINDS) else None


def inline_part(markup: Markup | None) -> Markup | None:
    """The markup as it shows in the message: only inline keyboards do."""
    return markup if markup and markup.get("inline_keyboard") else None


def reply_part(markup: Markup | None) -> Markup | None:
    """The markup as it changes the person's own keyboard."""
    return markup if markup and "inline_keyboard" not in markup else None


def _inline(rows: Any) -> Markup:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" must be an Array of Arrays')
    kept = [[_inline_button(button) for button in row] for row in rows if row]
    size = len(json.dumps(kept, ensure_ascii=False).encode())
    if sum(map(len, kept)) > MAX_BUTTONS or size > MAX_MARKUP_BYTES:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": kept}


def _inline_button(button: Any) -> dict[str, Any]:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    if not isinstance(button.get("text"), str):
        raise bad_request("can't parse inline keyboard button: Can't find field \"text\"")
    if not button["text"].strip():
        raise bad_request("inline keyboard button text must be non-empty")
    if button.get("url"):
        return _url_button(button)
    data = button.get("callback_data")
    if data:
        if len(str(data).encode()) > MAX_CALLBACK_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
        return button
    if not any(kind in button for kind in OTHER_BUTTON_KINDS):
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    return button


def _url_button(button: dict[str, Any]) -> dict[str, Any]:
    url = str(button["url"])
    known = url.startswith(("http://", "https://", "tg://"))
    host = url.split("://", 1)[-1].split("/", 1)[0].split(":", 1)[0]
    if " " in url or not host or ("." not in host and not known):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    return button if known else {**button, "url": f"http://{url}/"}


def _reply_rows(rows: Any) -> list[list[dict[str, Any]]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "keyboard" must be an Array of Arrays')
    return [[_reply_button(button) for button in row] for row in rows if row]


def _reply_button(button: Any) -> dict[str, Any]:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise bad_request("can't parse keyboard button: KeyboardButton must be a String or an Object")
    if not str(button.get("text") or "").strip():
        raise bad_request("keyboard button text must be non-empty")
    return button
