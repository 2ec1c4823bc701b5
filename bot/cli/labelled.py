"""What the commands about classification share: reading CSV files, and classifying on all cores."""

import csv
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from pathlib import Path

from bot.cli.cores import Spread, Work
from bot.cli.options import fail
from hotline.classification import Classification, Classifier
from hotline.evaluation import Outcome
from hotline.learning import Message
from hotline.lexicon import load

Progress = Callable[[int], object]
Row = tuple[str, str]
_SECONDS_A_ROW = 0.00015


def read_rows(file: Path, *needed: str) -> list[dict[str, str]]:
    """The rows of a CSV file in UTF-8 with these columns; leaves with a message when it is not one."""
    csv.field_size_limit(10_000_000)
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            missing = [column for column in needed if column not in (reader.fieldnames or ())]
            if missing:
                raise fail(f"{file}: column {', '.join(missing)} is missing; add it to the first line.")
            return [{key: value or "" for key, value in row.items() if key} for row in reader]
    except (UnicodeDecodeError, csv.Error) as error:
        raise fail(
            f"{file}: not a CSV file in UTF-8 ({error}); save it as 'CSV UTF-8' and try again."
        ) from None


def read_messages(files: Iterable[Path]) -> list[Message]:
    """Labelled messages: columns topic, detail (may be empty or absent), label."""
    return [
        Message(row["topic"], row.get("detail", ""), row["label"].strip())
        for file in files
        for row in read_rows(file, "topic", "label")
    ]


def classify_messages(
    messages: Sequence[Message], lexicon: Path | None, among: Collection[str] | None, advance: Progress
) -> tuple[list[Outcome], float]:
    """Classify all, and tell how many seconds that took; on one core without the start."""
    load(lexicon)  # what is wrong with it is said here, and not by another process
    rows = [(one.title, one.detail) for one in messages]
    shares = Spread(rows, partial(_prepared, lexicon, among), _SECONDS_A_ROW)
    results: list[Classification] = []
    for share in shares:
        results += share
        advance(len(share))
    return [Outcome(*pair) for pair in zip(messages, results, strict=True)], shares.seconds


def _prepared(lexicon: Path | None, among: Collection[str] | None) -> Work[Row, Classification]:
    return partial(Classifier(load(lexicon)).classify_all, among=among)
