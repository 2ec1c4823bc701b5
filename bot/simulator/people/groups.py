"""People form groups, bring in the bot, and throw it out."""

from typing import Any

from bot.simulator.errors import UserError
from bot.simulator.methods.chats import change_bot_status
from bot.simulator.people.writing import bot_sees
from bot.simulator.simulator import Simulator
from bot.simulator.world import Chat, Person

KINDS = {"group", "supergroup"}


def create(sim: Simulator, creator: Person, title: str, kind: str = "group") -> Chat:
    """Make a group with its creator in it."""
    if kind not in KINDS:
        raise UserError(400, f"type must be one of {', '.join(sorted(KINDS))}")
    if not title.strip():
        raise UserError(400, "title must not be empty")
    chat = sim.world.add_group(title.strip(), kind, creator.id)
    chat.members[creator.id] = None
    sim.show("group", chat, sim.world.chat_view(chat))
    return chat


def find_group(sim: Simulator, chat_id: int) -> Chat:
    """The group with this id."""
    chat = sim.world.chats.get(chat_id)
    if chat is None or not chat.is_group:
        raise UserError(404, f"no group {chat_id}")
    return chat


def add_member(sim: Simulator, by: Person, chat: Chat, person: Person) -> None:
    """Bring a person into a group."""
    if person.id not in chat.members:
        chat.members[person.id] = None
        _service(sim, chat, by.user(), {"new_chat_members": [person.user()]})


def remove_member(sim: Simulator, by: Person, chat: Chat, person: Person) -> None:
    """Put a person out of a group; by themselves means they leave."""
    if person.id in chat.members:
        _service(sim, chat, by.user(), {"left_chat_member": person.user()})
        del chat.members[person.id]


def add_bot(sim: Simulator, by: Person, chat: Chat) -> None:
    """Bring the bot into a group."""
    if chat.bot != "member":
        change_bot_status(sim, chat, "member", by.user())
        _service(sim, chat, by.user(), {"new_chat_members": [sim.bot_user]})


def kick_bot(sim: Simulator, by: Person, chat: Chat) -> None:
    """Throw the bot out of a group."""
    if chat.bot == "member":
        change_bot_status(sim, chat, "kicked", by.user())
        sim.post(chat, by.user(), {"left_chat_member": sim.bot_user})


def migrate(sim: Simulator, by: Person, chat: Chat) -> Chat:
    """Turn a group into a supergroup, which has another id."""
    if chat.type != "group":
        raise UserError(409, f"chat {chat.id} is a supergroup already")
    if chat.migrated_to:
        raise UserError(409, f"the group is now chat {chat.migrated_to}")
    upgraded = sim.world.add_group(chat.title, "supergroup", chat.creator)
    upgraded.members = dict(chat.members)
    upgraded.bot = chat.bot
    _service(sim, chat, by.user(), {"migrate_to_chat_id": upgraded.id})
    _service(sim, upgraded, by.user(), {"migrate_from_chat_id": chat.id})
    chat.migrated_to = upgraded.id
    return upgraded


def _service(sim: Simulator, chat: Chat, sender: dict[str, Any], content: dict[str, Any]) -> None:
    record = sim.post(chat, sender, content)
    if bot_sees(sim, chat, record.message):
        sim.updates.put("message", chat.id, record.message)


def describe_group(sim: Simulator, chat: Chat) -> dict[str, Any]:
    """A group as the user side shows it."""
    return {
        **sim.world.chat_view(chat),
        "members": list(chat.members),
        "bot": chat.bot,
        "creator": chat.creator,
        "migrated_to": chat.migrated_to or None,
    }
