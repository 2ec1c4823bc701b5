"""Telegram's limits on sending: so many messages a second in all, so many in one chat."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass


class Held(Exception):
    """Telegram has asked for a pause that lasts so many seconds more."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"{seconds:.1f} s")
        self.seconds = seconds


@dataclass
class _Bucket:
    """Refills at `rate` a second up to `burst`; each message takes one."""

    rate: float
    burst: float
    level: float
    at: float

    def wait(self, now: float) -> float:
        """Seconds until one can be taken."""
        self.level = min(self.burst, self.level + (now - self.at) * self.rate)
        self.at = now
        return max(0.0, (1 - self.level) / self.rate)

    def take(self) -> None:
        self.level -= 1


class Limiter:
    """Lets each message pass when no limit is passed by it.

    What counts is when a message really leaves, not when its turn was reckoned: after a moment in which
    the process was busy, those that were due meanwhile must not all leave at once.
    """

    # Telegram lets a chat have a few at once; more than this share of the overall limit never.
    _CHAT_BURST = 2.0
    _OVERALL_BURST = 4.0
    # Clocks and timers are not exact.
    _TOLERANCE = 1e-6

    def __init__(
        self, per_second: float, per_second_in_a_chat: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._clock = clock
        # Burst and refill together stay below `per_second` in any second.
        self._rate = max(per_second - self._OVERALL_BURST, per_second / 2)
        self._overall = _Bucket(self._rate, self._OVERALL_BURST, self._OVERALL_BURST, clock())
        self._chat_rate = per_second_in_a_chat
        self._chats: dict[int, _Bucket] = {}
        self._held_until = clock()
        self._line = asyncio.Lock()

    def share(self, processes: int) -> None:
        """Keep to this process's part of the overall limit: so many send for the same bot."""
        self._overall.rate = self._rate / processes
        self._overall.burst = max(1.0, self._OVERALL_BURST / processes)

    async def wait(self, chat_id: int) -> None:
        """Wait for this chat's turn, of which one message at a time asks, and then for the overall one.

        Raises Held rather than wait for the end of a pause.
        """
        await self._pass(self._bucket_of(chat_id))
        async with self._line:
            await self._pass(self._overall)

    def held_for(self) -> float:
        """Seconds that nothing may be sent yet."""
        return max(0.0, self._held_until - self._clock())

    def hold(self, seconds: float) -> None:
        """Telegram asked for a pause: nothing is sent until it is over."""
        self._held_until = max(self._held_until, self._clock() + seconds)

    async def _pass(self, bucket: _Bucket) -> None:
        while (wait := bucket.wait(self._clock())) > self._TOLERANCE:  # noqa: ASYNC110 (time is what passes)
            await asyncio.sleep(wait)
        if held := self.held_for():
            raise Held(held)
        bucket.take()

    def _bucket_of(self, chat_id: int) -> _Bucket:
        now = self._clock()
        if len(self._chats) > 10_000:
            self._forget_rested(now)
        return self._chats.setdefault(
            chat_id, _Bucket(self._chat_rate, self._CHAT_BURST, self._CHAT_BURST, now)
        )

    def _forget_rested(self, now: float) -> None:
        rest = self._CHAT_BURST / self._chat_rate
        self._chats = {chat: bucket for chat, bucket in self._chats.items() if now - bucket.at < rest}
