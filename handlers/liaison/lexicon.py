"""/lexicon: the liaison decides on the words that corrected cases speak for."""

from telegram import Update
from telegram.ext import CommandHandler, filters

from handlers.context import HotlineContext
from handlers.pressing import on_press
from hotline import lexicon_desk

_PRIVATE = filters.ChatType.PRIVATE
_YES, _NO = frozenset({"yes", "ok", "同意"}), frozenset({"no", "先不", "不同意"})
_ALL, _AGREED = frozenset({"all", "都同意"}), frozenset({"agreed", "已定", "定过"})
_UNDO = frozenset({"undo", "收回"})


async def lexicon(update: Update, context: HotlineContext) -> None:
    """/lexicon: the next word; with a word after it, what the buttons do."""
    typed, rest = (context.args or [""])[0], " ".join((context.args or [])[1:])
    if typed in _YES:
        await lexicon_desk.agree(context.work, context.actor)
    elif typed in _NO:
        await lexicon_desk.put_off(context.work, context.actor)
    elif typed in _ALL:
        await lexicon_desk.agree_to_all(context.work, context.actor)
    elif typed in _AGREED:
        await lexicon_desk.list_agreed(context.work, context.actor)
    elif typed in _UNDO:
        await lexicon_desk.take_back(context.work, context.actor, word=rest)
    else:
        await lexicon_desk.show_next(context.work, context.actor)


async def agree(update: Update, context: HotlineContext) -> None:
    await lexicon_desk.agree(context.work, context.actor, context.press.key, message_id=context.card_id)


async def put_off(update: Update, context: HotlineContext) -> None:
    await lexicon_desk.put_off(context.work, context.actor, context.press.key, message_id=context.card_id)


async def agree_to_all(update: Update, context: HotlineContext) -> None:
    await lexicon_desk.agree_to_all(context.work, context.actor, message_id=context.card_id)


async def list_agreed(update: Update, context: HotlineContext) -> None:
    await lexicon_desk.list_agreed(context.work, context.actor, message_id=context.card_id)


async def take_back(update: Update, context: HotlineContext) -> None:
    await lexicon_desk.take_back(
        context.work, context.actor, key=context.press.key, message_id=context.card_id
    )


HANDLERS = [
    CommandHandler("lexicon", lexicon, _PRIVATE),
    on_press("lexok", agree),
    on_press("lexno", put_off),
    on_press("lexall", agree_to_all),
    on_press("lexlist", list_agreed),
    on_press("lexundo", take_back),
]
