"""Whether the bot is there: it fetches updates, or takes those that are brought to it."""

import time
from collections.abc import Callable

GRACE_SECONDS = 12.0
"""A bot at work on a batch does not poll meanwhile."""


class Presence:
    """Remembers the bot's last sign of life, in real time."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._seen_at: float | None = None

    def note(self) -> None:
        """The bot called."""
        self._seen_at = self._monotonic()

    def is_recent(self) -> bool:
        """Whether it called a short while ago."""
        return self._seen_at is not None and self._monotonic() - self._seen_at < GRACE_SECONDS

    def forget(self) -> None:
        """As if it had never called."""
        self._seen_at = None
