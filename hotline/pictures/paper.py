"""A sheet of pixels to draw on, counted from the top left corner; matplotlib is the brush only.

It takes a second and 100 MB to load, so whoever serves people draws in a process of its own
(`python -m hotline.pictures`).
"""

import io
import unicodedata
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import FancyBboxPatch
from matplotlib.patheffects import Normal, Stroke

from hotline.fonts import font_for

WIDTH = 1080
INK, SOFT, PAPER, CARD, RULE = "#1f2933", "#52606d", "#eef2f5", "#ffffff", "#d9e0e6"
LARGEST, TITLE, HEADING, BODY, SMALL = 72, 46, 34, 31, 27
"""Heights of type. The picture is as wide as a phone, where this is what can be read at arm's length."""
_DPI = 150


class Paper:
    """One picture while it is drawn, with one font that has all of its `words`."""

    def __init__(self, height: int, words: str) -> None:
        self._figure = Figure(figsize=(WIDTH / _DPI, height / _DPI), dpi=_DPI, facecolor=PAPER)
        self._font = FontProperties(fname=str(font_for(words)))
        self._axes: Any = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set(xlim=(0, WIDTH), ylim=(height, 0))
        self._axes.axis("off")

    def write(
        self,
        x: float,
        y: float,
        text: str,
        size: int = BODY,
        *,
        room: float = WIDTH,
        color: str = INK,
        align: str = "left",
        is_bold: bool = False,
    ) -> None:
        """One line around the height `y`; what does not fit into `room` is left out."""
        # The font has one weight: a thin edge in the same colour makes it bold.
        edge = [Stroke(linewidth=size / 42, foreground=color), Normal()] if is_bold else []
        self._axes.text(
            *(x, y, fitted(text, size, room)),
            fontproperties=self._font,
            fontsize=size * 72 / _DPI,
            color=color,
            ha=align,
            va="center_baseline",
            path_effects=edge,
            parse_math=False,
        )

    def box(self, x: float, y: float, width: float, height: float, color: str, radius: float) -> None:
        """A filled box with round corners."""
        style = f"round,pad=0,rounding_size={radius}"
        patch = FancyBboxPatch((x, y), width, height, boxstyle=style, facecolor=color, edgecolor="none")
        self._axes.add_patch(patch)

    def line(self, across: list[float], down: list[float], color: str = RULE, **style: Any) -> None:
        """A line through these points."""
        self._axes.plot(across, down, **{"color": color, "linewidth": 1, "clip_on": False, **style})

    def png(self) -> bytes:
        FigureCanvasAgg(self._figure)
        data = io.BytesIO()
        self._figure.savefig(data, format="png", dpi=_DPI, facecolor=PAPER)
        return data.getvalue()


def fitted(text: str, size: int, room: float) -> str:
    """The text, or as much of its beginning as `room` pixels hold, with an ellipsis."""
    if width_of(text, size) <= room:
        return text
    while text and width_of(text + "…", size) > room:
        text = text[:-1]
    return text.rstrip() + "…"


def width_of(text: str, size: int = BODY) -> float:
    """About how many pixels a line takes: Chinese characters are square, others about half of that."""
    return sum(size * (1.0 if unicodedata.east_asian_width(char) in "WF" else 0.56) for char in text)
