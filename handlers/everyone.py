"""What everybody may send: help, contact, the language, and the polite line in groups."""

from telegram import Update
from telegram.constants import ChatMemberStatus
from telegram.ext import ChatMemberHandler, CommandHandler, filters

from handlers.context import HotlineContext
from handlers.pressing import on_press
from handlers.wording import LANGUAGES
from hotline.errors import NoSuchChoice

_PRIVATE = filters.ChatType.PRIVATE
_ALL = frozenset({"更多", "全部", "more", "all"})


async def show_help(update: Update, context: HotlineContext) -> None:
    """/help: what the sender does most, by role; /help 更多: all of it."""
    wants_all = (context.args or [""])[0].lower() in _ALL
    await context.answer("help_more" if wants_all else "help", roles=sorted(context.actor.roles))


async def show_more_help(update: Update, context: HotlineContext) -> None:
    await context.answer("help_more", roles=sorted(context.actor.roles))


async def contact(update: Update, context: HotlineContext) -> None:
    """/contact: room, hours, phone."""
    await context.answer("contact")


async def language(update: Update, context: HotlineContext) -> None:
    await context.answer("language")


async def choose_language(update: Update, context: HotlineContext) -> None:
    if context.press.argument not in LANGUAGES:
        raise NoSuchChoice("language", context.press.argument)
    context.person.language = context.press.argument
    await context.answer("language_set", message_id=context.card_id)
    await context.answer("menu", slot="menu")


async def blocked(update: Update, context: HotlineContext) -> None:
    """The person stopped the bot, or took it back; recognising them has already noted the return."""
    change = update.my_chat_member
    if change is not None and change.new_chat_member.status == ChatMemberStatus.BANNED:
        context.person.blocked_at = context.work.now


HANDLERS = [
    CommandHandler("help", show_help, _PRIVATE),
    CommandHandler("contact", contact, _PRIVATE),
    CommandHandler("language", language, _PRIVATE),
    on_press("helpmore", show_more_help),
    on_press("lang", choose_language),
    ChatMemberHandler(blocked, ChatMemberHandler.MY_CHAT_MEMBER),
]
