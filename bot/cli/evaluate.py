"""`hotline evaluate FILE…`: how well the lexicon classifies labelled messages."""

import csv
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bot.cli.labelled import classify_messages, read_messages
from bot.cli.options import err, fail, problems_shown
from hotline.evaluation import Evaluation, Outcome
from hotline.evaluation import evaluate as sum_up

LexiconOption = Annotated[
    Path | None,
    typer.Option("--lexicon", help="File or folder; the shipped one if not given.", exists=True),
]


def evaluate(
    files: Annotated[
        list[Path],
        typer.Argument(help="CSV: topic, detail (may be absent), label.", exists=True, dir_okay=False),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
    all_categories: Annotated[
        bool,
        typer.Option("--all-categories", help="Score the whole scheme, not only the labels in the files."),
    ] = False,
    errors: Annotated[
        Path | None, typer.Option(help="Write what was classified wrongly to this CSV.")
    ] = None,
    lexicon: LexiconOption = None,
) -> None:
    """Print macro-F1, accuracy, coverage at 97 % right, calibration error and speed."""
    messages = read_messages(files)
    if not messages:
        raise fail("The files hold no rows; give files with the columns topic, detail, label.")
    among = None if all_categories else {message.label for message in messages}
    with problems_shown(), Progress(console=err, transient=True) as bar:
        task = bar.add_task("Classifying", total=len(messages))
        outcomes, seconds = classify_messages(
            messages, lexicon, among, lambda number: bar.advance(task, number)
        )
    if errors is not None:
        _write_errors(errors, outcomes)
    result = sum_up(outcomes, seconds)
    if as_json:
        sys.stdout.write(json.dumps(_plain(result), ensure_ascii=False, indent=2) + "\n")
    else:
        _show(result)


def _plain(result: Evaluation) -> dict[str, object]:
    figures = {key: value for key, value in asdict(result).items() if key != "categories"}
    scores = {name: _rounded(asdict(score)) for name, score in result.categories.items()}
    return {**_rounded(figures), "categories": scores}


def _rounded(figures: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in figures.items()}


def _show(result: Evaluation) -> None:
    table = Table("category", "precision", "recall", "F1", "rows")
    for name, score in result.categories.items():
        table.add_row(
            name, f"{score.precision:.3f}", f"{score.recall:.3f}", f"{score.f1:.3f}", str(score.rows)
        )
    console = Console()
    console.print(table)
    console.print(
        f"{result.rows} rows: macro-F1 {result.macro_f1:.4f}, accuracy {result.accuracy:.4f}, "
        f"coverage at 97 % right {result.coverage_at_97:.3f}, "
        f"calibration error {result.calibration_error:.3f}, {result.rows_per_second:.0f} rows/s"
    )


def _write_errors(file: Path, outcomes: Sequence[Outcome]) -> None:
    wrong = sorted((one for one in outcomes if not one.is_right), key=lambda one: -one.result.confidence)
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["topic", "detail", "label", "category", "confidence", "words"])
        for one in wrong:
            words = " ".join(word.text for word in one.result.words)
            category, confidence = one.result.category or "", f"{one.result.confidence:.3f}"
            writer.writerow(
                [one.message.title, one.message.detail, one.message.label, category, confidence, words]
            )
