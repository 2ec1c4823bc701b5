"""Raw updates as Telegram sends them, and as nobody should: every kind of message, press and rubbish."""

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from telegram.ext import CallbackQueryHandler, CommandHandler

from handlers import HANDLERS
from storage.ids import to_base36
from tests.fuzz.words import EDGES, Words

Raw = dict[str, Any]


@cache
def acts() -> Sequence[str]:
    """The names of all buttons that somebody listens to."""
    patterns = [one.pattern for one in HANDLERS if isinstance(one, CallbackQueryHandler)]
    found = [
        str(getattr(one, "pattern", one)).removeprefix("^").removesuffix(":")
        for one in patterns
        if one is not None
    ]
    return tuple(dict.fromkeys(found))


@cache
def commands() -> Sequence[str]:
    """All commands that somebody listens to."""
    return tuple(
        sorted({name for one in HANDLERS if isinstance(one, CommandHandler) for name in one.commands})
    )


@dataclass
class Chatter:
    """Somebody who writes: what was seen on the own screen is pressed, numbers that were read are typed."""

    id: int
    name: str
    buttons: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)

    def saw(self, buttons: Sequence[str], number: str = "") -> None:
        """Remember the newest buttons and numbers."""
        self.buttons = [*self.buttons, *buttons][-60:]
        self.numbers = [*self.numbers, *filter(None, [number])][-20:]


class Updates:
    """Makes updates of these people, each with an id of its own."""

    def __init__(self, words: Words, chatters: Sequence[Chatter], *, first_id: int = 1) -> None:
        self.words, self.chatters = words, chatters
        self._ids = itertools.count(first_id)
        # Those that Telegram would never send: whoever cannot read them may set them aside.
        self.bent: set[int] = set()

    def one(self, at: int) -> Raw:
        """An update at this second."""
        words, chatter = self.words, self.words.pick(self.chatters)
        body = words.pick(_BODIES)(self, chatter, at)
        update = {"update_id": next(self._ids), **body}
        if words.is_in(0.98):
            return update
        self.bent.add(update["update_id"])
        made = bent(words, update)
        return made if isinstance(made, dict) else update

    def said(self, chatter: Chatter, at: int, **content: Any) -> Raw:
        return {"message": self._message(chatter, at, **content)}

    def text(self, chatter: Chatter, at: int) -> Raw:
        words = self.words
        text = words.sentence() if words.is_in(0.4) else words.text()[:4096]
        return self.said(chatter, at, text=text)

    def answer(self, chatter: Chatter, at: int) -> Raw:
        """What is typed where something was asked: a day, a number, a name."""
        return self.said(chatter, at, text=self.words.short())

    def command(self, chatter: Chatter, at: int) -> Raw:
        words = self.words
        given = [f"/{words.pick(commands())}"]
        if words.is_in(0.5) and chatter.numbers:
            given.append(words.pick(chatter.numbers))
        for _ in range(words.chance.randrange(3)):
            given.append(words.pick((words.short, words.day, words.number, words.name, words.text))()[:1000])
        text = words.pick((" ", " ", "\n", "  ")).join(given)[:4096]
        return self.said(chatter, at, text=text, entities=self._entities(given[0]))

    def press(self, chatter: Chatter, at: int) -> Raw:
        """A button of the own screen; sometimes of another's, or one that no screen shows."""
        words = self.words
        owner = chatter if words.is_in(0.9) else words.pick(self.chatters)
        if owner.buttons and words.is_in(0.9):
            # The newest ones mostly: older cards are stale.
            newest = owner.buttons[-words.pick((3, 6, 12)) :] if words.is_in(0.85) else owner.buttons
            data = words.pick(newest)
            data = words.mutated(data)[:64] if words.is_in(0.08) else data
        else:
            data = press_data(words)
        return {
            "callback_query": {
                "id": str(words.chance.randrange(2**62)),
                "from": self._sender(chatter),
                "chat_instance": "1",
                "data": data,
                "message": self._message(chatter, at, text="…", is_from_bot=True),
            }
        }

    def media(self, chatter: Chatter, at: int) -> Raw:
        words = self.words
        kind = words.pick(
            ("photo", "voice", "video", "audio", "document", "video_note", "animation", "sticker")
        )
        size = words.pick((1, 20_000, 21 * 2**20, 2**31))
        name = words.pick(("路.jpg", "名册.xlsx", "\u202egpj.exe", "../../x.xlsx", words.short()[:200]))
        file: Raw = {
            "file_id": f"f{words.chance.randrange(10**6)}",
            "file_unique_id": f"u{words.chance.randrange(999)}",
        }
        file |= {"file_size": size, "width": 90, "height": 90, "length": 90, "duration": 3}
        file |= {
            "file_name": name,
            "mime_type": words.pick(("image/jpeg", "x/y", words.atom())),
            "type": "regular",
        }
        file |= {"is_animated": False, "is_video": False}
        content: Raw = {kind: [file, {**file, "file_id": "big"}] if kind == "photo" else file}
        if words.is_in(0.5):
            content["caption"] = (
                words.text()[:1024] if words.is_in(0.7) else f"/{words.pick(commands())} {words.short()}"
            )
        if words.is_in(0.4):
            content["media_group_id"] = str(words.chance.randrange(4))
        return self.said(chatter, at, **content)

    def place(self, chatter: Chatter, at: int) -> Raw:
        chance = self.words.chance
        where = {
            "latitude": chance.uniform(-90, 90),
            "longitude": self.words.pick((126.5, 180.0, -180.0, 0.0)),
        }
        if self.words.is_in(0.5):
            return self.said(chatter, at, location=where)
        return self.said(
            chatter,
            at,
            venue={"location": where, "title": self.words.short(), "address": self.words.text()[:500]},
        )

    def contact(self, chatter: Chatter, at: int) -> Raw:
        words = self.words
        contact = {"phone_number": words.pick(EDGES), "first_name": words.short(), "user_id": chatter.id}
        return self.said(chatter, at, contact=contact)

    def edited(self, chatter: Chatter, at: int) -> Raw:
        return {"edited_message": {**self.text(chatter, at)["message"], "edit_date": at + 5}}

    def membership(self, chatter: Chatter, at: int) -> Raw:
        """Blocked, or come back."""
        statuses = self.words.chance.sample(("member", "kicked", "left", "kicked"), 2)
        bot = {"id": 424242, "is_bot": True, "first_name": "热线"}
        was, now = ({"user": bot, "status": status, "until_date": 0} for status in statuses)
        change = {"chat": self._chat(chatter), "from": self._sender(chatter), "date": at}
        return {"my_chat_member": {**change, "old_chat_member": was, "new_chat_member": now}}

    def group(self, chatter: Chatter, at: int) -> Raw:
        kind = self.words.pick(("group", "supergroup", "channel"))
        message = self._message(chatter, at, text=self.words.text()[:4096])
        return {"message": {**message, "chat": {"id": -5, "type": kind, "title": self.words.short()}}}

    def other(self, chatter: Chatter, at: int) -> Raw:
        """Kinds of messages and updates that nobody here asked for."""
        words = self.words
        content = words.pick(
            (
                {"poll": {**_POLL, "question": words.short()}},
                {"dice": {"emoji": "🎲", "value": 3}},
                {"new_chat_title": words.short()},
                {"migrate_to_chat_id": -1002},
                {"pinned_message": self._message(chatter, at, text="x")},
                {
                    "text": words.sentence(),
                    "reply_to_message": self._message(chatter, at, text=words.text()[:99]),
                },
                {
                    "text": words.sentence(),
                    "forward_origin": {"type": "hidden_user", "date": at, "sender_user_name": "x"},
                },
                {"text": ""},
                {},
            )
        )
        return self.said(chatter, at, **content)

    def _message(self, chatter: Chatter, at: int, *, is_from_bot: bool = False, **content: Any) -> Raw:
        sender = (
            {"id": 424242, "is_bot": True, "first_name": "热线"} if is_from_bot else self._sender(chatter)
        )
        number = self.words.chance.randrange(1, 10_000)
        return {"message_id": number, "date": at, "chat": self._chat(chatter), "from": sender, **content}

    def _sender(self, chatter: Chatter) -> Raw:
        name = chatter.name if self.words.is_in(0.95) else self.words.text()[:64]
        language = self.words.pick(("zh-hans", "zh-hans", "zh-hant", "en", "xx", ""))
        return {"id": chatter.id, "is_bot": False, "first_name": name, "language_code": language}

    def _chat(self, chatter: Chatter) -> Raw:
        return {"id": chatter.id, "type": "private", "first_name": chatter.name}

    def _entities(self, command: str) -> list[Raw]:
        return [{"type": "bot_command", "offset": 0, "length": len(command)}]


