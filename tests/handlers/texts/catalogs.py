"""The catalogs, and what their texts name."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import meta, nodes

import hotline
from handlers import wording
from handlers.wording import environment
from storage.vocabulary import Role

GLOSSARY = Path(__file__).parents[3] / "docs" / "glossary.md"
DANGERS = Path(hotline.__file__).parent / "lexicons" / "danger.toml"
ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 6, 15, 9, 0, tzinfo=ZONE)
GIVEN_TO_ALL = frozenset({"station", "case", "roles", "day", "by", "is_past", "stamp", "term"})
PEOPLE = frozenset(Role) - {Role.SYSTEM}
NOT_SENT_YET: frozenset[str] = frozenset()
"""Texts that wait for the code that sends them."""

read_catalog = cache(wording.read_catalog)


@cache
def variables_of(source: str) -> frozenset[str]:
    return frozenset(meta.find_undeclared_variables(environment().parse(source)))


def terms_in(source: str) -> Iterator[str]:
    for call in environment().parse(source).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "term":
            assert isinstance(call.args[0], nodes.Const)
            yield str(call.args[0].value)
