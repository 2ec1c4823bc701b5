"""The lists that masking reads (lexicons/public_masking.toml), and the places that stay in a text."""

import re
import tomllib
from collections.abc import Collection, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from hotline.normalisation import fold

# What stands in the place of what was masked. While masking, private characters do: folding leaves none of
# them in a text, no rule takes them for what people wrote, and jieba for no part of a word.
SOMEBODY, SOMETHING = "某", "××"
PERSON, THING = "\uf8fe", "\uf8fd"
_FIRST = 0xE000


@cache
def lists(group: str) -> Mapping[str, Any]:
    """One group of the lists."""
    source = files("hotline.lexicons").joinpath("public_masking.toml").read_text("utf-8")
    found: Mapping[str, Any] = tomllib.loads(source)[group]
    return found


@cache
def characters(group: str, name: str) -> frozenset[str]:
    return frozenset("".join(str(lists(group)[name]).split()))


def one_of(words: Collection[str]) -> str:
    """A pattern for any of these words, the longest first."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


@cache
def surname() -> str:
    """A pattern for a surname."""
    doubles = one_of(lists("persons")["double_surnames"])
    return f"(?:{doubles}|[{''.join(sorted(characters('persons', 'surnames')))}])"


@cache
def words_of(group: str, name: str) -> frozenset[str]:
    return frozenset(map(str, lists(group)[name]))


@cache
def _unlisted_village() -> re.Pattern[str]:
    # 找李建国村长 names no village, 刘家村的路 does.
    return re.compile(
        rf"(?:[东西南北前后大小上下新老])?{surname()}家?(?:庄|营|堡|屯|店|集)?"
        r"(?:村(?![长民委支书主干医官会])|镇(?![长政上里])|乡(?![长亲下村]))"
        rf"|{surname()}家庄(?![稼户])"
    )


@lru_cache(maxsize=16)
def _any_of(places: frozenset[str]) -> re.Pattern[str] | None:
    spelled = {re.sub(r"\s+", "", fold(place)) for place in places} - {""}
    return re.compile(one_of(spelled)) if spelled else None


class Kept:
    """Names that may be read: each becomes one private character while the rest is masked."""

    def __init__(self, places: Collection[str]) -> None:
        self._pattern = _any_of(frozenset(places))
        self._names: list[str] = []

    def hide(self, text: str) -> str:
        return text if self._pattern is None else self._pattern.sub(self._hidden, text)

    def hide_unlisted_villages(self, text: str) -> str:
        """Villages of other townships, whose names begin like those of persons."""
        return _unlisted_village().sub(self._hidden, text)

    def show(self, text: str) -> str:
        """The names back in their places; what is masked stays as private characters."""
        return "".join(
            self._names[ord(one) - _FIRST] if _FIRST <= ord(one) < _FIRST + len(self._names) else one
            for one in text
        )

    def _hidden(self, found: re.Match[str]) -> str:
        if found[0] not in self._names:
            self._names.append(found[0])
        return chr(_FIRST + self._names.index(found[0]))
