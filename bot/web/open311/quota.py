"""How many cases each key may file in a minute, counted in this process."""

from collections import deque
from datetime import datetime, timedelta

_MINUTE = timedelta(minutes=1)


class Quota:
    """Remembers the last minute of each key."""

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._filed: dict[int, deque[datetime]] = {}

    def wait(self, key_id: int, now: datetime) -> timedelta:
        """How long this key has to wait; nothing where it may file now, which then counts."""
        filed = self._filed.setdefault(key_id, deque())
        while filed and now - filed[0] >= _MINUTE:
            filed.popleft()
        if len(filed) >= self._per_minute:
            return _MINUTE - (now - filed[0])
        filed.append(now)
        return timedelta()
