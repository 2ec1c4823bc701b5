"""A bench whose settings give the desk an address."""

from collections.abc import AsyncIterator

import pytest

from bot.demo.clock import MovableClock
from storage.vocabulary import Role
from tests.support.bench import Bench, Member, bench_with
from tests.support.desk import DESK, Browser, at_the_desk


@pytest.fixture
async def bench(database_url: str, clock: MovableClock) -> AsyncIterator[Bench]:
    async with bench_with(database_url, clock, desk=DESK) as opened:
        yield opened


@pytest.fixture
async def liaison(bench: Bench) -> Member:
    return await bench.member("周敏", Role.LIAISON)


@pytest.fixture
async def wang(bench: Bench) -> Member:
    return await bench.member("王大爷")


@pytest.fixture
async def desk(bench: Bench, liaison: Member) -> Browser:
    """The liaison's browser, in."""
    return await at_the_desk(bench.process, liaison.id)
