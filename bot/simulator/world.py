"""People, chats and messages: everything there is, held in memory."""

import hashlib
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any

from bot.simulator.bell import Bell
from bot.simulator.events import Event

FIRST_PERSON_ID = 5_000_000_001
FIRST_GROUP_ID = -4_000_000_001
FIRST_SUPERGROUP_ID = -1_002_000_000_001

Message = dict[str, Any]


@dataclass(slots=True)
class Person:
    """Somebody with a Telegram account; journal is all this person was shown, oldest first."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = ""
    phone_number: str = ""
    started: bool = False
    blocked: bool = False
    deactivated: bool = False
    journal: list[Event] = field(default_factory=list)
    bell: Bell = field(default_factory=Bell)
    read: dict[int, int] = field(default_factory=dict)
    keyboards: dict[int, dict[str, Any]] = field(default_factory=dict)

    def user(self) -> dict[str, Any]:
        """The Bot API's User object."""
        optional = ("last_name", "username", "language_code")
        given = {name: getattr(self, name) for name in optional if getattr(self, name)}
        return {"id": self.id, "is_bot": False, "first_name": self.first_name, **given}

    def since(self, cursor: int) -> list[Event]:
        """What this person was shown after a cursor."""
        return self.journal[bisect_right(self.journal, cursor, key=lambda event: event.cursor) :]


@dataclass(slots=True)
class Record:
    """A message as it now is, and what of it the Bot API's Message does not show."""

    message: Message
    keyboard: dict[str, Any] | None = None
    reactions: list[dict[str, Any]] = field(default_factory=list)
    cursor: int = 0

    def view(self) -> Message:
        """The message as people see it."""
        extra: dict[str, Any] = {}
        if self.keyboard is not None:
            extra["reply_keyboard"] = self.keyboard
        if self.reactions:
            extra["reactions"] = self.reactions
        return {**self.message, **extra}


@dataclass(slots=True)
class Chat:
    """A private chat with the bot (its id is the person's) or a group; bot is the bot's status there."""

    id: int
    type: str
    title: str = ""
    members: dict[int, None] = field(default_factory=dict)
    bot: str = "left"
    creator: int = 0
    migrated_to: int = 0
    records: dict[int, Record] = field(default_factory=dict)

    @property
    def is_group(self) -> bool:
        """Whether this is a group or a supergroup."""
        return self.type != "private"

    @property
    def instance(self) -> str:
        """The chat_instance of callback queries: opaque, the same for one chat."""
        return str(int.from_bytes(hashlib.sha256(str(self.id).encode()).digest()[:8], "big", signed=True))


class World:
    """Finds people, chats and messages by id."""

    def __init__(self) -> None:
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.groups: dict[int, Chat] = {}
        self._usernames: dict[str, int] = {}
        self._next_person = FIRST_PERSON_ID
        self._next_group = FIRST_GROUP_ID
        self._next_supergroup = FIRST_SUPERGROUP_ID
        self._next_message = 1

    def add_person(self, person: Person) -> Person:
        """Take in a person under their own id, and their private chat with the bot."""
        self.people[person.id] = person
        self.chats[person.id] = Chat(person.id, "private", members={person.id: None}, bot="member")
        if person.username:
            self._usernames[person.username.lower()] = person.id
        return person

    def username_taken(self, username: str) -> bool:
        """Whether somebody has this name."""
        return username.lower() in self._usernames

    def new_person_id(self) -> int:
        """An id nobody has."""
        while self._next_person in self.people:
            self._next_person += 1
        return self._next_person

    def add_group(self, title: str, kind: str, creator: int) -> Chat:
        """Make an empty group, or a supergroup."""
        if kind == "supergroup":
            chat_id, self._next_supergroup = self._next_supergroup, self._next_supergroup - 1
        else:
            chat_id, self._next_group = self._next_group, self._next_group - 1
        chat = self.chats[chat_id] = self.groups[chat_id] = Chat(chat_id, kind, title, creator=creator)
        return chat

    def new_message_id(self) -> int:
        """Ids grow over all chats, as they do for one account's private chats and small groups."""
        message_id, self._next_message = self._next_message, self._next_message + 1
        return message_id

    def chat_view(self, chat: Chat) -> dict[str, Any]:
        """The Bot API's Chat object."""
        if chat.is_group:
            view: dict[str, Any] = {"id": chat.id, "title": chat.title, "type": chat.type}
            return view if chat.type == "supergroup" else {**view, "all_members_are_administrators": True}
        person = self.people[chat.id]
        given = {n: getattr(person, n) for n in ("last_name", "username") if getattr(person, n)}
        return {"id": chat.id, "first_name": person.first_name, **given, "type": "private"}
