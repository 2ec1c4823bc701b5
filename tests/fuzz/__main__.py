"""python -m tests.fuzz [--pure N] [--updates N] [--requests N] [--seed S] [--minutes M] [--workers N]"""

import argparse
import sys
from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from tests.fuzz.running import PURE, REQUESTS, STATE, TARGETS, UPDATES, Outcome, Wanted, run
from tests.fuzz.target import Failure

_MOST_SHOWN = 30


def _wanted(arguments: Sequence[str] | None) -> Wanted:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--pure", type=int, default=Wanted.pure, help="runs of the pure parts in all")
    parser.add_argument("--updates", type=int, default=Wanted.updates, help="updates through the handlers")
    parser.add_argument("--requests", type=int, default=Wanted.requests, help="requests to desk and Open311")
    parser.add_argument("--seed", default=Wanted.seed, help="the same seed makes the same words")
    parser.add_argument("--minutes", type=float, default=Wanted.minutes, help="begin nothing new after these")
    parser.add_argument("--workers", type=int, default=Wanted.workers, help="processes; 0: one per core")
    return Wanted(**vars(parser.parse_args(arguments)))


def _counts(outcome: Outcome) -> Table:
    table = Table("part", "runs", "refused", "failures", title="Fuzz")
    for column in table.columns[1:]:
        column.justify = "right"
    for name in (*TARGETS, UPDATES, REQUESTS, STATE):
        if name in outcome.tallies:
            tally = outcome.tallies[name]
            table.add_row(name, f"{tally.runs:,}", f"{tally.refused:,}", str(len(tally.failures)))
    pure = outcome.runs_of(tuple(TARGETS))
    table.add_section()
    table.add_row("pure parts in all", f"{pure:,}", "", "")
    return table


def _show(console: Console, failure: Failure) -> None:
    console.rule(f"{failure.target}  seed {failure.seed}", align="left")
    for text in (failure.problem, failure.given, failure.trace):
        if text:
            console.print(text.encode("utf-8", "backslashreplace").decode(), markup=False, highlight=False)


def _distinct(failures: Sequence[Failure]) -> list[Failure]:
    """Of failures of one part with the same words the first."""
    return list({(failure.target, failure.problem): failure for failure in reversed(failures)}.values())[::-1]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, show, and say by the exit status whether anything failed."""
    wanted, console = _wanted(arguments), Console()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as bars:
        totals = {PURE: wanted.pure, UPDATES: wanted.updates, REQUESTS: wanted.requests}
        tasks = {name: bars.add_task(name, total=total) for name, total in totals.items()}

        def progress(runs: Mapping[str, int]) -> None:
            for name, completed in runs.items():
                bars.update(tasks[name], completed=completed)

        outcome = run(wanted, progress)
    console.print(_counts(outcome))
    failures = _distinct(outcome.failures)
    for failure in failures[:_MOST_SHOWN]:
        _show(console, failure)
    if outcome.is_cut_short:
        console.print("The time was over before everything was run.")
    console.print(f"seed {wanted.seed}: {len(failures)} failures" if failures else "No failure.")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
