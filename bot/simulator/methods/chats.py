"""The methods about chats and files."""

from collections.abc import Callable
from typing import Any

from bot.simulator.access import read_chat, writable_chat
from bot.simulator.errors import bad_request
from bot.simulator.files import describe_file
from bot.simulator.params import Params
from bot.simulator.simulator import Simulator
from bot.simulator.world import Chat

CHAT_DETAILS = {
    "accent_color_id": 0,
    "max_reaction_count": 11,
    "accepted_gift_types": {
        "unlimited_gifts": False,
        "limited_gifts": False,
        "unique_gifts": False,
        "premium_subscription": False,
        "gifts_from_channels": False,
    },
}


def get_chat(sim: Simulator, params: Params) -> dict[str, Any]:
    """getChat."""
    chat = read_chat(sim, params)
    if not chat.is_group and not sim.world.people[chat.id].started:
        raise bad_request("chat not found")
    return {**sim.world.chat_view(chat), **CHAT_DETAILS}


def get_chat_member(sim: Simulator, params: Params) -> dict[str, Any]:
    """getChatMember."""
    chat, user_id = read_chat(sim, params), params.integer("user_id")
    if user_id == sim.bot_id:
        return bot_membership(sim, chat, chat.bot)
    person = sim.world.people.get(user_id)
    if person is None:
        raise bad_request("invalid user_id specified")
    status = "left" if user_id not in chat.members else "member"
    if chat.is_group and user_id == chat.creator:
        return {"user": person.user(), "status": "creator", "is_anonymous": False}
    return {"user": person.user(), "status": status}


def get_chat_member_count(sim: Simulator, params: Params) -> int:
    """getChatMemberCount."""
    chat = read_chat(sim, params)
    return len(chat.members) + (chat.bot == "member")


def get_chat_administrators(sim: Simulator, params: Params) -> list[dict[str, Any]]:
    """getChatAdministrators."""
    chat = read_chat(sim, params)
    if not chat.is_group:
        raise bad_request("there are no administrators in the private chat")
    creator = sim.world.people.get(chat.creator)
    return [{"user": creator.user(), "status": "creator", "is_anonymous": False}] if creator else []


def leave_chat(sim: Simulator, params: Params) -> bool:
    """leaveChat."""
    chat = writable_chat(sim, params)
    if not chat.is_group:
        raise bad_request("chat member status can't be changed in private chats")
    change_bot_status(sim, chat, "left", sim.bot_user)
    return True


def change_bot_status(sim: Simulator, chat: Chat, status: str, by: dict[str, Any]) -> None:
    """The bot's place in a chat changes: it gets my_chat_member, people see it."""
    change = {
        "chat": sim.world.chat_view(chat),
        "from": by,
        "date": sim.now(),
        "old_chat_member": bot_membership(sim, chat, chat.bot),
        "new_chat_member": bot_membership(sim, chat, status),
    }
    chat.bot = status
    sim.updates.put("my_chat_member", chat.id, change)
    sim.show("member", chat, {"bot": status})


def bot_membership(sim: Simulator, chat: Chat, status: str) -> dict[str, Any]:
    """The bot as a ChatMember."""
    member: dict[str, Any] = {"user": sim.bot_user, "status": status}
    return {**member, "until_date": 0} if status == "kicked" else member


def get_file(sim: Simulator, params: Params) -> dict[str, Any]:
    """getFile."""
    file_id = params.text("file_id")
    if not file_id:
        raise bad_request("file_id not specified")
    stored = sim.files.get(file_id)
    if stored is None:
        raise bad_request("invalid file_id")
    return describe_file(stored)


CHATS: dict[str, Callable[[Simulator, Params], Any]] = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatMemberCount": get_chat_member_count,
    "getChatAdministrators": get_chat_administrators,
    "leaveChat": leave_chat,
    "getFile": get_file,
}
