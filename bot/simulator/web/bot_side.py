"""The Bot API over HTTP: /bot<token>/<method> and /file/bot<token>/<path>."""

import asyncio
import inspect
import re
from typing import Any
from urllib.parse import unquote

from starlette.types import Receive, Scope, Send

from bot.simulator.errors import ApiError
from bot.simulator.faults import Fault
from bot.simulator.methods import Method, find_method
from bot.simulator.params import Params
from bot.simulator.simulator import Simulator
from bot.simulator.web.connection import (
    Abort,
    ClientGoneError,
    read_params,
    respond,
    respond_json,
    unless_gone,
    until_gone,
)

METHOD_PATH = re.compile(r"/bot([^/]*)/(?:test/)?([^/]*)/?")
FILE_PATH = re.compile(r"/file/bot([^/]*)/(.+)")
TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
MALFORMED = b"<html><head><title>502 Bad Gateway</title></head>"
DOWNLOAD = "downloadFile"  # the name faults and the call log know downloads by


class BotSide:
    """The ASGI app the bot talks to."""

    def __init__(self, simulator: Simulator, abort: Abort) -> None:
        self.simulator = simulator
        self._abort = abort

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call, unless the client hangs up first."""
        try:
            await self._serve(scope, receive, send)
        except ClientGoneError:
            return
        except ApiError as error:
            await respond_json(send, error.code, error.body())

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.simulator.outage.is_on:
            await respond(send, 503, b"Service Unavailable", "text/plain")
            return
        path = unquote(scope["raw_path"].decode())
        if match := FILE_PATH.fullmatch(path):
            self._check_token(match[1])
            await self._download(match[2], scope, receive, send)
        elif match := METHOD_PATH.fullmatch(path):
            params = await read_params(scope, receive)
            self._check_token(match[1])
            await self._call(match[2], params, scope, receive, send)
        else:
            raise ApiError(404, "Not Found")

    def _check_token(self, token: str) -> None:
        if not TOKEN.fullmatch(token):
            raise ApiError(404, "Not Found")
        if token != self.simulator.token:
            raise ApiError(401, "Unauthorized")

    async def _call(self, name: str, params: Params, scope: Scope, receive: Receive, send: Send) -> None:
        self.simulator.presence.note()
        found = find_method(name)
        method_name = found[0] if found else name
        fault = self.simulator.faults.take(method_name, params.text("chat_id"))
        if fault is not None and not await self._before(fault, scope, receive):
            self._log(method_name, params, {"ok": False, "error_code": 0, "description": fault.kind})
            return
        answer = await self._answer(found, params, receive, fault)
        self._log(method_name, params, answer)
        if fault is None:
            await respond_json(send, 200 if answer["ok"] else answer["error_code"], answer)
        else:
            await self._after(fault, answer, scope, receive, send)

    async def _before(self, fault: Fault, scope: Scope, receive: Receive) -> bool:
        """What a fault does before the call takes effect; False if it never does."""
        if fault.kind == "slow":
            await unless_gone(receive, asyncio.sleep(fault.seconds))
        elif fault.kind == "hang":
            await until_gone(receive)
            return False
        elif fault.kind == "drop":
            self._abort(scope)
            return False
        return True

    async def _after(
        self, fault: Fault, answer: dict[str, Any], scope: Scope, receive: Receive, send: Send
    ) -> None:
        """What a fault makes of the answer."""
        if fault.kind == "accept_then_hang":
            await until_gone(receive)
        elif fault.kind == "accept_then_drop":
            self._abort(scope)
        elif fault.kind == "malformed":
            await respond(send, 200, MALFORMED, "text/html")
        else:
            await respond_json(send, 200 if answer["ok"] else answer["error_code"], answer)

    async def _answer(
        self, found: tuple[str, Method] | None, params: Params, receive: Receive, fault: Fault | None
    ) -> dict[str, Any]:
        try:
            if fault is not None and fault.error is not None:
                raise fault.error
            if found is None:
                raise ApiError(404, "Not Found: method not found")
            # A malformed answer stands for a broken proxy before Telegram: nothing takes effect.
            if fault is not None and fault.kind == "malformed":
                return {"ok": False, "error_code": 502, "description": "Bad Gateway"}
            result = found[1](self.simulator, params)
            if inspect.iscoroutine(result):
                result = await unless_gone(receive, result)
            return {"ok": True, "result": result}
        except ApiError as error:
            return error.body()

    def _log(self, method: str, params: Params, answer: dict[str, Any]) -> None:
        self.simulator.calls.add(self.simulator.clock(), method, params.logged(), answer)

    async def _download(self, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        fault = self.simulator.faults.take(DOWNLOAD, "")
        if fault is not None and not await self._before(fault, scope, receive):
            return
        if fault is not None and fault.error is not None:
            raise fault.error
        stored = self.simulator.files.at(path)
        self.simulator.calls.add(self.simulator.clock(), DOWNLOAD, {"path": path}, {"ok": stored is not None})
        if stored is None:
            raise ApiError(404, "Not Found")
        await respond(send, 200, stored.data, "application/octet-stream")
