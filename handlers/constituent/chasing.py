"""催办: /chase and its button."""

from telegram import Update
from telegram.ext import CommandHandler, filters

from handlers.constituent.choosing import typed_or_asked
from handlers.context import HotlineContext
from handlers.pressing import on_press
from hotline.casebook import Ref
from hotline.chasing import CHASEABLE, chase


async def press_chase(update: Update, context: HotlineContext) -> None:
    # Whoever asks where a case stays means the case as it is now.
    await chase(context.work, context.actor, Ref(context.press.case_id))


async def chase_typed(update: Update, context: HotlineContext) -> None:
    """/chase 0123."""
    ref = await typed_or_asked(context, "chase", CHASEABLE)
    if ref is not None:
        await chase(context.work, context.actor, ref)


HANDLERS = [
    CommandHandler("chase", chase_typed, filters.ChatType.PRIVATE),
    on_press("chase", press_chase),
]
