"""The way from the bot to the desk in the browser."""

from telegram import Update
from telegram.ext import CommandHandler, filters

from handlers.context import HotlineContext
from hotline.desk_access import make_link
from hotline.permissions import Act, acting_role

ENTRANCE = "/enter/"
"""Where a link leads, below the desk's address; the code follows."""


async def show_link(update: Update, context: HotlineContext) -> None:
    """/desk: a link that opens the desk once."""
    acting_role(Act.OPEN_DESK, context.actor)
    rules = context.work.knowledge.desk
    if not rules.url:
        await context.answer("web_desk.not_set_up")
        return
    code = await make_link(context.work, context.actor)
    minutes, idle = (int(span.total_seconds() // 60) for span in (rules.link_lasts, rules.idle_lasts))
    await context.answer("web_desk.link", link=f"{rules.url}{ENTRANCE}{code}", minutes=minutes, idle=idle)


HANDLERS = [CommandHandler("desk", show_link, filters.ChatType.PRIVATE)]
