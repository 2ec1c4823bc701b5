"""What the commands about classification share: reading CSV files, and classifying on all cores."""

import csv
import os
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from bot.cli.options import fail
from hotline.classification import Classification, Classifier
from hotline.evaluation import Outcome, classify_all
from hotline.learning import Message
from hotline.lexicon import load

Progress = Callable[[int], object]
_WORTH_MORE_CORES = 20_000  # rows; below, starting a core's own jieba takes longer than it saves
_SHARE = 500

_classifier: Classifier | None = None


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
    """Classify all, and tell how many seconds that took without the start; large files use all cores."""
    cores = os.cpu_count() or 1
    if len(messages) < _WORTH_MORE_CORES or cores == 1:
        classifier = Classifier(load(lexicon))
        start = time.perf_counter()
        outcomes = classify_all(messages, classifier, among, lambda: advance(1))
        return outcomes, time.perf_counter() - start
    parts = [messages[at : at + _SHARE] for at in range(0, len(messages), _SHARE)]
    start = time.perf_counter()
    outcomes = []
    with ProcessPoolExecutor(cores, initializer=_prepare, initargs=(lexicon,)) as pool:
        for part, results in zip(parts, pool.map(partial(_classify, among=among), parts), strict=True):
            outcomes += [Outcome(message, result) for message, result in zip(part, results, strict=True)]
            advance(len(part))
    return outcomes, time.perf_counter() - start


def _prepare(lexicon: Path | None) -> None:
    global _classifier
    _classifier = Classifier(load(lexicon))


def _classify(messages: Sequence[Message], among: Collection[str] | None) -> list[Classification]:
    assert _classifier is not None  # noqa: S101 - the pool prepares each of its processes
    return [_classifier.classify(one.detail, title=one.title, among=among) for one in messages]
