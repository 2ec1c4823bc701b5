"""Filed and closed, week by week, as bars: numbers in, places on a canvas out; the template draws them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT = 640, 220
_TOP, _BOTTOM, _LEFT, _RIGHT = 18, 30, 34, 6
_TICKS = 4
_NICE = (1, 2, 5)


@dataclass(frozen=True)
class Bar:
    """One bar; all lengths in the canvas's units."""

    x: float
    y: float
    width: float
    height: float
    value: int


@dataclass(frozen=True)
class WeekBars:
    """The two bars of a week, and the mark below them (month/day of its Monday)."""

    mark: str
    middle: float
    filed: Bar
    closed: Bar


@dataclass(frozen=True)
class Chart:
    """All weeks, and the lines of the scale as (y, value)."""

    weeks: list[WeekBars]
    ticks: list[tuple[float, int]]
    width: int = WIDTH
    height: int = HEIGHT


def chart_of(weeks: Sequence[tuple[str, int, int]]) -> Chart:
    """`weeks` are (Monday as ISO date, filed, closed), oldest first."""
    step = _step(max((max(filed, closed) for _, filed, closed in weeks), default=0))
    top = step * _TICKS
    room = (WIDTH - _LEFT - _RIGHT) / max(1, len(weeks))
    return Chart(
        weeks=[_week(row, _LEFT + number * room, room, top) for number, row in enumerate(weeks)],
        ticks=[(_y(step * number, top), step * number) for number in range(_TICKS + 1)],
    )


def _week(row: tuple[str, int, int], x: float, room: float, top: int) -> WeekBars:
    monday, filed, closed = date.fromisoformat(row[0]), row[1], row[2]
    width = room * 0.32
    first = x + room / 2 - width - 1
    bars = [_bar(left, width, value, top) for left, value in ((first, filed), (first + width + 2, closed))]
    return WeekBars(f"{monday.month}/{monday.day}", round(x + room / 2, 1), *bars)


def _bar(x: float, width: float, value: int, top: int) -> Bar:
    y = _y(value, top)
    return Bar(round(x, 1), y, round(width, 1), round(HEIGHT - _BOTTOM - y, 1), value)


def _y(value: int, top: int) -> float:
    return round(_TOP + (HEIGHT - _TOP - _BOTTOM) * (1 - value / top), 1)


def _step(most: int) -> int:
    """The distance of two lines of the scale: 1, 2 or 5 with zeros, so that four of them hold `most`."""
    scale = 1
    while True:
        for nice in _NICE:
            if nice * scale * _TICKS >= most:
                return nice * scale
        scale *= 10
