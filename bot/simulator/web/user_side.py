"""The user side over HTTP: act as any number of people."""

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from bot.simulator.callbacks import Query
from bot.simulator.people import accounts, pressing, reading
from bot.simulator.people import writing as write
from bot.simulator.simulator import Simulator
from bot.simulator.web.endpoints import Handler, Row, chat_for, person_of, routes_of, waiting
from bot.simulator.web.forms import MAX_UPLOAD_BYTES, read_form
from bot.simulator.web.groups import GROUPS
from bot.simulator.web.messages import message_from
from bot.simulator.web.reading import PERSON, READING
from bot.simulator.world import Person


async def show_bot(sim: Simulator, request: Request) -> dict[str, Any]:
    """GET /user/bot."""
    texts = {what: text for (what, language), text in sim.texts.items() if not language}
    return {
        **sim.bot_user,
        **texts,
        "privacy_mode": sim.privacy_mode,
        "cursor": sim.events.cursor,
        "life": sim.life,
        "is_there": sim.bot_is_there,
        "pending_updates": len(sim.updates),
    }


async def show_front(sim: Simulator, request: Request) -> dict[str, Any]:
    """GET /user/front: what a page shows first, and the biggest upload."""
    people = [{"id": person_id, "note": note} for person_id, note in sim.front.people.items()]
    return {"title": sim.front.title, "people": people, "max_upload_bytes": MAX_UPLOAD_BYTES}


async def create_person(sim: Simulator, request: Request) -> dict[str, Any]:
    """POST /user/people."""
    form = await read_form(request)
    texts = ("last_name", "username", "language_code", "phone_number")
    given = {name: form.text(name) for name in texts}
    person = accounts.join(sim, form.text("first_name"), person_id=form.integer("id"), **given)
    return accounts.describe(person)


async def list_people(sim: Simulator, request: Request) -> list[dict[str, Any]]:
    """GET /user/people."""
    people = sim.world.people.values()
    return [{**accounts.describe(p), "unread": reading.unread(p, sim.world.chats[p.id])} for p in people]


async def show_person(sim: Simulator, request: Request) -> dict[str, Any]:
    """GET /user/people/{person}."""
    return accounts.describe(person_of(sim, request))


async def send(sim: Simulator, request: Request) -> dict[str, Any]:
    """POST /user/people/{person}/messages."""
    person, form = person_of(sim, request), await read_form(request)
    records = message_from(sim, person, chat_for(sim, person, form), form)
    return {"messages": [record.view() for record in records]}


async def edit(sim: Simulator, request: Request) -> dict[str, Any]:
    """PATCH /user/people/{person}/messages/{message}."""
    person, form = person_of(sim, request), await read_form(request)
    chat, message_id = chat_for(sim, person, form), int(request.path_params["message"])
    return write.edit(sim, person, chat, message_id, form.text("text")).view()


async def delete(sim: Simulator, request: Request) -> dict[str, Any]:
    """DELETE /user/people/{person}/messages/{message}."""
    person, form = person_of(sim, request), await read_form(request)
    write.delete(sim, person, chat_for(sim, person, form), int(request.path_params["message"]))
    return {}


async def forward(sim: Simulator, request: Request) -> dict[str, Any]:
    """POST /user/people/{person}/forward."""
    person, form = person_of(sim, request), await read_form(request)
    source, target = chat_for(sim, person, form, "from_chat_id"), chat_for(sim, person, form)
    return write.forward(sim, person, source, form.needed("message_id"), target).view()


async def press(sim: Simulator, request: Request) -> dict[str, Any]:
    """POST /user/people/{person}/press."""
    person, form = person_of(sim, request), await read_form(request)
    chat, message_id = chat_for(sim, person, form), form.needed("message_id")
    seconds = form.seconds("wait")
    pressed = pressing.press(sim, person, chat, message_id, form.text("button"))
    if isinstance(pressed, Query):
        return await waiting(request, pressing.answer_to(pressed, seconds))
    return {"query_id": None, "answered": False, "text": None, "show_alert": False, **pressed}


async def press_key(sim: Simulator, request: Request) -> dict[str, Any]:
    """POST /user/people/{person}/keyboard."""
    person, form = person_of(sim, request), await read_form(request)
    place = form.object("location")
    records = pressing.press_key(sim, person, chat_for(sim, person, form), form.text("button"), place)
    return {"messages": [record.view() for record in records]}


async def start(sim: Simulator, request: Request) -> dict[str, Any]:
    """POST /user/people/{person}/start."""
    person, form = person_of(sim, request), await read_form(request)
    return write.start(sim, person, accounts.check_payload(form.text("payload"))).view()


def account_change(change: Callable[[Simulator, Person], None]) -> Handler:
    """POST /user/people/{person}/block, unblock, deactivate."""

    async def handle(sim: Simulator, request: Request) -> dict[str, Any]:
        person = person_of(sim, request)
        change(sim, person)
        return accounts.describe(person)

    return handle


ACTING: list[Row] = [
    ("GET", "/user/bot", show_bot),
    ("GET", "/user/front", show_front),
    ("GET", "/user/people", list_people),
    ("POST", "/user/people", create_person),
    ("GET", PERSON, show_person),
    ("POST", f"{PERSON}/start", start),
    ("POST", f"{PERSON}/block", account_change(accounts.block)),
    ("POST", f"{PERSON}/unblock", account_change(accounts.unblock)),
    ("POST", f"{PERSON}/deactivate", account_change(accounts.deactivate)),
    ("POST", f"{PERSON}/messages", send),
    ("PATCH", f"{PERSON}/messages/{{message:int}}", edit),
    ("DELETE", f"{PERSON}/messages/{{message:int}}", delete),
    ("POST", f"{PERSON}/forward", forward),
    ("POST", f"{PERSON}/press", press),
    ("POST", f"{PERSON}/keyboard", press_key),
]


def user_routes(sim: Simulator) -> list[Route]:
    """All routes of the user side."""
    return routes_of(sim, [*ACTING, *READING, *GROUPS])
