"""The page for the wall and the workbook: whole in themselves, and harmless whatever stands in a line."""

import io
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

from openpyxl import load_workbook

from hotline.ledger.page import render_page
from hotline.ledger.printed import PrintedLedger, PrintedLine, page_name, workbook_name
from hotline.ledger.quarters import Quarter
from hotline.ledger.sheets import write_workbook

NASTY = "<script>alert(1)</script>&\"'{{ 7*7 }}"
LINES = (
    PrintedLine("靠山屯村", "农村公路", "村里的土路要修", "已解决，用了 5 天"),
    PrintedLine("", "农村饮水", "=1+1", "已解决，用了 8 天"),
    PrintedLine(NASTY, "@SUM(A1)", NASTY, "正在办理"),
    PrintedLine("东升村", "", "-2+3", "先挂账，8月20日接着办"),
)
LEDGER = PrintedLedger(
    station="和平镇人大代表热线",
    township="和平镇",
    phone="0000-1234567",
    room="镇政府一楼",
    quarter=Quarter(date(2026, 4, 1)),
    published_on=date(2026, 7, 3),
    lines=LINES,
)


class Tags(HTMLParser):
    """The tags of a page and what they point to."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str | None] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [
            value for name, value in attrs if name in ("href", "src", "action") or name.startswith("on")
        ]


def test_the_page_needs_nothing_and_runs_nothing() -> None:
    page = render_page(LEDGER)
    seen = Tags(page)
    assert not {"script", "link", "img", "iframe", "form"} & set(seen.tags)
    assert seen.links == []
    assert "url(" not in page
    assert "@import" not in page
    assert "size: A4 landscape" in page
    assert "&lt;script&gt;" in page
    assert "49" not in page


def test_the_page_says_what_it_is() -> None:
    page = re.sub(r"<[^>]+>", " ", render_page(LEDGER))
    for words in (
        *(
            "和平镇人大代表热线",
            "2026年第二季度办理情况公布",
            "2026年4月1日 至 2026年6月30日",
            "2026年7月3日",
        ),
        *("公布 4 件，其中已解决 2 件", "已解决，用了 5 天", "全镇", "电话 0000-1234567，接待室 镇政府一楼"),
    ):
        assert words in page
    assert "有事请找" not in render_page(replace(LEDGER, phone="", room=""))


def test_the_workbook_counts_by_formulas_that_have_their_values() -> None:
    data = write_workbook(LEDGER)
    shown, counted = (load_workbook(io.BytesIO(data), data_only=only) for only in (False, True))
    lines = list(shown["公布表"].iter_rows(min_row=3, values_only=True))
    assert lines[0] == (1, "靠山屯村", "农村公路", "村里的土路要修", "已解决", 5)
    assert lines[3] == (4, "东升村", "", "-2+3", "先挂账，8月20日接着办", None)
    assert all(cell.data_type != "f" for row in shown["公布表"].iter_rows() for cell in row)
    assert shown["公布表"].auto_filter.ref == "A2:F6"
    totals = {row[0].value: row[1].value for row in counted["合计"].iter_rows(min_row=2)}
    assert totals == {
        "已解决": 2,
        "正在办理": 1,
        "先挂账，8月20日接着办": 1,
        "合计（件）": 4,
        "平均用时（天）": 6.5,
    }
    formulas = [str(row[1].value) for row in shown["合计"].iter_rows(min_row=2)]
    assert formulas[0] == "=COUNTIF('公布表'!$E$3:$E$6,A2)"
    assert all(formula.startswith("=") for formula in formulas)


def test_a_ledger_without_closed_cases_has_no_average() -> None:
    data = write_workbook(replace(LEDGER, lines=LINES[2:3]))
    totals = load_workbook(io.BytesIO(data), data_only=True)["合计"]
    assert [row[1].value for row in totals.iter_rows(min_row=2)] == [1, 1, None]


def test_the_files_are_called_by_their_quarter() -> None:
    assert page_name(LEDGER.quarter) == "代表热线公布表2026Q2.html"
    assert workbook_name(LEDGER.quarter) == "代表热线公布表2026Q2.xlsx"
