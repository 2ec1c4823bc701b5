"""Digests on request, and the lists and the workbook behind the liaison's."""

from telegram import Update
from telegram.ext import CommandHandler, filters

from handlers.callbacks import NotAButton
from handlers.context import HotlineContext
from handlers.pressing import on_press
from hotline import digest
from hotline.digest import listed

_PRIVATE = filters.ChatType.PRIVATE
_LIST = frozenset({"名单", "名單", "list"})
_BOOK = frozenset({"表格", "table", "xlsx"})


async def show_digest(update: Update, context: HotlineContext) -> None:
    """/digest: last week's; of another: /digest 本周, /digest 6月15日, /digest 上月; /digest 我的.

    /digest 名单: what is late; /digest 表格 6月15日: a week's workbook.
    """
    words = context.args or []
    asked = {word.lower() for word in words}
    week = " ".join(word for word in words if word.lower() not in _LIST | _BOOK)
    if asked & _LIST:
        await listed.show_due_list(context.work, context.actor)
    elif asked & _BOOK:
        await listed.show_digest_book(context.work, context.actor, week)
    else:
        await digest.show_digest(context.work, context.actor, week)


async def press_digest(update: Update, context: HotlineContext) -> None:
    """One of the lists behind a digest: "list-2026-06-15", "book-2026-06-15"."""
    which, _, week = context.press.argument.partition("-")
    if which == "list":
        await listed.show_due_list(context.work, context.actor)
    elif which == "book":
        await listed.show_digest_book(context.work, context.actor, week)
    else:
        raise NotAButton(context.press.argument)


HANDLERS = [
    CommandHandler("digest", show_digest, _PRIVATE),
    on_press("digest", press_digest),
]
