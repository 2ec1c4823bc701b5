"""Of the longest hostile texts `make test` reads one language; `make test-all` all three."""

from pathlib import Path

import pytest

from tests.support.long_run import is_below

_LONG_VIEWS = frozenset({"a long line", "many paragraphs"})


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        callspec = getattr(item, "callspec", None)
        if callspec is None or not is_below(item, Path(__file__).parent):
            continue
        is_long = callspec.params.get("name") in _LONG_VIEWS
        if is_long and callspec.params.get("language") != "zh-Hans":
            item.add_marker(pytest.mark.slow)
