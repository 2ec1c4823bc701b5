"""How large a text may be printed so that it stays in its box; boxes in millimetres, sizes in pt."""

import math
import unicodedata
from collections.abc import Callable, Sequence

MM_PER_PT = 25.4 / 72
LINE = 1.25
"""The height of a line in sizes of its letters."""
_NARROW = 0.56  # A Latin letter or digit, in widths of a Chinese character.


def width_of(text: str) -> float:
    """The width in Chinese characters."""
    return sum(1.0 if unicodedata.east_asian_width(one) in "WFA" else _NARROW for one in text)


def lines_of(text: str, width: float, size: float) -> int:
    """How many lines a text takes at this size in a box so wide."""
    room = max(math.floor(width / (size * MM_PER_PT)), 1)
    return sum(max(math.ceil(width_of(line) / room), 1) for line in text.splitlines() or [""])


def height_of(text: str, width: float, size: float) -> float:
    return lines_of(text, width, size) * size * LINE * MM_PER_PT


def fitting_size(text: str, width: float, height: float, sizes: Sequence[int]) -> int | None:
    """The first of these sizes, largest first, at which the text stays in the box; None if none does."""
    return next((size for size in sizes if height_of(text, width, size) <= height), None)


def fitted(
    longest_first: Sequence[str], width: float, height: float, sizes: Sequence[int]
) -> tuple[str, int]:
    """The first of several ways to say it that fits, and its size; the last is cut where it must be."""
    for text in longest_first:
        if (size := fitting_size(text, width, height, sizes)) is not None:
            return text, size
    smallest = sizes[-1]
    return _cut(longest_first[-1], lambda text: height_of(text, width, smallest) <= height), smallest


def _cut(text: str, does_fit: Callable[[str], bool]) -> str:
    while text and not does_fit(f"{text}…"):
        text = text[:-1]
    return f"{text}…"
