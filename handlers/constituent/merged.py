"""A case that is handled together with another: its constituent says whether that solves it too."""

from telegram import Update

from handlers.context import HotlineContext
from handlers.pressing import on_press
from hotline import merging


async def rate(update: Update, context: HotlineContext) -> None:
    """Solved or not; the desk notes it for a caller."""
    is_solved = context.press.argument == "1"
    await merging.rate(context.work, context.actor, context.ref, is_solved, message_id=context.card_id)


HANDLERS = [on_press("mergedok", rate)]
