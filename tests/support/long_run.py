"""`make test` is to stay short: of what runs on both databases it takes most on SQLite alone, and on
PostgreSQL what meets most of it. `make test-all` takes the rest.
"""

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
    """Mark tests below `folder` as slow: `long` ones, and on PostgreSQL all but those in `on_both`."""
    for item in items:
        if folder not in item.path.parents:
            continue
        name, callspec = getattr(item, "originalname", ""), getattr(item, "callspec", None)
        is_on_postgresql = callspec is not None and callspec.params.get("engine") == "postgresql"
        if name in long or (is_on_postgresql and name not in on_both):
            item.add_marker(pytest.mark.slow)
