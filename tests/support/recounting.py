"""Counts the formulas of a workbook anew, as far as our workbooks use them, from the cells they name."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from openpyxl.utils.datetime import to_excel
from openpyxl.workbook import Workbook

_REFERENCE = re.compile(r"(?:'([^']+)'!)?\$?([A-Z]+)\$?(\d+)(?::\$?([A-Z]+)\$?(\d+))?")
_STRING = re.compile(r'"[^"]*"')
_CONDITION = re.compile(r"\bIF\(([^,]+),([^,]+),([^,]+)\)")
_EQUALS = re.compile(r"(?<![<>=])=(?!=)")


def formulas_of(book: Workbook) -> Iterator[tuple[str, str]]:
    """(sheet, cell) of every formula."""
    for page in book.worksheets:
        for row in page.iter_rows():
            yield from ((page.title, cell.coordinate) for cell in row if cell.data_type == "f")


class _Range(list[Any]):
    """The cells of a range; compared with one value they give as many answers."""

    def __eq__(self, other: object) -> "_Range":  # type: ignore[override]
        return _Range(value == other for value in self)

    def __neg__(self) -> "_Range":
        return _Range(-value for value in self)


_FUNCTIONS = {
    "SUM": lambda cells: sum(value or 0 for value in cells),
    "SUMPRODUCT": sum,
    "COUNTA": lambda cells: sum(value is not None for value in cells),
    "INT": int,
}


def recounted(book: Workbook, sheet: str, cell: str) -> Any:
    """The value of a cell of a workbook that was read with its formulas."""
    found = book[sheet][cell]
    if found.data_type == "f":
        return _count(book, sheet, str(found.value))
    if isinstance(found.value, datetime):
        return to_excel(found.value)  # type: ignore[no-untyped-call]
    return found.value


def _count(book: Workbook, sheet: str, formula: str) -> Any:
    """The formula as an expression of Python over the values that it names."""
    values: list[Any] = []

    def name(match: re.Match[str]) -> str:
        values.append(_named(book, match[1] or sheet, match))
        return f"_[{len(values) - 1}]"

    apart = _STRING.split(formula.removeprefix("="))
    strings = [*_STRING.findall(formula), ""]
    whole = "".join(_REFERENCE.sub(name, part) + text for part, text in zip(apart, strings, strict=True))
    expression = _CONDITION.sub(r"((\2) if (\1) else (\3))", _EQUALS.sub("==", whole))
    return eval(expression, {"__builtins__": {}}, {"_": values, **_FUNCTIONS})


def _named(book: Workbook, sheet: str, match: re.Match[str]) -> Any:
    _, column, row, last_column, last_row = match.groups()
    if last_row is None:
        return recounted(book, sheet, f"{column}{row}")
    assert column == last_column, "our ranges are columns"
    rows = range(int(row), int(last_row) + 1)
    return _Range(recounted(book, sheet, f"{column}{number}") for number in rows)
