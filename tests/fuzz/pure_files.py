"""What reads files and settings: rosters as workbook, TOML and CSV, lexicons, gazetteers, config.toml."""

import contextlib
import csv
import io
import os
import re
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl

from bot.config import SettingsError, load
from bot.demo import sample
from hotline import spreadsheets
from hotline.gazetteer import GazetteerRefused, read_csv
from hotline.keywords import LexiconError
from hotline.lexicon import load as load_lexicon
from hotline.roster import Roster, cells, sheets
from hotline.roster.problems import RosterRefused
from hotline.roster.rows import COLUMNS, Line, Sheet, parse
from hotline.roster.template import write_workbook
from tests.fuzz.target import Target
from tests.fuzz.words import Words

_ROOT = Path(__file__).parents[2]
_CELL_READERS: Sequence[Callable[[cells.Cell], Any]] = (
    *(cells.shown, cells.is_blank, cells.name, cells.place_name, cells.code, cells.words, cells.aliases),
    *(cells.kind, cells.level, cells.capacity, cells.yes_or_no, cells.latitude, cells.longitude, cells.day),
)
# What no XML can hold; a damaged file may, and is bent as bytes.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SETTING = re.compile(r'# [a-z][a-z0-9_]* = ["\d\[{tf]')
_LEXICON = """
categories = ["交通运输", "农村农业"]
[[topic]]
name = "农村公路"
category = "交通运输"
strong = ["柏油路", "土路"]
[learned]
"水渠" = { "农村农业" = 0.5 }
[corrected]
"机井" = { "农村农业" = 1.5 }
[certainty]
slope = 1.5
base = -0.5
"""
_GAZETTEER = (
    "kind,name,aliases,village,township\nvillage,靠山屯村,靠山屯|后屯,,和平镇\nroad,东大街,,靠山屯村,和平镇\n"
)


def _cell(words: Words) -> Any:
    """What may stand in a cell, of any type."""
    chance = words.chance
    return words.pick(
        (
            *(words.short(), words.text()[:2000], words.day(), words.number(), words.name(), None, True),
            *(False, ""),
            *(
                chance.randrange(-(2**70), 2**70),
                chance.uniform(-1e308, 1e308),
                float("nan"),
                float("inf"),
                45000,
            ),
            *(date(9999, 12, 31), date(1, 1, 1), datetime(2026, 6, 15, 1), time(1), 0, -1, 60, 1e16),  # noqa: DTZ001  (cells know no zones)
            *(cells.Formula("=1+1"), cells.Formula("#REF!"), [words.short(), words.short()], []),
        )
    )


def _read_cell(cell: Any) -> None:
    if isinstance(cell, time):
        return
    for read in _CELL_READERS:
        with contextlib.suppress(cells.CellRefused):
            read(cell)


@cache
def _short_roster() -> Roster:
    """Some of the sample roster, whole in itself."""
    roster = sample.roster()
    codes = {row.code for row in roster.constituencies[:3]}
    return Roster(
        roster.constituencies[:3],
        tuple(row for row in roster.places if row.constituency in codes)[:8],
        tuple(row for row in roster.deputies if row.constituency in codes)[:4],
    )


@cache
def _book() -> bytes:
    return write_workbook(_short_roster())


@cache
def _rows() -> Mapping[str, Sequence[Sequence[Any]]]:
    """The short roster as rows of cells, by sheet."""
    pages = openpyxl.load_workbook(io.BytesIO(_book()))
    return {
        name: [list(row) for row in pages[name].iter_rows(min_row=2, values_only=True)] for name in COLUMNS
    }


def _bent_rows(words: Words) -> dict[str, list[list[Any]]]:
    """The rows with some cells that say something else, and some rows doubled or left out."""
    share = words.pick((0.0, 0.01, 0.05, 0.3))
    made = {}
    for name, rows in _rows().items():
        made[name] = [
            [_bent_cell(words, cell) if words.is_in(share) else cell for cell in row] for row in rows
        ]
        if words.is_in(share):
            made[name].insert(0, words.pick(made[name]))
    return made


def _bent_cell(words: Words, cell: Any) -> Any:
    if isinstance(cell, str) and words.is_in(0.5):
        return words.mutated(cell)
    made = _cell(words)
    return None if isinstance(made, time) else made


