"""The roster: constituencies, places and deputies."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from storage.tables.base import Row, belongs, enum_column
from storage.vocabulary import Level


class Constituency(Row, table=True):
    """选区. `code` stands in contact cards' links."""

    __table_args__ = (sa.UniqueConstraint("station_id", "code"),)
    code: str = Field(max_length=32)
    name: str = Field(max_length=64)
    left_at: datetime | None = None


class Place(Row, table=True):
    """A village, road, unit or estate, with its nicknames; several may lie in one constituency."""

    __table_args__ = (
        belongs("constituency", "constituency_id"),
        sa.Index(None, "station_id", "constituency_id"),
    )
    constituency_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    kind: str = Field(max_length=32)
    name: str = Field(max_length=64)
    aliases: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    village: str | None = Field(default=None, max_length=64)
    township: str | None = Field(default=None, max_length=64)
    latitude: float | None = None
    longitude: float | None = None
    left_at: datetime | None = None


class Deputy(Row, table=True):
    """人大代表, as the published roster has it; `person_id` once the invitation was used."""

    __table_args__ = (
        belongs("constituency", "constituency_id"),
        belongs("person", "person_id"),
        sa.UniqueConstraint("station_id", "code"),
        sa.Index(None, "station_id", "person_id"),
    )
    code: str = Field(max_length=32)
    name: str = Field(max_length=64)
    level: Level = Field(default=Level.TOWN, sa_type=enum_column(Level))
    constituency_id: int = Field(sa_type=sa.BigInteger)
    specialities: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    capacity: int = 20
    # 任期: first and last day.
    term_from: date | None = None
    term_until: date | None = None
    is_village_official: bool = False
    away_from: date | None = None
    away_until: date | None = None
    substitute_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    # When whoever stands in, and those whose cases wait, were told that the absence has begun.
    handed_over_at: datetime | None = None
    person_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    last_assigned_at: datetime | None = None
    left_at: datetime | None = None
