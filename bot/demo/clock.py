"""A clock that runs with real time and can be moved forward, for the demonstration and for tests."""

import time
from datetime import datetime, timedelta


class MovableClock:
    """Call it for the time; `move` makes later times come now."""

    def __init__(self, starts_at: datetime) -> None:
        self._starts_at = starts_at
        self._began = time.monotonic()
        self._moved = timedelta()

    def __call__(self) -> datetime:
        return self._starts_at + timedelta(seconds=time.monotonic() - self._began) + self._moved

    def move(self, step: timedelta) -> None:
        """Move forward. Raises ValueError for a step back: time never does that here."""
        if step < timedelta():
            raise ValueError("the clock only moves forward")
        self._moved += step

    def move_to(self, moment: datetime) -> None:
        """Move forward to this moment."""
        self.move(moment - self())
