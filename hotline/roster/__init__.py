"""The roster as plain values, and how two rosters differ: constituencies, places and deputies."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Protocol, TypeVar

from storage.vocabulary import Level

Key = tuple[str, ...]


@dataclass(frozen=True)
class ConstituencyRow:
    """选区. `code` stands in contact cards' links."""

    code: str
    name: str

    @property
    def key(self) -> Key:
        return (self.code,)


@dataclass(frozen=True)
class PlaceRow:
    """A village, road, unit, estate or other place; `constituency` is a code, None for the whole township."""

    constituency: str | None
    kind: str
    name: str
    aliases: tuple[str, ...] = ()
    village: str | None = None
    township: str | None = None
    latitude: float | None = None
    longitude: float | None = None

    @property
    def key(self) -> Key:
        return (self.kind, self.name, self.constituency or "")

    @property
    def code(self) -> str:
        return self.constituency or ""


@dataclass(frozen=True)
class DeputyRow:
    """人大代表. `specialities` are categories or topics; `capacity` None means the hotline's default."""

    code: str
    name: str
    constituency: str
    level: Level = Level.TOWN
    specialities: tuple[str, ...] = ()
    capacity: int | None = None
    is_village_official: bool = False
    away_from: date | None = None
    away_until: date | None = None
    term_from: date | None = None
    term_until: date | None = None

    @property
    def key(self) -> Key:
        return (self.code,)


@dataclass(frozen=True)
class Roster:
    """A whole roster; parts refer to each other by code or, for villages, by name."""

    constituencies: tuple[ConstituencyRow, ...] = ()
    places: tuple[PlaceRow, ...] = ()
    deputies: tuple[DeputyRow, ...] = ()


@dataclass(frozen=True)
class Item:
    """A row of which something changes; `fields` are the names of the attributes that do."""

    code: str
    name: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Difference:
    """What an import adds, changes and removes of one kind of row."""

    added: tuple[Item, ...] = ()
    changed: tuple[Item, ...] = ()
    removed: tuple[Item, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.changed or self.removed)


@dataclass(frozen=True)
class Leaving:
    """A deputy who leaves office with cases that somebody else has to take."""

    code: str
    name: str
    open_cases: int


@dataclass(frozen=True)
class Changes:
    """The preview of an import, and its record."""

    constituencies: Difference = Difference()
    places: Difference = Difference()
    deputies: Difference = Difference()
    leaving: tuple[Leaving, ...] = ()

    @property
    def is_empty(self) -> bool:
        return self.constituencies.is_empty and self.places.is_empty and self.deputies.is_empty


class Row(Protocol):
    """What the three kinds of row have in common."""

    @property
    def key(self) -> Key: ...
    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...


R = TypeVar("R", ConstituencyRow, PlaceRow, DeputyRow)


def compare(old: Roster, new: Roster) -> Changes:
    """What turns the old roster into the new one."""
    return Changes(
        _difference(old.constituencies, new.constituencies),
        _difference(old.places, new.places),
        _difference(old.deputies, new.deputies),
    )


def with_capacity(roster: Roster, default: int) -> Roster:
    """The roster with the hotline's default where a deputy's capacity was left empty."""
    deputies = (
        row if row.capacity is not None else replace(row, capacity=default) for row in roster.deputies
    )
    return replace(roster, deputies=tuple(deputies))


def is_correction(old: str, new: str) -> bool:
    """Whether a new name corrects the old one: one character changed, added, dropped or swapped.

    Anything more is another person, who needs a code of her own: the old one's cases hang on it.
    """
    if len(old) == len(new):
        differing = [pair for pair in zip(old, new, strict=True) if pair[0] != pair[1]]
        return len(differing) <= 1 or sorted(old) == sorted(new)
    shorter, longer = sorted((old, new), key=len)
    return any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))


def _difference(old: Iterable[R], new: Iterable[R]) -> Difference:
    before, after = {row.key: row for row in old}, {row.key: row for row in new}
    return Difference(
        added=tuple(_item(row) for key, row in after.items() if key not in before),
        changed=tuple(
            _item(row, _changed_fields(before[key], row))
            for key, row in after.items()
            if key in before and before[key] != row
        ),
        removed=tuple(_item(row) for key, row in before.items() if key not in after),
    )


def _item(row: Row, changed: tuple[str, ...] = ()) -> Item:
    return Item(row.code, row.name, changed)


def _changed_fields(old: R, new: R) -> tuple[str, ...]:
    return tuple(field.name for field in fields(new) if getattr(old, field.name) != getattr(new, field.name))
