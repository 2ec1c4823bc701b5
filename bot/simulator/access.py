"""Which chats and messages the bot may touch, refused in Telegram's words."""

from bot.simulator.errors import bad_request, forbidden, upgraded
from bot.simulator.params import Params
from bot.simulator.simulator import Simulator
from bot.simulator.world import Chat, Message, Record


def read_chat(sim: Simulator, params: Params, field: str = "chat_id") -> Chat:
    """The chat a call names, if the bot can know it."""
    value = params.text(field).strip()
    if not value:
        raise bad_request(f"{field} is empty")
    try:
        chat = sim.world.chats.get(int(value))
    except ValueError:
        chat = None
    if chat is None or (chat.is_group and chat.bot == "left" and not chat.records):
        raise bad_request("chat not found")
    return chat


def writable_chat(sim: Simulator, params: Params, field: str = "chat_id") -> Chat:
    """The chat a call names, if the bot may write to it now."""
    chat = read_chat(sim, params, field)
    if chat.is_group:
        _check_group(chat)
    else:
        _check_person(sim, chat)
    return chat


def _check_group(chat: Chat) -> None:
    if chat.migrated_to:
        raise upgraded(chat.migrated_to)
    where = f"the {chat.type} chat"
    if chat.bot == "kicked":
        raise forbidden(f"bot was kicked from {where}")
    if chat.bot == "left":
        raise forbidden(f"bot is not a member of {where}")


def _check_person(sim: Simulator, chat: Chat) -> None:
    person = sim.world.people[chat.id]
    if person.deactivated:
        raise forbidden("user is deactivated")
    if not person.started:
        raise forbidden("bot can't initiate conversation with a user")
    if person.blocked:
        raise forbidden("bot was blocked by the user")


def find_record(chat: Chat, params: Params, what: str, field: str = "message_id") -> Record:
    """The message a call names; what names it in the refusal."""
    if not params.text(field):
        raise bad_request("message identifier is not specified")
    record = chat.records.get(params.integer(field))
    if record is None:
        raise bad_request(f"{what} not found")
    return record


def replied_message(sim: Simulator, chat: Chat, params: Params) -> Message | None:
    """The message a new one replies to, if the call names one that is there."""
    reply = params.structure("reply_parameters", "reply parameters") or {}
    if not isinstance(reply, dict):
        raise bad_request("object expected as reply parameters")
    given = Params({"message_id": params.values.get("reply_to_message_id"), **params.values, **reply})
    message_id = given.integer("message_id") if reply else params.integer("reply_to_message_id")
    if not message_id:
        return None
    source = read_chat(sim, Params(reply)) if reply.get("chat_id") else chat
    record = source.records.get(message_id)
    if record is None and not given.flag("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return record.message if record else None
