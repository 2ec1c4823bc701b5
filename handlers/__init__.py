"""Telegram in, Telegram out: one room per actor."""

from typing import Any

from telegram.ext import BaseHandler

from handlers import (
    activities,
    constituent,
    deputy,
    digests,
    duty,
    everyone,
    liaison,
    office,
    presidium,
    printing,
    suggestions,
    writing,
    yearly,
)
from handlers.context import HotlineContext

HANDLERS: list[BaseHandler[Any, HotlineContext, Any]] = [
    # First: an edited command is not carried out a second time.
    *writing.EDITED,
    *everyone.HANDLERS,
    *presidium.HANDLERS,
    *liaison.HANDLERS,
    *office.HANDLERS,
    *digests.HANDLERS,
    *deputy.HANDLERS,
    *suggestions.HANDLERS,
    *duty.HANDLERS,
    *yearly.HANDLERS,
    *activities.HANDLERS,
    *printing.HANDLERS,
    *constituent.HANDLERS,
    # Last: takes whatever text, command or button is left.
    *writing.HANDLERS,
]
"""The first that fits handles an update; commands and buttons have distinct names, so order matters
only for the first line and the last."""
