"""A week's digest at the desk: the same figures as in the chat, for any week, with picture and workbook."""

from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from PIL import Image

from bot.demo.clock import MovableClock
from bot.web.desk.trend_chart import HEIGHT, WIDTH, chart_of
from storage.tables import Case
from tests.support.bench import Bench, Member
from tests.support.desk import Browser


async def late_case(bench: Bench, member: Member) -> Case:
    case = await bench.case_of(member)
    async with bench.process.unit_of_work() as work:
        row = await work.session.get_one(Case, (work.station_id, case.id))
        row.due_at, row.category = bench.clock() + timedelta(minutes=5), "交通运输"
    return row


async def test_last_week_is_shown_and_others_are_a_tap_away(
    bench: Bench, wang: Member, clock: MovableClock, desk: Browser
) -> None:
    case = await late_case(bench, wang)
    running = (await desk.get("/digest?week=2026-06-17")).text
    assert "6月15日—6月21日的情况" in running
    assert "这周还没过完" in running
    assert "收到<strong>1</strong>" in running
    clock.move(timedelta(minutes=10))
    assert f"/cases/{case.id}" in (await desk.get("/digest?week=2026-06-15")).text
    last = (await desk.get("/digest")).text
    assert "6月8日—6月14日的情况" in last
    assert "week=2026-06-15" in last
    assert "收到<strong>0</strong>" in last


async def test_a_week_to_come_and_nonsense_are_refused_in_words(desk: Browser) -> None:
    for week in ("2027-01-01", "nonsense"):
        assert (await desk.get(f"/digest?week={week}")).status_code == 422


async def test_the_workbook_and_the_picture_are_of_that_week(
    bench: Bench, wang: Member, desk: Browser
) -> None:
    await late_case(bench, wang)
    book = await desk.http.get("/digest/workbook?week=2026-06-15")
    assert 'filename="digest-2026-06-15.xlsx"' in book.headers["content-disposition"]
    values = [cell.value for sheet in load_workbook(BytesIO(book.content)) for row in sheet for cell in row]
    assert "交通运输" in values
    drawn = await desk.http.get("/digest/picture?week=2026-06-15", follow_redirects=True)
    with Image.open(BytesIO(drawn.content)) as image:
        assert image.format == "PNG"
        assert image.width == 1080


@pytest.mark.slow
async def test_a_picture_that_takes_long_is_asked_for_again(
    desk: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.pictures._AT_ONCE_SECONDS", 0.01)
    first = await desk.http.get("/digest/picture?week=2026-06-15")
    assert (first.status_code, first.headers["location"]) == (307, "/digest/picture?week=2026-06-15")
    monkeypatch.setattr("bot.pictures._AT_ONCE_SECONDS", 60)
    drawn = await desk.http.get(first.headers["location"])
    assert drawn.headers["content-type"] == "image/png"


@pytest.mark.parametrize("most", [0, 1, 3, 4, 5, 19, 20, 21, 400, 123_456])
def test_bars_stay_on_the_canvas(most: int) -> None:
    chart = chart_of([(f"2026-06-{day:02d}", most * day // 29, most) for day in (1, 8, 15, 22, 29)])
    for week in chart.weeks:
        for bar in (week.filed, week.closed):
            assert bar.x >= 0
            assert bar.x + bar.width <= WIDTH
            assert bar.y >= 0
            assert bar.y + bar.height <= HEIGHT
    scale = [value for _, value in chart.ticks]
    assert scale[-1] >= most
    assert most == 0 or scale[-1] <= 10 * most + 4
    heights = [week.filed.height for week in chart.weeks]
    assert heights == sorted(heights)
