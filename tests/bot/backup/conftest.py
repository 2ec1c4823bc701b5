"""Which tests of backups `make test` takes on both databases: each way between them."""

from pathlib import Path

import pytest

from tests.support.long_run import leave_to_the_long_run

_ON_BOTH = frozenset({"test_it_comes_back_on_postgresql"})
_LONG = frozenset(
    {
        "test_a_backup_of_a_newer_program_is_refused",
        "test_a_changed_row_of_the_source_is_found_in_the_copy",
        "test_a_restored_hotline_goes_on",
        "test_each_day_has_one_and_old_ones_go",
        "test_nobody_else_can_read_the_file",
        "test_nothing_is_overwritten",
        "test_with_another_key_nothing_comes_back",
    }
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    leave_to_the_long_run(items, Path(__file__).parent, on_both=_ON_BOTH, long=_LONG)
