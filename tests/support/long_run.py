"""`make test` is to stay short: of what runs on both databases it takes most on SQLite alone, and on
PostgreSQL what meets most of it. `make test-all` takes what is long, `make test-nightly` the rest of
PostgreSQL's half.
"""

import os
from collections.abc import Collection, Iterable
from pathlib import Path

import pytest


def leave_to_the_long_run(
    items: Iterable[pytest.Item],
    folder: Path,
    *,
    on_both: Collection[str] = (),
    long: Collection[str] = (),
) -> None:
    """Mark tests below `folder`: `long` ones as slow; on PostgreSQL all but those in `on_both` as nightly."""
    for item in items:
        if not is_below(item, folder):
            continue
        name = getattr(item, "originalname", "")
        if _is_on_postgresql(item) and name not in on_both:
            item.add_marker(pytest.mark.nightly)
        elif name in long:
            item.add_marker(pytest.mark.slow)


def is_below(item: pytest.Item, folder: Path) -> bool:
    """Whether a test lies below a folder. Asked often: paths as objects take a second in all."""
    return str(item.path).startswith(f"{folder}{os.sep}")


def leave_alike_to_the_night(items: Iterable[pytest.Item]) -> None:
    """Mark tests that are alike on both databases as nightly on PostgreSQL."""
    for item in items:
        if item.get_closest_marker("alike") is not None and _is_on_postgresql(item):
            item.add_marker(pytest.mark.nightly)


def _is_on_postgresql(item: pytest.Item) -> bool:
    callspec = getattr(item, "callspec", None)
    return callspec is not None and callspec.params.get("engine") == "postgresql"
