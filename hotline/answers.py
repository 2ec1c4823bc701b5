"""What a short message says by itself: yes or no to a card, the name of a village, a case's number."""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from hotline.classification import Classifier
from hotline.gazetteer import Gazetteer, PlaceName
from hotline.normalisation import fold

# Characters up to which a message may be nothing but a place, with "我是…的" around it.
LONGEST_NAME = 14
# Below this, one slip of the pen makes any word look like a village.
_SHORTEST_WITH_A_SLIP = 3
_LONGEST_WITH_A_SLIP = 6
_PUNCTUATION = re.compile(r"[\s,.!?;:，。！？；：、~～…\"'“”]+")
# Numbers are shown with at least four digits: 0001. A bare 2024 may be a year, 3号 a house.
_NUMBERS = re.compile(
    r"(?:编号|案号|诉求|[#№])\s*[:：是为]?\s*(\d{1,9})(?!\d)"
    r"|(?<![\d-])(0\d{3,8})(?![\d-])"
    r"|^\W*(\d{4,9})(?!\d)(?!\s*[年月日元块米亩斤户人个条]|-)"
    r"|(?<!\d)(\d{4,9})\s*号(?!楼|院|房|车|线|门|店)"
)


class Word(StrEnum):
    """An answer that is nothing but yes or no; SUBMIT asks for the filing itself."""

    SUBMIT = "submit"
    YES = "yes"
    NO = "no"


@dataclass(frozen=True)
class _Lists:
    submit: frozenset[str]
    yes: frozenset[str]
    no: frozenset[str]
    fillers: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    after_a_name: tuple[str, ...]
    looks_like_a_name: tuple[str, ...]


@cache
def _lists() -> _Lists:
    read = tomllib.loads(files("hotline.lexicons").joinpath("answers.toml").read_text("utf-8"))
    return _Lists(
        submit=frozenset(read["submit"]),
        yes=frozenset(read["yes"]),
        no=frozenset(read["no"]),
        fillers=tuple(read["fillers"]),
        before=tuple(sorted(read["place"]["before"], key=len, reverse=True)),
        after=tuple(sorted(read["place"]["after"], key=len, reverse=True)),
        after_a_name=tuple(read["place"]["after_a_name"]),
        looks_like_a_name=tuple(read["place"]["looks_like_a_name"]),
    )


def word_of(text: str) -> Word | None:
    """Yes or no, where the message is nothing else."""
    lists = _lists()
    said = _PUNCTUATION.sub("", fold(text)).casefold()
    for word, known in ((Word.SUBMIT, lists.submit), (Word.YES, lists.yes), (Word.NO, lists.no)):
        if said in known or _without_endings(said, lists.fillers) in known:
            return word
    return None


def numbers_in(text: str) -> tuple[int, ...]:
    """The numbers in a text that may be those of cases, in order."""
    found = _NUMBERS.finditer(unicodedata.normalize("NFKC", text))
    return tuple(dict.fromkeys(int(next(filter(None, match.groups()))) for match in found))


def without_numbers(text: str) -> str:
    """The text without what `numbers_in` finds."""
    return _NUMBERS.sub(" ", unicodedata.normalize("NFKC", text)).strip()


def village_named(gazetteer: Gazetteer, classifier: Classifier, text: str) -> PlaceName | None:
    """The village that a short message consists of, also with a slip of the pen; None if it says more."""
    said = _PUNCTUATION.sub("", fold(text))
    if not said or len(said) > LONGEST_NAME:
        return None
    found = gazetteer.villages(said)
    if found:
        return found[0] if len(found) == 1 and _is_all(gazetteer, said) else None
    bare = _without_endings(_without_beginning(said), _lists().after_a_name)
    if not 2 <= len(bare) <= _LONGEST_WITH_A_SLIP or names_a_matter(classifier, bare):
        return None
    return _closest(gazetteer, bare)


def looks_like_a_place(classifier: Classifier, text: str) -> bool:
    """Whether a short message is meant as the name of a place, known or not."""
    said = _without_endings(_PUNCTUATION.sub("", fold(text)), ("的", "人"))
    is_name = len(said) <= LONGEST_NAME and said.endswith(_lists().looks_like_a_name)
    return is_name and not names_a_matter(classifier, said)


def names_a_matter(classifier: Classifier, text: str) -> bool:
    """Whether a short text has a keyword in it; a single character, as in a family's name, is none."""
    return any(len(word.text) > 1 for word in classifier.classify(text).words)


def _closest(gazetteer: Gazetteer, bare: str) -> PlaceName | None:
    """The village nearest to a name that is written differently from any that is known."""
    for place in gazetteer.closest(bare):
        spellings = [fold(name) for name in (place.name, *place.aliases)]
        is_beginning = any(spelling.startswith(bare) for spelling in spellings)
        is_slip = len(bare) >= _SHORTEST_WITH_A_SLIP and not any(spelling in bare for spelling in spellings)
        if bare == place.township or not (is_beginning or is_slip):
            continue
        meant = gazetteer.villages(place.name)
        if len(meant) == 1:
            return meant[0]
    return None


def _is_all(gazetteer: Gazetteer, said: str) -> bool:
    """Whether nothing is left of a message once the place in it and what stands around places is gone."""
    for place in gazetteer.find(said):
        names = {place.name, place.name.removesuffix("村"), *place.aliases, place.village, place.township}
        for name in sorted((fold(name) for name in names if name), key=len, reverse=True):
            said = said.replace(name, "", 1)
    return not _without_endings(_without_beginning(said), _lists().after)


def _without_beginning(said: str) -> str:
    return said.removeprefix(next((word for word in _lists().before if said.startswith(word)), ""))


def _without_endings(said: str, endings: tuple[str, ...]) -> str:
    while ending := next((end for end in endings if said.endswith(end)), ""):
        said = said.removesuffix(ending)
    return said
