"""Nonsense is answered, and nothing fails of it."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable
from typing import Any
from urllib.parse import quote, urlencode
from xml.etree import ElementTree as ET

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette

from bot.demo.clock import MovableClock
from bot.process import Process
from bot.web.open311 import routes
from tests.bot.web.open311.outside import AT, VALID, Outside, only_error, served

ASKED: list[tuple[str, int]] = [
    ("requests.json?start_date=yesterday", 400),
    ("requests.json?start_date=2026-06-01T00:00:00", 400),  # no zone
    ("requests.json?end_date=0001-01-01T00:00:00%2B14:00", 400),
    ("requests.json?start_date=9999-12-31T23:59:59Z", 400),
    ("requests.json?start_date=2026-02-30", 400),
    ("requests.json?start_date=2026-01-01&end_date=2026-06-01", 400),  # more than 90 days
    ("requests.json?start_date=2026-06-10&end_date=2026-06-01", 400),
    ("requests.json?status=waiting", 400),
    ("requests.json?page=0", 400),
    ("requests.json?page=-1", 400),
    ("requests.json?page=99999999999999999999", 400),
    ("requests.json?page_size=5000", 400),
    ("requests.json?service_request_id=" + ",".join(map(str, range(1, 1500))), 400),
    ("requests.json?service_request_id=99999999999999,%00,x", 200),
    ("requests.json?service_code=%00,no", 200),
    ("requests.json?start_date=2026-06-01T00:00:00+08:00", 200),  # a plus sign as browsers send it
    ("requests.json?start_date=2026-06-01", 200),
    ("requests/99.xml", 404),
    ("requests/%00.xml", 404),
    ("requests/１.json", 404),
    ("services/nothing.xml", 404),
    ("tokens/123456.xml", 404),
    ("services.csv", 404),
    ("services", 404),
    ("requests/%2F%0A.xml", 404),
    ("", 404),
]


async def test_every_mistake_is_answered_in_the_form_of_the_specification(outside: Outside) -> None:
    for path, status in ASKED:
        found = await outside.http.get(f"{AT}/{path}")
        assert found.status_code == status, (path, found.text)
        if status != 200:
            assert only_error(found)[1]


_WORDS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["", "open", "2026-06-01", "0001-01-01T00:00:00Z", "9" * 30, "\x00", "1e400", "-0"]),
)
_FIELDS = st.sampled_from(
    [
        *("service_request_id", "service_code", "start_date", "end_date", "status", "page", "page_size"),
        *("jurisdiction_id", "api_key", "lat", "long", "address_string", "address_id", "description"),
        *("attribute[x][]", "\x00"),
    ]
)
_PAIRS = st.lists(st.tuples(_FIELDS, _WORDS), max_size=8)
_PATHS = st.one_of(
    st.sampled_from(["requests", "services", "discovery"]),
    st.builds(lambda words: f"requests/{quote(words, safe='')}", _WORDS),
    st.builds(lambda words: f"services/{quote(words, safe='')}", _WORDS),
    st.builds(lambda words: f"tokens/{quote(words, safe='')}", _WORDS),
)


@pytest.fixture
async def in_process(database_url: str, clock: MovableClock) -> AsyncIterator[tuple[Process, str]]:
    async with served(database_url, clock, filings_per_minute=100_000) as opened:
        yield opened.process, await opened.key()


async def test_no_query_and_no_body_makes_it_fail(in_process: tuple[Process, str]) -> None:
    process, key = in_process
    transport = httpx.ASGITransport(Starlette(routes=routes(process)), raise_app_exceptions=True)
    loop = asyncio.get_running_loop()

    async def ask(method: str, path: str, **options: Any) -> None:
        async with httpx.AsyncClient(transport=transport, base_url="http://hotline") as http:
            found = await http.request(method, path, **options)
        assert found.status_code in (200, 400, 403, 404, 413), found.text
        if found.headers["content-type"].startswith("text/xml"):
            ET.fromstring(found.content)
        else:
            json.loads(found.content)

    def wait(asked: Awaitable[None]) -> None:
        asyncio.run_coroutine_threadsafe(asked, loop).result(30)  # type: ignore[arg-type]

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(_PATHS, st.sampled_from(["xml", "json", "x"]), _PAIRS)
    def gets(path: str, extension: str, query: list[tuple[str, str]]) -> None:
        wait(ask("GET", f"{AT}/{path}.{extension}", params=query))

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(
        st.one_of(_PAIRS.map(lambda pairs: urlencode(pairs).encode()), st.binary(max_size=200)), st.booleans()
    )
    def posts(body: bytes, is_complete: bool) -> None:
        form = urlencode(VALID | {"api_key": key}).encode() + b"&" if is_complete else b""
        headers = {"content-type": "application/x-www-form-urlencoded; charset=utf-8"}
        wait(ask("POST", f"{AT}/requests.xml", content=form + body, headers=headers))

    await asyncio.to_thread(gets)
    await asyncio.to_thread(posts)
