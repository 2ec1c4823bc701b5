"""The words on the public ledger (lexicons/ledger.toml): how a result is said, and what a case is about."""

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from hotline.danger import find_danger, find_hidden_danger
from hotline.ledger.masking import mask_public
from hotline.ledger.persons import speaks_of_officials
from hotline.normalisation import fold
from hotline.passages import telling
from storage.tables import Case
from storage.vocabulary import State

LONGEST_MATTER = 40
_READ = 200
# Who is said to have broken the rules is nobody else's business before it is found out.
_NEVER_PUBLIC = frozenset({"纪检监察"})
_SENTENCE = re.compile(r"[。!?;\n]+")
_FULL_WIDTH = str.maketrans(",?!;:()", "，？！；：（）")
_LEAST_KEPT = 0.5


@cache
def labels(group: str) -> Mapping[str, Any]:
    """The words of a group."""
    source = files("hotline.lexicons").joinpath("ledger.toml").read_text("utf-8")
    found: Mapping[str, Any] = tomllib.loads(source)[group]
    return found


def outcome_of(case: Case, zone: ZoneInfo) -> str:
    """What became of a case, with how many days it took once it is closed."""
    said = labels("outcome")
    if case.state in (State.CLOSED, State.ARCHIVED):
        result = str(said.get(case.result or "", said["closed"]))
        return str(said["days"]).format(result=result, days=days_taken(case, zone))
    if case.state == State.DEFERRED and case.review_at is not None:
        day = case.review_at.astimezone(zone)
        return str(said["deferred"]).format(month=day.month, day=day.day)
    return str(said.get(case.state, said["handling"]))


def days_taken(case: Case, zone: ZoneInfo) -> int:
    """Calendar days from filing to closing, both counted: what is done at once took one day."""
    begun, ended = _moments(case)
    return (ended.astimezone(zone).date() - begun.astimezone(zone).date()).days + 1


def _moments(case: Case) -> tuple[datetime, datetime]:
    begun = case.submitted_at or case.created_at
    return begun, case.closed_at or begun


def may_be_proposed(text: str, category: str | None) -> bool:
    """Whether a case of these words may be thought of at all: no danger, no despair, nobody in office."""
    if category in _NEVER_PUBLIC or find_danger(text) is not None or find_hidden_danger(text) is not None:
        return False
    return not speaks_of_officials(telling(fold(text)))


def matter_of(text: str, *, places: Collection[str], names: Iterable[str]) -> str:
    """The first sentence that says something, masked and short; empty if private or if too little is left."""
    plain = telling(fold(text))
    if any(word in plain for word in labels("matter")["private"]):
        return ""
    for sentence in _SENTENCE.split(plain[:_READ]):
        masked = mask_public(sentence, places=places, names=names)
        said = masked.text.strip(" ,。、:")
        if len(said) >= 6:
            return shortened(said) if masked.share_kept >= _LEAST_KEPT else ""
    return ""


def shortened(said: str) -> str:
    """At most forty characters, with the punctuation of Chinese."""
    said = said.translate(_FULL_WIDTH)
    return said if len(said) <= LONGEST_MATTER else said[: LONGEST_MATTER - 1] + str(labels("matter")["cut"])
