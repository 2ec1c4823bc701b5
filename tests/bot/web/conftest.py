"""A bench whose settings give the desk an address."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.demo.clock import MovableClock
from storage.vocabulary import Role
from tests.support.bench import Bench, Member, bench_with
from tests.support.desk import DESK, Browser, at_the_desk
from tests.support.long_run import leave_to_the_long_run

# Where the databases could differ: lists that they cut, search, lights reckoned in SQL, dates of others.
_ON_BOTH = frozenset(
    {
        "test_the_board_is_cut_into_pages_by_the_database",
        "test_the_board_is_filtered_by_all_that_is_asked",
        "test_the_database_tells_the_same_lights_as_the_rule",
        "test_search_finds_words_of_two_characters_and_numbers",
        "test_what_was_said_later_finds_the_case_too",
        "test_erased_words_are_found_no_more",
        "test_a_copied_session_is_refused_and_ended_and_its_owner_told",
        "test_an_outside_client_reads_services_and_requests",
        "test_an_outside_client_filters_by_service_state_and_days",
        "test_what_was_not_delivered_is_listed_without_names_and_sent_again",
    }
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    leave_to_the_long_run(items, Path(__file__).parent, on_both=_ON_BOTH)


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
