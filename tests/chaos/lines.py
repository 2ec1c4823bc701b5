"""The lines between the processes and Telegram: what each says and hears, and a kill before it hears it."""

import itertools
from collections.abc import Sequence
from typing import Any

import httpx
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from bot.simulator import Simulator
from bot.simulator.calls import Call, CallLog
from bot.simulator.web.bot_side import BotSide
from tests.chaos.plan import Point
from tests.chaos.reaper import Reaper
from tests.chaos.replica import Replica

_ANSWER_SECONDS = 30.0


class Calls(CallLog):
    """The record of calls, which also knows by whom each was made."""

    def __init__(self) -> None:
        super().__init__()
        self.by: dict[int, int] = {}

    @property
    def newest(self) -> Call:
        return self._calls[-1]


class Line:
    """Telegram as one process reaches it."""

    def __init__(self, simulator: Simulator, calls: Calls, reaper: Reaper) -> None:
        self._bot_side = BotSide(simulator, lambda scope: None)
        self._updates = simulator.updates
        self._calls = calls
        self._reaper = reaper
        self._given = 0
        self.replica: Replica | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"].endswith("/getUpdates"):
            await self._poll(scope, receive, send)
        else:
            await self._bot_side(scope, receive, self._watched(receive, send))

    def _watched(self, receive: Receive, send: Send) -> Send:
        """Notes who made the call, once Telegram has taken it; whoever is killed then hears nothing of it."""
        assert self.replica is not None
        replica = self.replica

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                # Telegram notes a call just before it answers.
                call = self._calls.newest
                self._calls.by[call.number] = replica.index
                is_sent = call.method.startswith("send") and call.ok
                if is_sent and not await self._reaper.may_pass(Point.SENT, replica):
                    await _until_gone(receive)
            await send(message)

        return told

    async def _poll(self, scope: Scope, receive: Receive, send: Send) -> None:
        """By asking for the next updates a process says that it has those it was given before."""
        assert self.replica is not None
        body, again = await _read(receive)
        has = [u.id for u in self._updates.first(100) if u.id <= self._given] if b"offset" in body else []
        if has and not await self._reaper.may_pass(Point.KEPT, self.replica):
            await _until_gone(receive)
            return

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._note_given()
            await send(message)

        await self._bot_side(scope, again, noted)
        for _ in has:
            await self._reaper.may_pass(Point.TAKEN, self.replica)

    def _note_given(self) -> None:
        call = self._calls.newest
        if call.ok and isinstance(call.result, list) and call.result:
            self._given = max(self._given, *(int(update["update_id"]) for update in call.result))


class Spreader:
    """Takes Telegram's calls and hands each to the next process in turn that answers."""

    def __init__(self, reaper: Reaper) -> None:
        self._reaper = reaper
        self._turn = itertools.count()
        self._client = httpx.AsyncClient(trust_env=False, timeout=_ANSWER_SECONDS)
        self.replicas: Sequence[Replica] = ()

    async def aclose(self) -> None:
        await self._client.aclose()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        body = await request.body()
        # The length is told anew, the rest is for the process.
        headers = {name: value for name, value in request.headers.items() if name not in ("host",)}
        first = next(self._turn)
        for place in range(len(self.replicas)):
            replica = self.replicas[(first + place) % len(self.replicas)]
            status = await self._hand_over(replica, body, headers)
            if status is None:
                continue
            await Response(status_code=status)(scope, receive, send)
            if status == 200:
                await self._reaper.may_pass(Point.TAKEN, replica)
            return
        await Response(status_code=502)(scope, receive, send)

    async def _hand_over(self, replica: Replica, body: bytes, headers: dict[str, Any]) -> int | None:
        """What the process answers; None if it does not, or is killed before the answer gets anywhere."""
        try:
            answer = await self._client.post(replica.hook, content=body, headers=headers)
        except httpx.HTTPError:
            return None
        if answer.is_success and not await self._reaper.may_pass(Point.KEPT, replica):
            return 502
        return answer.status_code


async def _read(receive: Receive) -> tuple[bytes, Receive]:
    """The body of a request, and a way to receive it once more."""
    first = await receive()
    body = first.get("body", b"")
    parts = [first]
    while parts[-1].get("more_body"):
        parts.append(await receive())
        body += parts[-1].get("body", b"")
    left = iter(parts)

    async def again() -> Message:
        part = next(left, None)
        return await receive() if part is None else part

    return body, again


async def _until_gone(receive: Receive) -> None:
    """Answer nothing until the other side has hung up."""
    while (await receive())["type"] != "http.disconnect":
        continue
