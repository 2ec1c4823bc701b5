"""Why a database cannot be used just now, told apart from faults of what was asked of it.

What fails of an outage is no fault of the update, notice or page that met it: it is tried again, and not
counted, until the database is there.
"""

import socket
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy.exc import DBAPIError


class Outage(StrEnum):
    """What keeps a database from being used, whatever is asked of it."""

    FULL = "full"
    LOCKED = "locked"
    READ_ONLY = "read_only"
    GONE = "gone"
    DAMAGED = "damaged"


WORDS: Mapping[Outage, str] = {
    Outage.FULL: "the disk of the database is full; make room",
    Outage.LOCKED: "another program keeps the database locked; end it, it may be a copy or an open editor",
    Outage.READ_ONLY: "the database can only be read; look whether its disk is mounted read-only, and who "
    "may write to the file and its folder",
    Outage.GONE: "the database does not answer; look whether its server runs and its disk is there",
    Outage.DAMAGED: "the database is damaged, or its disk cannot be read; stop the hotline, check the disk "
    "and bring back a backup",
}
"""For whoever runs the hotline: what is wrong, and what to do. Everything goes on by itself afterwards."""

# Primary result codes of SQLite.
_SQLITE: Mapping[int, Outage] = {
    5: Outage.LOCKED,  # SQLITE_BUSY
    6: Outage.LOCKED,
    8: Outage.READ_ONLY,
    10: Outage.DAMAGED,  # SQLITE_IOERR
    11: Outage.DAMAGED,  # SQLITE_CORRUPT
    13: Outage.FULL,
    14: Outage.GONE,  # SQLITE_CANTOPEN
    26: Outage.DAMAGED,  # SQLITE_NOTADB
}
# SQLSTATEs of PostgreSQL, by how they begin; the longer ones first.
_POSTGRESQL: tuple[tuple[str, Outage], ...] = (
    ("53100", Outage.FULL),
    ("25006", Outage.READ_ONLY),
    ("55P03", Outage.LOCKED),
    ("53", Outage.GONE),  # no connections or no memory left
    ("57P0", Outage.GONE),  # it is shut down, or just starts
    ("08", Outage.GONE),
    ("58", Outage.DAMAGED),
    ("XX", Outage.DAMAGED),
)


def words_for(outage: str) -> str:
    """What is wrong and what to do; an outage that this program does not know stays a word."""
    return WORDS[Outage(outage)] if outage in set(Outage) else outage


def outage_of(error: BaseException) -> Outage | None:
    """The outage of which an error tells; None for any other fault."""
    return next((found for cause in _causes(error) if (found := _told_by(cause)) is not None), None)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what it was raised from, the nearest first."""
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield cause
        cause = cause.__cause__


def _told_by(error: BaseException) -> Outage | None:
    # As a program asks of any driver's error: each has its own class of them.
    asked: Any = error
    if isinstance(code := getattr(asked, "sqlite_errorcode", None), int):
        return _SQLITE.get(code & 0xFF)
    if isinstance(state := getattr(asked, "sqlstate", None), str):
        return next((outage for begins, outage in _POSTGRESQL if state.startswith(begins)), None)
    # Where nobody listens asyncpg raises the system's own errors.
    is_gone = isinstance(error, ConnectionError | socket.gaierror)
    return (
        Outage.GONE if is_gone or (isinstance(error, DBAPIError) and error.connection_invalidated) else None
    )
