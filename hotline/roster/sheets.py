"""The roster as a file: an Excel workbook, TOML, or a folder of CSV files, to and from a roster.

Workbooks come from strangers: sizes are limited before unpacking, formulas and macros are never run.
"""

import csv
import io
import tomllib
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from hotline.keywords import Lexicon
from hotline.roster import Roster
from hotline.roster.cells import Cell, Formula
from hotline.roster.problems import Problem, RosterRefused, refuse_file
from hotline.roster.rows import (
    COLUMNS,
    CONSTITUENCIES,
    DEPUTIES,
    MOST_LINES,
    PLACES,
    Line,
    Sheet,
    is_filled,
    parse,
    tidy_title,
)

MOST_BYTES = 2 * 1024 * 1024
MOST_UNPACKED = 16 * 1024 * 1024
_MOST_PARTS, _MOST_SHEETS, _MOST_COLUMNS, _MOST_ROWS = 200, 30, 40, 50_000
# A title may stand above the header.
_HEADER_WITHIN = 5
_OLE = b"\xd0\xcf\x11\xe0"  # .xls, and .xlsx with a password
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))

_KEYS = {
    CONSTITUENCIES: ("constituency", ("code", "name")),
    PLACES: (
        "place",
        ("constituency", "kind", "name", "aliases", "village", "township", "latitude", "longitude"),
    ),
    DEPUTIES: (
        "deputy",
        (
            *("code", "name", "constituency", "level", "specialities", "capacity"),
            *("is_village_official", "away_from", "away_until", "term_from", "term_until", "note"),
        ),
    ),
}
_TOML: Mapping[str, tuple[str, Mapping[str, str]]] = {
    table: (sheet, dict(zip(keys, COLUMNS[sheet], strict=True))) for sheet, (table, keys) in _KEYS.items()
}
"""Tables and keys of the TOML form, with the sheets and columns that they stand for."""


def read_workbook(data: bytes, lexicon: Lexicon | None = None) -> Roster:
    """The roster in an .xlsx file. Raises RosterRefused with every problem at once."""
    _check_archive(data)
    with _refusing_what_breaks():
        sheets = _sheets_of(data)
    _refuse_twins(sheets)
    return parse(sheets, lexicon)


def read_toml(text: str, lexicon: Lexicon | None = None) -> Roster:
    """The roster in TOML: [[constituency]], [[place]], [[deputy]]. Raises RosterRefused."""
    try:
        tables = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise refuse_file("toml", str(error)) from error
    problems = list(_toml_problems(tables))
    if problems:
        raise RosterRefused(problems)
    try:
        return parse([_sheet_of_tables(key, tables.get(key, [])) for key in _TOML], lexicon)
    except RosterRefused as refused:
        raise RosterRefused([_in_toml_words(problem) for problem in refused.details]) from None


def read_csv(files: Mapping[str, bytes], lexicon: Lexicon | None = None) -> Roster:
    """The roster in CSV files, given by the sheets' names. Raises RosterRefused."""
    for data in files.values():
        _check_size(len(data))
    sheets = [_sheet(name, enumerate(_csv_rows(name, data), start=1)) for name, data in files.items()]
    return parse(sheets, lexicon)


def read_path(path: Path, lexicon: Lexicon | None = None) -> Roster:
    """The roster in a file of any of the three forms. Raises RosterRefused."""
    if path.is_dir():
        return read_csv({file.stem: _bytes_of(file) for file in sorted(path.glob("*.csv"))}, lexicon)
    if not path.is_file():
        raise refuse_file("no_such_file", path.name)
    data = _bytes_of(path)
    if path.suffix.lower() != ".toml":
        return read_workbook(data, lexicon)
    return read_toml(_text(path.name, data), lexicon)


def _bytes_of(path: Path) -> bytes:
    _check_size(path.stat().st_size)
    return path.read_bytes()


def _check_size(size: int) -> None:
    if size > MOST_BYTES:
        raise refuse_file("too_big", _megabytes(size), _megabytes(MOST_BYTES))


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.0f} MB"


def _check_archive(data: bytes) -> None:
    """Refuse what is no plain workbook, before a library unpacks it."""
    _check_size(len(data))
    if data.startswith(_OLE):
        raise refuse_file("old_format")
    if not data.startswith(b"PK"):
        raise refuse_file("not_a_workbook")
    with _refusing_what_breaks(), zipfile.ZipFile(io.BytesIO(data)) as archive:
        _check_parts(archive)


