"""Classification side by side with a trained pipeline, in one run.

    python -m tests.benchmarks.classification --data DIR

DIR holds titles.csv (topic, label) and messages.csv (topic, detail, label). Prints rows per second of
the character 1–3-gram TF-IDF + LinearSVC pipeline and of the classifier, what each of the classifier's
steps takes, how long a start takes (import to first answer) and how much memory it needs.
"""

import argparse
import csv
import importlib
import importlib.util
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from hotline.classification import Classifier
from hotline.lexicon import load
from hotline.matching import words
from hotline.normalisation import fold

_ROUNDS = 3
_START = """
import time
start = time.perf_counter()
from hotline.classification import Classifier
from hotline.lexicon import load
Classifier(load()).classify("村里的路坏了")
print(time.perf_counter() - start, end=" ")
"""
_MEMORY = """
import psutil
print(psutil.Process().memory_info().rss / 2**20)
"""

Row = tuple[str, str, str]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    rows = _rows(parser.parse_args().data / "messages.csv")
    console = Console()
    console.print(_speed(rows))
    started, memory = _child(_START + _MEMORY)
    _, bare = _child("print(0, end=' ')" + _MEMORY)
    console.print(f"start {started:.2f} s (at most 1.5); memory {memory - bare:.0f} MB above the interpreter")


def _rows(file: Path) -> list[Row]:
    csv.field_size_limit(10_000_000)
    with file.open(encoding="utf-8", newline="") as lines:
        return [(row["topic"], row.get("detail") or "", row["label"]) for row in csv.DictReader(lines)]


def _speed(rows: list[Row]) -> Table:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    rjieba = importlib.import_module("rjieba") if importlib.util.find_spec("rjieba") else None
    texts = [f"{title}\n{detail}" for title, detail, _ in rows]
    trained = make_pipeline(
        TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True), LinearSVC()
    )
    trained.fit(texts, [label for _, _, label in rows])
    classifier = Classifier(load())
    folded = [fold(text) for text in texts]
    runs: dict[str, Callable[[], object]] = {
        "trained pipeline, in one batch": lambda: trained.predict(texts),
        "classifier, one by one": lambda: [classifier.classify(text, title=title) for title, text, _ in rows],
        "  of which folding": lambda: [fold(text) for text in texts],
        "jieba over every text (not done)": lambda: [words(text) for text in folded],
    }
    if rjieba is not None:
        runs["rjieba over every text (optional)"] = lambda: [rjieba.cut(text, False) for text in folded]
    best = {name: min(_seconds(run) for _ in range(_ROUNDS)) for name, run in runs.items()}
    table = Table("step", "rows/s", "times the trained pipeline")
    slowest = best["trained pipeline, in one batch"]
    for name, seconds in best.items():
        table.add_row(name, f"{len(rows) / seconds:,.0f}", f"{slowest / seconds:.1f}")
    return table


def _seconds(run: Callable[[], object]) -> float:
    """Processor time, which other work on the machine does not stretch; every step runs on one core."""
    start = time.process_time()
    run()
    return time.process_time() - start


def _child(code: str) -> tuple[float, float]:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    seconds, memory = done.stdout.split()
    return float(seconds), float(memory)


if __name__ == "__main__":
    main()
