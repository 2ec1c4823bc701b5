"""Updates on their way in, notices and calls on their way out, and dialogues in between."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from storage.tables.base import Row, Table, belongs


class Notice(Row, table=True):
    """Something a person is to be told, as plain parameters; text is made only when it is sent."""

    __table_args__ = (
        belongs("person", "recipient_id"),
        sa.Index(None, "station_id", "recipient_id", "state"),
        sa.Index(None, "station_id", "case_id"),
        sa.Index(
            "ix_notice_waiting",
            "station_id",
            "priority",
            "id",
            postgresql_where=sa.text("state = 'waiting'"),
            sqlite_where=sa.text("state = 'waiting'"),
        ),
        sa.Index(None, "station_id", "slot"),
        sa.Index(
            "ix_notice_failed",
            "station_id",
            "id",
            postgresql_where=sa.text("state IN ('parked', 'unreachable')"),
            sqlite_where=sa.text("state IN ('parked', 'unreachable')"),
        ),
    )
    recipient_id: int = Field(sa_type=sa.BigInteger)
    kind: str = Field(max_length=64)
    case_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    params: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    # 0: answers to what was just said or pressed; 1: urgent; 2: routine.
    priority: int = 2
    # A later notice in the same slot replaces one that is still waiting.
    slot: str | None = Field(default=None, max_length=64)
    state: str = Field(default="waiting", max_length=16)
    not_before: datetime
    created_at: datetime
    leased_by: str | None = Field(default=None, max_length=64)
    leased_until: datetime | None = None
    attempts: int = 0
    problem: str | None = Field(default=None, max_length=200)


class Outgoing(Row, table=True):
    """One frozen Telegram call of a notice; rendered once, repeated unchanged, blanked when done."""

    __table_args__ = (
        belongs("notice", "notice_id"),
        sa.Index(None, "station_id", "notice_id"),
        sa.Index(None, "station_id", "recipient_id", "message_id"),
        sa.Index(
            "ix_outgoing_frozen",
            "station_id",
            "case_id",
            postgresql_where=sa.text("sealed IS NOT NULL"),
            sqlite_where=sa.text("sealed IS NOT NULL"),
        ),
    )
    notice_id: int = Field(sa_type=sa.BigInteger)
    recipient_id: int = Field(sa_type=sa.BigInteger)
    case_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    position: int = 0
    method: str = Field(max_length=32)
    sealed: bytes | None = None
    message_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    sent_at: datetime | None = None


class Dialogue(Table, table=True):
    """Where a person is in a dialogue with the bot; any process can go on from here."""

    __table_args__ = (belongs("person", "person_id"),)
    station_id: int = Field(primary_key=True)
    person_id: int = Field(primary_key=True, sa_type=sa.BigInteger)
    step: str = Field(max_length=32)
    data: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    changed_at: datetime


class Inbox(Table, table=True):
    """An update, kept before Telegram is told that it was received; sealed, blanked when done."""

    __table_args__ = (sa.Index(None, "station_id", "state", "chat", "update_id"),)
    station_id: int = Field(primary_key=True)
    update_id: int = Field(primary_key=True, sa_type=sa.BigInteger)
    chat: str = Field(max_length=64)
    sealed: bytes | None = None
    state: str = Field(default="waiting", max_length=16)
    attempts: int = 0
    leased_by: str | None = Field(default=None, max_length=64)
    leased_until: datetime | None = None
    received_at: datetime
    done_at: datetime | None = None
    problem: str | None = Field(default=None, max_length=200)
