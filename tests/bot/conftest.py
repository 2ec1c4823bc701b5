"""A bench for every test that moves the runtime by hand, on each database."""

from collections.abc import AsyncIterator

import pytest

from bot.demo.clock import MovableClock
from storage.vocabulary import Role
from tests.support.bench import Bench, Member, bench_with


@pytest.fixture
async def bench(database_url: str, clock: MovableClock) -> AsyncIterator[Bench]:
    async with bench_with(database_url, clock) as opened:
        yield opened


@pytest.fixture
async def wang(bench: Bench) -> Member:
    return await bench.member("王大爷")


@pytest.fixture
async def liaison(bench: Bench) -> Member:
    return await bench.member("周敏", Role.LIAISON)
