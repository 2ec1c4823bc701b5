"""HTTP requests to the web desk and to Open311: what its pages offer, bent, and what no browser sends."""

import math
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message

from bot.web.desk.app import build_desk
from hotline import drafts, filing
from hotline.casebook import Ref
from hotline.errors import NotAllowed
from hotline.material import Material
from hotline.open311.keys import new_key
from hotline.people import Chat, actor_for, recognise
from hotline.permissions import SYSTEM
from storage.tables import Person, RoleGrant
from storage.vocabulary import Role
from tests.fuzz.calls import OPEN311, Call, Calls, Visitor, decoded, header
from tests.fuzz.target import Failure, Tally, traced
from tests.fuzz.town import VILLAGERS, Town
from tests.fuzz.words import Words
from tests.support.desk import URL, at_the_desk

SECRET = "欧阳翠花"
"""Somebody whom a case names; nobody without a session may ever read of her."""
_MATTER = f"靠山屯村东头的路坏了没法走，{SECRET}前天摔了一跤，啥时候能修"
# Drawing takes a second of a process of its own: only so many are asked for.
_DEAR, _MOST_DEAR = ("/digest/picture", "/digest/workbook", "/members/workbook"), 30
_SEATED = {
    "值班联络员甲": Role.LIAISON,
    "值班联络员乙": Role.LIAISON,
    "副主席": Role.PRESIDIUM,
    "代表": Role.DEPUTY,
}
_FIRST_VISITOR = 5001
_WITHOUT_SESSION = ("/enter", "/leave", "/static/", OPEN311)


# Requests between two looks at the clock.
_GLANCE = 50


