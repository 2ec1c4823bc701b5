"""Telegram's limits on sending, enforced and counted."""

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.simulator.errors import too_many_requests


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a bot may send; None lifts a limit.

    overall: messages a second to all chats. chat_rate: messages a second to one chat, where
    chat_burst may come at once. group: messages a minute to one group.
    With enforced=False nothing is refused but violations are still counted.
    """

    overall: int | None = 30
    chat_rate: float | None = 1.0
    chat_burst: int = 3
    group: int | None = 20
    enforced: bool = True

    @classmethod
    def none(cls) -> "Limits":
        """No limits at all."""
        return cls(overall=None, chat_rate=None, group=None)


@dataclass(slots=True)
class _Window:
    """At most `most` events within the last `seconds`."""

    most: int
    seconds: float
    times: deque[float] = field(default_factory=deque)

    def wait(self, now: float) -> float:
        while self.times and self.times[0] <= now - self.seconds:
            self.times.popleft()
        return 0.0 if len(self.times) < self.most else self.times[0] + self.seconds - now

    def take(self, now: float) -> None:
        self.times.append(now)


@dataclass(slots=True)
class _Bucket:
    """Refills at a rate up to a burst; each event takes one."""

    rate: float
    burst: int
    level: float
    at: float

    def wait(self, now: float) -> float:
        self.level = min(self.burst, self.level + (now - self.at) * self.rate)
        self.at = now
        # The tolerance absorbs rounding: someone who waited exactly as told must pass.
        return 0.0 if self.level >= 1 - 1e-9 else (1 - self.level) / self.rate

    def take(self, now: float) -> None:
        self.level -= 1


class LimitKeeper:
    """Lets a message pass or answers 429, and counts the violations by limit."""

    def __init__(self, limits: Limits, monotonic: Callable[[], float]) -> None:
        self.limits = limits
        self.monotonic = monotonic
        self.violations: dict[str, int] = {"overall": 0, "chat": 0, "group": 0}
        self._overall = _Window(limits.overall or 0, 1.0)
        self._chats: dict[int, _Bucket] = {}
        self._groups: dict[int, _Window] = {}

    @property
    def violated(self) -> int:
        """How often any limit was exceeded."""
        return sum(self.violations.values())

    def admit(self, chat_id: int) -> None:
        """Count one message to a chat, or refuse it with 429."""
        now = self.monotonic()
        counters = self._counters(chat_id, now)
        waits = {name: counter.wait(now) for name, counter in counters.items()}
        exceeded = [name for name, wait in waits.items() if wait > 0]
        for name in exceeded:
            self.violations[name] += 1
        if exceeded and self.limits.enforced:
            raise too_many_requests(max(1, math.ceil(max(waits.values()))))
        for counter in counters.values():
            counter.take(now)

    def _counters(self, chat_id: int, now: float) -> dict[str, _Window | _Bucket]:
        limits = self.limits
        counters: dict[str, _Window | _Bucket] = {}
        if limits.overall is not None:
            counters["overall"] = self._overall
        if limits.chat_rate is not None:
            full = _Bucket(limits.chat_rate, limits.chat_burst, limits.chat_burst, now)
            counters["chat"] = self._chats.setdefault(chat_id, full)
        if limits.group is not None and chat_id < 0:
            counters["group"] = self._groups.setdefault(chat_id, _Window(limits.group, 60.0))
        return counters
