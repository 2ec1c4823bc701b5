"""/mydata: what is kept of the sender, a copy of it, and its erasing; /privacy: how things are kept."""

from telegram import Update
from telegram.ext import CommandHandler, filters

from handlers.context import HotlineContext
from handlers.pressing import on_press
from hotline import privacy

_EXPORT = frozenset({"export", "copy", "给我一份", "一份", "导出"})
_ERASE = frozenset({"erase", "delete", "全部删掉", "删掉", "删除"})
CONFIRMED = frozenset({"erase-all", "确定删掉", "确定删除"})


async def my_data(update: Update, context: HotlineContext) -> None:
    """/mydata; /mydata export; /mydata erase, which only asks, and /mydata erase-all, which does it."""
    word = (context.args or [""])[0].lower()
    if word in _EXPORT:
        await privacy.show(context.work, context.actor, "my_data.export")
    elif word in _ERASE:
        await privacy.ask_erase(context.work, context.actor)
    elif word in CONFIRMED:
        await privacy.erase(context.work, context.actor)
    else:
        await privacy.show(context.work, context.actor)


async def how_it_is_kept(update: Update, context: HotlineContext) -> None:
    """/privacy: what for, who sees it, how long, and where it lies."""
    await privacy.show(context.work, context.actor, "my_data.privacy")


async def export(update: Update, context: HotlineContext) -> None:
    await privacy.show(context.work, context.actor, "my_data.export")


async def ask_erase(update: Update, context: HotlineContext) -> None:
    await privacy.ask_erase(context.work, context.actor, message_id=context.card_id)


async def erase(update: Update, context: HotlineContext) -> None:
    await privacy.erase(context.work, context.actor, message_id=context.card_id)


async def keep(update: Update, context: HotlineContext) -> None:
    """Nothing is erased after all: what is kept is shown again."""
    await privacy.show(context.work, context.actor, message_id=context.card_id)


HANDLERS = [
    CommandHandler("mydata", my_data, filters.ChatType.PRIVATE),
    CommandHandler("privacy", how_it_is_kept, filters.ChatType.PRIVATE),
    on_press("export", export),
    on_press("erase", ask_erase),
    on_press("erasenow", erase),
    on_press("eraseno", keep),
]
