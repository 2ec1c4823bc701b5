"""People: joining Telegram, starting the bot, blocking it."""

import re
from typing import Any

from bot.simulator.errors import UserError
from bot.simulator.methods.chats import change_bot_status
from bot.simulator.simulator import Simulator
from bot.simulator.world import Chat, Person

USERNAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{3,31}")
PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")


def join(
    sim: Simulator,
    first_name: str,
    *,
    person_id: int | None = None,
    last_name: str = "",
    username: str = "",
    language_code: str = "",
    phone_number: str = "",
) -> Person:
    """A person gets an account; they know the bot only once they write to it."""
    if not first_name.strip():
        raise UserError(400, "first_name must not be empty")
    if username and not USERNAME.fullmatch(username):
        raise UserError(400, "username must be 4 to 32 Latin letters, digits or underscores, a letter first")
    if username and sim.world.username_taken(username):
        raise UserError(409, f"username {username} is taken")
    if person_id is not None and person_id in sim.world.chats:
        raise UserError(409, f"id {person_id} is taken")
    if person_id is not None and person_id <= 0:
        raise UserError(400, "id must be positive")
    person_id = person_id or sim.world.new_person_id()
    phone_number = phone_number or f"+86139{person_id % 100_000_000:08d}"
    person = Person(person_id, first_name.strip(), last_name, username, language_code, phone_number)
    sim.world.add_person(person)
    sim.show("person", sim.world.chats[person.id], describe(person))
    return person


def describe(person: Person) -> dict[str, Any]:
    """A person as the user side shows them."""
    return {
        **person.user(),
        "phone_number": person.phone_number,
        "started": person.started,
        "blocked": person.blocked,
        "deactivated": person.deactivated,
    }


def find_person(sim: Simulator, person_id: int) -> Person:
    """The person with this id."""
    person = sim.world.people.get(person_id)
    if person is None:
        raise UserError(404, f"no person {person_id}")
    return person


def chat_of(sim: Simulator, person: Person, chat_id: int | None) -> Chat:
    """A chat this person is in; none named means their chat with the bot."""
    chat = sim.world.chats.get(person.id if chat_id is None else chat_id)
    if chat is None:
        raise UserError(404, f"no chat {chat_id}")
    if person.id not in chat.members:
        raise UserError(403, f"{person.first_name} is not in chat {chat.id}")
    return chat


def block(sim: Simulator, person: Person) -> None:
    """Stop and block the bot."""
    _set_blocked(sim, person, True)


def unblock(sim: Simulator, person: Person) -> None:
    """Let the bot write again."""
    _set_blocked(sim, person, False)


def _set_blocked(sim: Simulator, person: Person, blocked: bool) -> None:
    if person.blocked == blocked:
        return
    person.blocked = blocked
    chat = sim.world.chats[person.id]
    change_bot_status(sim, chat, "kicked" if blocked else "member", person.user())
    sim.show("blocked" if blocked else "unblocked", chat, {})


def deactivate(sim: Simulator, person: Person) -> None:
    """Delete the account; the bot can't write to it any more."""
    person.deactivated = True
    sim.show("person", sim.world.chats[person.id], describe(person))


def check_payload(payload: str) -> str:
    """A deep link's payload, if Telegram would carry it."""
    if payload and not PAYLOAD.fullmatch(payload):
        raise UserError(400, "a payload is 1 to 64 of A-Z a-z 0-9 _ -")
    return payload


def menu_of(sim: Simulator, person: Person, chat: Chat) -> dict[str, Any]:
    """The command menu and menu button this person sees in a chat."""
    default = sim.menu_buttons.get(0, {"type": "commands"})
    button = sim.menu_buttons.get(chat.id, default)
    return {"commands": sim.menus.seen_by(person, chat), "menu_button": button}
