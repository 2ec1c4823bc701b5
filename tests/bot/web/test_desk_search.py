"""The desk's search: what finds a case, and what does no more."""

import html
import re

import pytest

from hotline.finding import make_older_findable
from hotline.material import Material, add_entry
from hotline.permissions import Actor
from hotline.privacy import erase
from storage.queries import search
from storage.tables import (
    Case,
)
from storage.vocabulary import Role
from tests.support.bench import Bench, Member
from tests.support.desk import Browser
from tests.support.desk_cases import filed, numbers


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("路坏", ["0001"]),
        ("坏了", ["0002", "0001"]),
        ("村口的路坏了", ["0001"]),
        ("水管", ["0002"]),
        ("井", ["0003"]),
        ("0002", ["0002"]),
        ("#3", ["0003"]),
        ("DN50", ["0002"]),
        ("路管", []),
        ("坏了 水管", ["0002"]),
        ("'; DROP TABLE cases; -- \" * :* <-> (", []),
    ],
)
async def test_search_finds_words_of_two_characters_and_numbers(
    bench: Bench, wang: Member, desk: Browser, asked: str, found: list[str]
) -> None:
    for text in ("村口的路坏了", "DN50的水管坏了", "俺村那口老井干了"):
        await filed(bench, wang, text)
    page = await desk.get("/search", params={"q": asked})
    assert page.status_code == 200
    assert numbers(page.text) == found


async def test_what_was_said_later_finds_the_case_too(bench: Bench, wang: Member, desk: Browser) -> None:
    case = await filed(bench, wang)
    async with bench.process.unit_of_work() as work:
        row = await work.session.get_one(Case, (work.station_id, case.id))
        await add_entry(work, row, wang.id, Role.CONSTITUENT, "said", Material(text="桥栏杆也断了"))
    assert numbers((await desk.get("/search?q=栏杆")).text) == ["0001"]


async def test_older_cases_are_made_findable_by_the_tick(bench: Bench, wang: Member, desk: Browser) -> None:
    await bench.case_of(wang)
    await bench.case_of(wang)
    assert numbers((await desk.get("/search?q=村口")).text) == []
    async with bench.process.unit_of_work() as work:
        assert await make_older_findable(work) == 2
    async with bench.process.unit_of_work() as work:
        assert await make_older_findable(work) == 0
    assert numbers((await desk.get("/search?q=村口")).text) == ["0002", "0001"]


async def test_erased_words_are_found_no_more(bench: Bench, wang: Member, desk: Browser) -> None:
    case = await filed(bench, wang)
    async with bench.process.unit_of_work() as work:
        row = await work.session.get_one(Case, (work.station_id, case.id))
        await add_entry(work, row, wang.id, Role.CONSTITUENT, "said", Material(text="桥栏杆也断了"))
    async with bench.process.unit_of_work() as work:
        assert await erase(work, Actor(wang.id, frozenset({Role.CONSTITUENT})))
    for words in ("村口", "栏杆"):
        assert numbers((await desk.get(f"/search?q={words}")).text) == []
    assert numbers((await desk.get("/search?q=0001")).text) == ["0001"]


async def test_older_cases_are_one_tap_away(
    bench: Bench, wang: Member, desk: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A register of many volumes, more in it than one list holds: follow the link until there is none."""
    monkeypatch.setattr(search, "VOLUME", 1)
    monkeypatch.setattr(search, "MOST_FOUND", 5)
    for _ in range(12):
        await filed(bench, wang)
    page, seen = await desk.get("/search?q=村口"), list[str]()
    assert "找到 5 多 件" in page.text
    assert "回到最近的" not in page.text
    while True:
        seen += numbers(page.text)
        link = re.search(r'href="([^"]+)">再找更早的', page.text)
        if link is None:
            break
        page = await desk.get(html.unescape(link[1]))
        assert "回到最近的" in page.text
    assert seen == [f"{number:04}" for number in range(12, 0, -1)]


async def test_who_looks_beyond_the_oldest_is_told_so(bench: Bench, wang: Member, desk: Browser) -> None:
    case = await filed(bench, wang)
    page = await desk.get(f"/search?q=村口&before={case.id}")
    assert numbers(page.text) == []
    assert "更早的里头没有了" in page.text


async def test_the_case_whose_number_is_typed_stands_first(bench: Bench, wang: Member, desk: Browser) -> None:
    await filed(bench, wang)
    await filed(bench, wang, "1 号井的路灯不亮")
    for typed in ("1", "#0001"):
        assert numbers((await desk.get("/search", params={"q": typed})).text)[:1] == ["0001"]
    assert numbers((await desk.get("/search?q=1")).text) == ["0001", "0002"]
