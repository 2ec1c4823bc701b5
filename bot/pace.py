"""How a process works under load: what several updates cause is done together, for a fraction of the work.

A transaction, and what is read for it, is most of the work of sending a message or keeping an update. With
nothing else in hand, everything is done at once.
"""

import asyncio
import contextlib
from typing import Final

AT_ONCE: Final = 2
"""Units of work that are open at once: one thread does them all, so that more of them only hold their locks
longer, and keep longer from their turn those who send."""
TOGETHER: Final = 8
"""So many of them have told somebody something before it is taken up."""
LONGEST_SECONDS: Final = 0.25
"""How long anything waits for others at most."""
_BREATH_SECONDS: Final = 0.01


class Pace:
    """The pace of one process: how much it has in hand, and when its delivery looks at the outbox."""

    def __init__(self) -> None:
        # Set when there is something to send.
        self.has_notices = asyncio.Event()
        self._is_free = asyncio.Event()
        self._in_hand = 0
        self._told = 0
        self._later: asyncio.TimerHandle | None = None

    @property
    def is_busy(self) -> bool:
        """Whether more updates are in hand than are at work."""
        return self._in_hand > AT_ONCE

    def take_up(self, updates: int) -> None:
        """So many updates are in hand from now on, each until it is `put_down`."""
        self._in_hand += updates
        if self.is_busy:
            self._is_free.clear()

    def put_down(self) -> None:
        self._in_hand -= 1
        if not self.is_busy:
            self._is_free.set()
            if self._told:
                self.deliver()

    async def until_free(self) -> None:
        """Until no more updates are in hand than are at work, but not for long."""
        if self.is_busy:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LONGEST_SECONDS):
                    await self._is_free.wait()

    def told(self) -> None:
        """Something to be sent was committed: delivery is woken, or soon for what comes with it."""
        self._told += 1
        if not self.is_busy or self._told >= TOGETHER:
            self.deliver()
        elif self._later is None:
            self._later = asyncio.get_running_loop().call_later(LONGEST_SECONDS, self.deliver)

    def deliver(self) -> None:
        """Let delivery look at the outbox now."""
        self._told = 0
        if self._later is not None:
            self._later.cancel()
            self._later = None
        self.has_notices.set()

    async def breathe(self) -> None:
        """Under load, let others come who are about to do the same."""
        if self.is_busy:
            await asyncio.sleep(_BREATH_SECONDS)
