"""An event loop whose time does not pass but jumps: a minute of waiting costs no time at all."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


class _Skipping(selectors.DefaultSelector):
    loop: "SkippingLoop"

    def select(self, timeout: float | None = None) -> Any:
        ready = super().select(0)
        if not ready and timeout:
            self.loop.skipped += timeout
        return ready


class SkippingLoop(asyncio.SelectorEventLoop):
    """Use `loop.time` as the clock of what is tested. For code that waits for nothing outside the loop."""

    def __init__(self) -> None:
        selector = _Skipping()
        selector.loop = self
        self.skipped = 0.0
        super().__init__(selector)

    def time(self) -> float:
        return self.skipped


def run(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """Run to the end in a loop of its own."""
    with asyncio.Runner(loop_factory=SkippingLoop) as runner:
        return runner.run(coroutine)
