"""A published ledger as a workbook: the lines to filter, the totals as formulas with their values."""

import io
from typing import TYPE_CHECKING, Any

from hotline.ledger.printed import PrintedLedger
from hotline.ledger.words import labels

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_WIDTHS = (6, 16, 16, 60, 24, 12)
_COLUMNS = ("number", "village", "category", "matter", "result", "days")
_HEADER = 1  # the row below the title


def write_workbook(ledger: PrintedLedger) -> bytes:
    """The .xlsx file. The library is loaded only here."""
    import xlsxwriter

    data = io.BytesIO()
    # What people wrote is text, whatever it looks like.
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = xlsxwriter.Workbook(data, {"in_memory": True, **plain})
    workbook.set_properties({"title": _title(ledger), "author": ledger.station, "comments": ""})
    heads = labels("sheet")
    title = workbook.add_format({"bold": True, "font_size": 16, "font_name": heads["heading_font"]})
    head = workbook.add_format(
        {"bold": True, "bg_color": "#DDE8F0", "border": 1, "font_name": heads["heading_font"]}
    )
    cell = workbook.add_format({"text_wrap": True, "valign": "top", "border": 1, "font_name": heads["font"]})
    sheet = workbook.add_worksheet(str(heads["name"]))
    sheet.write_string(0, 0, _title(ledger), title)
    _write_lines(sheet, ledger, head, cell)
    totals = workbook.add_worksheet(str(heads["totals"]))
    _write_totals(totals, ledger, head, cell)
    for one in (sheet, totals):
        one.set_landscape()
        one.set_paper(9)  # A4
        one.fit_to_pages(1, 0)
    workbook.close()
    return data.getvalue()


def _title(ledger: PrintedLedger) -> str:
    quarter = ledger.quarter
    return str(labels("sheet")["title"]).format(
        station=ledger.station, year=quarter.first.year, number=quarter.number
    )


def _write_lines(sheet: "Worksheet", ledger: PrintedLedger, head: Any, cell: Any) -> None:
    for column, (name, width) in enumerate(zip(_COLUMNS, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(_HEADER, column, str(labels("sheet")[name]), head)
    for number, line in enumerate(ledger.lines, start=1):
        row = _HEADER + number
        sheet.write_number(row, 0, number, cell)
        for column, words in enumerate((line.village, line.category, line.matter, line.result), start=1):
            sheet.write_string(row, column, words, cell)
        if line.days is None:
            sheet.write_blank(row, 5, None, cell)
        else:
            sheet.write_number(row, 5, line.days, cell)
    sheet.autofilter(_HEADER, 0, _HEADER + len(ledger.lines), len(_COLUMNS) - 1)
    sheet.freeze_panes(_HEADER + 1, 0)
    sheet.repeat_rows(_HEADER)


def _write_totals(sheet: "Worksheet", ledger: PrintedLedger, head: Any, cell: Any) -> None:
    """Formulas over the lines, each with the value that it has now: some readers never calculate."""
    heads = labels("sheet")
    first, last = _HEADER + 2, _HEADER + 1 + max(1, len(ledger.lines))
    results = f"'{heads['name']}'!$E${first}:$E${last}"
    days = f"'{heads['name']}'!$F${first}:$F${last}"
    taken = [line.days for line in ledger.lines if line.days is not None]
    average: float | str = round(sum(taken) / len(taken), 1) if taken else ""
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, 1, 14)
    sheet.write_string(0, 0, str(heads["result"]), head)
    sheet.write_string(0, 1, str(heads["all"]), head)
    counts: dict[str, int] = {}
    for line in ledger.lines:
        counts[line.result] = counts.get(line.result, 0) + 1
    row = 1
    for result, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        sheet.write_string(row, 0, result, cell)
        sheet.write_formula(row, 1, f"=COUNTIF({results},A{row + 1})", cell, count)
        row += 1
    sheet.write_string(row, 0, str(heads["all"]), head)
    sheet.write_formula(row, 1, f"=COUNTA({results})", cell, len(ledger.lines))
    sheet.write_string(row + 1, 0, str(heads["average"]), head)
    sheet.write_formula(row + 1, 1, f'=IF(COUNT({days})=0,"",ROUND(AVERAGE({days}),1))', cell, average)
