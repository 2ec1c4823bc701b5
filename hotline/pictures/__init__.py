"""What a picture of figures shows, as plain values; it is drawn in another process (`drawing`)."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Tile:
    """One number in large type; `change` says how it moved, in words."""

    label: str
    value: str
    change: str = ""


@dataclass(frozen=True)
class Line:
    """One line of a trend: a value for each of its marks."""

    name: str
    values: tuple[int, ...]


@dataclass(frozen=True)
class Bar:
    """A length with its words beside it, and more below it in small type.

    A share lies on the length of its `whole`, which is None for a plain count and 0 where nobody answered.
    """

    label: str
    value: int
    words: str
    whole: int | None = None
    detail: str = ""


@dataclass(frozen=True)
class Tiles:
    """Numbers side by side."""

    tiles: tuple[Tile, ...]


@dataclass(frozen=True)
class Trend:
    """Lines over the same marks, the last of which is what the picture is about."""

    title: str
    marks: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Bars:
    """Rows of bars; `is_warning` paints them as what has to be seen to. Without rows `empty` stands there."""

    title: str
    bars: tuple[Bar, ...]
    empty: str = ""
    is_warning: bool = False


@dataclass(frozen=True)
class Pair:
    """Two lists side by side."""

    sides: tuple[Bars, Bars]


Panel = Tiles | Trend | Bars | Pair


@dataclass(frozen=True)
class Picture:
    """A title, panels below one another, and a line at the foot."""

    title: str
    subtitle: str
    panels: tuple[Panel, ...]
    note: str = ""


_PANELS: Mapping[str, type[Panel]] = {"Tiles": Tiles, "Trend": Trend, "Bars": Bars, "Pair": Pair}
_PARTS: Mapping[str, type[Tile | Line | Bar | Bars]] = {
    "tiles": Tile,
    "lines": Line,
    "bars": Bar,
    "sides": Bars,
}


def to_plain(picture: Picture) -> dict[str, Any]:
    """Values that JSON can hold, and `from_plain` reads back."""
    panels = [{"panel": type(panel).__name__, **asdict(panel)} for panel in picture.panels]
    plain: dict[str, Any] = json.loads(json.dumps({**asdict(picture), "panels": panels}))
    return plain


def from_plain(plain: Mapping[str, Any]) -> Picture:
    """The inverse of `to_plain`."""
    return Picture(**{**plain, "panels": tuple(_panel(dict(panel)) for panel in plain["panels"])})


def _panel(plain: dict[str, Any]) -> Panel:
    return _PANELS[plain.pop("panel")](**_read(plain))


def _read(plain: Mapping[str, Any]) -> dict[str, Any]:
    """Lists back into tuples, and what stands in them into what it was."""
    return {
        key: tuple(_PARTS[key](**_read(one)) if key in _PARTS else one for one in value)
        if isinstance(value, list)
        else value
        for key, value in plain.items()
    }


def words_of(picture: Picture) -> str:
    """Everything that is written in it."""
    found: list[str] = []
    _collect(to_plain(picture), found)
    return "\n".join(found)


def _collect(value: Any, found: list[str]) -> None:
    if isinstance(value, str):
        found.append(value)
    elif isinstance(value, Mapping):
        for one in value.values():
            _collect(one, found)
    elif isinstance(value, list):
        for one in value:
            _collect(one, found)
