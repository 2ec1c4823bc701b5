"""People, who they are, and what they may do."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from storage.tables.base import Row, Table, belongs, enum_column
from storage.vocabulary import Role


class Person(Row, table=True):
    """Whoever writes to the bot, without anything that says who it is."""

    __table_args__ = (belongs("place", "village_id"),)
    language: str = Field(default="zh-Hans", max_length=16)
    village_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    created_at: datetime
    informed_at: datetime | None = None
    blocked_at: datetime | None = None
    # Known by telephone or from the reception room: has no chat, the liaison tells and answers.
    is_caller: bool = False
    erased_at: datetime | None = None


class Identity(Table, table=True):
    """Who a person is: sealed with the person's own key, found by keyed hash."""

    __table_args__ = (
        sa.ForeignKeyConstraint(["station_id", "person_id"], ["person.station_id", "person.id"]),
        sa.UniqueConstraint("station_id", "chat_hash"),
        sa.Index("ix_identity_phone_hash", "station_id", "phone_hash", unique=True),
    )
    station_id: int = Field(primary_key=True)
    person_id: int = Field(primary_key=True, sa_type=sa.BigInteger)
    chat_hash: str = Field(max_length=64)
    # Of somebody who has a chat and was a caller before.
    phone_hash: str | None = Field(default=None, max_length=64)
    wrapped_key: bytes | None = None
    sealed: bytes | None = None


class RoleGrant(Row, table=True):
    """A role that a person holds until it is withdrawn. Everybody is a constituent without a grant."""

    __table_args__ = (belongs("person", "person_id"), sa.Index(None, "station_id", "person_id"))
    person_id: int = Field(sa_type=sa.BigInteger)
    role: Role = Field(sa_type=enum_column(Role))
    granted_at: datetime
    revoked_at: datetime | None = None


class Invitation(Row, table=True):
    """A single-use link into a role; only the hash of its code is kept."""

    __table_args__ = (sa.UniqueConstraint("station_id", "code_hash"), belongs("deputy", "deputy_id"))
    code_hash: str = Field(max_length=64)
    role: Role = Field(sa_type=enum_column(Role))
    deputy_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    # Whose cases the link hands over: a caller's, registered without Telegram.
    caller_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    used_by_id: int | None = Field(default=None, sa_type=sa.BigInteger)
