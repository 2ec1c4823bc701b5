"""Classification side by side with a trained pipeline, in one run; or the five-fold figures of the lexicon.

    python -m tests.benchmarks.classification --data DIR [--folds 5]

DIR holds titles.csv (topic, label) and messages.csv (topic, detail, label). Prints rows per second of
the character 1–3-gram TF-IDF + LinearSVC pipeline and of the classifier, what each of the classifier's
steps takes, how long a start takes (import to first answer) and how much memory it needs. With --folds
it prints how well the lexicon classifies messages that it was not learned from.
"""

import argparse
import csv
import importlib
import importlib.util
import itertools
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from hotline import matching
from hotline.classification import Classifier
from hotline.danger import find_danger
from hotline.kinds import kind_of
from hotline.learning import Message
from hotline.lexicon import load
from hotline.matching import words
from hotline.normalisation import fold
from tests.benchmarks.building.big_station import CATEGORIES
from tests.benchmarks.folds import figures
from tests.benchmarks.playing.matters import matters
from tests.benchmarks.reporting.asked import Asked
from tests.benchmarks.reporting.figures import Figure

_ROUNDS = 5
_SHARE = 500  # rows that each step takes before the next has its turn
_MOST_SECONDS, _MOST_MEMORY = 1.5, 160
_STARTS = 3
_PIPELINE = "trained pipeline, in one batch"
_BATCH, _SINGLY = "classifier, in one batch", "classifier, one by one"
_SHORT = (_BATCH, _SINGLY)
SECTION = "Classification"
_GOAL = "at least as fast"
_MADE, _QUICK_ROWS = 2_000, 500
_START = """
import time
start = time.perf_counter()
from hotline.classification import Classifier
from hotline.lexicon import load
Classifier(load()).classify("村里的路坏了")
print(time.perf_counter() - start, time.process_time(), end=" ")
"""
_MEMORY = """
import psutil
print(psutil.Process().memory_info().rss / 2**20)
"""

Step = Callable[[Sequence[Message]], object]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--folds", type=int, default=0, help="print the figures of so many folds instead")
    given = parser.parse_args()
    console = Console()
    if given.folds:
        files = {name: read(given.data / f"{name}.csv") for name in ("titles", "messages")}
        console.print(figures(files, given.folds))
        return
    rows = read(given.data / "messages.csv")
    console.print(_table(_side_by_side(_steps(rows), rows), len(rows)))
    seconds, busy, memory = _started()
    console.print(f"start: {seconds:.2f} s, {busy:.2f} s of it processor time (at most {_MOST_SECONDS} s)")
    console.print(f"memory: {memory:.0f} MB above the bare interpreter (at most {_MOST_MEMORY} MB)")


async def measure(asked: Asked) -> list[Figure]:
    """The short form: in one batch and one by one beside the trained pipeline, and what a start takes."""
    rows, source = (
        (read(asked.data / "messages.csv"), "messages") if asked.data else (_made(), "made messages")
    )
    if asked.is_quick:
        rows = rows[:_QUICK_ROWS]
    asked.tell(f"training the pipeline on {len(rows):,} {source}")
    steps = _steps(rows)
    asked.tell("classifying, in turns")
    best = _side_by_side({name: steps[name] for name in (_PIPELINE, *_SHORT)}, rows)
    rate = {name: len(rows) / seconds for name, seconds in best.items()}
    where = f"on {len(rows):,} {source}, one core"
    lines = [_beside_pipeline(f"{name}, {where}", rate[name], rate[_PIPELINE]) for name in _SHORT]
    asked.tell("starting the classifier")
    _, busy, memory = _started()
    is_quick, is_small = busy <= _MOST_SECONDS, memory <= _MOST_MEMORY
    limit, most = f"≤ {_MOST_SECONDS} s", f"≤ {_MOST_MEMORY} MB"
    return [
        *lines,
        Figure(SECTION, "start, processor time", busy, "s", "at most", _MOST_SECONDS, None, limit, is_quick),
        Figure(SECTION, "memory of it alone", memory, "MB", "at most", _MOST_MEMORY, None, most, is_small),
    ]


