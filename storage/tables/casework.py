"""What happens around a case: referrals, clocks, reminders, support, supervision, frequent replies."""

from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from storage.tables.base import Row, Table, belongs, enum_column
from storage.vocabulary import Level


class Referral(Row, table=True):
    """交办: one hop of the ladder, to a handling unit that has no account."""

    __table_args__ = (belongs("cases", "case_id"), sa.Index(None, "station_id", "case_id"))
    case_id: int = Field(sa_type=sa.BigInteger)
    unit: str = Field(max_length=64)
    level: Level = Field(sa_type=enum_column(Level))
    contact: str = Field(default="", max_length=64)
    # The clock of this hop, and the words of the answer; no foreign keys, for which SQLite would have to
    # build the table anew.
    clock_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    answer_entry_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    referred_at: datetime
    due_at: datetime
    answered_at: datetime | None = None


class CaseClock(Row, table=True):
    """A clock of a case, running, paused or stopped; lengths in microseconds (hotline.deadlines.Clock)."""

    __tablename__: ClassVar[Any] = "case_clock"
    __table_args__ = (
        belongs("cases", "case_id"),
        sa.Index(None, "station_id", "case_id"),
        sa.Index(None, "station_id", "kind", "due_at"),
    )
    case_id: int = Field(sa_type=sa.BigInteger)
    kind: str = Field(max_length=32)
    started_at: datetime
    due_at: datetime
    is_natural: bool = False
    is_estimated: bool = False
    length_us: int = Field(sa_type=sa.BigInteger)
    paused_at: datetime | None = None
    remaining_us: int | None = Field(default=None, sa_type=sa.BigInteger)
    stopped_at: datetime | None = None


class Reminder(Row, table=True):
    """A due time. Rows are replaced by the plan of each new state; a sent one stays as a record."""

    __table_args__ = (
        belongs("cases", "case_id"),
        sa.Index(None, "station_id", "case_id"),
        sa.Index(
            "ix_reminder_waiting",
            "station_id",
            "due_at",
            postgresql_where=sa.text("handled_at IS NULL"),
            sqlite_where=sa.text("handled_at IS NULL"),
        ),
    )
    case_id: int = Field(sa_type=sa.BigInteger)
    kind: str = Field(max_length=32)
    due_at: datetime
    # May go out at any hour: urgent, and not to a constituent.
    is_urgent: bool = False
    handled_at: datetime | None = None


class Support(Table, table=True):
    """附议: a person who stands behind another's case, follows it and hears each answer."""

    __table_args__ = (
        belongs("cases", "case_id"),
        belongs("person", "person_id"),
        sa.Index(None, "station_id", "person_id"),
    )
    station_id: int = Field(primary_key=True)
    case_id: int = Field(primary_key=True, sa_type=sa.BigInteger)
    person_id: int = Field(primary_key=True, sa_type=sa.BigInteger)
    at: datetime
    left_at: datetime | None = None


class Supervision(Row, table=True):
    """督办: the liaison's note on a case that the deputy must answer by a day."""

    __table_args__ = (belongs("cases", "case_id"), sa.Index(None, "station_id", "case_id"))
    case_id: int = Field(sa_type=sa.BigInteger)
    note_entry_id: int = Field(sa_type=sa.BigInteger)
    answer_entry_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    asked_at: datetime
    due_at: datetime
    answered_at: datetime | None = None


class ReplyTemplate(Row, table=True):
    """A frequent reply in a deputy's own words; `owner_id` None: offered to every deputy."""

    __tablename__: ClassVar[Any] = "reply_template"
    __table_args__ = (belongs("person", "owner_id"), sa.Index(None, "station_id", "owner_id"))
    owner_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    title: str = Field(max_length=32)
    text: str = Field(sa_type=sa.Text)
    created_at: datetime
