"""Workbooks: read back both ways, with filters and a heading that stays, safe from what people are called."""

import io
from datetime import datetime

import pytest
from openpyxl import load_workbook

from hotline.spreadsheets import Column, Form, Formula, Sheet, write_book

COLUMNS = [Column("名称", 20), Column("件数", 8), Column("占多少", 9, Form.SHARE), Column("期限", 18)]
DUE = datetime.fromisoformat("2026-06-19T17:00")
SHEET = Sheet(
    "分类",
    COLUMNS,
    [["农村农业", 3, Formula("=B2/B4", 0.75), DUE], ["交通运输", 1, Formula("=B3/B4", 0.25), None]],
    last=["合计", Formula("=SUM(B2:B3)", 4), None, None],
    notes=["这一周的"],
)


def test_phones_find_the_values_and_spreadsheets_the_formulas() -> None:
    data = write_book([SHEET])
    values = load_workbook(io.BytesIO(data), data_only=True)["分类"]
    formulas = load_workbook(io.BytesIO(data))["分类"]
    assert [values[cell].value for cell in ("C2", "C3", "B4")] == [0.75, 0.25, 4]
    assert [formulas[cell].value for cell in ("C2", "C3", "B4")] == ["=B2/B4", "=B3/B4", "=SUM(B2:B3)"]
    assert values["D2"].value == DUE
    assert values["D3"].value is None
    assert values["C2"].number_format == "0%"
    assert values["A6"].value == "这一周的"


def test_the_rows_can_be_filtered_without_the_sum_and_the_heading_stays() -> None:
    page = load_workbook(io.BytesIO(write_book([SHEET])))["分类"]
    assert page.auto_filter.ref == "A1:D3"
    assert page.freeze_panes == "A2"
    assert page.column_dimensions["A"].width == pytest.approx(20, abs=1)


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+86 1", "-村", "@村", "\t=1", "{=1}", "http://a.example"])
def test_a_name_is_never_a_formula_or_a_link(name: str) -> None:
    data = write_book([Sheet("村", [Column("村")], [[name]])])
    cell = load_workbook(io.BytesIO(data))["村"]["A2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (name, "s", None)
    # Once it is edited or saved as CSV, only this keeps it from becoming one.
    assert cell.quotePrefix is (name[0] in "=+-@\t")


def test_an_empty_sheet_can_be_opened_and_filtered() -> None:
    page = load_workbook(io.BytesIO(write_book([Sheet("空", COLUMNS, [])])))["空"]
    assert page.max_row == 1
    assert page.auto_filter.ref == "A1:D2"
