"""The station: one hotline."""

from datetime import date

import sqlalchemy as sa
from sqlmodel import Field

from storage.tables.base import Table


class Station(Table, table=True):
    """One hotline: a township's, or one of many in a shared database."""

    id: int = Field(primary_key=True)
    next_number: int = 1
    roster_version: int = 0
    lexicon_version: int = 0
    # How many corrected cases the last review of the lexicon read; -1: it is due.
    reviewed_corrections: int = 0
    next_suggestion: int = 1
    digest_sent_for: date | None = None
    monthly_sent_for: date | None = None
    # Up to which case older ones were made findable; -1: all are.
    search_cursor: int = Field(default=0, sa_type=sa.BigInteger)