class Browsing:
    """Sends requests of several visitors and looks at every answer."""

    def __init__(self, town: Town, words: Words, api_key: str) -> None:
        self.town, self.words, self.tally = town, words, Tally()
        self.statuses: Counter[int] = Counter()
        self.app: ASGIApp = build_desk(town.process)
        self.visitors: list[Visitor] = []
        self._calls = Calls(words, api_key)
        self._dear: Counter[str] = Counter()

    async def prepare(self) -> None:
        """A case that names somebody, and who sits at the desk."""
        town = self.town
        async with town.process.unit_of_work() as work:
            author = await work.session.get_one(Person, (work.station_id, town.people[VILLAGERS[0]]))
            actor = await actor_for(work, author.id)
            case = await drafts.begin(work, actor, author, Material(text=_MATTER))
            await filing.submit(work, actor, Ref(case.id))
        for name, role in _SEATED.items():
            self.visitors.append(await self._seated(name, role))
        self.visitors.append(Visitor("nobody", is_let_in=False))

    async def _seated(self, name: str, role: Role) -> Visitor:
        """Somebody with a session; those without the right to one are nobody at the desk."""
        process = self.town.process
        async with process.unit_of_work() as work:
            person = (
                await recognise(work, Chat(_FIRST_VISITOR + len(self.visitors), name, "zh-hans"))
            ).person
            work.session.add(
                RoleGrant(station_id=work.station_id, person_id=person.id, role=role, granted_at=work.now)
            )
        try:
            browser = await at_the_desk(process, person.id)
        except NotAllowed:
            return Visitor(name, is_let_in=False)
        (cookie,) = [f"{one.name}={one.value}" for one in browser.http.cookies.jar]
        await browser.http.aclose()
        return Visitor(name, cookie, browser.key, person_id=person.id)

    async def some(self, count: int) -> None:
        for _ in range(count):
            let_in = [one for one in self.visitors if one.is_let_in]
            visitor = self.words.pick(let_in if self.words.is_in(0.7) else self.visitors)
            if self.words.is_in(0.1):
                visitor = self._impostor(visitor)
            await self._ask(visitor, self._calls.one(visitor))
            self.tally.runs += 1

    def _impostor(self, visitor: Visitor) -> Visitor:
        """A cookie from another network, or a bent one."""
        if self.words.is_in(0.5):
            return replace(visitor, name="thief", network="198.51.100.9", is_let_in=False)
        name, _, token = (visitor.cookie or "x=y").partition("=")
        place = self.words.chance.randrange(len(token))
        forged = token[:place] + ("b" if token[place] == "a" else "a") + token[place + 1 :]
        if self.words.is_in(0.3):
            forged = header(self.words.text()[:3000])
        return replace(visitor, name="forger", cookie=f"{name}={forged}", is_let_in=False)

    async def _ask(self, visitor: Visitor, call: Call) -> None:
        if call.path in _DEAR:
            self._dear[call.path] += 1
            if self._dear[call.path] > _MOST_DEAR:
                call = replace(call, path="/")
        try:
            status, body, is_page = await self._sent(visitor, call)
        except Exception as error:
            self._note(visitor, call, f"{type(error).__name__}: {error}", traced(error))
            return
        self.statuses[status] += 1
        self._check(visitor, call, status, body)
        if visitor.is_let_in and status == 200 and is_page:
            self._calls.learn(body)
        if visitor.is_let_in and (status == 401 or call.path == "/leave"):
            await self._seat_again(visitor)

    async def _seat_again(self, visitor: Visitor) -> None:
        """The session is over: by leaving, or by the time that has passed."""
        browser = await at_the_desk(self.town.process, visitor.person_id)
        (visitor.cookie,) = [f"{one.name}={one.value}" for one in browser.http.cookies.jar]
        visitor.key = browser.key
        await browser.http.aclose()

    def _check(self, visitor: Visitor, call: Call, status: int, body: str) -> None:
        if status >= 500:
            self._note(visitor, call, f"answered {status}", body[-800:])
        if "Traceback (most recent" in body:
            self._note(visitor, call, "a traceback in the answer")
        if not visitor.is_let_in:
            if SECRET in body:
                self._note(visitor, call, "somebody without a session reads of a case")
            if status in (200, 206) and not call.path.startswith(_WITHOUT_SESSION):
                self._note(visitor, call, f"a page without a session: {status}")
        elif call.path.startswith(OPEN311) and SECRET in body:
            self._note(visitor, call, "Open311 shows whom a case names")
        is_forged = call.method == "POST" and "cross-site" in call.headers.values()
        if is_forged and status in (200, 303):
            self._note(visitor, call, f"a forged form was taken: {status}")

    def _note(self, visitor: Visitor, call: Call, problem: str, trace: str = "") -> None:
        if sum(one.problem == problem for one in self.tally.failures) < 3:
            self.tally.failures.append(Failure("requests", "", problem, f"{visitor.name}: {call}", trace))

    async def _sent(self, visitor: Visitor, call: Call) -> tuple[int, str, bool]:
        """The status and the body of an answer, straight from the application, and whether it is a page."""
        headers = {
            "host": urlsplit(URL).netloc,
            "user-agent": "Firefox",
            "accept-language": "zh-CN",
            **call.headers,
        }
        headers.setdefault("content-length", str(len(call.body)))
        if visitor.cookie:
            headers["cookie"] = visitor.cookie
        scope: dict[str, Any] = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "scheme": "https",
            "root_path": "",
            "method": call.method,
            "path": decoded(call.path),
            "raw_path": call.path.encode("utf-8", "replace"),
            "query_string": call.query.encode("utf-8", "replace"),
            "client": (visitor.network, 40000),
            "server": ("desk.example.org", 443),
            "state": {},
            "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()],
        }
        incoming: list[Message] = [{"type": "http.request", "body": call.body, "more_body": False}]
        outgoing: list[Message] = []

        async def receive() -> Message:
            return incoming.pop() if incoming else {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            outgoing.append(message)

        await self.app(scope, receive, send)
        body = b"".join(message.get("body", b"") for message in outgoing)
        told = dict(outgoing[0]["headers"])
        is_page = told.get(b"content-type", b"").startswith(b"text/html")
        return int(outgoing[0]["status"]), body.decode("utf-8", "replace"), is_page


async def run_requests(
    town: Town, words: Words, count: int, counted: Callable[[int], None], until: float = math.inf
) -> Tally:
    """So many requests by everybody."""
    async with town.process.unit_of_work() as work:
        api_key = await new_key(work, SYSTEM, "fuzz")
    browsing = Browsing(town, words, api_key)
    await browsing.prepare()
    while browsing.tally.runs < count and time.time() < until:
        size = min(_GLANCE, count - browsing.tally.runs)
        await browsing.some(size)
        counted(size)
    browsing.tally.refused = sum(times for status, times in browsing.statuses.items() if status >= 400)
    return browsing.tally
