"""Which tests of upgrades `make test` takes on both databases: each changes tables in its own way."""

from pathlib import Path

import pytest

from tests.support.long_run import leave_to_the_long_run

_ON_BOTH = frozenset(
    {
        "test_a_migration_that_serves_older_programs_only_adds",
        "test_an_older_program_works_on_a_newer_schema_that_serves_it",
        "test_up_and_down_and_up_again_keeps_what_both_can_hold",
    }
)


@pytest.fixture(autouse=True)
def _every_statement_names_its_station() -> None:
    """Not here: migrations are about all stations, and the later program's lie in a folder of the test."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    leave_to_the_long_run(items, Path(__file__).parent, on_both=_ON_BOTH)
