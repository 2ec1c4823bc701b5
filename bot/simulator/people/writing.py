"""People write: texts, files, places, answers, corrections, forwards."""

from collections.abc import Sequence
from typing import Any

from bot.simulator.content import MAX_CAPTION, MAX_TEXT
from bot.simulator.entities import part, trimmed, with_found
from bot.simulator.errors import UserError
from bot.simulator.files import StoredFile, media_content
from bot.simulator.methods.sending import NOT_COPIED, SERVICE, origin_of
from bot.simulator.params import Upload
from bot.simulator.people.accounts import unblock
from bot.simulator.simulator import Simulator
from bot.simulator.world import Chat, Message, Person, Record

HIDDEN_ORIGIN = {"type": "hidden_user", "sender_user_name": "Someone"}


def write(
    sim: Simulator, person: Person, chat: Chat, content: dict[str, Any], reply_to: int | None = None
) -> Record:
    """A person puts a message into a chat; the bot gets it, unless privacy mode hides it."""
    _check_can_write(person, chat)
    answered = None if reply_to is None else find(chat, reply_to).message
    record = sim.post(chat, person.user(), content, reply_to=answered)
    if not chat.is_group:
        person.started = True
    if bot_sees(sim, chat, record.message):
        sim.updates.put("message", chat.id, record.message)
    return record


def _check_can_write(person: Person, chat: Chat) -> None:
    if person.deactivated:
        raise UserError(409, f"{person.first_name} has deleted the account")
    if not chat.is_group and person.blocked:
        raise UserError(409, f"{person.first_name} has blocked the bot; unblock it first")
    if chat.migrated_to:
        raise UserError(409, f"the group is now chat {chat.migrated_to}")


def find(chat: Chat, message_id: int) -> Record:
    """A message of this chat."""
    record = chat.records.get(message_id)
    if record is None:
        raise UserError(404, f"no message {message_id} in chat {chat.id}")
    return record


def bot_sees(sim: Simulator, chat: Chat, message: Message) -> bool:
    """Whether the bot gets a message: in groups only what is meant for it, in privacy mode."""
    if not chat.is_group:
        return True
    if chat.bot != "member":
        return False
    return not sim.privacy_mode or bool(SERVICE & message.keys()) or _meant_for_bot(sim, message)


def _meant_for_bot(sim: Simulator, message: Message) -> bool:
    if message.get("reply_to_message", {}).get("from", {}).get("id") == sim.bot_id:
        return True
    text = message.get("text") or message.get("caption") or ""
    own = f"@{sim.username}".lower()
    entities = message.get("entities") or message.get("caption_entities") or []
    marks = [(e["type"], part(text, e).lower()) for e in entities]
    commands = [value for kind, value in marks if kind == "bot_command"]
    return ("mention", own) in marks or any("@" not in c or c.endswith(own) for c in commands)


def write_text(
    sim: Simulator, person: Person, chat: Chat, text: str, reply_to: int | None = None, **extra: Any
) -> list[Record]:
    """Send a text, in parts where it is too long for one message, as the apps do."""
    if not text.strip():
        raise UserError(400, "a text must not be empty")
    contents = [{**extra, **_text_content(piece)} for piece in split(text)]
    return [write(sim, person, chat, content, reply_to) for content in contents]


def _text_content(text: str, field: str = "text", entities_field: str = "entities") -> dict[str, Any]:
    bare, _ = trimmed(text, [])
    entities = with_found(bare, [])
    return {field: bare, entities_field: entities} if entities else {field: bare}


def split(text: str, most: int = MAX_TEXT) -> list[str]:
    """Pieces of at most so many characters, cut at a line's or a word's end where there is one."""
    pieces = []
    rest = text.strip()
    while len(rest) > most:
        window = rest[: most + 1]
        cut = max(window.rfind("\n"), window.rfind(" "))
        # A cut far from the end would leave a stub: then the word is cut instead.
        cut = cut if cut > most // 2 else most
        pieces.append(rest[:cut])
        rest = rest[cut:].strip()
    return [*pieces, rest] if rest else pieces


