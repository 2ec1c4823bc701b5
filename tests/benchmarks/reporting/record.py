"""The figures that were measured last, part by part, in one file; and the page that shows them."""

import dataclasses
import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from tests.benchmarks.reporting.figures import Figure

_HEAD = """# Benchmarks

This page is written by `make bench` from the figures in [benchmarks.json](benchmarks.json). Parts are
measured one at a time: each says when, on what, with which messages and by which command. Figures that stand
side by side come from one run, in which both took turns, so that other work on the machine slowed them alike.

| | |
| --- | --- |
| measure everything anew | `make bench` (about an hour: it builds stations of a million cases) |
| one part | `make bench ARGS="--only reminders"` |
| with your own messages | `make bench ARGS="--data DIR"` (DIR holds messages.csv: topic, detail, label) |
| keep what was built for the next run | `make bench ARGS="--keep DIR"` |
| see whether all of it runs | `make bench ARGS="--quick"` (minutes; writes no page) |

"""


@dataclass(frozen=True)
class Run:
    """One part as it was measured: when, on what, how, and what came of it."""

    day: str
    machine: str
    versions: str
    messages: str
    command: str
    figures: Sequence[Figure]


def read(path: Path) -> dict[str, Run]:
    """What is on record, by part; nothing where there is no file yet."""
    if not path.exists():
        return {}
    return {name: _run(one) for name, one in json.loads(path.read_text(encoding="utf-8")).items()}


def _run(kept: dict[str, Any]) -> Run:
    return Run(**{**kept, "figures": [Figure(**one) for one in kept["figures"]]})


def write(path: Path, runs: dict[str, Run]) -> None:
    """Put it down, whole or not at all."""
    kept = {name: dataclasses.asdict(run) for name, run in runs.items()}
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    beside.replace(path)


def page(runs: dict[str, Run]) -> str:
    """Everything on record, as Markdown."""
    return _HEAD + "\n".join(_part(name, run) for name, run in runs.items())


def _part(name: str, run: Run) -> str:
    lines = [
        f"## {name.capitalize()}",
        "",
        f"{run.day}, {run.machine}. Messages: {run.messages}. Command: `{run.command}`",
        "",
    ]
    for section, figures in groupby(run.figures, lambda one: one.section):
        lines += [f"**{section}**", "", "| what | measured | beside | ratio | goal | |", "| --- " * 6 + "|"]
        lines += [_row(one) for one in figures]
        lines.append("")
    return "\n".join([*lines, f"{run.versions}.", ""])


def _row(one: Figure) -> str:
    beside = one.beside
    if one.beside_value is not None:
        beside = f"{one.beside}: {quantity(one.beside_value, one.unit)}"
    met = {True: "met", False: "**missed**", None: ""}[one.is_met]
    ratio = "" if one.ratio is None else f"{one.ratio:,.2f}"
    cells = (one.what, quantity(one.value, one.unit), beside, ratio, one.goal, met)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def quantity(value: float, unit: str) -> str:
    """A number with three or more digits that count, and its unit."""
    shown = f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:,.3g}"
    return f"{shown} {unit}".strip()
