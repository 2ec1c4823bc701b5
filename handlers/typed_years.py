"""A name, a year and the rest, as people type them after a command: 王桂芳 2026 …, 去年, 2026年."""

import re
from collections.abc import Mapping

from handlers.context import HotlineContext

_YEAR = re.compile(r"(20\d\d)年?")
_NEAR: Mapping[str, int] = {"今年": 0, "去年": -1, "last": -1}


def year_in(context: HotlineContext, word: str) -> int | None:
    """The year that a word says; None if it says none."""
    if word.lower() in _NEAR:
        work = context.work
        return work.now.astimezone(work.knowledge.station.zone).year + _NEAR[word.lower()]
    found = _YEAR.fullmatch(word)
    return None if found is None else int(found[1])


def name_and_year(context: HotlineContext, typed: str) -> tuple[str, int | None, str]:
    """A name ("" if none comes first), a year beside it (None if there is none), and what follows."""
    name, year, words = "", None, typed.split(maxsplit=2)
    while words and (not name or year is None):
        said = year_in(context, words[0])
        if said is None and name:
            break
        if said is None:
            name = words[0]
        elif year is None:
            year = said
        else:
            break
        words = words[1:]
    return name, year, " ".join(words)
