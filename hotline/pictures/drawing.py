"""Draws a picture: its panels as cards below one another, each as high as it needs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hotline.pictures import Bar, Bars, Line, Pair, Panel, Picture, Tiles, Trend, words_of
from hotline.pictures.paper import CARD, HEADING, LARGEST, RULE, SMALL, SOFT, TITLE, WIDTH, Paper, width_of

_EDGE, _PAD, _GAP = 32, 34, 22
_FULL = WIDTH - 2 * _EDGE
_HEAD, _FOOT = 168, 58
_CARD_HEAD, _CARD_FOOT = 80, 20
_TILES, _TREND, _ROW, _DETAIL = 190, 344, 58, 38
_BAR = 28
# Between numbers at the end of two lines.
_APART = 36
# Okabe and Ito: told apart with every kind of colour vision; the lines differ in form and words besides.
_BLUE, _GREEN, _RED = "#0072B2", "#009E73", "#D55E00"
_LINES = ((_BLUE, "o", "-"), (_GREEN, "s", (0, (4, 1.6))))


@dataclass(frozen=True)
class _Card:
    """Where a panel stands."""

    left: float
    top: float
    width: float

    @property
    def inner(self) -> tuple[float, float]:
        """From where to where its contents reach."""
        return self.left + _PAD, self.left + self.width - _PAD


def draw(picture: Picture) -> bytes:
    """The picture as PNG, 1080 pixels wide."""
    heights = [_height(panel) for panel in picture.panels]
    foot = _FOOT if picture.note else _EDGE - _GAP
    paper = Paper(_HEAD + sum(heights) + _GAP * len(heights) + foot, words_of(picture))
    paper.write(_EDGE + 4, 66, picture.title, TITLE, room=_FULL, is_bold=True)
    paper.write(_EDGE + 4, 126, picture.subtitle, room=_FULL, color=SOFT)
    top = _HEAD
    for panel, height in zip(picture.panels, heights, strict=True):
        _DRAW[type(panel)](paper, panel, _Card(_EDGE, top, _FULL))
        top += height + _GAP
    paper.write(_EDGE + 4, top + 10, picture.note, SMALL, room=_FULL, color=SOFT)
    return paper.png()


def _height(panel: Panel) -> int:
    if isinstance(panel, Tiles):
        return _TILES
    if isinstance(panel, Trend):
        return _CARD_HEAD + _TREND
    if isinstance(panel, Pair):
        return max(map(_height, panel.sides))
    return _CARD_HEAD + _CARD_FOOT + (sum(map(_row, panel.bars)) or _ROW)


def _row(bar: Bar) -> int:
    return _ROW + (_DETAIL if bar.detail else 0)


def _blank(paper: Paper, card: _Card, height: float) -> None:
    paper.box(card.left, card.top, card.width, height, CARD, 18)


def _titled(paper: Paper, card: _Card, height: float, title: str) -> None:
    _blank(paper, card, height)
    left, right = card.inner
    paper.write(left, card.top + 46, title, HEADING, room=right - left, is_bold=True)


def _draw_tiles(paper: Paper, panel: Tiles, card: _Card) -> None:
    _blank(paper, card, _TILES)
    width, top = card.width / len(panel.tiles), card.top
    for place, tile in enumerate(panel.tiles):
        middle = card.left + width * (place + 0.5)
        paper.write(middle, top + 38, tile.label, SMALL, room=width - 16, color=SOFT, align="center")
        paper.write(middle, top + 98, tile.value, LARGEST, room=width, align="center", is_bold=True)
        paper.write(middle, top + 156, tile.change, SMALL, room=width - 16, color=SOFT, align="center")
        if place:
            paper.line([card.left + width * place] * 2, [top + 36, top + _TILES - 36])


def _draw_trend(paper: Paper, panel: Trend, card: _Card) -> None:
    _titled(paper, card, _height(panel), panel.title)
    left, right = card.inner[0] + 64, card.inner[1] - 66
    upper, lower = card.top + _CARD_HEAD + 70, card.top + _CARD_HEAD + _TREND - 66
    steps = _steps(max((value for line in panel.lines for value in line.values), default=0))
    for step in steps:
        y = lower - (lower - upper) * step / steps[-1]
        paper.line([left - 14, right + 14], [y, y])
        paper.write(left - 28, y, str(step), SMALL, color=SOFT, align="right")
    apart = (right - left) / max(len(panel.marks) - 1, 1)
    across = [left + apart * place for place in range(len(panel.marks))]
    for x, mark in zip(across, panel.marks, strict=True):
        paper.write(x, lower + 38, mark, SMALL, color=SOFT, align="center")
    lines = [[lower - (lower - upper) * value / steps[-1] for value in line.values] for line in panel.lines]
    begins = card.inner[0] + 2
    for style, line, down in zip(_LINES, panel.lines, lines, strict=False):
        _draw_line(paper, across, down, style)
        begins = _name_line(paper, line, begins, card.top + _CARD_HEAD + 14, style)
    _name_last(paper, panel.lines, across[-1], [down[-1] for down in lines])


def _draw_line(paper: Paper, across: list[float], down: list[float], style: Any) -> None:
    color, marker, dash = style
    points = {"marker": marker, "markersize": 7, "markeredgecolor": CARD, "markeredgewidth": 1.2}
    paper.line(across, down, color, linestyle=dash, linewidth=2.8, **points)


def _name_line(paper: Paper, line: Line, x: float, y: float, style: Any) -> float:
    """The name beside a piece of its line; where the next one can stand."""
    color, marker, dash = style
    _draw_line(paper, [x, x + 64], [y, y], (color, "", dash))
    _draw_line(paper, [x + 32], [y], (color, marker, dash))
    paper.write(x + 80, y, line.name, SMALL, color=color, is_bold=True)
    return x + 80 + width_of(line.name, SMALL) + 56


def _name_last(paper: Paper, lines: Sequence[Line], x: float, heights: Sequence[float]) -> None:
    """The latest values in numbers beside their points, far enough from one another to be read."""
    order = sorted(range(len(heights)), key=heights.__getitem__)
    middle = sum(heights) / max(len(heights), 1)
    is_crowded = bool(heights) and max(heights) - min(heights) < _APART
    for place, number in enumerate(order):
        y = middle + (place - (len(order) - 1) / 2) * _APART if is_crowded else heights[number]
        paper.write(x + 22, y, str(lines[number].values[-1]), color=_LINES[number][0], is_bold=True)


def _steps(most: int) -> list[int]:
    """Round numbers for the rules, from 0 to `most` or a little more."""
    size = next((size for size in (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500) if size * 4 >= most), 0)
    size = size or -(-most // 4000) * 1000
    return [size * count for count in range(max(-(-most // size), 2) + 1)]


def _draw_bars(paper: Paper, panel: Bars, card: _Card, height: float = 0) -> None:
    _titled(paper, card, height or _height(panel), panel.title)
    left, right = card.inner
    top = card.top + _CARD_HEAD
    if not panel.bars:
        paper.write(left, top + _ROW / 2, panel.empty, room=right - left, color=SOFT)
        return
    labels = min(max(width_of(bar.label) for bar in panel.bars), (right - left) * 0.52)
    words = max(width_of(bar.words) for bar in panel.bars)
    begins, ends = left + labels + 20, right - words - 20
    longest = max(bar.value for bar in panel.bars)
    color = _RED if panel.is_warning else _BLUE
    for bar in panel.bars:
        y = top + _ROW / 2
        paper.write(left, y, bar.label, room=labels)
        _draw_bar(paper, bar, y, (begins, ends), longest, color)
        paper.write(begins, y + _DETAIL + 4, bar.detail, SMALL, room=right - begins, color=SOFT)
        top += _row(bar)


def _draw_bar(paper: Paper, bar: Bar, y: float, reach: tuple[float, float], longest: int, color: str) -> None:
    """The bar and its words; a share lies on its whole, and all words of shares stand below one another."""
    begins, ends = reach
    room = max(ends - begins, 40)
    is_share = bar.whole is not None
    if bar.whole:
        paper.box(begins, y - _BAR / 2, room, _BAR, RULE, 6)
    length = room * bar.value / ((bar.whole if is_share else longest) or 1)
    if length:
        paper.box(begins, y - _BAR / 2, max(length, 12), _BAR, color, 6)
    if bar.whole == 0:
        paper.write(begins, y, bar.words, color=SOFT)
    else:
        paper.write(begins + (room if is_share else length) + 20, y, bar.words, is_bold=is_share)


def _draw_pair(paper: Paper, panel: Pair, card: _Card) -> None:
    width = (card.width - _GAP) / 2
    for place, side in enumerate(panel.sides):
        _draw_bars(paper, side, _Card(card.left + (width + _GAP) * place, card.top, width), _height(panel))


_DRAW: Mapping[type[Panel], Callable[[Paper, Any, _Card], None]] = {
    Tiles: _draw_tiles,
    Trend: _draw_trend,
    Bars: _draw_bars,
    Pair: _draw_pair,
}
