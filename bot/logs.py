"""Logging: one line per record, without the bot token and without what people wrote.

What a record is about (station, process, update, notice, case) is told by ids alone, and stands with it
wherever it was written in between.
"""

import json
import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

from storage.outages import WORDS, outage_of

FORMATS = ("text", "json")
# The token is part of every Bot API address: it stands there right behind "bot".
_TOKEN = re.compile(r"(?<!\d)\d{6,12}(?::|%3[Aa])[A-Za-z0-9_-]{30,}")
# Pillow tells at DEBUG what the camera wrote into a picture: where and when it was taken.
_QUIET = (
    *("httpx", "httpcore", "apscheduler", "aiosqlite", "telegram", "asyncio", "uvicorn.access", "PIL"),
    "alembic",
)
# A process writes one log of its own: its text has no need to repeat whose it is.
_SHOWN_IN_TEXT = ("update", "notice", "case")

Ids = dict[str, int | str]
_about: ContextVar[Ids] = ContextVar("log_about")


@contextmanager
def about(**ids: int | str | None) -> Iterator[None]:
    """Records written inside are about these; without those that are None."""
    token = _about.set(_current() | _known(ids))
    try:
        yield
    finally:
        _about.reset(token)


def note(**ids: int | str | None) -> None:
    """From here on records are about these too: until the end of `about`, or of the task."""
    _about.set(_current() | _known(ids))


def _current() -> Ids:
    return _about.get({})


def _known(ids: dict[str, int | str | None]) -> Ids:
    return {name: value for name, value in ids.items() if value is not None}


def log_failure(logger: logging.Logger, what: str, error: Exception) -> None:
    """A fault of ours with where it came from; an outage of the database in one line.

    Of an outage every part tells every few seconds, and a full disk should not get fuller by it.
    """
    outage = outage_of(error)
    if outage is None:
        logger.error(what, exc_info=error)
    else:
        logger.error("%s: %s", what, WORDS[outage])


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        ids = _current()
        shown = ", ".join(f"{name} {ids[name]}" for name in _SHOWN_IN_TEXT if name in ids)
        head = f"{self.formatTime(record)} {record.levelname} {record.name}"
        line = f"{head}: {record.getMessage()}{f' [{shown}]' if shown else ''}"
        return redacted("\n".join([line, *_trace(self, record)]))


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        values: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **_current(),
        }
        if trace := _trace(self, record):
            values["error"] = "\n".join(trace)
        return redacted(json.dumps(values, ensure_ascii=False))


def _trace(formatter: logging.Formatter, record: logging.LogRecord) -> list[str]:
    """Where an error came from, if the record tells of one."""
    found = [formatter.formatException(record.exc_info)] if record.exc_info else []
    return found + ([formatter.formatStack(record.stack_info)] if record.stack_info else [])


def redacted(text: str) -> str:
    """The text with bot tokens taken out."""
    return _TOKEN.sub("<token>", text)


def set_up(level: str = "INFO", log_format: str = "text") -> None:
    """Log to standard error; the libraries that log addresses and payloads speak only of trouble."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if log_format == "json" else _Text())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
