"""ASGI at its plainest: read a request, write an answer, notice that the client has gone."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from bot.simulator.errors import ApiError, bad_request
from bot.simulator.params import Params, Upload

MAX_UPLOAD_BYTES = 50 * 1024 * 1024
JSON = "application/json"

Result = TypeVar("Result")
Abort = Callable[[Scope], None]


class ClientGoneError(Exception):
    """The client hung up before it had its answer."""


async def read_params(scope: Scope, receive: Receive) -> Params:
    """All parameters of a call: from the query, and from a JSON, urlencoded or multipart body."""
    query = dict(parse_qsl(scope["query_string"].decode(), keep_blank_values=True))
    headers = dict(scope["headers"])
    content_type = headers.get(b"content-type", b"").decode("latin-1")
    if int(headers.get(b"content-length", b"0")) > MAX_UPLOAD_BYTES + 1024 * 1024:
        raise ApiError(413, "Request Entity Too Large")
    if content_type.startswith("multipart/form-data"):
        return await _multipart(Request(scope, receive), query)
    body = await read_body(receive)
    if content_type.startswith(JSON):
        return Params(query | _json_object(body))
    return Params(query | dict(parse_qsl(body.decode(), keep_blank_values=True)))


async def read_body(receive: Receive) -> bytes:
    """The whole body."""
    pieces: list[bytes] = []
    more = True
    while more:
        event = await receive()
        if event["type"] == "http.disconnect":
            raise ClientGoneError
        pieces.append(event.get("body", b""))
        more = event.get("more_body", False)
    return b"".join(pieces)


async def _multipart(request: Request, query: dict[str, Any]) -> Params:
    values: dict[str, Any] = query
    uploads: dict[str, Upload] = {}
    async with request.form(max_part_size=4 * 1024 * 1024) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                kind = value.content_type or ""
                uploads[name] = Upload(value.filename or name, kind, await value.read())
            else:
                values[name] = value
    return Params(values, uploads)


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        values = json.loads(body or b"{}")
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(values, dict):
        raise bad_request("expected JSON object")
    return values


async def unless_gone(receive: Receive, work: Coroutine[Any, Any, Result]) -> Result:
    """The result of slow work, given up when the client hangs up (ClientGoneError)."""
    working = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(until_gone(receive))
    try:
        await asyncio.wait({working, gone}, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            return working.result()
        raise ClientGoneError
    finally:
        for task in (working, gone):
            task.cancel()
        await asyncio.gather(working, gone, return_exceptions=True)


async def until_gone(receive: Receive) -> None:
    """Wait until the client hangs up."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def respond(send: Send, status: int, body: bytes, content_type: str = JSON) -> None:
    """Send an answer."""
    headers = [
        (b"content-type", content_type.encode()),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def respond_json(send: Send, status: int, content: Any) -> None:
    """Send JSON."""
    await respond(send, status, json.dumps(content, ensure_ascii=False).encode())
