"""Telegram in, Telegram out: one room per actor."""

from typing import Any

from telegram.ext import BaseHandler

from handlers import constituent, deputy, everyone, liaison, presidium, writing
from handlers.context import HotlineContext

HANDLERS: list[BaseHandler[Any, HotlineContext, Any]] = [
    *everyone.HANDLERS,
    *presidium.HANDLERS,
    *liaison.HANDLERS,
    *deputy.HANDLERS,
    *constituent.HANDLERS,
    # Last: takes whatever text, command or edit is left.
    *writing.HANDLERS,
]
"""The first that fits handles an update; commands and buttons have distinct names, so order matters
only for the last line."""
