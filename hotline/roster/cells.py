"""Reading single cells as people fill them in: full-width digits, stray spaces, dates written in words."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from hotline.gazetteer import VILLAGE
from storage.vocabulary import Level

LONGEST_CODE, LONGEST_NAME, LONGEST_ALIAS, MOST_WORDS = 32, 64, 32, 30
MOST_OPEN_CASES = 999

KINDS = {"村": VILLAGE, "社区": VILLAGE, "路": "road", "单位": "unit", "小区": "estate", "其他": "other"}
"""类型, as people write it and as it is stored; the first spelling of each is written back."""
LEVELS = {"镇": Level.TOWN, "县": Level.COUNTY, "市": Level.CITY}

_MORE_KINDS = {
    **dict.fromkeys(("村庄", "行政村", "自然村"), VILLAGE),
    **dict.fromkeys(("道路", "公路", "街", "街巷"), "road"),
    **dict.fromkeys(("机构", "企业", "学校", "医院"), "unit"),
    **dict.fromkeys(("楼盘",), "estate"),
}
_MORE_LEVELS = {"乡": Level.TOWN, "乡镇": Level.TOWN, "区": Level.COUNTY, "设区的市": Level.CITY}
_YES = frozenset(("是", "√", "✓", "✔", "对", "有", "y", "yes", "true", "1"))
_NO = frozenset(("否", "不是", "×", "x", "无", "n", "no", "false", "0"))

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code - 0xFEE0).isalnum()}
_WIDE |= dict.fromkeys(map(ord, "\u3000\u00a0\t\r\n"), ord(" ")) | {ord("－"): ord("-"), ord("＿"): ord("_")}
_INVISIBLE = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
# 王  芳: names are padded to line up; a space between two Chinese characters says nothing.
_PADDING = re.compile(r"(?<=[\u3400-\u9fff]) +(?=[\u3400-\u9fff])")
_BETWEEN_WORDS = re.compile(r"[、|｜，,；;\s]+")
_CODE = re.compile(r"[A-Za-z0-9_-]{1,32}")
_DAY = re.compile(
    r"(\d{4})(?:-|/|\.|年|(?=\d{4}$))(\d{1,2})(?:-|/|\.|月|(?=\d{2}$))(\d{1,2})[日号]?(?: 0{1,2}:00(?::00)?)?"
)
_DAY_WITHOUT_YEAR = re.compile(r"\d{1,2}[-/.月]\d{1,2}[日号]?")
_EPOCH = date(1899, 12, 30)


@dataclass(frozen=True)
class Formula:
    """A formula or an error value: never evaluated, only named in the refusal."""

    text: str


Cell = str | int | float | date | Sequence[str] | Formula | None
"""What a file gives: text, numbers, dates (datetimes too), lists from TOML."""


T = TypeVar("T")


class CellRefused(Exception):
    """A cell that says nothing usable; `key` names the sentence about it."""

    def __init__(self, key: str, found: str, allowed: str = "") -> None:
        super().__init__(key)
        self.key, self.found, self.allowed = key, found, allowed


def is_blank(cell: Cell) -> bool:
    return cell is None or (not isinstance(cell, Formula) and not shown(cell))


def shown(cell: Cell) -> str:
    """Any cell as tidy text; a whole number without its decimals."""
    match cell:
        case None:
            return ""
        case Formula():
            return cell.text
        case datetime():
            return cell.date().isoformat()
        case float() if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        case str():
            plain = _INVISIBLE.sub("", cell.translate(_WIDE))
            return _PADDING.sub("", re.sub(r" +", " ", plain)).strip()
        case list() | tuple():
            return "、".join(shown(word) for word in cell)
        case _:
            return str(cell)


def name(cell: Cell) -> str:
    """A name of at most 64 characters."""
    return _no_longer_than(LONGEST_NAME, shown(cell))


def place_name(cell: Cell) -> str:
    """A name that texts are searched for: one character would be found everywhere."""
    return _long_enough(name(cell))


def code(cell: Cell) -> str:
    """A code that fits into a link."""
    found = shown(cell)
    if isinstance(cell, date):
        raise CellRefused("code_became_a_day", found)
    if not _CODE.fullmatch(found):
        raise CellRefused("not_a_code", found, "D01")
    return found


def words(cell: Cell) -> tuple[str, ...]:
    """Distinct words, separated by 、 or |, a comma or a space."""
    parts = list(cell) if isinstance(cell, list | tuple) else _BETWEEN_WORDS.split(str(cell).translate(_WIDE))
    found = tuple(dict.fromkeys(filter(None, map(shown, parts))))
    if len(found) > MOST_WORDS:
        raise CellRefused("too_many", shown(cell), str(MOST_WORDS))
    return found


def aliases(cell: Cell) -> tuple[str, ...]:
    """What people call a place."""
    return tuple(_long_enough(_no_longer_than(LONGEST_ALIAS, word)) for word in words(cell))


def kind(cell: Cell) -> str:
    """The kind of a place, as it is stored."""
    return _one_of(cell, KINDS, _MORE_KINDS)


def level(cell: Cell) -> Level:
    """The level of a congress: 镇, 镇级, 镇人大代表."""
    plain = re.sub(r"(级|人大|代表)+$", "", shown(cell)) or shown(cell)
    return _one_of(plain, LEVELS, _MORE_LEVELS)


def capacity(cell: Cell) -> int:
    """How many cases at once."""
    found = shown(cell)
    number = found.removesuffix("件").strip()
    if not (
        number.isascii() and number.isdigit() and len(number) <= 9 and 1 <= int(number) <= MOST_OPEN_CASES
    ):
        raise CellRefused("not_a_number", found, f"1 到 {MOST_OPEN_CASES}")
    return int(number)


def yes_or_no(cell: Cell) -> bool:
    """是 or 否."""
    plain = shown(cell).lower()
    if plain not in _YES | _NO:
        raise CellRefused("not_yes_or_no", shown(cell))
    return plain in _YES


def latitude(cell: Cell) -> float:
    """Degrees north."""
    return _degrees(cell, 90)


def longitude(cell: Cell) -> float:
    """Degrees east."""
    return _degrees(cell, 180)


def day(cell: Cell) -> date:
    """A date: a real one, the number that Excel keeps for it, or text with a year."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    found = unicodedata.normalize("NFKC", shown(cell))
    if isinstance(cell, int | float) and 20_000 <= cell <= 80_000:
        return _EPOCH + timedelta(days=int(cell))
    if match := _DAY.fullmatch(found):
        try:
            return date(*map(int, match.groups()))
        except ValueError:
            raise CellRefused("not_a_day", found) from None
    raise CellRefused("day_without_year" if _DAY_WITHOUT_YEAR.fullmatch(found) else "not_a_day", found)


def _one_of(cell: Cell, table: dict[str, T], more: dict[str, T]) -> T:
    known = table | more | {str(value): value for value in table.values()}
    found = shown(cell)
    if found.lower() not in known:
        raise CellRefused("unknown_word", found, "、".join(table))
    return known[found.lower()]


def _degrees(cell: Cell, most: int) -> float:
    found = shown(cell)
    try:
        degrees = float(found.rstrip("°NEne"))
    except ValueError:
        degrees = float("nan")
    if not -most <= degrees <= most:
        raise CellRefused("not_a_coordinate", found, f"-{most} 到 {most}")
    return degrees


def _no_longer_than(most: int, found: str) -> str:
    if len(found) > most:
        raise CellRefused("too_long", found, str(most))
    return found


def _long_enough(found: str) -> str:
    if len(found) < 2:
        raise CellRefused("too_short", found)
    return found
