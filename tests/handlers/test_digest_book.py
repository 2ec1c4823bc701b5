"""The digest as a workbook: every stored value is what its formula gives, and nobody's words are in it."""

import io
from datetime import datetime
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from handlers.values.digest_book import DigestBook, ListedCase, digest_sheets
from handlers.wording import LANGUAGES
from hotline.spreadsheets import write_book
from tests.handlers.digests import figures, texts
from tests.support.recounting import formulas_of, recounted

AS_OF = datetime.fromisoformat("2026-06-22T08:30")
LATE = [
    ListedCase(
        "0123", "交通运输", "农村公路", "靠山屯村", "王桂芳", datetime.fromisoformat("2026-06-19T17:00")
    ),
    ListedCase("0124", "农村农业", "", "=1+1", "@李", datetime.fromisoformat("2026-06-22T08:00")),
    ListedCase("0125", "", "", "", "", datetime.fromisoformat("2026-05-31T23:59")),
]
SOON = [
    ListedCase(
        "0130", "农村农业", "排灌设施", "南洼子村", "王桂芳", datetime.fromisoformat("2026-06-24T09:00")
    )
]


def book(late: list[ListedCase], soon: list[ListedCase], **changes: Any) -> DigestBook:
    counted = [("农村农业", 9), ("交通运输", 6), ("民政", 1)]
    return DigestBook(figures(**changes), AS_OF, late, soon, counted, counted[:2])


def read(made: DigestBook, language: str = "zh-Hans") -> tuple[Workbook, Workbook]:
    """With formulas, and with the stored values."""
    data = write_book(digest_sheets(made, texts(language)))
    return load_workbook(io.BytesIO(data)), load_workbook(io.BytesIO(data), data_only=True)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "made",
    [
        book(LATE, SOON),
        book([], []),  # nothing is late
        book(LATE, [], filed_before=0, closed=0, response=(0, 0, 0), response_raw=(0, 0, 0)),
        DigestBook(figures(), AS_OF, [], SOON, [], []),  # nothing was filed
    ],
)
def test_every_stored_value_is_what_its_formula_gives(made: DigestBook, language: str) -> None:
    formulas, values = read(made, language)
    found = list(formulas_of(formulas))
    assert len(found) > 10
    for sheet, cell in found:
        # A formula that gives no text is stored as an empty cell.
        expected = recounted(formulas, sheet, cell) or None
        assert (values[sheet][cell].value or None) == pytest.approx(expected), (sheet, cell)


def test_the_sheets_say_what_is_late_and_whose() -> None:
    _, values = read(book(LATE, SOON))
    assert values.sheetnames == ["总表", "三率", "超时", "快到期", "各代表", "分类", "地方"]
    totals = {row[0]: row[1:] for row in values["总表"].iter_rows(values_only=True)}
    assert totals["收到"][:3] == (23, 18, 5)
    assert (totals["超时的"][0], totals["七天内到期"][0], totals["截至"][0]) == (3, 1, AS_OF)
    late = [row[0:1] + row[4:] for row in values["超时"].iter_rows(min_row=2, values_only=True)]
    assert late == [
        ("0123", "王桂芳", LATE[0].due_at, 3),
        ("0124", "@李", LATE[1].due_at, 0),
        ("0125", "", LATE[2].due_at, 22),
    ]
    (soon,) = values["快到期"].iter_rows(min_row=2, values_only=True)
    assert soon[-1] == 2
    assert list(values["各代表"].iter_rows(min_row=2, values_only=True)) == [
        ("王桂芳", 1, 1, 2),
        ("@李", 1, 0, 1),
    ]


def test_rates_stand_with_how_they_are_counted_and_what_was_left_out() -> None:
    _, values = read(book(LATE, SOON))
    rows = list(values["三率"].iter_rows(values_only=True))
    assert list(rows[2][:4]) + list(rows[2][5:7]) == ["解决率", 11, 15, 4, 11, 17]
    assert rows[2][4] == pytest.approx(11 / 15)
    assert rows[2][7] == pytest.approx(11 / 17)
    assert "没回话的不算在内" in str(rows[2][8])
    assert "不计入三率：有争议 2 件" in str(rows[-1][0])


def test_every_sheet_can_be_filtered_below_a_heading_that_stays() -> None:
    formulas, _ = read(book(LATE, SOON))
    for page in formulas.worksheets:
        assert page.freeze_panes == "A2"
        assert str(page.auto_filter.ref).startswith("A1:")


def test_a_name_that_looks_like_a_formula_stays_a_name() -> None:
    formulas, _ = read(book(LATE, SOON))
    cells = [formulas["超时"]["D3"], formulas["超时"]["E3"], formulas["各代表"]["A3"]]
    assert [(cell.value, cell.data_type, cell.quotePrefix) for cell in cells] == [
        ("=1+1", "s", True),
        ("@李", "s", True),
        ("@李", "s", True),
    ]
