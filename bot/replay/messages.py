"""The messages to play: a CSV file with the columns topic, detail and (optionally) time."""

import csv
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path


class UnreadableMessages(Exception):
    """The file cannot be played; the message says what is missing."""


@dataclass(frozen=True)
class PlayedMessage:
    """One message as its author would type it."""

    text: str


def read_messages(path: Path, limit: int) -> list[PlayedMessage]:
    """Up to `limit` messages, in the order of the file; empty rows are passed over."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as opened:
            rows = csv.DictReader(opened)
            if "topic" not in (rows.fieldnames or ()):
                raise UnreadableMessages(f"{path}: no column topic; wanted are topic, detail, time")
            return list(itertools.islice(_messages(rows), limit))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UnreadableMessages(f"{path}: {error}") from error


def _messages(rows: Iterable[dict[str, str]]) -> Iterator[PlayedMessage]:
    for row in rows:
        text = "\n".join(part.strip() for part in (row["topic"], row.get("detail") or "") if part.strip())
        if text:
            yield PlayedMessage(text)
