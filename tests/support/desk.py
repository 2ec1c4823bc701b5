"""The desk as a browser sees it: a link that is opened, pages, and forms with what they need."""

import re
from dataclasses import dataclass
from typing import Any

import httpx

from bot.process import Process
from bot.web.desk.app import build_desk
from hotline.desk_access import make_link
from hotline.people import actor_for

URL = "https://desk.example.org"
DESK = {"public_url": URL, "port": 0}
HERE = {"origin": URL, "sec-fetch-site": "same-origin"}
_KEY = re.compile(r'name="key" value="([0-9a-f]{64})"')


@dataclass
class Browser:
    """A browser in one network, with its cookies. What it sends comes from the desk's own pages."""

    http: httpx.AsyncClient
    key: str = ""

    async def enter(self, code: str) -> httpx.Response:
        """Open a link and press its button; the page that it leads to."""
        page = await self.http.get(f"/enter/{code}")
        assert f'value="{code}"' in page.text
        answer = await self.post("/enter", code=code)
        return await self.get("/") if answer.status_code == 303 else answer

    async def get(self, path: str, **options: Any) -> httpx.Response:
        page = await self.http.get(path, **options)
        if found := _KEY.search(page.text):
            self.key = found[1]
        return page

    async def post(self, path: str, **fields: Any) -> httpx.Response:
        """Send a form of the page that was seen last."""
        return await self.http.post(path, data={"key": self.key, **fields}, headers=HERE)


def browser_on(process: Process, *, network: str = "203.0.113.7", name: str = "Firefox") -> Browser:
    """A browser; `network` is its address, `name` what it calls itself."""
    transport = httpx.ASGITransport(app=build_desk(process), client=(network, 40000))
    headers = {"user-agent": name, "accept-language": "zh-CN"}
    return Browser(httpx.AsyncClient(transport=transport, base_url=URL, headers=headers))


async def link_for(process: Process, person_id: int) -> str:
    """The code of a fresh link."""
    async with process.unit_of_work() as work:
        return await make_link(work, await actor_for(work, person_id))


async def at_the_desk(process: Process, person_id: int, **options: Any) -> Browser:
    """A browser in which this person sits at the desk."""
    browser = browser_on(process, **options)
    page = await browser.enter(await link_for(process, person_id))
    assert page.status_code == 200, page.text
    return browser
