"""The simulated Telegram: its parts, and what both sides do to a chat."""

import secrets
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.simulator.callbacks import Queries
from bot.simulator.calls import CallLog
from bot.simulator.commands import CommandMenus
from bot.simulator.events import Event, EventLog
from bot.simulator.faults import Faults
from bot.simulator.files import FileStore
from bot.simulator.front import ClockStep, Front
from bot.simulator.limits import LimitKeeper, Limits
from bot.simulator.outage import Outage
from bot.simulator.poll import Poll
from bot.simulator.presence import Presence
from bot.simulator.updates import UpdateQueue
from bot.simulator.webhook import Backoff, Webhook
from bot.simulator.world import Chat, Message, Record, World

DEFAULT_TOKEN = "123456789:AAH-local-simulator-token-0123456789"  # noqa: S105 - opens nothing


def utc_now() -> datetime:
    """The real time."""
    return datetime.now(UTC)


class Simulator:
    """One bot's Telegram, in memory: people, chats, the bot's updates, faults and records.

    clock gives message dates (aware, UTC); monotonic measures rates. update_lifetime drops
    unconfirmed updates older than that (Telegram: 24 hours; here never, unless given), and then
    button presses after callback_lifetime. In groups, privacy_mode hides from the bot what is
    neither a command, a mention, nor a reply to it. front is what the page at the root shows first.
    """

    def __init__(
        self,
        token: str = DEFAULT_TOKEN,
        *,
        clock: Callable[[], datetime] = utc_now,
        monotonic: Callable[[], float] = time.monotonic,
        limits: Limits | None = None,
        username: str = "hotline_test_bot",
        first_name: str = "Hotline",
        privacy_mode: bool = True,
        update_lifetime: timedelta | None = None,
        callback_lifetime: timedelta = timedelta(seconds=150),
        backoff: Backoff | None = None,
        front: Front | None = None,
    ) -> None:
        self.token = token
        self.clock = clock
        self.username = username
        self.first_name = first_name
        self.privacy_mode = privacy_mode
        self.update_lifetime = update_lifetime
        self.callback_lifetime = callback_lifetime
        self.world = World()
        self.files = FileStore()
        self.events = EventLog()
        self.calls = CallLog()
        self.faults = Faults()
        self.menus = CommandMenus()
        self.outage = Outage()
        self.limits = LimitKeeper(limits or Limits(), monotonic)
        self.queries = Queries(clock, callback_lifetime)
        self.updates = UpdateQueue(clock, self._lifetime)
        self.webhook = Webhook(self.updates, self.outage, backoff or Backoff(), clock)
        self.poll = Poll()
        self.presence = Presence()
        self.front = front or Front()
        self.texts: dict[tuple[str, str], str] = {}
        self.menu_buttons: dict[int, dict[str, Any]] = {}
        self.album_count = 0
        self.life = secrets.token_hex(8)

    @property
    def bot_id(self) -> int:
        """The bot's own id, the first part of its token."""
        return int(self.token.split(":")[0])

    @property
    def bot_user(self) -> dict[str, Any]:
        """The bot as the sender of a message."""
        return {"id": self.bot_id, "is_bot": True, "first_name": self.first_name, "username": self.username}

    def now(self) -> int:
        """The time as it stands in messages."""
        return int(self.clock().timestamp())

    def album_id(self) -> str:
        """A media_group_id no album had."""
        self.album_count += 1
        return str(13_500_000_000_000_000 + self.album_count)

    def post(
        self,
        chat: Chat,
        sender: dict[str, Any],
        content: dict[str, Any],
        *,
        reply_to: Message | None = None,
        keyboard: dict[str, Any] | None = None,
    ) -> Record:
        """Put a message into a chat and show it to everyone there (the bot gets no update by this)."""
        message: Message = {
            "message_id": self.world.new_message_id(),
            "from": sender,
            "chat": self.world.chat_view(chat),
            "date": self.now(),
        }
        if reply_to is not None:
            # A reply shows the message it answers, but not that message's own reply.
            message["reply_to_message"] = {k: v for k, v in reply_to.items() if k != "reply_to_message"}
        record = Record({**message, **content}, keyboard)
        chat.records[record.message["message_id"]] = record
        record.cursor = self.show("message", chat, record.view()).cursor
        return record

    def rewrite(self, chat: Chat, record: Record, message: Message) -> Record:
        """Replace a message in place; its old version stays untouched for whoever holds it."""
        record.message = {**message, "edit_date": self.now()}
        record.cursor = self.show("edited", chat, record.view()).cursor
        return record

    def remove(self, chat: Chat, message_id: int) -> None:
        """Take a message away."""
        del chat.records[message_id]
        self.show("deleted", chat, {"message_id": message_id})

    def show(self, kind: str, chat: Chat, data: dict[str, Any], people: Iterable[int] | None = None) -> Event:
        """Let people see something: everyone in the chat, or those named."""
        seen_by = tuple(chat.members if people is None else people)
        event = self.events.add(kind, chat.id, seen_by, data)
        for person_id in seen_by:
            person = self.world.people[person_id]
            person.journal.append(event)
            person.bell.ring()
        return event

    @property
    def bot_is_there(self) -> bool:
        """Whether the bot takes updates."""
        if self.outage.is_on:
            return False
        if self.webhook.target is not None:
            return not self.webhook.is_failing
        return self.poll.is_waiting or self.presence.is_recent()

    def present(self, people: dict[int, str]) -> None:
        """Change whom the page shows first, with a word on each; pages already open learn of it."""
        self.front.people = people
        self.events.add("front", 0, (), {})

    def move_clock(self, step: ClockStep) -> None:
        """Take a step of the clock, and tell all screens."""
        step.move()
        self.events.add("clock", 0, (), {"now": self.clock().isoformat()})

    async def start(self) -> None:
        """Begin webhook delivery, if a webhook is set."""
        await self.webhook.start()

    async def stop(self) -> None:
        """End webhook delivery; all state stays."""
        self.outage.end()
        await self.webhook.stop()

    def _lifetime(self, kind: str) -> timedelta | None:
        if self.update_lifetime is None:
            return None
        return self.callback_lifetime if kind == "callback_query" else self.update_lifetime
