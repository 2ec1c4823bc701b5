"""The user side's endpoints for reading: history, news, the live stream."""

import json
from collections.abc import AsyncIterator
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from bot.simulator.errors import UserError
from bot.simulator.people import accounts, reading
from bot.simulator.simulator import Simulator
from bot.simulator.web.endpoints import Row, chat_for, person_of, waiting
from bot.simulator.web.forms import read_form

HEARTBEAT_SECONDS = 15.0
# A file may be a page with scripts: they must not run where the chats are shown.
FILE_HEADERS = {
    "content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
    "x-content-type-options": "nosniff",
    "cache-control": "private, max-age=3600",
}


async def read_history(sim: Simulator, request: Request) -> dict[str, Any]:
    """GET /user/people/{person}/history."""
    person, form = person_of(sim, request), await read_form(request)
    chat = chat_for(sim, person, form)
    messages = reading.history(chat, form.integer("after") or 0, form.integer("limit") or 1000)
    return {"messages": messages, "unread": reading.unread(person, chat), "cursor": sim.events.cursor}


async def list_chats(sim: Simulator, request: Request) -> list[dict[str, Any]]:
    """GET /user/people/{person}/chats."""
    return reading.chats_of(sim, person_of(sim, request))


async def mark_read(sim: Simulator, request: Request) -> dict[str, Any]:
    """POST /user/people/{person}/read."""
    person, form = person_of(sim, request), await read_form(request)
    chat = chat_for(sim, person, form)
    return {"unread": reading.mark_read(sim, person, chat, form.integer("message_id"))}


async def read_news(sim: Simulator, request: Request) -> dict[str, Any]:
    """GET /user/people/{person}/events: what the person was shown, waiting for it if asked."""
    person, form = person_of(sim, request), await read_form(request)
    after = form.integer("after") or 0
    events = await waiting(request, reading.news(person, after, form.seconds("wait")))
    return {"events": events, "cursor": events[-1]["cursor"] if events else after}


async def show_menu(sim: Simulator, request: Request) -> dict[str, Any]:
    """GET /user/people/{person}/menu."""
    person, form = person_of(sim, request), await read_form(request)
    return accounts.menu_of(sim, person, chat_for(sim, person, form))


async def download(sim: Simulator, request: Request) -> Response:
    """GET /user/files/{file_id}."""
    stored = sim.files.get(request.path_params["file_id"])
    if stored is None:
        raise UserError(404, "no such file")
    return Response(stored.data, media_type=stored.mime_type, headers=FILE_HEADERS)


async def stream(sim: Simulator, request: Request) -> Response:
    """GET /user/events: server-sent events after a cursor (or Last-Event-ID), of all or one person."""
    form = await read_form(request)
    given = request.headers.get("last-event-id") or form.text("after")
    after = int(given) if given.isdigit() else sim.events.cursor
    only = form.integer("person")
    return StreamingResponse(
        _stream(sim, after, only), media_type="text/event-stream", headers={"cache-control": "no-store"}
    )


async def _stream(sim: Simulator, after: int, only: int | None) -> AsyncIterator[str]:
    yield "retry: 1000\n\n"
    if after < sim.events.oldest or after > sim.events.cursor:
        # The reader's cursor is from another life: it has to read the chats again.
        after = sim.events.cursor
        yield f"id: {after}\nevent: reset\ndata: {{}}\n\n"
    while True:
        for event in sim.events.after(after):
            after = event.cursor
            if only is None or only in event.people or not event.people:
                body = json.dumps(event.view(), ensure_ascii=False)
                yield f"id: {event.cursor}\nevent: {event.kind}\ndata: {body}\n\n"
        if after == sim.events.cursor and not await sim.events.bell.wait(HEARTBEAT_SECONDS):
            yield ": still here\n\n"


PERSON = "/user/people/{person:int}"
READING: list[Row] = [
    ("GET", f"{PERSON}/history", read_history),
    ("GET", f"{PERSON}/chats", list_chats),
    ("POST", f"{PERSON}/read", mark_read),
    ("GET", f"{PERSON}/events", read_news),
    ("GET", f"{PERSON}/menu", show_menu),
    ("GET", "/user/files/{file_id}", download),
    ("GET", "/user/events", stream),
]
