"""The public ledger at the desk: nothing is public before the liaison said so, line by line."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from bot.demo import sample
from bot.demo.clock import MovableClock
from hotline.permissions import SYSTEM
from hotline.roster.importing import import_roster
from storage.queries import roster
from storage.tables import Case
from storage.vocabulary import State
from tests.support.bench import Bench, Member
from tests.support.desk import Browser, at_the_desk, browser_on

QUARTER = "2026Q2"


@pytest.fixture
async def july(bench: Bench, wang: Member, liaison: Member, clock: MovableClock) -> Browser:
    """Two cases were closed in the second quarter; it is July, and the liaison sits at the desk."""
    async with bench.process.unit_of_work() as work:
        await import_roster(work, SYSTEM, sample.roster())
        village = (await roster.villages(work.session, work.station_id))[0]
    for words in ("村口的路坏了，下雨没法走", "水渠堵了，地里浇不上水"):
        case = await bench.case_of(wang)
        async with bench.process.unit_of_work() as work:
            row = await work.session.get_one(Case, (work.station_id, case.id))
            row.text, row.category, row.place_id = words, "交通运输", village.id
            row.state, row.closed_at, row.result, row.is_solved = State.CLOSED, work.now, "A", True
    clock.move(timedelta(days=30))
    desk = await at_the_desk(bench.process, liaison.id)
    await desk.get(f"/ledger?quarter={QUARTER}")
    await desk.post("/ledger/compose", quarter=QUARTER)
    return desk


async def lines(desk: Browser) -> list[tuple[str, str]]:
    """(line, version) of what is shown."""
    page = (await desk.get(f"/ledger?quarter={QUARTER}")).text
    found = re.findall(r'/ledger/(\d+)/decide">\s*.*?name="version" value="(\d+)"', page, re.DOTALL)
    return list(dict.fromkeys(found))


async def test_nothing_is_public_before_she_said_so(bench: Bench, july: Browser) -> None:
    anybody = browser_on(bench.process, network="198.51.100.9")
    assert (await anybody.get(f"/public/ledger/{QUARTER}")).status_code == 404
    assert (await anybody.get("/public/ledger")).status_code == 404
    first, second = await lines(july)
    await july.post(f"/ledger/{first[0]}/decide", version=first[1], decision="yes")
    assert (await july.post("/ledger/publish", quarter=QUARTER)).status_code == 422
    await july.post(f"/ledger/{second[0]}/decide", version=second[1], decision="no")
    answer = await july.post("/ledger/publish", quarter=QUARTER)
    assert "公布了" in (await july.get(answer.headers["location"])).text

    page = await anybody.get("/public/ledger", follow_redirects=True)
    assert page.status_code == 200
    assert ("的路坏了" in page.text) != ("水渠" in page.text)
    assert "script-src" not in page.headers["content-security-policy"]
    assert "sandbox" in page.headers["content-security-policy"]
    book = await july.http.get(f"/ledger/workbook?quarter={QUARTER}")
    assert load_workbook(BytesIO(book.content)).worksheets
    assert (await july.get(f"/ledger/page?quarter={QUARTER}")).text == page.text


async def test_a_published_ledger_stays_as_it_is(july: Browser) -> None:
    found = await lines(july)
    await july.post("/ledger/rest", quarter=QUARTER, seen=len(found))
    await july.post("/ledger/publish", quarter=QUARTER)
    for line, version in found:
        answer = await july.post(f"/ledger/{line}/decide", version=version, decision="no")
        assert answer.status_code == 422
    assert (await july.post("/ledger/publish", quarter=QUARTER)).status_code == 422


async def test_other_words_wait_for_consent_once_more(july: Browser) -> None:
    line, version = (await lines(july))[0]
    await july.post(f"/ledger/{line}/decide", version=version, decision="yes")
    await july.post(f"/ledger/{line}/reword", version=version, quarter=QUARTER, matter_words="路已经修好")
    page = (await july.get(f"/ledger?quarter={QUARTER}")).text
    assert "路已经修好" in page
    assert "还没定 2 条" in page
    stale = await july.post(f"/ledger/{line}/decide", version=version, decision="yes")
    assert stale.status_code == 422


async def test_a_quarter_that_is_not_over_or_none_is_told_in_words(july: Browser) -> None:
    assert "还没过完" in (await july.get("/ledger?quarter=2026Q3")).text
    assert (await july.get("/ledger?quarter=nonsense")).status_code == 422
    assert (await july.post("/ledger/compose", quarter="")).status_code == 422
    assert (await july.get("/ledger/page?quarter=2026Q1")).status_code == 422


async def test_an_address_of_no_quarter_is_unknown(bench: Bench) -> None:
    anybody = browser_on(bench.process)
    for code in ("2026Q9", "..", "%00", "2026Q2"):
        assert (await anybody.get(f"/public/ledger/{code}")).status_code == 404
