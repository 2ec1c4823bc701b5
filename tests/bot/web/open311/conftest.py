"""A hotline that others see, at a moment that stands still."""

from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from bot.demo.clock import MovableClock
from tests.bot.web.open311.outside import Outside, served


@pytest.fixture
def clock() -> MovableClock:
    """Monday, 15 June 2026, 09:00 in Shanghai, and no later until it is moved."""
    return MovableClock(datetime.fromisoformat("2026-06-15T09:00:00+08:00"), is_running=False)


@pytest.fixture
async def outside(database_url: str, clock: MovableClock) -> AsyncIterator[Outside]:
    async with served(database_url, clock) as opened:
        yield opened
