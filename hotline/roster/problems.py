"""What may be wrong with a roster file: structured, and as sentences for whoever filled it in."""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from hotline import errors

_MOST_SHOWN = 40


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: where, what was found and what is allowed.

    `key` names the sentence. `row` 0 means the whole sheet, an empty `sheet` the whole file.
    """

    sheet: str
    row: int
    column: str
    key: str
    found: str = ""
    allowed: str = ""


class RosterRefused(errors.RosterRefused):
    """The roster has errors: `problems` as sentences in Chinese, `details` as data."""

    def __init__(self, details: Sequence[Problem]) -> None:
        super().__init__([to_text(problem) for problem in details])
        self.details = tuple(details)

    def __str__(self) -> str:
        return "\n".join(self.problems)


def refuse_file(key: str, found: str = "", allowed: str = "") -> RosterRefused:
    """A refusal of the whole file."""
    return RosterRefused([Problem("", 0, "", key, found, allowed)])


def to_text(problem: Problem) -> str:
    """One Chinese sentence that says where, what was found, and what to write instead."""
    sentence: str = texts()["problem"][problem.key].format(
        found=_short(problem.found), allowed=problem.allowed
    )
    return f"{_where(problem)}：{sentence}" if problem.sheet else sentence


def alike(found: str, known: Iterable[str]) -> tuple[str, ...]:
    """Up to four names that may have been meant: they contain each other, or differ little."""
    names = list(dict.fromkeys(known))
    inside = [name for name in names if found and (found in name or name in found)]
    close = get_close_matches(found, names, n=4, cutoff=0.5)
    return tuple(dict.fromkeys(inside + close))[:4]


@cache
def texts() -> dict[str, Any]:
    """All sentences about the roster's workbook, which is Chinese itself and has one language only."""
    path = Path(__file__).parent / "texts.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _where(problem: Problem) -> str:
    row = f" 第{problem.row}行" if problem.row else ""
    column = f"“{problem.column}”" if problem.column else ""
    return f"{problem.sheet}{row}{column}"


def _short(found: str) -> str:
    return found if len(found) <= _MOST_SHOWN else f"{found[:_MOST_SHOWN]}…"
