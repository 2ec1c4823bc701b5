"""The methods about the bot itself: its name, its texts, its commands, its menu button."""

from collections.abc import Callable
from typing import Any

from bot.simulator.commands import read_commands, read_scope
from bot.simulator.errors import bad_request
from bot.simulator.params import Params
from bot.simulator.simulator import Simulator

# Text, and the most characters it may have.
TEXTS = {"name": 64, "description": 512, "short_description": 120}
MENU_BUTTONS = {"default", "commands", "web_app"}


def get_me(sim: Simulator, params: Params) -> dict[str, Any]:
    """getMe."""
    return {
        **sim.bot_user,
        "can_join_groups": True,
        "can_read_all_group_messages": not sim.privacy_mode,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def set_my_commands(sim: Simulator, params: Params) -> bool:
    """setMyCommands."""
    commands, scope = read_commands(params), read_scope(params)
    return _change_menu(sim, params, scope, commands)


def delete_my_commands(sim: Simulator, params: Params) -> bool:
    """deleteMyCommands."""
    return _change_menu(sim, params, read_scope(params), [])


def _change_menu(sim: Simulator, params: Params, scope: Any, commands: list[dict[str, str]]) -> bool:
    chat = sim.world.chats.get(scope[1]) if len(scope) > 1 else None
    if len(scope) > 1 and chat is None:
        raise bad_request("chat not found")
    sim.menus.set(scope, params.text("language_code"), commands)
    watchers = chat.members if chat else sim.world.people
    for person_id in watchers:
        where = chat or sim.world.chats[person_id]
        sim.show(
            "menu", where, {"commands": sim.menus.seen_by(sim.world.people[person_id], where)}, [person_id]
        )
    return True


def get_my_commands(sim: Simulator, params: Params) -> list[dict[str, str]]:
    """getMyCommands."""
    return sim.menus.get(read_scope(params), params.text("language_code"))


def text_methods(what: str) -> dict[str, Callable[[Simulator, Params], Any]]:
    """The getter and the setter of one of the bot's texts."""
    title = "".join(word.title() for word in what.split("_"))

    def get(sim: Simulator, params: Params) -> dict[str, str]:
        default = sim.texts.get((what, ""), sim.first_name if what == "name" else "")
        return {what: sim.texts.get((what, params.text("language_code")), default)}

    def set_text(sim: Simulator, params: Params) -> bool:
        value = params.text(what)
        if len(value) > TEXTS[what]:
            raise bad_request(f"{what.replace('_', ' ')} is too long")
        sim.texts[what, params.text("language_code")] = value
        return True

    return {f"getMy{title}": get, f"setMy{title}": set_text}


def get_chat_menu_button(sim: Simulator, params: Params) -> dict[str, Any]:
    """getChatMenuButton."""
    default = sim.menu_buttons.get(0, {"type": "commands"})
    return sim.menu_buttons.get(params.integer("chat_id"), default)


def set_chat_menu_button(sim: Simulator, params: Params) -> bool:
    """setChatMenuButton."""
    button = params.structure("menu_button", "menu button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in MENU_BUTTONS:
        raise bad_request("can't parse menu button: MenuButton has unsupported type")
    sim.menu_buttons[params.integer("chat_id")] = button
    return True


IDENTITY: dict[str, Callable[[Simulator, Params], Any]] = {
    "getMe": get_me,
    "setMyCommands": set_my_commands,
    "deleteMyCommands": delete_my_commands,
    "getMyCommands": get_my_commands,
    "getChatMenuButton": get_chat_menu_button,
    "setChatMenuButton": set_chat_menu_button,
    **{name: method for what in TEXTS for name, method in text_methods(what).items()},
}
