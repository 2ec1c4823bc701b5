"""The words of printed documents: TOML files whose values are Jinja2 templates of plain text."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined, Template


@cache
def _environment() -> Environment:
    # Plain text for paper, never a page: nothing may be escaped.
    return Environment(
        autoescape=False,  # noqa: S701
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _read(name: str) -> Mapping[str, Any]:
    return tomllib.loads(files("hotline.lexicons").joinpath(f"{name}.toml").read_text("utf-8"))


@cache
def _template(name: str, key: str) -> Template:
    value: Any = _read(name)
    for part in key.split("."):
        value = value[part]
    return _environment().from_string(str(value))


def phrase(name: str, key: str, /, **values: Any) -> str:
    """One phrase of lexicons/<name>.toml by dotted key. A missing value is an error, never a gap."""
    return _template(name, key).render(**values).strip()


def keys_under(name: str, key: str) -> list[str]:
    """The keys of a table, in the file's order."""
    value: Any = _read(name)
    for part in key.split("."):
        value = value[part]
    return list(value)
