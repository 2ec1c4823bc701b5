"""Which tests of backups `make test` takes on both databases: each way between them."""

from pathlib import Path

import pytest

from tests.support.long_run import leave_to_the_long_run

_ON_BOTH = frozenset({"test_it_comes_back_on_sqlite", "test_it_comes_back_on_postgresql"})


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    leave_to_the_long_run(items, Path(__file__).parent, on_both=_ON_BOTH)
