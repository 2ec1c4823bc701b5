"""Cases, what happened to them, and what was said in them."""

from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from storage.tables.base import Row, Table, belongs, enum_column
from storage.vocabulary import Channel, Role, State, Urgency


class Case(Row, table=True):
    """诉求: one matter of one constituent, with everything that its state alone does not say."""

    # The class and the domain say `case`, a reserved word of SQL: the table is called cases.
    __tablename__: ClassVar[Any] = "cases"
    __table_args__ = (
        belongs("person", "constituent_id"),
        belongs("deputy", "deputy_id"),
        belongs("constituency", "constituency_id"),
        belongs("place", "place_id"),
        sa.UniqueConstraint("station_id", "number"),
        sa.Index(None, "station_id", "master_id"),
        sa.Index(None, "station_id", "constituent_id", "state"),
        sa.Index(None, "station_id", "deputy_id", "state"),
        sa.Index(None, "station_id", "state", "due_at"),
        sa.Index(None, "station_id", "state", "number"),
        sa.Index(None, "station_id", "submitted_at"),
        sa.Index(
            "ix_cases_open_nearby",
            "station_id",
            "constituency_id",
            "submitted_at",
            postgresql_where=sa.text("closed_at IS NULL"),
            sqlite_where=sa.text("closed_at IS NULL"),
        ),
        sa.Index(
            "ix_cases_corrected",
            "station_id",
            "submitted_at",
            postgresql_where=sa.text("has_chosen_category"),
            sqlite_where=sa.text("has_chosen_category = 1"),
        ),
    )
    number: int | None = None
    state: State = Field(default=State.DRAFT, sa_type=enum_column(State))
    version: int = 1
    channel: Channel = Field(default=Channel.TELEGRAM, sa_type=enum_column(Channel))
    constituent_id: int = Field(sa_type=sa.BigInteger)
    text: str = Field(default="", sa_type=sa.Text)
    # What the words sound like (hotline.kinds); anything but "case" is a draft only until its author insists.
    kind: str = Field(default="case", max_length=16)

    category: str | None = Field(default=None, max_length=32)
    topic: str | None = Field(default=None, max_length=32)
    confidence: float = 0.0
    words: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    runners_up: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    has_chosen_category: bool = False
    has_chosen_place: bool = False
    # The author of the draft said so of the case that was offered for support.
    is_different: bool = False
    urgency: Urgency = Field(default=Urgency.NORMAL, sa_type=enum_column(Urgency))
    danger_number: str | None = Field(default=None, max_length=8)

    constituency_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    place_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    latitude: float | None = None
    longitude: float | None = None
    places_named: list[str] = Field(default_factory=list, sa_type=sa.JSON)

    deputy_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    chosen_deputy_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    routing_reason: str | None = Field(default=None, max_length=32)
    names_liaison: bool = False
    is_escalated: bool = False
    has_been_returned: bool = False
    is_unnamed: bool = False
    shares_phone: bool = False
    # The case it was merged into; no foreign key, for which SQLite would have to build the table anew.
    master_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    chased_at: datetime | None = None
    state_before: State | None = Field(default=None, sa_type=enum_column(State))
    pauses: int = 0
    extensions: int = 0

    result: str | None = Field(default=None, max_length=8)
    is_solved: bool | None = None
    is_satisfied: bool | None = None
    is_closed_by_silence: bool = False
    dissatisfied_times: int = 0
    has_been_surveyed: bool = False
    # 剔除: why it does not count in the rates (hotline.excluding); None: it counts.
    exclusion: str | None = Field(default=None, max_length=32)

    due_at: datetime | None = None
    review_at: datetime | None = None
    created_at: datetime
    state_since: datetime
    submitted_at: datetime | None = None
    assigned_at: datetime | None = None
    accepted_at: datetime | None = None
    contacted_at: datetime | None = None
    replied_at: datetime | None = None
    closed_at: datetime | None = None


class Avoidance(Table, table=True):
    """回避: a deputy from whom this case is hidden everywhere."""

    __table_args__ = (belongs("cases", "case_id"), belongs("deputy", "deputy_id"))
    station_id: int = Field(primary_key=True)
    case_id: int = Field(primary_key=True, sa_type=sa.BigInteger)
    deputy_id: int = Field(primary_key=True, sa_type=sa.BigInteger)


class Event(Row, table=True):
    """What happened, append-only, without personal text: a hash chain per case.

    `facts` holds plain values; `text_digest` the SHA-256 of any words that belong to the event, so that
    blanking the words leaves the chain valid.
    """

    __table_args__ = (
        belongs("cases", "case_id"),
        sa.UniqueConstraint("station_id", "case_id", "sequence"),
        sa.Index(None, "station_id", "at"),
    )
    case_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    sequence: int = 1
    kind: str = Field(max_length=32)
    actor_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    actor_role: Role = Field(sa_type=enum_column(Role))
    from_state: State | None = Field(default=None, sa_type=enum_column(State))
    to_state: State | None = Field(default=None, sa_type=enum_column(State))
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    text_digest: str | None = Field(default=None, max_length=64)
    at: datetime
    chained: str = Field(max_length=64)


class Entry(Row, table=True):
    """Words or media inside a case: what was said, by whom, to whom; the dialogue and the material."""

    __table_args__ = (
        belongs("cases", "case_id"),
        belongs("person", "author_id"),
        sa.Index(None, "station_id", "case_id"),
        sa.Index(None, "station_id", "author_id", "message_id"),
    )
    case_id: int = Field(sa_type=sa.BigInteger)
    author_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    author_role: Role = Field(sa_type=enum_column(Role))
    kind: str = Field(max_length=32)
    text: str = Field(default="", sa_type=sa.Text)
    message_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    media_group: str | None = Field(default=None, max_length=64)
    at: datetime


class Attachment(Row, table=True):
    """A file that belongs to an entry. `stored_at` once its bytes lie in AttachmentChunk."""

    __table_args__ = (
        belongs("entry", "entry_id"),
        belongs("cases", "case_id"),
        sa.Index(None, "station_id", "case_id"),
        sa.Index(None, "station_id", "owner_id"),
        sa.Index(None, "station_id", "try_at"),
    )
    case_id: int = Field(sa_type=sa.BigInteger)
    entry_id: int = Field(sa_type=sa.BigInteger)
    owner_id: int = Field(sa_type=sa.BigInteger)
    kind: str = Field(max_length=16)
    file_id: str = Field(max_length=256)
    unique_id: str = Field(max_length=64)
    mime: str | None = Field(default=None, max_length=128)
    size: int | None = None
    digest: str | None = Field(default=None, max_length=64)
    try_at: datetime | None = None
    attempts: int = 0
    stored_at: datetime | None = None
    problem: str | None = Field(default=None, max_length=64)


class AttachmentChunk(Table, table=True):
    """Sealed bytes of an attachment, in pieces of at most 512 KiB."""

    __tablename__: ClassVar[Any] = "attachment_chunk"
    __table_args__ = (belongs("attachment", "attachment_id"),)
    station_id: int = Field(primary_key=True)
    attachment_id: int = Field(primary_key=True, sa_type=sa.BigInteger)
    position: int = Field(primary_key=True)
    sealed: bytes
