"""Buttons: handlers for an act, each with the toast that takes the little clock off the button."""

from collections.abc import Awaitable, Callable
from typing import Any

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers.context import HotlineContext

Pressed = Callable[[Update, HotlineContext], Awaitable[None]]


def on_press(act: str, pressed: Pressed) -> CallbackQueryHandler[HotlineContext, Any]:
    """A handler for the buttons of `act` (see handlers.callbacks)."""

    async def handle(update: Update, context: HotlineContext) -> None:
        await toast(update, context)
        await pressed(update, context)

    return CallbackQueryHandler(handle, pattern=f"^{act}:")


async def toast(update: Update, context: HotlineContext, kind: str = "toast") -> None:
    """Answer the callback query; with a text where `kind` names one."""
    query = update.callback_query
    if query is not None:
        await context.answer(kind, query_id=query.id)
