"""The hotline as other systems see it, and what they send it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from xml.etree import ElementTree as ET

import httpx
from sqlmodel import select
from starlette.applications import Starlette

from bot.config import load
from bot.demo import sample
from bot.demo.clock import MovableClock
from bot.demo.staging import prepare, scratch_folder, write_settings
from bot.process import Process
from bot.web.open311 import routes
from bot.web.serving import listening, serving
from hotline.open311 import keys
from hotline.permissions import SYSTEM
from storage.queries.roster import next_number
from storage.tables import Case, Person, Place
from storage.vocabulary import State

AT = "/open311/v2"
WELL = "村东头那口井的水发黄，有股味儿，牲口都不喝，想请人来看看。"
PHONE = "13900001111"
VALID = {"service_code": "农村农业", "description": WELL, "address_string": "靠山屯村"}


class Outside:
    """The hotline as other systems see it, with the process behind it."""

    def __init__(self, process: Process, clock: MovableClock, base: str, http: httpx.AsyncClient) -> None:
        self.process, self.clock, self.base, self.http = process, clock, base, http

    async def get(self, path: str, **query: Any) -> httpx.Response:
        return await self.http.get(f"{AT}/{path}", params=query)

    async def post(self, path: str = "requests.json", **form: Any) -> httpx.Response:
        return await self.http.post(f"{AT}/{path}", data=form)

    async def key(self, name: str = "县12345平台") -> str:
        async with self.process.unit_of_work() as work:
            return await keys.new_key(work, SYSTEM, name)

    async def numbers(self, **query: Any) -> list[str]:
        found = await self.get("requests.json", **query)
        assert found.status_code == 200, found.text
        return [request["service_request_id"] for request in found.json()]

    async def one(self, kind: type[Any], *conditions: Any) -> Any:
        async with self.process.database.reading() as session:
            return (await session.exec(select(kind).where(*conditions))).one()

    async def case(self, number: str | int) -> Case:
        found: Case = await self.one(Case, Case.number == int(number))
        return found

    async def village(self, name: str = "靠山屯村") -> Place:
        found: Place = await self.one(Place, Place.name == name)
        return found

    async def filed(self, **values: Any) -> Case:
        """A filed case of somebody."""
        place = await self.village()
        async with self.process.unit_of_work() as work:
            person = Person(station_id=work.station_id, created_at=work.now)
            work.session.add(person)
            await work.session.flush()
            case = Case(
                station_id=work.station_id,
                constituent_id=person.id,
                number=await next_number(work.session, work.station_id),
                state=State.SUBMITTED,
                text=f"我是王大爷，家住东街8号，电话{PHONE}，{WELL}",
                category="农村农业",
                topic="农村饮水",
                place_id=place.id,
                constituency_id=place.constituency_id,
                created_at=work.now,
                state_since=work.now,
                submitted_at=work.now,
            )
            for name, value in values.items():
                setattr(case, name, value)
            work.session.add(case)
        return case


@asynccontextmanager
async def served(database_url: str, clock: MovableClock, **section: Any) -> AsyncIterator[Outside]:
    """The sample township's hotline, served on a port of its own."""
    async with scratch_folder() as folder:
        wanted = {"is_enabled": True} | section
        path = write_settings(folder, "http://127.0.0.1:9", database_url, open311=wanted)
        process = Process(load(path), clock=clock)
        await prepare(process.database, process, sample.roster())
        await process.knowledge.refresh()
        with listening("127.0.0.1", 0, "the test") as listener:
            base = f"http://127.0.0.1:{listener.getsockname()[1]}"
            async with (
                serving(Starlette(routes=routes(process)), listener),
                httpx.AsyncClient(base_url=base) as http,
            ):
                yield Outside(process, clock, base, http)
        await process.database.close()


def named_in(root: ET.Element) -> list[str]:
    return [element.tag for element in root]


def only_error(found: httpx.Response) -> tuple[int, str]:
    """The HTTP status, and what the only error says, once it has the specification's form."""
    if found.headers["content-type"].startswith("text/xml"):
        root = ET.fromstring(found.content)
        assert (root.tag, named_in(root), named_in(root[0])) == ("errors", ["error"], ["code", "description"])
        code, description = (part.text or "" for part in root[0])
    else:
        (error,) = found.json()
        code, description = error["code"], error["description"]
    assert int(code) == found.status_code
    return found.status_code, description
