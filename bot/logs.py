"""Logging: one line per record, without the bot token and without what people wrote."""

import logging
import re
import sys

# The token is part of every Bot API address: it stands there right behind "bot".
_TOKEN = re.compile(r"(?<!\d)\d{6,12}(?::|%3[Aa])[A-Za-z0-9_-]{30,}")
# Pillow tells at DEBUG what the camera wrote into a picture: where and when it was taken.
_QUIET = ("httpx", "httpcore", "apscheduler", "aiosqlite", "telegram", "asyncio", "uvicorn.access", "PIL")


class _Redacting(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return redacted(super().format(record))


def redacted(text: str) -> str:
    """The text with bot tokens taken out."""
    return _TOKEN.sub("<token>", text)


def set_up(level: str = "INFO") -> None:
    """Log to standard error; the libraries that log addresses and payloads speak only of trouble."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Redacting("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