def caption_of(caption: str) -> dict[str, Any]:
    """A person's caption as it stands in the message."""
    if len(caption) > MAX_CAPTION:
        raise UserError(400, f"a caption has at most {MAX_CAPTION} characters")
    return _text_content(caption, "caption", "caption_entities") if caption.strip() else {}


def store(sim: Simulator, kind: str, upload: Upload, details: dict[str, Any]) -> StoredFile:
    """Keep a file a person sends; details may pretend a file_size, for files too big to make."""
    size = int(details.get("file_size") or 0) or None
    return sim.files.add(kind, upload, details, size)


def write_files(
    sim: Simulator,
    person: Person,
    chat: Chat,
    files: Sequence[StoredFile],
    caption: str = "",
    reply_to: int | None = None,
) -> list[Record]:
    """Send files; several become an album, whose caption stands at the first."""
    if len(files) > 10:
        raise UserError(400, "an album has at most 10 files")
    album = {"media_group_id": sim.album_id()} if len(files) > 1 else {}
    records = []
    for number, stored in enumerate(files):
        caption_part = caption_of(caption) if number == 0 else {}
        content = {**album, **media_content(stored), **caption_part}
        records.append(write(sim, person, chat, content, reply_to))
    return records


def edit(sim: Simulator, person: Person, chat: Chat, message_id: int, text: str) -> Record:
    """Correct an own message: its text, or its caption."""
    record = find(chat, message_id)
    if record.message["from"]["id"] != person.id:
        raise UserError(403, "only own messages can be edited")
    field, entities = ("text", "entities") if "text" in record.message else ("caption", "caption_entities")
    if field == "text" and not text.strip():
        raise UserError(400, "a text must not be empty")
    kept = {k: v for k, v in record.message.items() if k not in (field, entities)}
    content = _text_content(text, field, entities) if text.strip() else {}
    sim.rewrite(chat, record, {**kept, **content})
    if bot_sees(sim, chat, record.message):
        sim.updates.put("edited_message", chat.id, record.message)
    return record


def delete(sim: Simulator, person: Person, chat: Chat, message_id: int) -> None:
    """Take back a message, for everyone; bots are not told."""
    record = find(chat, message_id)
    if chat.is_group and record.message["from"]["id"] != person.id:
        raise UserError(403, "only own messages can be deleted")
    sim.remove(chat, message_id)


def forward(sim: Simulator, person: Person, source: Chat, message_id: int, target: Chat) -> Record:
    """Forward a message from one chat to another, or back into the same."""
    original = find(source, message_id).message
    if original.get("has_protected_content"):
        raise UserError(403, "this message is protected: it can't be forwarded")
    if SERVICE & original.keys():
        raise UserError(400, "a service message can't be forwarded")
    content = {k: v for k, v in original.items() if k not in NOT_COPIED}
    origin = original.get("forward_origin") or origin_of(original)
    return write(sim, person, target, {"forward_origin": origin, **content})


def origin(sim: Simulator, given: dict[str, Any]) -> dict[str, Any]:
    """The origin of a post forwarded from elsewhere: a channel, or a person who hides their account.

    Takes {"channel": title} or {"name": name}.
    """
    date = sim.now()
    if title := given.get("channel"):
        chat = {"id": -1_001_000_000_001, "title": str(title), "type": "channel"}
        return {"type": "channel", "chat": chat, "message_id": 1, "date": date}
    return {**HIDDEN_ORIGIN, "sender_user_name": str(given.get("name") or "Someone"), "date": date}


def start(sim: Simulator, person: Person, payload: str = "") -> Record:
    """Open the bot's link and press Start; that also unblocks the bot."""
    unblock(sim, person)
    text = f"/start {payload}" if payload else "/start"
    return write_text(sim, person, sim.world.chats[person.id], text)[0]
