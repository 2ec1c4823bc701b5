"""Masks who and where in words that everybody may read: persons, numbers, places below the village.

No rule is trusted alone: surnames, titles, forms of address, jieba's tags and lists of ordinary words speak
together, and where they do not agree, the word is masked.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from hotline.gazetteer import TOWNSHIP, VILLAGE, Gazetteer, PlaceName
from hotline.ledger import below_village, numbers, persons
from hotline.ledger.lists import PERSON, SOMEBODY, SOMETHING, THING, Kept
from hotline.normalisation import fold

LONGEST = 1000
"""Characters that are read; what a case is about stands in its beginning."""

_DOTS = re.compile("[•‧・∙⋅﹒･●]")
# 王 大 爷, 王.大.爷, 1 2 号: nothing stands between the characters of one word.
_BETWEEN = r"[ _~^|/\\]+"
_APART = re.compile(
    rf"(?<=[\u3400-\u9fff0-9A-Za-z*×]){_BETWEEN}(?=[\u3400-\u9fff0-9*×])"
    rf"|(?<=[\u3400-\u9fff0-9*×]){_BETWEEN}(?=[A-Za-z])"
)
_DOTTED = re.compile(r"(?<=[\u3400-\u9fff])[.\-*'\"`](?=[\u3400-\u9fff])")
_AGAIN = re.compile(f"{PERSON}(?={PERSON})|{THING}(?={THING})")
_LIKE_A_PLACE = tuple("村屯庄堡营寨沟湾镇乡区街")


@dataclass(frozen=True)
class Masked:
    """The words as everybody may read them, and how many of the characters that were read are left."""

    text: str
    kept: int
    read: int
    names_official: bool = False

    @property
    def share_kept(self) -> float:
        return self.kept / self.read if self.read else 1.0


def mask_public(text: str, *, places: Collection[str] = (), names: Iterable[str] = ()) -> Masked:
    """The folded text without anything that tells a person or a home.

    `places` may be named: villages, townships, public units (see `public_places`). `names` are masked however
    they are written; the case's own people are not to be read in it.
    """
    plain = _tidy(fold(text[:LONGEST]))
    kept = Kept(places)
    worked = kept.hide(_without(plain, names))
    worked = numbers.mask_identifiers(worked)
    worked = below_village.mask_addresses(worked)
    worked = numbers.mask_digits(worked)
    worked = below_village.mask_names(worked)
    worked = kept.hide_unlisted_villages(worked)
    worked, names_official = persons.mask_persons(worked)
    worked = kept.show(_AGAIN.sub("", worked))
    left = len(worked) - worked.count(PERSON) - worked.count(THING)
    shown = worked.replace(PERSON, SOMEBODY).replace(THING, SOMETHING)
    return Masked(shown, left, len(plain), names_official)


def public_places(gazetteer: Gazetteer) -> frozenset[str]:
    """What may be named: villages and townships, units, and whatever lies in no village."""
    return frozenset(name for place in gazetteer.places for name in _public_names(place))


def _public_names(place: PlaceName) -> Iterable[str]:
    if place.township:
        yield place.township
    if place.village:
        yield place.village
    if place.kind in (VILLAGE, TOWNSHIP, "unit") or not place.village:
        # A nickname of two characters may be somebody's name as well.
        yield from (name for name in (place.name, *place.aliases) if _is_plainly_a_place(name))


def _is_plainly_a_place(name: str) -> bool:
    return len(name) >= 3 or name.endswith(_LIKE_A_PLACE)


def _tidy(plain: str) -> str:
    plain = _DOTS.sub("·", plain).replace("\n", "。")
    before = ""
    while before != plain:
        before, plain = plain, _DOTTED.sub("", _APART.sub("", plain))
    return plain


def _without(plain: str, names: Iterable[str]) -> str:
    for name in sorted({_tidy(fold(name)) for name in names}, key=len, reverse=True):
        if len(name) >= 2:
            plain = plain.replace(name, PERSON)
    return plain
