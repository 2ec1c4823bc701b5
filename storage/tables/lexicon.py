"""What the liaison has agreed to for the lexicon, and what waits for that."""

from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from storage.tables.base import Row, belongs


class AgreedKeyword(Row, table=True):
    """A weight that the liaison agreed to after corrections; added to the lexicon in the files."""

    __tablename__: ClassVar[Any] = "agreed_keyword"
    __table_args__ = (
        belongs("person", "agreed_by_id"),
        sa.UniqueConstraint("station_id", "text", "category"),
    )
    text: str = Field(max_length=32)
    category: str = Field(max_length=32)
    weight: float
    agreed_by_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    agreed_at: datetime


class LexiconProposal(Row, table=True):
    """A word that corrections speak for: the weights to add, what they would mend, and what became of it."""

    __tablename__: ClassVar[Any] = "lexicon_proposal"
    __table_args__ = (
        belongs("person", "decided_by_id"),
        sa.Index(None, "station_id", "state"),
    )
    text: str = Field(max_length=32)
    category: str = Field(max_length=32)
    weights: dict[str, float] = Field(default_factory=dict, sa_type=sa.JSON)
    cases: int
    mended: int
    broken: int
    state: str = Field(default="waiting", max_length=16)
    proposed_at: datetime
    decided_by_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    decided_at: datetime | None = None
