"""年度工作总结: /yearly for liaison and presidium."""

from telegram import Update
from telegram.ext import CommandHandler, filters

from handlers.context import HotlineContext, message_of
from handlers.typed_years import year_in
from hotline.yearly.writing import send_summary


async def write_summary(update: Update, context: HotlineContext) -> None:
    """/yearly: of the running year so far; /yearly 2025."""
    words = (message_of(update).text or "").split()
    year = year_in(context, words[1]) if len(words) > 1 else None
    await send_summary(context.work, context.actor, year)


HANDLERS = [CommandHandler("yearly", write_summary, filters.ChatType.PRIVATE)]
