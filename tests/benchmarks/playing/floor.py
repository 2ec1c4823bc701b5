"""The least that a bot can do for an update: one row, kept for good, and as many replies as the hotline.

    python -m tests.benchmarks.playing.floor BASE_URL DATABASE_URL CHAT

A plain python-telegram-bot program, with several updates at once. A text is answered by a card with a
button; a tap by the toast, the changed card, and a message to the person in CHAT.
"""

import asyncio
import logging
import sys
from typing import Any

import aiosqlite
import asyncpg
from sqlalchemy.engine import URL, make_url
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, ApplicationBuilder, CallbackQueryHandler, MessageHandler, filters

from bot.demo.staging import TOKEN
from tests.benchmarks.playing.crowd import PRESSED, RECEIPT

_TABLE = "CREATE TABLE IF NOT EXISTS kept (id BIGINT PRIMARY KEY, chat BIGINT NOT NULL, words TEXT NOT NULL)"
_CONNECTIONS = 8

Context = Any


class Store:
    """Keeps rows; each is committed, as safely as the hotline commits, when `keep` returns."""

    def __init__(self, url: URL) -> None:
        self._url = url
        self.opened: Any = None

    async def open(self) -> None:
        if self._url.get_backend_name() == "sqlite":
            self.opened = await aiosqlite.connect(str(self._url.database), isolation_level=None)
            for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", _TABLE):
                await self.opened.execute(statement)
            return
        plain = self._url.set(drivername="postgresql").render_as_string(hide_password=False)
        self.opened = await asyncpg.create_pool(plain, min_size=_CONNECTIONS, max_size=_CONNECTIONS)
        await self.opened.execute(_TABLE)

    async def keep(self, *row: int | str) -> None:
        if self._url.get_backend_name() == "sqlite":
            await self.opened.execute_insert("INSERT INTO kept VALUES (?, ?, ?)", row)
        else:
            await self.opened.execute("INSERT INTO kept VALUES ($1, $2, $3)", *row)

    async def close(self) -> None:
        await self.opened.close()


def build(base_url: str, database_url: str, other_chat: int) -> "Application[Any, Any, Any, Any, Any, Any]":
    """The whole bot."""
    store = Store(make_url(database_url))

    async def opened(_application: Any) -> None:
        await store.open()

    async def closed(_application: Any) -> None:
        await store.close()

    async def text(update: Update, _context: Context) -> None:
        message = update.message
        assert message is not None
        assert message.text is not None
        await store.keep(update.update_id, message.chat_id, message.text)
        await message.reply_text(f"收到：{message.text}", reply_markup=_button(PRESSED[0]))

    async def tap(update: Update, context: Context) -> None:
        query = update.callback_query
        assert query is not None
        assert query.data is not None
        await store.keep(update.update_id, query.from_user.id, query.data)
        await query.answer("收到了")
        await query.edit_message_text(f"收到了，编号 {update.update_id}", reply_markup=_button(RECEIPT))
        await context.bot.send_message(other_chat, f"有一件新的事，编号 {update.update_id}")

    builder = ApplicationBuilder().token(TOKEN).base_url(f"{base_url}/bot").concurrent_updates(True)
    application = builder.post_init(opened).post_shutdown(closed).build()
    application.add_handler(MessageHandler(filters.TEXT, text))
    application.add_handler(CallbackQueryHandler(tap))
    return application


def _button(label: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=label)]])


def main() -> None:
    """Run until stopped."""
    logging.basicConfig(level=logging.WARNING)
    asyncio.set_event_loop(asyncio.new_event_loop())
    base_url, database_url, other_chat = sys.argv[1:]
    build(base_url, database_url, int(other_chat)).run_polling(poll_interval=0)


if __name__ == "__main__":
    main()
