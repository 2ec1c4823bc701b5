"""The command menu of a chat, so that each role sees its own."""

from typing import Any

from handlers.calls import Call
from handlers.wording import Texts
from hotline.permissions import Actor
from storage.vocabulary import Role

_FOR_ALL = ("cases", "chase", "village", "contact", "contactdays", "mydata", "help", "language")
_FOR_ROLE = {
    Role.DEPUTY: ("assignments", "digest", "suggestions", "contactday", "activities", "record", "away"),
    Role.LIAISON: (
        *("triage", "desk", "call", "suggestions", "activities", "digest", "lexicon", "ledger", "invite"),
        *("roster", "records", "nominees", "yearly", "candidates", "cards", "poster"),
    ),
    Role.PRESIDIUM: ("escalated", "suggestions", "candidates", "digest", "records", "nominees", "yearly"),
}


def commands_of(roles: frozenset[Role]) -> list[str]:
    """Commands in the menu of somebody with these roles, the most used first."""
    own = [command for role, commands in _FOR_ROLE.items() if role in roles for command in commands]
    return list(dict.fromkeys([*own, *_FOR_ALL]))


def menu_for(actor: Actor, texts: Texts) -> list[Call]:
    """The call that sets the menu of this person's chat."""
    commands = _described(commands_of(actor.roles), texts)
    return [Call("setMyCommands", {"commands": commands, "scope": {"type": "chat"}})]


def menu_for_all(texts: Texts) -> Call:
    """The call that sets the menu of everybody who has none of their own."""
    scope = {"type": "all_private_chats"}
    return Call("setMyCommands", {"commands": _described(list(_FOR_ALL), texts), "scope": scope})


def _described(commands: list[str], texts: Texts) -> list[dict[str, Any]]:
    return [{"command": name, "description": texts(f"commands.{name}")} for name in commands]