def _check_parts(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    names = {part.filename.lower() for part in parts}
    # zipfile never gives more of a part than its declared size, so declared sizes can be trusted.
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise refuse_file("too_big_unpacked")
    if any(name.endswith("vbaproject.bin") for name in names):
        raise refuse_file("macros")
    if "xl/workbook.xml" not in names:
        raise refuse_file("not_a_workbook")
    for part in parts:
        if part.filename.lower().endswith((".xml", ".rels")):
            head = archive.read(part)
            if any(mark in head for mark in _DOCTYPES):  # No office writes one; entities in it can explode.
                raise refuse_file("broken")


@contextmanager
def _refusing_what_breaks() -> Iterator[None]:
    """A damaged workbook is answered with whatever exception comes up on the way, and with warnings."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except RosterRefused:
            raise
        except Exception as error:
            raise refuse_file("broken") from error


def _sheets_of(data: bytes) -> list[Sheet]:
    from openpyxl import load_workbook  # takes a while and much memory; most processes never need it

    workbook = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    try:
        return [_workbook_sheet(sheet) for sheet in workbook.worksheets[:_MOST_SHEETS]]
    finally:
        workbook.close()


def _workbook_sheet(sheet: Any) -> Sheet:
    name = tidy_title(sheet.title)
    if name not in COLUMNS:
        return Sheet(name)
    sheet.reset_dimensions()  # what a file says of its own size may be wrong
    return _sheet(name, _filled_rows(sheet))


def _filled_rows(sheet: Any) -> Iterator[tuple[int, list[Cell]]]:
    for number, row in enumerate(sheet.iter_rows(max_col=_MOST_COLUMNS), start=1):
        if number > _MOST_ROWS:
            raise refuse_file("too_big_unpacked")
        if any(cell.value is not None for cell in row):
            yield number, [_cell(cell) for cell in row]


def _cell(cell: Any) -> Cell:
    if cell.value is None:
        return None
    if cell.data_type in ("f", "e"):
        return Formula(str(getattr(cell.value, "text", cell.value)))
    value: Cell = cell.value
    return value


def _sheet(name: str, rows: Iterator[tuple[int, Sequence[Cell]]]) -> Sheet:
    """A sheet from numbered rows, the first of them being the header or a title above it."""
    columns: list[str] = []
    lines: list[Line] = []
    for number, row in rows:
        if not columns and number <= _HEADER_WITHIN and _is_header(name, row):
            columns = [tidy_title(cell) for cell in row]
        elif columns and len(lines) <= MOST_LINES:
            cells = {column: cell for column, cell in zip(columns, row, strict=False) if column}
            if is_filled(cells):
                lines.append(Line(number, cells))
    return Sheet(name, tuple(filter(None, columns)), tuple(lines))


def _is_header(name: str, row: Sequence[Cell]) -> bool:
    return len({tidy_title(cell) for cell in row} & set(COLUMNS.get(name, ()))) >= 2


def _refuse_twins(sheets: Sequence[Sheet]) -> None:
    names = [sheet.name for sheet in sheets]
    twins = [name for name in COLUMNS if names.count(name) > 1]
    if twins:
        raise RosterRefused([Problem(name, 0, "", "sheet_twice") for name in twins])


def _csv_rows(name: str, data: bytes) -> Iterator[list[Cell]]:
    try:
        for row in csv.reader(io.StringIO(_text(f"{name}.csv", data), newline="")):
            yield list(row[:_MOST_COLUMNS])
    except csv.Error as error:
        raise refuse_file("unreadable_text", f"{name}.csv") from error


def _text(name: str, data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):  # Spreadsheets on Chinese desktops save CSV in the latter.
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise refuse_file("unreadable_text", name)


def _toml_problems(tables: Mapping[str, Any]) -> Iterator[Problem]:
    for key, entries in tables.items():
        if key not in _TOML:
            yield Problem("", 0, "", "toml_key", key, "、".join(_TOML))
        elif not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            yield Problem("", 0, "", "toml_table", key)
        else:
            known = _TOML[key][1]
            for number, entry in enumerate(entries, start=1):
                for name in entry.keys() - known.keys():
                    yield Problem(key, number, name, "toml_key", name, "、".join(known))


def _sheet_of_tables(key: str, entries: Sequence[Mapping[str, Cell]]) -> Sheet:
    sheet, columns = _TOML[key]
    lines = [
        Line(number, {columns[name]: cell for name, cell in entry.items()})
        for number, entry in enumerate(entries, start=1)
    ]
    return Sheet(sheet, COLUMNS[sheet], tuple(line for line in lines if is_filled(line.cells)))


def _in_toml_words(problem: Problem) -> Problem:
    for key, (sheet, columns) in _TOML.items():
        if sheet == problem.sheet:
            names = {column: name for name, column in columns.items()}
            return replace(problem, sheet=key, column=names.get(problem.column, problem.column))
    return problem
