"""People read: their chats, what is new, what changed."""

from typing import Any

from bot.simulator.simulator import Simulator
from bot.simulator.world import Chat, Person


def history(chat: Chat, after: int = 0, limit: int = 1000) -> list[dict[str, Any]]:
    """The chat's messages as they now are, that are new or changed since a cursor."""
    changed = [r for r in chat.records.values() if r.cursor > after] if after else list(chat.records.values())
    return [{"cursor": record.cursor, **record.view()} for record in changed[-limit:]]


def chats_of(sim: Simulator, person: Person) -> list[dict[str, Any]]:
    """A person's chats with their unread counts, last message and keyboard."""
    groups = [group for group in sim.world.groups.values() if person.id in group.members]
    return [_describe(sim, person, chat) for chat in (sim.world.chats[person.id], *groups)]


def _describe(sim: Simulator, person: Person, chat: Chat) -> dict[str, Any]:
    last = next(reversed(chat.records.values()), None)
    return {
        "chat": sim.world.chat_view(chat),
        "unread": unread(person, chat),
        "last_message": last.view() if last else None,
        "keyboard": person.keyboards.get(chat.id),
    }


def unread(person: Person, chat: Chat) -> int:
    """How many messages of others came after the last one this person has read."""
    count, read = 0, person.read.get(chat.id, 0)
    for message_id in reversed(chat.records):
        if message_id <= read:
            break
        count += chat.records[message_id].message["from"]["id"] != person.id
    return count


def mark_read(sim: Simulator, person: Person, chat: Chat, message_id: int | None = None) -> int:
    """Mark a chat as read, up to a message or wholly; returns what stays unread."""
    newest = next(reversed(chat.records), 0)
    person.read[chat.id] = newest if message_id is None else message_id
    return unread(person, chat)


async def news(person: Person, after: int, seconds: float, limit: int = 1000) -> list[dict[str, Any]]:
    """What a person was shown after a cursor; waits so long for something if there is nothing."""
    events = person.since(after)
    if not events and seconds > 0:
        await person.bell.wait(seconds)
        events = person.since(after)
    return [event.view() for event in events[:limit]]
