"""All benchmarks, or some of them: measures, prints the table, and writes docs/benchmarks.md by it.

    python -m tests.benchmarks [--only PART…] [--data DIR] [--cases 1000000] [--keep DIR] [--quick]

What was not measured this time stays on the page as it was, with its day.
"""

import argparse
import asyncio
import contextlib
import importlib
import logging
import signal
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from tests.benchmarks.building.stations import engines
from tests.benchmarks.reporting import record
from tests.benchmarks.reporting.asked import Asked, Part
from tests.benchmarks.reporting.figures import Figure
from tests.benchmarks.reporting.machine import machine, versions
from tests.benchmarks.reporting.shown import table_of

PARTS = {
    "classification": "classification",
    "start": "startup",
    "reminders": "reminders",
    "growth": "growth",
    "intake": "intake",
    "delivery": "delivery",
}
"""By name, the module whose `measure` does it; in this order, the quick ones first."""
PAGE = Path("docs/benchmarks.md")
_CASES, _QUICK_CASES = 1_000_000, 2_000
out, err = Console(width=200), Console(stderr=True)


def part(name: str) -> Part:
    """What measures this part; imported only now, since some of them bring much along."""
    found: Part = importlib.import_module(f"tests.benchmarks.{PARTS[name]}").measure
    return found


def main(given: Sequence[str] | None = None) -> None:
    """Measure, show, and put on record; what was not measured this time stays there as it was."""
    asked = _parser().parse_args(given)
    # Asked to stop, everything that was started is stopped too, as with Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    # What processes say that are stopped in between is no news.
    logging.disable(logging.WARNING)
    page = asked.out or (None if asked.quick else PAGE)
    cases = asked.cases or (_QUICK_CASES if asked.quick else _CASES)
    with engines(asked.keep) as found, _shown() as tell:
        for name in asked.only or PARTS:
            wanted = Asked(found, asked.data, cases, asked.quick, tell(name))
            figures = asyncio.run(part(name)(wanted))
            out.print(table_of(figures))
            if page is not None:
                keep(page, name, _run(name, asked, figures))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks", description=__doc__.partition("\n")[0]
    )
    parser.add_argument("--only", nargs="+", choices=PARTS, metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--data", type=Path, help="a folder with messages.csv (topic, detail, label)")
    parser.add_argument("--cases", type=int, help=f"the largest station ({_CASES:,}; quick {_QUICK_CASES:,})")
    parser.add_argument("--keep", type=Path, help="a folder that keeps the stations that were built")
    parser.add_argument("--quick", action="store_true", help="so small that it only shows that it runs")
    parser.add_argument("--out", type=Path, help=f"the page ({PAGE}; with --quick none)")
    return parser


@contextlib.contextmanager
def _shown() -> Iterator[Callable[[str], Callable[[str], None]]]:
    """By part, what shows what is going on: a line that changes, or lines where there is no terminal."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=err, disable=not err.is_terminal) as bar:
        task = bar.add_task("")

        def of_part(name: str) -> Callable[[str], None]:
            def tell(line: str) -> None:
                bar.update(task, description=f"{name}: {line}")
                if not err.is_terminal:
                    err.print(f"{datetime.now(UTC):%H:%M:%S} {name}: {line}", markup=False, highlight=False)

            return tell

        yield of_part


def _run(name: str, asked: argparse.Namespace, figures: Sequence[Figure]) -> record.Run:
    options = [f"--{option}" if value is True else f"--{option} {value}" for option, value in _told(asked)]
    return record.Run(
        day=f"{datetime.now(UTC):%Y-%m-%d}",
        machine=machine(),
        versions=versions(),
        messages="made ones" if asked.data is None else "a file of messages from outside",
        command=" ".join(["python -m tests.benchmarks", f"--only {name}", *options]),
        figures=figures,
    )


def _told(asked: argparse.Namespace) -> list[tuple[str, object]]:
    """What changes the figures; folders of this machine are nobody's business."""
    values = (("data", asked.data and "DIR"), ("cases", asked.cases), ("quick", asked.quick))
    return [(option, value) for option, value in values if value]


def keep(page: Path, name: str, run: record.Run) -> None:
    """Put one part on record and write the page anew."""
    figures = page.with_suffix(".json")
    runs = record.read(figures) | {name: run}
    ordered = {known: runs[known] for known in PARTS if known in runs}
    record.write(figures, ordered)
    page.write_text(record.page(ordered), encoding="utf-8")


if __name__ == "__main__":
    main()
