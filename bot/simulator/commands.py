"""Command menus by scope and language, and which one a person sees."""

import re
from collections.abc import Iterator
from typing import Any

from bot.simulator.errors import bad_request
from bot.simulator.params import Params
from bot.simulator.world import Chat, Person

MAX_COMMANDS = 100
NAME = re.compile(r"[a-z0-9_]{1,32}")
# Scope types and the ids each one needs.
SCOPES: dict[str, tuple[str, ...]] = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}

Command = dict[str, str]
Scope = tuple[str, *tuple[int, ...]]


class CommandMenus:
    """The lists of commands the bot has set."""

    def __init__(self) -> None:
        self._menus: dict[tuple[Scope, str], list[Command]] = {}

    def set(self, scope: Scope, language: str, commands: list[Command]) -> None:
        """Set a list; an empty one removes it."""
        if commands:
            self._menus[scope, language] = commands
        else:
            self._menus.pop((scope, language), None)

    def get(self, scope: Scope, language: str) -> list[Command]:
        """The list set for exactly this scope and language."""
        return self._menus.get((scope, language), [])

    def seen_by(self, person: Person, chat: Chat) -> list[Command]:
        """The list a person sees in a chat: the narrowest scope wins, and in it their language."""
        language = person.language_code.split("-")[0].lower()
        for scope in _scopes_for(person, chat):
            for code in (language, ""):
                if (scope, code) in self._menus:
                    return self._menus[scope, code]
        return []


def _scopes_for(person: Person, chat: Chat) -> Iterator[Scope]:
    if chat.is_group:
        yield ("chat_member", chat.id, person.id)
        if person.id == chat.creator:
            yield ("chat_administrators", chat.id)
    yield ("chat", chat.id)
    if chat.is_group and person.id == chat.creator:
        yield ("all_chat_administrators",)
    yield ("all_group_chats",) if chat.is_group else ("all_private_chats",)
    yield ("default",)


def read_scope(params: Params) -> Scope:
    """The scope a call names."""
    scope = params.structure("scope", "BotCommandScope")
    if scope is None:
        return ("default",)
    if not isinstance(scope, dict):
        raise bad_request("can't parse BotCommandScope: BotCommandScope must be an Object")
    kind = str(scope.get("type", ""))
    if kind not in SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    try:
        return (kind, *(int(scope[name]) for name in SCOPES[kind]))
    except (KeyError, TypeError, ValueError):
        raise bad_request("can't parse BotCommandScope: Empty chat_id specified") from None


def read_commands(params: Params) -> list[Command]:
    """The commands a call sets, checked."""
    commands = params.structure("commands", "commands") or []
    if not isinstance(commands, list):
        raise bad_request("expected an Array of BotCommand")
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    return [_command(command) for command in commands]


def _command(command: Any) -> Command:
    if not isinstance(command, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    name = str(command.get("command", "")).removeprefix("/")
    description = str(command.get("description", ""))
    if not NAME.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}
