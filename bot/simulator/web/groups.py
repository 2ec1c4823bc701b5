"""The user side's endpoints for groups."""

from typing import Any

from starlette.requests import Request

from bot.simulator.errors import UserError
from bot.simulator.people import accounts, groups
from bot.simulator.simulator import Simulator
from bot.simulator.web.endpoints import Row
from bot.simulator.web.forms import read_form
from bot.simulator.world import Chat


def group_of(sim: Simulator, request: Request) -> Chat:
    """The group the path names."""
    value = request.path_params["chat"]
    # Starlette's int paths know no minus, which all group ids have.
    if not value.removeprefix("-").isdigit():
        raise UserError(404, f"no group {value}")
    return groups.find_group(sim, int(value))


async def create_group(sim: Simulator, request: Request) -> dict[str, Any]:
    """POST /user/groups."""
    form = await read_form(request)
    creator = accounts.find_person(sim, form.needed("creator"))
    chat = groups.create(sim, creator, form.text("title"), form.text("type") or "group")
    for person_id in form.list("members"):
        groups.add_member(sim, creator, chat, accounts.find_person(sim, int(person_id)))
    if form.flag("with_bot"):
        groups.add_bot(sim, creator, chat)
    return groups.describe_group(sim, chat)


async def change_group(sim: Simulator, request: Request) -> dict[str, Any]:
    """POST /user/groups/{chat}/{act}: add, remove, add_bot, kick_bot, migrate; `by` names who does it."""
    form, chat = await read_form(request), group_of(sim, request)
    by = accounts.find_person(sim, form.integer("by") or chat.creator)
    act = request.path_params["act"]
    if act in ("add", "remove"):
        person = accounts.find_person(sim, form.needed("person"))
        (groups.add_member if act == "add" else groups.remove_member)(sim, by, chat, person)
    elif act in ("add_bot", "kick_bot"):
        (groups.add_bot if act == "add_bot" else groups.kick_bot)(sim, by, chat)
    elif act == "migrate":
        chat = groups.migrate(sim, by, chat)
    else:
        raise UserError(404, f"groups can't {act}")
    return groups.describe_group(sim, chat)


async def show_group(sim: Simulator, request: Request) -> dict[str, Any]:
    """GET /user/groups/{chat}."""
    return groups.describe_group(sim, group_of(sim, request))


GROUPS: list[Row] = [
    ("POST", "/user/groups", create_group),
    ("GET", "/user/groups/{chat}", show_group),
    ("POST", "/user/groups/{chat}/{act}", change_group),
]
