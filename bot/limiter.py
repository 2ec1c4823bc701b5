"""Telegram's limits on sending: so many messages a second in all, so many in one chat."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class _Bucket:
    """Refills at `rate` a second up to `burst`; an amount below zero is time to wait."""

    rate: float
    burst: float
    level: float
    at: float

    def take(self, now: float) -> float:
        """Take one and return the seconds to wait before using it."""
        self.level = min(self.burst, self.level + (now - self.at) * self.rate) - 1
        self.at = now
        return max(0.0, -self.level / self.rate)


class Limiter:
    """Tells how long to wait before each message so that no limit is passed."""

    # Telegram lets a chat have a few at once; more than this share of the overall limit never.
    _CHAT_BURST = 2.0
    _OVERALL_BURST = 4.0

    def __init__(
        self, per_second: float, per_second_in_a_chat: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._clock = clock
        # Burst and refill together stay below `per_second` in any second.
        rate = max(per_second - self._OVERALL_BURST, per_second / 2)
        self._overall = _Bucket(rate, self._OVERALL_BURST, self._OVERALL_BURST, clock())
        self._chat_rate = per_second_in_a_chat
        self._chats: dict[int, _Bucket] = {}
        self._held_until = 0.0

    async def wait(self, chat_id: int) -> None:
        """Wait for this chat's turn and then for the overall one."""
        now = self._clock()
        if len(self._chats) > 10_000:
            self._forget_rested(now)
        bucket = self._chats.setdefault(
            chat_id, _Bucket(self._chat_rate, self._CHAT_BURST, self._CHAT_BURST, now)
        )
        await asyncio.sleep(bucket.take(now))
        now = self._clock()
        await asyncio.sleep(max(self._overall.take(now), self._held_until - now))

    def hold(self, seconds: float) -> None:
        """Telegram asked for a pause: nothing is sent until it is over."""
        self._held_until = max(self._held_until, self._clock() + seconds)

    def _forget_rested(self, now: float) -> None:
        rest = self._CHAT_BURST / self._chat_rate
        self._chats = {chat: bucket for chat, bucket in self._chats.items() if now - bucket.at < rest}
