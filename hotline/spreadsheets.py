"""Workbooks (.xlsx) from plain values: filters, a header that stays, formulas with their values beside them.

Phones show the stored value of a formula and never count it anew, so each is written with its own.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


@dataclass(frozen=True)
class Formula:
    """A formula ("=B2-C2") and the value that it has now."""

    text: str
    value: int | float | str


Value = str | int | float | datetime | Formula | None
"""Moments without a zone, as people there read the clock; None is an empty cell."""


class Form(StrEnum):
    """How the numbers of a column are shown."""

    PLAIN = "General"
    CHANGE = "+0;-0;0"
    SHARE = "0%"


@dataclass(frozen=True)
class Column:
    """A column by its heading and its width in characters."""

    title: str
    width: int = 12
    form: Form = Form.PLAIN


@dataclass(frozen=True)
class Sheet:
    """Rows below a heading that can be filtered; `last` (totals) and `notes` stand below and are not."""

    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]
    last: Sequence[Value] = ()
    notes: Sequence[str] = ()


_DAY_AND_TIME = "yyyy-mm-dd hh:mm"
# A spreadsheet takes words that begin so for a formula as soon as somebody edits the cell or saves it as CSV.
_LIKE_FORMULAS = ("=", "+", "-", "@", "\t", "\r")
_HEAD = {"bold": True, "bg_color": "#DDE8F0", "border": 1, "border_color": "#B8C4CE", "text_wrap": True}
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def write_book(sheets: Sequence[Sheet]) -> bytes:
    """The workbook's bytes."""
    import xlsxwriter  # on demand: seldom needed

    data = io.BytesIO()
    with xlsxwriter.Workbook(data, _OPTIONS) as book:
        for sheet in sheets:
            _write_sheet(book, book.add_worksheet(sheet.name), sheet)
    return data.getvalue()


def _write_sheet(book: Any, page: Any, sheet: Sheet) -> None:
    last_row, last_column = len(sheet.rows), len(sheet.columns) - 1
    head = book.add_format({**_HEAD, "valign": "vcenter"})
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
        page.write_string(0, place, column.title, head)
    for number, row in enumerate(sheet.rows, 1):
        _write_row(book, page, number, row, sheet.columns, {})
    if sheet.last:
        _write_row(book, page, last_row + 1, sheet.last, sheet.columns, {"bold": True, "top": 1})
    for number, note in enumerate(sheet.notes, last_row + 3):
        page.write_string(number, 0, note, book.add_format({"font_color": "#52606D"}))
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, max(last_row, 1), last_column)
    page.set_landscape()
    page.fit_to_pages(1, 0)


def _write_row(
    book: Any, page: Any, number: int, row: Sequence[Value], columns: Sequence[Column], style: dict[str, Any]
) -> None:
    for place, (value, column) in enumerate(zip(row, columns, strict=True)):
        if value is not None:
            _write(book, page, (number, place), value, {**style, "num_format": column.form.value})


def _write(book: Any, page: Any, cell: tuple[int, int], value: Value, style: dict[str, Any]) -> None:
    if isinstance(value, Formula):
        page.write_formula(*cell, value.text, book.add_format(style), value.value)
    elif isinstance(value, datetime):
        page.write_datetime(*cell, value, book.add_format({**style, "num_format": _DAY_AND_TIME}))
    elif isinstance(value, str):
        quoted = {"quote_prefix": True} if value.startswith(_LIKE_FORMULAS) else {}
        page.write_string(*cell, value, book.add_format({**style, **quoted}))
    else:
        page.write_number(*cell, value, book.add_format(style))