def _sheets(words: Words) -> list[Sheet]:
    made = []
    for name, rows in _bent_rows(words).items():
        columns = COLUMNS[name] if words.is_in(0.97) else COLUMNS[name][:-2]
        lines = [Line(number, dict(zip(columns, row, strict=False))) for number, row in enumerate(rows, 2)]
        made.append(Sheet(name, tuple(columns), tuple(line for line in lines if any(line.cells.values()))))
    return made if words.is_in(0.97) else made[:2] + made[:1]


def _parse(given: list[Sheet]) -> None:
    parse(given)


@cache
def _toml() -> str:
    return (sample.FOLDER / "roster.toml").read_text(encoding="utf-8")


def _some_lines(words: Words, text: str, most: int) -> str:
    """A piece of a file, with slips in some of its lines."""
    lines = text.splitlines()
    start = words.chance.randrange(max(1, len(lines) - most))
    piece = lines[start : start + most]
    for _ in range(words.chance.randrange(4)):
        place = words.chance.randrange(len(piece))
        piece[place] = words.mutated(piece[place])
    return "\n".join(piece)


def _roster_toml(words: Words) -> str:
    """Tables that belong together, with slips in some lines."""
    if words.is_in(0.3):
        return _some_lines(words, _toml(), 60)
    lines = _short_toml().splitlines()
    for _ in range(words.chance.randrange(3)):
        place = words.chance.randrange(len(lines))
        lines[place] = _bent_setting(words, lines[place])
    return "\n".join(lines)


@cache
def _short_toml() -> str:
    roster = _short_roster()
    lines = [f'[[constituency]]\ncode = "{row.code}"\nname = "{row.name}"' for row in roster.constituencies]
    for place in roster.places:
        lines.append(
            f'[[place]]\nkind = "village"\nname = "{place.name}"\nconstituency = "{place.constituency}"'
        )
    for one in roster.deputies:
        lines.append(
            f'[[deputy]]\ncode = "{one.code}"\nname = "{one.name}"\nconstituency = "{one.constituency}"'
        )
        lines.append(
            "away_from = 2026-06-20\naway_until = 2026-06-25\ncapacity = 5\nis_village_official = false"
        )
    return "\n".join(lines)


def _read_toml(text: str) -> None:
    sheets.read_toml(text)


def _encoded(words: Words, text: str) -> bytes:
    data = text.encode(words.pick(("utf-8", "utf-8", "utf-8", "utf-8-sig", "gb18030", "utf-16")), "replace")
    return _bent(words, data) if words.is_in(0.2) else data


def _bent(words: Words, data: bytes) -> bytes:
    """Bytes with some changed, cut off or doubled."""
    bent = bytearray(data)
    for _ in range(words.chance.randrange(1, 6)):
        place = words.chance.randrange(len(bent) + 1)
        bent[place : place + words.chance.randrange(4)] = words.chance.randbytes(words.chance.randrange(4))
    return bytes(bent[: words.chance.randrange(len(bent) + 1)] if words.is_in(0.2) else bent)


def _csv(words: Words) -> dict[str, bytes]:
    files = {}
    for name, rows in _bent_rows(words).items():
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerows([COLUMNS[name], *([_said(cell) for cell in row] for row in rows)])
        files[name] = _encoded(words, text.getvalue())
    return files


def _said(cell: Any) -> str:
    return "" if cell is None else str(cell)


def _read_csv(files: dict[str, bytes]) -> None:
    sheets.read_csv(files)


def workbook(words: Words) -> bytes:
    """A roster as .xlsx: damaged, repacked, or with hostile cells."""
    way = words.chance.random()
    if way < 0.3:
        return _bent(words, _book())
    if way < 0.5:
        return _repacked(words)
    book = openpyxl.Workbook()
    for name, rows in _bent_rows(words).items():
        page = book.create_sheet(name)
        page.append(list(COLUMNS[name]))
        for number, row in enumerate(rows, 2):
            for place, cell in enumerate(row, 1):
                _put(page, number, place, cell)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _put(page: Any, row: int, column: int, value: Any) -> None:
    """A value as far as a workbook takes it; what it does not take is left out."""
    given = value.text if isinstance(value, cells.Formula) else value
    given = "、".join(given) if isinstance(given, list) else given
    given = _UNPRINTABLE.sub("", given) if isinstance(given, str) else given
    with contextlib.suppress(ValueError, OverflowError):
        page.cell(row, column).value = given


