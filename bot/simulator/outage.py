"""Telegram being away, for a while or until told otherwise."""

import asyncio

from bot.simulator.bell import Bell


class Outage:
    """While it lasts the bot side answers 503 and no webhook is called; people can still write."""

    def __init__(self) -> None:
        self.is_on = False
        self._ended = Bell()
        self._timer: asyncio.TimerHandle | None = None

    def begin(self, seconds: float | None = None) -> None:
        """Go away, for so many seconds or until end()."""
        self._stop_timer()
        self.is_on = True
        if seconds is not None:
            self._timer = asyncio.get_running_loop().call_later(seconds, self.end)

    def end(self) -> None:
        """Be back."""
        self._stop_timer()
        self.is_on = False
        self._ended.ring()

    async def over(self) -> None:
        """Wait until Telegram is there."""
        while self.is_on:
            await self._ended.wait(3600)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
