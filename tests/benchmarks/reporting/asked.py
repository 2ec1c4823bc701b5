"""What a part of the benchmarks is asked to do, and what a part is."""

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.building.stations import Engine
from tests.benchmarks.reporting.figures import Figure


@dataclass(frozen=True)
class Asked:
    """On which databases, with which messages, how large.

    `data` holds messages.csv (topic, detail, label); without it a part makes its own, and says so. `cases`
    is the size of the largest station; `is_quick`: so small that the figures only show that all of it runs.
    `tell` shows what is going on.
    """

    engines: Sequence[Engine]
    data: Path | None = None
    cases: int = 1_000_000
    is_quick: bool = False
    tell: Callable[[str], None] = lambda _line: None


Part = Callable[[Asked], Coroutine[Any, Any, list[Figure]]]
