"""The web desk: how one gets in, who looked at which case, what finds a case, and what weeks came to."""

from datetime import date, datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from storage.tables.base import Row, Table, belongs, enum_column
from storage.vocabulary import Role


class DeskLink(Row, table=True):
    """A single-use link to the desk; only the hash of its code is kept."""

    __tablename__: ClassVar[Any] = "desk_link"
    __table_args__ = (belongs("person", "person_id"), sa.UniqueConstraint("station_id", "code_hash"))
    code_hash: str = Field(max_length=64)
    person_id: int = Field(sa_type=sa.BigInteger)
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


class DeskSession(Row, table=True):
    """A person at the desk, from one browser in one network; only hashes of all three are kept."""

    __tablename__: ClassVar[Any] = "desk_session"
    __table_args__ = (
        belongs("person", "person_id"),
        sa.UniqueConstraint("station_id", "token_hash"),
        sa.Index(None, "station_id", "person_id"),
    )
    token_hash: str = Field(max_length=64)
    person_id: int = Field(sa_type=sa.BigInteger)
    browser_hash: str = Field(max_length=64)
    network_hash: str = Field(max_length=64)
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None
    # Why it ended: left, replaced, copied, role_withdrawn.
    ended_by: str | None = Field(default=None, max_length=16)


class CaseReading(Row, table=True):
    """Somebody of the office looked at a case: who, as what, where, when."""

    __tablename__: ClassVar[Any] = "case_reading"
    __table_args__ = (
        belongs("cases", "case_id"),
        belongs("person", "person_id"),
        sa.Index(None, "station_id", "case_id"),
    )
    case_id: int = Field(sa_type=sa.BigInteger)
    person_id: int = Field(sa_type=sa.BigInteger)
    role: Role = Field(sa_type=enum_column(Role))
    # Through which door: desk, chat, export.
    door: str = Field(max_length=16)
    at: datetime


class CaseSearch(Table, table=True):
    """What finds a case, cut for search (hotline.searching); the migrations index it on each database."""

    __tablename__: ClassVar[Any] = "case_search"
    __table_args__ = (belongs("cases", "case_id"),)
    station_id: int = Field(primary_key=True)
    case_id: int = Field(primary_key=True, sa_type=sa.BigInteger)
    words: str = Field(sa_type=sa.Text)


class WeekFigures(Table, table=True):
    """A past week's figures as they were counted, for trends; counted anew if an exclusion touches them."""

    __tablename__: ClassVar[Any] = "week_figures"
    station_id: int = Field(primary_key=True)
    monday: date = Field(primary_key=True)
    figures: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    counted_at: datetime
