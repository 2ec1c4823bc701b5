"""The roster at the desk: who carries what, absences, and a workbook that counts only once she says so."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from bot.demo import sample
from hotline.permissions import SYSTEM
from hotline.roster.importing import import_roster
from storage.queries import roster
from storage.tables import Deputy
from tests.support.bench import Bench
from tests.support.desk import HERE, Browser

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
async def deputies(bench: Bench) -> list[Deputy]:
    async with bench.process.unit_of_work() as work:
        await import_roster(work, SYSTEM, sample.roster())
        work.has_new_roster = True
    return await in_office(bench)


async def in_office(bench: Bench) -> list[Deputy]:
    async with bench.process.reading() as work:
        return await roster.deputies(work.session, work.station_id)


async def changed_workbook(desk: Browser, name: str) -> bytes:
    """The downloaded roster with another name for its first deputy."""
    answer = await desk.http.get("/members/workbook")
    assert answer.headers["content-type"] == XLSX
    book = load_workbook(BytesIO(answer.content))
    sheet = next(sheet for sheet in book if any(cell.value == "王桂芳" for row in sheet for cell in row))
    cell = next(cell for row in sheet for cell in row if cell.value == "王桂芳")
    cell.value = name
    data = BytesIO()
    book.save(data)
    return data.getvalue()


async def send(desk: Browser, data: bytes) -> str:
    files = {"workbook": ("roster.xlsx", data, XLSX)}
    answer = await desk.http.post("/members/workbook", data={"key": desk.key}, files=files, headers=HERE)
    return (await desk.get(answer.headers["location"])).text if answer.status_code == 303 else answer.text


async def test_everybody_in_office_is_there(desk: Browser, deputies: list[Deputy]) -> None:
    page = (await desk.get("/members")).text
    for deputy in deputies:
        assert deputy.name in page
    assert page.count("还没加入热线") == len(deputies)
    assert "靠山屯村" in page


async def test_an_absence_is_noted_and_ended(bench: Bench, desk: Browser, deputies: list[Deputy]) -> None:
    first, second = (row for row in deputies if row.code in ("D01", "D03"))
    await desk.get("/members")
    today = date(2026, 6, 15)
    days = {"first": today.isoformat(), "last": (today + timedelta(days=6)).isoformat()}
    answer = await desk.post(f"/members/{first.id}/away", substitute=str(second.id), **days)
    assert answer.status_code == 303, answer.text
    page = (await desk.get(answer.headers["location"])).text
    assert "记下了" in page
    assert f"{second.name}代表代办" in page
    assert (await in_office(bench))[0].substitute_id == second.id
    await desk.post(f"/members/{first.id}/back")
    assert (await in_office(bench))[0].away_from is None


@pytest.mark.parametrize(
    ("first", "last"), [("", ""), ("2026-06-20", "2026-06-18"), ("2026-06-01", "2026-06-10"), ("x", "y")]
)
async def test_days_that_are_none_are_refused_in_words(
    desk: Browser, deputies: list[Deputy], first: str, last: str
) -> None:
    await desk.get("/members")
    answer = await desk.post(f"/members/{deputies[0].id}/away", first=first, last=last)
    assert answer.status_code == 422
    assert "6月20日" in answer.text


async def test_a_workbook_counts_only_once_she_says_so(
    bench: Bench, desk: Browser, deputies: list[Deputy]
) -> None:
    await desk.get("/members")
    page = await send(desk, await changed_workbook(desk, "王桂香"))
    assert "传上来的名单会这样改" in page
    assert "王桂芳" in {row.name for row in await in_office(bench)}
    answer = await desk.post("/members/apply")
    assert "名单改好了" in (await desk.get(answer.headers["location"])).text
    assert "王桂香" in {row.name for row in await in_office(bench)}


async def test_a_workbook_can_be_left(bench: Bench, desk: Browser, deputies: list[Deputy]) -> None:
    await desk.get("/members")
    await send(desk, await changed_workbook(desk, "王桂香"))
    await desk.post("/members/discard")
    assert "王桂芳" in {row.name for row in await in_office(bench)}
    assert (await desk.post("/members/apply")).status_code == 422


async def test_what_is_no_workbook_is_refused_in_words(desk: Browser, deputies: list[Deputy]) -> None:
    await desk.get("/members")
    assert "名单有错" in await send(desk, b"no workbook")
    answer = await desk.post("/members/workbook")
    assert answer.status_code == 422
    assert "没有选表" in answer.text
