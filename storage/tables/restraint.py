"""What keeps a few from drowning out the rest: pauses that the liaison sets, and words seen before."""

from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from storage.tables.base import Row, belongs


class Pause(Row, table=True):
    """A person's new matters wait until it ends; the presidium decides on an objection to it."""

    __table_args__ = (belongs("person", "person_id"), sa.Index(None, "station_id", "person_id"))
    person_id: int = Field(sa_type=sa.BigInteger)
    # Told to the person in these words.
    reason: str = Field(sa_type=sa.Text)
    begins_at: datetime
    ends_at: datetime
    paused_by_id: int = Field(sa_type=sa.BigInteger)
    objection: str | None = Field(default=None, sa_type=sa.Text)
    objected_at: datetime | None = None
    # Whoever ended it early, or let it stand after an objection.
    decided_by_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    decided_at: datetime | None = None
    lifted_at: datetime | None = None


class SeenText(Row, table=True):
    """That a text came in, by keyed hash: what comes again and again, from one or from many, is noticed."""

    __tablename__: ClassVar[Any] = "seen_text"
    __table_args__ = (
        belongs("person", "person_id"),
        sa.Index(None, "station_id", "text_hash", "at"),
        sa.Index(None, "station_id", "at"),
    )
    text_hash: str = Field(max_length=64)
    person_id: int = Field(sa_type=sa.BigInteger)
    case_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    at: datetime
