"""What leaves the hotline: the public ledger of a quarter, and keys of other systems."""

from datetime import date, datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from storage.tables.base import Row, belongs


class Ledger(Row, table=True):
    """每季度张榜公布: the public ledger of one quarter, open for decisions until it is published."""

    __table_args__ = (sa.UniqueConstraint("station_id", "quarter"),)
    # The first day of the quarter.
    quarter: date
    composed_at: datetime
    published_at: datetime | None = None
    published_by_id: int | None = Field(default=None, sa_type=sa.BigInteger)


class LedgerLine(Row, table=True):
    """One case as the public reads it: masked words, which the liaison may change, and her decision."""

    __tablename__: ClassVar[Any] = "ledger_line"
    __table_args__ = (
        belongs("ledger", "ledger_id"),
        belongs("cases", "case_id"),
        sa.UniqueConstraint("station_id", "ledger_id", "case_id"),
    )
    ledger_id: int = Field(sa_type=sa.BigInteger)
    case_id: int = Field(sa_type=sa.BigInteger)
    village: str = Field(default="", max_length=64)
    category: str = Field(default="", max_length=32)
    matter: str = Field(default="", sa_type=sa.Text)
    outcome: str = Field(default="", sa_type=sa.Text)
    # waiting, approved, left_out
    state: str = Field(default="waiting", max_length=16)
    decided_by_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    decided_at: datetime | None = None


class ApiKey(Row, table=True):
    """Another system that may file cases; `person_id` stands as their author. Only the key's hash is kept."""

    __tablename__: ClassVar[Any] = "api_key"
    __table_args__ = (belongs("person", "person_id"), sa.UniqueConstraint("station_id", "key_hash"))
    key_hash: str = Field(max_length=64)
    name: str = Field(max_length=64)
    person_id: int = Field(sa_type=sa.BigInteger)
    created_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None
