"""Deputies' formal suggestions."""

from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from storage.tables.base import Row, Table, belongs, enum_column
from storage.vocabulary import Role, SuggestionState


class Suggestion(Row, table=True):
    """代表建议: a deputy's formal suggestion, drafted from cases, on a clock of months."""

    __table_args__ = (
        belongs("deputy", "deputy_id"),
        sa.UniqueConstraint("station_id", "number"),
        sa.Index(None, "station_id", "deputy_id", "state"),
        sa.Index(None, "station_id", "state", "due_at"),
        sa.Index(None, "station_id", "remind_at"),
    )
    number: int | None = None
    state: SuggestionState = Field(default=SuggestionState.DRAFTED, sa_type=enum_column(SuggestionState))
    version: int = 1
    deputy_id: int = Field(sa_type=sa.BigInteger)
    title: str = Field(default="", max_length=80)
    problem: str = Field(default="", sa_type=sa.Text)
    proposal: str = Field(default="", sa_type=sa.Text)
    unit: str = Field(default="", max_length=64)
    is_complex: bool = False
    answer: str = Field(default="", sa_type=sa.Text)
    is_satisfied: bool | None = None
    rehandled_times: int = 0
    # Why it was sent back, dropped or concluded without an answer.
    note: str = Field(default="", sa_type=sa.Text)
    created_at: datetime
    state_since: datetime
    submitted_at: datetime | None = None
    issued_at: datetime | None = None
    due_at: datetime | None = None
    # When the sweep has to look at it next.
    remind_at: datetime | None = None
    replied_at: datetime | None = None
    concluded_at: datetime | None = None


class SuggestionCase(Table, table=True):
    """A case behind a suggestion; each is still closed by itself."""

    __tablename__: ClassVar[Any] = "suggestion_case"
    __table_args__ = (
        belongs("suggestion", "suggestion_id"),
        belongs("cases", "case_id"),
        sa.Index(None, "station_id", "case_id"),
    )
    station_id: int = Field(primary_key=True)
    suggestion_id: int = Field(primary_key=True, sa_type=sa.BigInteger)
    case_id: int = Field(primary_key=True, sa_type=sa.BigInteger)


class SuggestionEvent(Row, table=True):
    """What happened to a suggestion, append-only: a hash chain per suggestion, as Event is per case."""

    __tablename__: ClassVar[Any] = "suggestion_event"
    __table_args__ = (
        belongs("suggestion", "suggestion_id"),
        sa.UniqueConstraint("station_id", "suggestion_id", "sequence"),
    )
    suggestion_id: int = Field(sa_type=sa.BigInteger)
    sequence: int = 1
    kind: str = Field(max_length=32)
    actor_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    actor_role: Role = Field(sa_type=enum_column(Role))
    from_state: SuggestionState | None = Field(default=None, sa_type=enum_column(SuggestionState))
    to_state: SuggestionState | None = Field(default=None, sa_type=enum_column(SuggestionState))
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    text_digest: str | None = Field(default=None, max_length=64)
    at: datetime
    chained: str = Field(max_length=64)