_POLL: Raw = {
    "id": "1",
    "options": [],
    "total_voter_count": 0,
    "is_closed": False,
    "is_anonymous": True,
    "type": "regular",
    "allows_multiple_answers": False,
    "allows_revoting": False,
    "members_only": False,
}
_BODIES: Sequence[Callable[[Updates, Chatter, int], Raw]] = (
    *[Updates.press] * 45,
    *[Updates.text] * 16,
    *[Updates.answer] * 8,
    *[Updates.command] * 18,
    *[Updates.media] * 5,
    *[Updates.place] * 2,
    *[Updates.contact, Updates.edited, Updates.membership, Updates.group, Updates.other],
)


def press_data(words: Words) -> str:
    """Callback data of a button that may be, or nearly."""
    act = words.pick(acts()) if words.is_in(0.9) else words.short()
    key = (
        to_base36(words.chance.randrange(2 ** words.pick((4, 40, 63))))
        if words.is_in(0.8)
        else words.number()
    )
    version = to_base36(words.chance.randrange(6)) if words.is_in(0.8) else words.number()
    argument = words.pick(("", "0", "1", "5", "a.1", words.number(), words.short(), "zh-Hans"))
    data = ":".join((act, key, version, argument)) if words.is_in(0.95) else words.soup()
    return data if words.is_in(0.01) else data[:64]


def bent(words: Words, value: Any) -> Any:
    """The same with something of the wrong type, missing, or very deep somewhere inside."""
    if not isinstance(value, (dict, list)) or not value or words.is_in(0.15):
        return words.pick(
            (None, 0, -1, 2**63, 1e308, "", words.short(), [], {}, True, [[]], deep(words.pick((5, 300))))
        )
    if isinstance(value, list):
        return [*value[:-1], bent(words, value[-1])]
    chosen = words.pick(list(value))
    if words.is_in(0.15):
        return {key: inner for key, inner in value.items() if key != chosen}
    return {key: bent(words, inner) if key == chosen else inner for key, inner in value.items()}


def deep(levels: int) -> Any:
    """A list in a list in a list."""
    made: Any = []
    for _ in range(levels):
        made = [made]
    return made


def message_of_any_kind(words: Words) -> Mapping[str, Any]:
    """A message as Telegram may send it, of whatever content."""
    return Updates(words, [Chatter(7, "王大爷")]).one(1_781_485_200)
