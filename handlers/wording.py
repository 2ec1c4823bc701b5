"""The texts: TOML catalogs of Jinja2 templates, rendered as Telegram HTML for one reader."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from html import unescape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import BaseLoader, Environment, StrictUndefined, Template
from markupsafe import Markup

from handlers.dates import DATE_STYLES

LANGUAGES = ("zh-Hans", "zh-Hant", "en")
LANGUAGE_NAMES = {"zh-Hans": "简体中文", "zh-Hant": "繁體中文", "en": "English"}
DEFAULT_LANGUAGE = "zh-Hans"
# A line that holds nothing but tags leaves no empty line behind.
_ONLY_TAGS = re.compile(r"(?m)^((?:\{%[^%]*%\})+)\n")
FOLDER = Path(__file__).parent / "texts"


class UnknownText(KeyError):
    """No such key in the catalogs."""


def _flatten(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in values.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            yield from _flatten(value, f"{name}.")
        else:
            yield name, str(value).strip("\n")


def read_catalog(language: str, folder: Path = FOLDER) -> dict[str, str]:
    """The templates of a language by dotted key."""
    return dict(_flatten(tomllib.loads((folder / f"{language}.toml").read_text(encoding="utf-8"))))


@cache
def environment() -> Environment:
    """Autoescaped, and strict: a missing variable is an error, never an empty place."""
    return Environment(loader=BaseLoader(), autoescape=True, undefined=StrictUndefined)


@cache
def _catalog(language: str, folders: tuple[Path, ...]) -> dict[str, str]:
    """What stands in the folders; of the same key the first one's."""
    merged: dict[str, str] = {}
    for folder in reversed(folders):
        merged |= read_catalog(language, folder)
    return merged


@lru_cache(maxsize=8192)
def _template(language: str, key: str, folders: tuple[Path, ...]) -> Template | None:
    """Compiled when it is needed first: all of them would take most of a second at the start."""
    source = _catalog(language, folders).get(key)
    return None if source is None else environment().from_string(_ONLY_TAGS.sub(r"\1", source))


@dataclass(frozen=True)
class Texts:
    """The catalog for one reader: a language, and the zone and moment by which days are named.

    `folders` hold the catalogs, those that win first.
    """

    language: str
    zone: ZoneInfo
    now: datetime
    folders: tuple[Path, ...] = (FOLDER,)

    def __call__(self, key: str, **values: Any) -> Markup:
        """Render a text as HTML, which another text takes as it is.

        Raises UnknownText, or jinja2.UndefinedError where a value is missing.
        """
        template = _template(self.language, key, self.folders)
        if template is None:
            raise UnknownText(key)
        style = DATE_STYLES[self.language]
        rendered = template.render(
            **values,
            day=lambda moment: style.day(moment.astimezone(self.zone), self.now.astimezone(self.zone)),
            by=lambda moment: style.by(moment.astimezone(self.zone), self.now.astimezone(self.zone)),
            is_past=lambda moment: moment < self.now,
            stamp=self.stamp,
            term=self.term,
        )
        return Markup(rendered.strip())  # noqa: S704  (autoescaped)

    def plain(self, key: str, **values: Any) -> str:
        """A text without HTML: for pictures, workbooks and whatever else is not a message."""
        return unescape(str(self(key, **values)))

    def stamp(self, moment: datetime) -> str:
        """A moment in the past, short."""
        return DATE_STYLES[self.language].stamp(moment.astimezone(self.zone))

    def has(self, key: str) -> bool:
        return key in _catalog(self.language, self.folders)

    def term(self, group: str, name: Any) -> str:
        """The name of a state, role, category…: what stands under `terms`, or the word itself."""
        template = _template(self.language, f"terms.{group}.{name}", self.folders)
        return str(name) if template is None else Markup(template.render())  # noqa: S704  (autoescaped)
