"""Activities of deputies: 视察, 培训, 会议列席, 走访, 办实事; who was there, pictures, cost; nominees."""

from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from storage.tables.base import Row, Table, belongs, enum_column
from storage.vocabulary import ActivityKind


class Activity(Row, table=True):
    """An activity to which deputies are invited. Money is in fen (1/100 yuan)."""

    __table_args__ = (sa.Index(None, "station_id", "starts_at"),)
    kind: ActivityKind = Field(sa_type=enum_column(ActivityKind))
    title: str = Field(max_length=64)
    place: str = Field(default="", max_length=64)
    starts_at: datetime
    ends_at: datetime | None = None
    note: str = Field(default="", sa_type=sa.Text)
    cost_fen: int = Field(default=0, sa_type=sa.BigInteger)
    created_by_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    created_at: datetime
    reminded_at: datetime | None = None
    # When attendance was noted; before, nobody has attended it yet.
    recorded_at: datetime | None = None
    cancelled_at: datetime | None = None


class Attendance(Table, table=True):
    """A deputy invited to an activity, what was answered, and whether the deputy came."""

    __table_args__ = (
        belongs("activity", "activity_id"),
        belongs("deputy", "deputy_id"),
        sa.Index(None, "station_id", "deputy_id"),
    )
    station_id: int = Field(primary_key=True)
    activity_id: int = Field(primary_key=True, sa_type=sa.BigInteger)
    deputy_id: int = Field(primary_key=True, sa_type=sa.BigInteger)
    invited_at: datetime
    is_coming: bool | None = None
    answered_at: datetime | None = None
    has_attended: bool | None = None


class ActivityPhoto(Row, table=True):
    """A picture of an activity; `sealed` holds its bytes once they were fetched."""

    __tablename__: ClassVar[Any] = "activity_photo"
    __table_args__ = (
        belongs("activity", "activity_id"),
        sa.Index(None, "station_id", "activity_id"),
        sa.Index(None, "station_id", "try_at"),
    )
    activity_id: int = Field(sa_type=sa.BigInteger)
    sent_by_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    file_id: str = Field(max_length=256)
    unique_id: str = Field(max_length=64)
    at: datetime
    try_at: datetime | None = None
    attempts: int = 0
    stored_at: datetime | None = None
    problem: str | None = Field(default=None, max_length=64)
    sealed: bytes | None = None


class Nominee(Row, table=True):
    """评选优秀代表: a deputy put forward for a year, with the reason in the liaison's words."""

    __table_args__ = (belongs("deputy", "deputy_id"), sa.Index(None, "station_id", "year"))
    year: int
    deputy_id: int = Field(sa_type=sa.BigInteger)
    reason: str = Field(default="", sa_type=sa.Text)
    proposed_by_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    proposed_at: datetime
    withdrawn_at: datetime | None = None
