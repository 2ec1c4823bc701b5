"""Writing the roster's workbook: the blank template, and a filled one to be edited and sent back."""

import io
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from hotline import lexicon as lexicons
from hotline.keywords import Lexicon
from hotline.roster import ConstituencyRow, DeputyRow, PlaceRow, Roster
from hotline.roster.cells import KINDS, LEVELS
from hotline.roster.problems import texts
from hotline.roster.rows import COLUMNS, CONSTITUENCIES, DEPUTIES, PLACES, specialities_of

GUIDE = "说明"
_WIDTHS = {
    **dict.fromkeys(("层级", "类型", "编号"), 10),
    **dict.fromkeys(("选区编号", "乡镇", "纬度", "经度", "姓名", "是否村干部"), 14),
    **dict.fromkeys(("任期开始", "任期结束", "请假开始", "请假结束"), 14),
    **dict.fromkeys(("名称", "所属村", "最多同时办理件数"), 20),
    **dict.fromkeys(("别名", "专长", "备注"), 36),
}
# Else Excel makes 1 of 01, and a date of 3-1.
_TEXT_COLUMNS = ("编号", "选区编号")
_DAY_COLUMNS = ("任期开始", "任期结束", "请假开始", "请假结束")
_CHOICES = {"类型": tuple(KINDS), "层级": tuple(LEVELS), "是否村干部": ("是", "否")}
_VALIDATED_ROWS = 1000
_GUIDE_WIDTH = 100

Value = str | int | float | date | None


def template(lexicon: Lexicon | None = None) -> bytes:
    """The blank workbook, with instructions; None is the shipped lexicon."""
    return write_workbook(Roster(), lexicon)


def write_workbook(roster: Roster, lexicon: Lexicon | None = None) -> bytes:
    """The roster as an .xlsx file that `read_workbook` reads back as the same roster."""
    from openpyxl import Workbook  # on demand, as in reading

    workbook = Workbook()
    guide = workbook.active
    _write_guide(guide, lexicon or lexicons.load())
    rows: dict[str, Iterator[list[Value]]] = {
        CONSTITUENCIES: map(_constituency, roster.constituencies),
        PLACES: map(_place, roster.places),
        DEPUTIES: map(_deputy, roster.deputies),
    }
    for name, lines in rows.items():
        _write_sheet(workbook.create_sheet(name), COLUMNS[name], list(lines))
    kept = io.BytesIO()
    workbook.save(kept)
    return kept.getvalue()


def _constituency(row: ConstituencyRow) -> list[Value]:
    return [row.code, row.name]


def _place(row: PlaceRow) -> list[Value]:
    kind = _label(KINDS, row.kind)
    aliases = "、".join(row.aliases)
    return [row.constituency, kind, row.name, aliases, row.village, row.township, row.latitude, row.longitude]


def _deputy(row: DeputyRow) -> list[Value]:
    is_official = "是" if row.is_village_official else "否"
    return [
        *(row.code, row.name, row.constituency, _label(LEVELS, row.level), "、".join(row.specialities)),
        *(row.capacity, is_official, row.away_from, row.away_until, row.term_from, row.term_until, None),
    ]


def _label(table: dict[str, Any], value: str) -> str:
    return next((label for label, stored in table.items() if stored == value), value)


def _write_sheet(sheet: Any, columns: Sequence[str], lines: Sequence[Sequence[Value]]) -> None:
    from openpyxl.styles import Font, PatternFill

    _format_columns(sheet, columns)
    for number, line in enumerate([columns, *lines], start=1):
        for position, value in enumerate(line, start=1):
            _put(sheet.cell(number, position), value, columns[position - 1])
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="DDE8F0")
    sheet.freeze_panes = "A2"


def _format_columns(sheet: Any, columns: Sequence[str]) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    for position, column in enumerate(columns, start=1):
        letter = get_column_letter(position)
        dimension = sheet.column_dimensions[letter]
        dimension.width = _WIDTHS[column]
        if column in _TEXT_COLUMNS:
            dimension.number_format = "@"
        if column in _CHOICES:
            choices = ",".join(_CHOICES[column])
            rule = DataValidation(type="list", formula1=f'"{choices}"', allow_blank=True)
            rule.add(f"{letter}2:{letter}{_VALIDATED_ROWS}")
            sheet.add_data_validation(rule)


def _put(cell: Any, value: Value, column: str) -> None:
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"  # else a name that begins with = would become a formula
    if column in _TEXT_COLUMNS:
        cell.number_format = "@"
    if column in _DAY_COLUMNS:
        cell.number_format = "yyyy-mm-dd"


def _write_guide(sheet: Any, lexicon: Lexicon) -> None:
    from openpyxl.styles import Alignment, Font

    guide = texts()["guide"]
    known = {"kinds": "、".join(KINDS), "levels": "、".join(LEVELS)}
    lines = [guide["title"], *(line.format(**known) for line in guide["lines"]), "", guide["words_title"]]
    lines += [
        guide["words_of"].format(category=category, topics="、".join(topics))
        for category, topics in specialities_of(lexicon).items()
    ]
    sheet.title = GUIDE
    sheet.column_dimensions["A"].width = _GUIDE_WIDTH
    for number, line in enumerate(lines, start=1):
        cell = sheet.cell(number, 1, line)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if line in (guide["title"], guide["words_title"]):
            cell.font = Font(bold=True, size=14)
