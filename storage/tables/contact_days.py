"""Contact days and who comes."""

from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from storage.tables.base import Row, belongs


class ContactDay(Row, table=True):
    """联系日: when and where a deputy meets constituents."""

    __tablename__: ClassVar[Any] = "contact_day"
    __table_args__ = (belongs("deputy", "deputy_id"), sa.Index(None, "station_id", "starts_at"))
    deputy_id: int = Field(sa_type=sa.BigInteger)
    starts_at: datetime
    ends_at: datetime
    room: str = Field(max_length=64)
    seats: int = 10
    announced_at: datetime
    reminded_at: datetime | None = None
    cancelled_at: datetime | None = None


class Booking(Row, table=True):
    """A place taken at a contact day; a walk-in has no account behind it (`person_id` None)."""

    __table_args__ = (
        belongs("contact_day", "contact_day_id"),
        belongs("person", "person_id"),
        belongs("cases", "case_id"),
        sa.Index(None, "station_id", "contact_day_id"),
        sa.Index(None, "station_id", "person_id"),
    )
    contact_day_id: int = Field(sa_type=sa.BigInteger)
    person_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    case_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    about: str = Field(default="", sa_type=sa.Text)
    # The deputy may see the name that the person shows in Telegram.
    shows_name: bool = False
    booked_at: datetime
    cancelled_at: datetime | None = None
