"""`make test` is to stay short: of what runs on both databases it takes most on SQLite alone, and on
PostgreSQL what meets most of it. `make test-all` takes what is long, `make test-nightly` the rest of
PostgreSQL's half.
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
    """Mark tests below `folder`: `long` ones as slow; on PostgreSQL all but those in `on_both` as nightly."""
    for item in items:
        if folder not in item.path.parents:
            continue
        name, callspec = getattr(item, "originalname", ""), getattr(item, "callspec", None)
        is_on_postgresql = callspec is not None and callspec.params.get("engine") == "postgresql"
        if is_on_postgresql and name not in on_both:
            item.add_marker(pytest.mark.nightly)
        elif name in long:
            item.add_marker(pytest.mark.slow)
