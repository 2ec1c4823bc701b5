"""A hotline in a hurry: on a Telegram without limits, sending without waiting for them."""

from typing import Any

from bot.simulator import Limits


def at_once() -> dict[str, Any]:
    """Arguments for `staged` with which nothing waits its turn."""
    return {"limits": Limits.none(), "telegram": {"messages_per_second_in_a_chat": 30}}
