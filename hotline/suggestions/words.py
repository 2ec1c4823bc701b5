"""The words of a suggestion: what should not become one, its customary title, a first draft from cases."""

import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from hotline.masking import mask
from hotline.normalisation import fold

LONGEST_TITLE = 80
_LONGEST_WORDS = 400
_MOST_PLACES = 2
_QUOTES = re.compile(r"[《》<>]")
_GAPS = re.compile(r"\s+")
# 我叫王二, 俺姓张: what follows a comma goes on without it.
_INTRODUCTION = re.compile(
    r"(?:我|俺|咱|本人)(?:的名字叫|名字叫|名叫|叫|姓名是|的名字是)[\u3400-\u9fff·]{2,4}(?=[，,。.；;、！!\s]|$)"
    r"|(?:我|俺|本人)姓[\u3400-\u9fff](?=[，,。.；;、！!\s]|$)"
)
_LOOSE = re.compile(r"(?<=[，,。.；;、！!])[，,。.；;、]+|^[，,。.；;、\s]+")


class Doubt(StrEnum):
    """Why something should not become a suggestion."""

    PERSONAL = "personal"
    COURT = "court"
    TENDER = "tender"
    PASSED_ON = "passed_on"


@dataclass(frozen=True)
class Subject:
    """What of a case goes into a draft; `names` are what its constituent is called."""

    words: str
    place: str = ""
    category: str = ""
    topic: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Draft:
    """The three parts of a suggestion that its deputy writes."""

    title: str
    problem: str
    proposal: str


@cache
def _read() -> Mapping[str, Any]:
    return tomllib.loads(files("hotline.lexicons").joinpath("suggestions.toml").read_text("utf-8"))


def labels(group: str) -> Mapping[str, str]:
    """The phrases of a group of lexicons/suggestions.toml."""
    return {key: str(value) for key, value in _read()[group].items()}


def warnings_about(text: str) -> tuple[tuple[Doubt, str], ...]:
    """Why `text` may be none of what a suggestion is for: each reason once, with the word that says so."""
    folded = _GAPS.sub("", fold(text))
    found = []
    for kind in Doubt:
        rule = _read()["warnings"][kind]
        bare = _without(folded, rule["unless"])
        if word := next((word for word in rule["words"] if word in bare), None):
            found.append((kind, str(word)))
    return tuple(found)


def _without(text: str, sayings: Sequence[str]) -> str:
    for saying in sayings:
        text = text.replace(saying, " ")
    return text


def titled(typed: str) -> str:
    """A title in the customary form 关于…的建议, without its quotes; empty for nothing."""
    phrases = labels("draft")
    bare = " ".join(_QUOTES.sub("", mask(typed)).split()).rstrip("。.！!")
    if not bare:
        return ""
    begins, ends = bare.startswith(phrases["title_begins"]), bare.endswith(phrases["title_ends"])
    if begins and ends:
        return bare[:LONGEST_TITLE]
    subject = bare.removeprefix(phrases["title_begins"]) if begins else bare
    subject = subject.removesuffix(phrases["title_ends"]).removesuffix("的") if ends else subject
    room = LONGEST_TITLE - len(phrases["title"].format(subject=""))
    return phrases["title"].format(subject=subject[:room])


def without_identity(text: str, names: Sequence[str]) -> str:
    """Words of a constituent without who said them: no introduction, no name, no number."""
    bare = _LOOSE.sub("", _INTRODUCTION.sub("", mask(text)))
    for name in names:
        if len(name) >= 2:
            bare = bare.replace(name, labels("draft")["somebody"])
    return " ".join(bare.split())


def first_draft(subjects: Sequence[Subject], title: str = "") -> Draft:
    """A draft for the deputy to edit: what people said where, and a proposal to begin with."""
    phrases = labels("draft")
    lines = [line_of(position, subject) for position, subject in enumerate(subjects, 1)]
    problem = "\n".join([phrases["problem"].format(count=len(subjects)), *lines])
    return Draft(titled(title) or _title_of(subjects), problem, phrases["proposal"])


def line_of(position: int, subject: Subject) -> str:
    """One case as a line of the problem."""
    phrases = labels("draft")
    said = without_identity(subject.words, subject.names)
    words = said if len(said) <= _LONGEST_WORDS else said[: _LONGEST_WORDS - 1] + "…"
    place = phrases["place"].format(place=subject.place) if subject.place else ""
    return phrases["line"].format(position=position, place=place, words=words or phrases["no_words"])


def _title_of(subjects: Sequence[Subject]) -> str:
    phrases = labels("draft")
    places = list(dict.fromkeys(subject.place for subject in subjects if subject.place))
    named = phrases["joined"].join(places[:_MOST_PLACES]) or phrases["some_place"]
    named += phrases["more_places"] if len(places) > _MOST_PLACES else ""
    matters = Counter(subject.topic or subject.category for subject in subjects)
    matter = matters.most_common(1)[0][0] if matters else ""
    subject = phrases["subject"].format(places=named, matter=matter or phrases["some_matter"])
    return titled(phrases["title"].format(subject=subject))
