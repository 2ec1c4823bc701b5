"""附议 by button and by command: stand behind a neighbour's case, follow it, leave it."""

from telegram import Update
from telegram.ext import CommandHandler, filters

from handlers.context import HotlineContext
from handlers.pressing import on_press
from hotline import cards, supporting
from hotline.casebook import Ref

_PRIVATE = filters.ChatType.PRIVATE


async def support(update: Update, context: HotlineContext) -> None:
    """The case that was offered below the card is the same matter."""
    await supporting.support(
        context.work, context.actor, Ref(context.press.key), context.ref, message_id=context.card_id
    )


async def support_typed(update: Update, context: HotlineContext) -> None:
    """/support 0123."""
    await supporting.support(context.work, context.actor, context.typed_ref)


async def differs(update: Update, context: HotlineContext) -> None:
    """It is another matter: the card goes on without the offer."""
    draft = await supporting.is_different(context.work, context.actor, context.ref)
    await cards.show(context.work, draft, message_id=context.card_id)


async def leave(update: Update, context: HotlineContext) -> None:
    await supporting.leave(
        context.work, context.actor, Ref(context.press.case_id), message_id=context.card_id
    )


async def leave_typed(update: Update, context: HotlineContext) -> None:
    """/leave 0123."""
    await supporting.leave(context.work, context.actor, context.typed_ref)


HANDLERS = [
    CommandHandler("support", support_typed, _PRIVATE),
    CommandHandler("leave", leave_typed, _PRIVATE),
    on_press("support", support),
    on_press("differs", differs),
    on_press("leave", leave),
]