def _beside_pipeline(what: str, rate: float, pipelines: float) -> Figure:
    times = rate / pipelines
    return Figure(SECTION, what, rate, "rows/s", _PIPELINE, pipelines, times, _GOAL, times >= 1)


def _made() -> list[Message]:
    """Messages of our own, with labels of their own; they say how fast it is, not how right."""
    told = matters(None).texts
    return [
        Message(text[:20], text, CATEGORIES[number % len(CATEGORIES)])
        for number, text in enumerate(itertools.islice(told, _MADE))
    ]


def _started() -> tuple[float, float, float]:
    """Seconds from the import to the first answer, seconds of the processor, MB above the interpreter."""
    starts = [_child(_START + _MEMORY) for _ in range(_STARTS)]
    bare = _child("print(0, 0, end=' ')" + _MEMORY)
    seconds, busy, memory = (min(values) for values in zip(*starts, strict=True))
    return seconds, busy, memory - bare[2]


def read(file: Path) -> list[Message]:
    """The labelled messages of a file."""
    csv.field_size_limit(10_000_000)
    with file.open(encoding="utf-8", newline="") as lines:
        return [
            Message(row["topic"], row.get("detail") or "", row["label"].strip())
            for row in csv.DictReader(lines)
        ]


def _steps(rows: list[Message]) -> dict[str, Step]:
    trained, classifier = _trained(rows), Classifier(load())
    steps: dict[str, Step] = {
        _PIPELINE: lambda part: trained.predict([_whole(row) for row in part]),
        _BATCH: lambda part: _classify(classifier, part),
        "classifier, in one batch, jieba asked anew": lambda part: _classify_anew(classifier, part),
        _SINGLY: lambda part: [classifier.classify(one.detail, title=one.title) for one in part],
        "danger and kind (`classify --json`, besides)": lambda part: [
            kind_of(_whole(row), in_danger=find_danger(_whole(row)) is not None) for row in part
        ],
        "  of which folding": lambda part: [(fold(row.title), fold(row.detail[:300])) for row in part],
        "jieba over every text (not done)": lambda part: [words(fold(_whole(row))) for row in part],
    }
    if importlib.util.find_spec("rjieba") is not None:
        cut = importlib.import_module("rjieba").cut
        steps["rjieba over every text (not done)"] = lambda part: [
            cut(fold(_whole(row)), False) for row in part
        ]
    return steps


def _table(best: dict[str, float], rows: int) -> Table:
    table = Table("step", "rows/s", "times the trained pipeline")
    for name, seconds in best.items():
        table.add_row(name, f"{rows / seconds:,.0f}", f"{best[_PIPELINE] / seconds:.1f}")
    return table


def _whole(row: Message) -> str:
    return f"{row.title}\n{row.detail}"


def _classify(classifier: Classifier, rows: Sequence[Message]) -> object:
    return classifier.classify_all([(row.title, row.detail) for row in rows])


def _classify_anew(classifier: Classifier, rows: Sequence[Message]) -> object:
    matching.forget()
    return _classify(classifier, rows)


def _trained(rows: Sequence[Message]) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    features = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True)
    return make_pipeline(features, LinearSVC()).fit(
        [_whole(row) for row in rows], [row.label for row in rows]
    )


def _side_by_side(steps: dict[str, Step], rows: Sequence[Message]) -> dict[str, float]:
    """Seconds that each step takes for all rows: the sum of its best times for each share of them.

    The steps take turns, so that other work on the machine slows all of them alike.
    """
    total = dict.fromkeys(steps, 0.0)
    for at in range(0, len(rows), _SHARE):
        part = rows[at : at + _SHARE]
        times = [{name: _seconds(run, part) for name, run in steps.items()} for _ in range(_ROUNDS)]
        for name in steps:
            total[name] += min(one[name] for one in times)
    return total


def _seconds(run: Step, rows: Sequence[Message]) -> float:
    """Processor time, which other work on the machine hardly stretches; every step runs on one core."""
    start = time.process_time()
    run(rows)
    return time.process_time() - start


def _child(code: str) -> tuple[float, ...]:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return tuple(float(number) for number in done.stdout.split())


if __name__ == "__main__":
    main()
