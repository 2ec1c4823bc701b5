"""Doing for many at once what each asks for: whoever comes while it is under way is in the next round."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from bot.pace import Pace

Item = TypeVar("Item")
_Asking = tuple[Item, asyncio.Future[None]]


class Together(Generic[Item]):
    """Does something, mostly a transaction, for all who wait for it.

    `is_tried_alone`: what failed for all together is tried for each by itself, so that nobody's fails
    because of another's, or of a connection that had just ended.
    """

    def __init__(
        self, do: Callable[[Sequence[Item]], Awaitable[None]], pace: Pace, *, is_tried_alone: bool = False
    ) -> None:
        self._do = do
        self._pace = pace
        self._is_tried_alone = is_tried_alone
        self._line = asyncio.Lock()
        self._waiting: list[_Asking[Item]] = []

    async def ask(self, item: Item) -> None:
        """Returns once it is done. Raises what doing it raised."""
        done = asyncio.get_running_loop().create_future()
        self._waiting.append((item, done))
        async with self._line:
            if not done.done():
                await self._pace.breathe()
                await self._do_all()
        await done

    async def _do_all(self) -> None:
        together, self._waiting = self._waiting, []
        try:
            if not await self._is_done(together, is_last_try=not self._is_tried_alone):
                for one in together:
                    await self._is_done([one], is_last_try=True)
        except BaseException:
            # Whoever does it is stopped: the others do it themselves.
            self._waiting = [one for one in together if not one[1].done()] + self._waiting
            raise

    async def _is_done(self, together: Sequence[_Asking[Item]], *, is_last_try: bool) -> bool:
        try:
            await self._do([item for item, _ in together])
        except Exception as error:
            if not is_last_try:
                return False
            for _, done in together:
                if not done.done():
                    done.set_exception(error)
        else:
            for _, done in together:
                if not done.done():
                    done.set_result(None)
        return True