def _repacked(words: Words) -> bytes:
    """The workbook with one part of it changed inside, and packed again."""
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_book())) as old, zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as new:
        parts = old.namelist()
        chosen = words.pick(parts)
        for part in parts:
            inside = old.read(part)
            new.writestr(part, _bent(words, inside) if part == chosen else inside)
    return data.getvalue()


def _read_workbook(data: bytes) -> None:
    sheets.read_workbook(data)


def _scratch() -> Path:
    """A file of this process in memory-backed storage where there is one."""
    return Path(tempfile.gettempdir()) / f"hotline-fuzz-{os.getpid()}"


def _from_file(read: Callable[[Path], Any], suffix: str) -> Callable[[bytes], None]:
    def run(data: bytes) -> None:
        path = _scratch().with_suffix(suffix)
        path.write_bytes(data)
        try:
            read(path)
        finally:
            path.unlink()

    return run


@cache
def _settings_lines() -> str:
    """config.example.toml with every setting in force."""
    text = (_ROOT / "config.example.toml").read_text(encoding="utf-8")
    lines = [line.removeprefix("# ") if _SETTING.match(line) else line for line in text.splitlines()]
    return "\n".join(line for line in lines if line and not line.startswith("#"))


def _settings(words: Words) -> bytes:
    lines = _settings_lines().splitlines()
    for _ in range(words.chance.randrange(4)):
        place = words.chance.randrange(len(lines))
        lines[place] = _bent_setting(words, lines[place])
    return "\n".join(lines).encode("utf-8", "replace")


def _bent_setting(words: Words, line: str) -> str:
    key, equals, _ = line.partition(" = ")
    if not equals or words.is_in(0.3):
        return words.mutated(line)
    quoted = words.text()[:200].replace("\\", "").replace('"', "")
    value = words.pick(
        (
            *(words.number(), f'"{quoted}"', "true", "[]", "{}", "inf", "nan", "1979-05-27", "00:00:00"),
            '""',
            *(
                "[" * 50 + "]" * 50,
                f'["{words.name()}", 1]',
                "-1",
                "1e400",
                f"{{ a = {words.number()} }}",
                "'../../..'",
            ),
        )
    )
    return f"{key} = {value}"


def _written(words: Words) -> list[spreadsheets.Value]:
    made: list[spreadsheets.Value] = [words.text()[:2000] for _ in range(4)]
    return [_without_halves(str(one)) for one in made]


def _without_halves(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _write_book(row: list[spreadsheets.Value]) -> None:
    columns = [spreadsheets.Column(str(place)) for place in range(len(row))]
    data = spreadsheets.write_book([spreadsheets.Sheet("一", columns, [row])])
    page = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert all(cell.data_type != "f" for line in page.iter_rows() for cell in line), "a text became a formula"


FILE_TARGETS: Sequence[Target] = (
    Target("roster cells", 60, _cell, _read_cell),
    Target("roster rows", 10, _sheets, _parse, (RosterRefused,)),
    Target("roster as TOML", 6, _roster_toml, _read_toml, (RosterRefused,)),
    Target("roster as CSV", 10, _csv, _read_csv, (RosterRefused,)),
    Target("roster as workbook", 1, workbook, _read_workbook, (RosterRefused,)),
    Target(
        "lexicon",
        10,
        lambda words: _encoded(words, _some_lines(words, _LEXICON, 14)),
        _from_file(load_lexicon, ".toml"),
        (LexiconError,),
    ),
    Target(
        "gazetteer",
        10,
        lambda words: _encoded(words, _some_lines(words, _GAZETTEER, 3)),
        _from_file(read_csv, ".csv"),
        (GazetteerRefused,),
    ),
    Target("settings", 5, _settings, _from_file(load, ".toml"), (SettingsError,)),
    Target("exported workbook", 1, _written, _write_book),
)
