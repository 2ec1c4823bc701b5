"""What everybody may send: help, contact, the language, and the polite line in groups."""

from telegram import Update
from telegram.constants import ChatMemberStatus
from telegram.ext import ChatMemberHandler, CommandHandler, filters

from handlers.context import HotlineContext
from handlers.pressing import on_press
from handlers.wording import LANGUAGES
from hotline.errors import NoSuchChoice

_PRIVATE = filters.ChatType.PRIVATE


async def show_help(update: Update, context: HotlineContext) -> None:
    """/help: what the sender can do, by role."""
    await context.answer("help", roles=sorted(context.actor.roles))


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
    on_press("lang", choose_language),
    ChatMemberHandler(blocked, ChatMemberHandler.MY_CHAT_MEMBER),
]
