"""`hotline classify TEXT` for people, `hotline classify FILE.csv --json` for programs."""

import json
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from bot.cli.cores import Spread, Work
from bot.cli.evaluate import LexiconOption
from bot.cli.labelled import Row, read_rows
from bot.cli.options import err, fail, problems_shown
from hotline.classification import Classification, Classifier
from hotline.lexicon import load

if TYPE_CHECKING:
    from hotline.gazetteer import Gazetteer

_SECONDS_A_ROW = 0.001  # with danger, kind and places


def classify(
    text: Annotated[str, typer.Argument(help="A message, or a CSV file with the columns topic, detail.")],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object a row and nothing else.")
    ] = False,
    gazetteer: Annotated[
        Path | None,
        typer.Option(
            help="CSV: kind, name, aliases (separated by |), village, township.", exists=True, dir_okay=False
        ),
    ] = None,
    lexicon: LexiconOption = None,
) -> None:
    """Say which category a message belongs to, how sure that is, and because of which words."""
    rows = _rows(text)
    with problems_shown():
        # What is wrong with them is said here, and not by another process.
        places = _gazetteer(gazetteer)
        before = load(lexicon)
    if not as_json:
        classifier = Classifier(before, places.words() if places else ())
        for title, detail in rows:
            _show(title, detail, classifier)
        return
    with Progress(console=err, transient=True) as bar:
        task = bar.add_task("Classifying", total=len(rows))
        for share in Spread(rows, partial(_describing, lexicon, gazetteer), _SECONDS_A_ROW):
            for one in share:
                sys.stdout.write(json.dumps(one, ensure_ascii=False) + "\n")
            bar.advance(task, len(share))


def _rows(text: str) -> list[Row]:
    """Title and detail of each message of a file, or of the one that was typed."""
    if not text.endswith(".csv"):
        return [("", text)]
    if Path(text).is_file():
        return [(row["topic"], row.get("detail", "")) for row in read_rows(Path(text), "topic")]
    raise fail(f"{text}: no such file; give the path of a CSV file, or a message in quotes.")


def _gazetteer(file: Path | None) -> "Gazetteer | None":
    if file is None:
        return None
    from hotline.gazetteer import GazetteerRefused, read_csv

    try:
        return read_csv(file)
    except GazetteerRefused as error:
        raise fail(*error.problems) from None


def _describing(lexicon: Path | None, gazetteer: Path | None) -> Work[Row, dict[str, object]]:
    places = _gazetteer(gazetteer)
    classifier = Classifier(load(lexicon), places.words() if places else ())
    return partial(_described, classifier, places)


def _described(
    classifier: Classifier, places: "Gazetteer | None", rows: Sequence[Row]
) -> list[dict[str, object]]:
    results = classifier.classify_all(rows)
    return [
        _plain(f"{title}\n{detail}".strip(), result, places)
        for (title, detail), result in zip(rows, results, strict=True)
    ]


def _plain(whole: str, result: Classification, places: "Gazetteer | None") -> dict[str, object]:
    from hotline.danger import find_danger
    from hotline.kinds import kind_of

    danger = find_danger(whole)
    return {
        "category": result.category,
        "topic": result.topic,
        "confidence": round(result.confidence, 4),
        "runners_up": [[name, round(chance, 4)] for name, chance in result.runners_up],
        "words": [[word.text, round(word.share, 4)] for word in result.words],
        "danger": danger.number if danger else None,
        "kind": kind_of(whole, in_danger=danger is not None).kind.value,
        "places": [place.name for place in places.find(whole)] if places else [],
    }


def _show(title: str, detail: str, classifier: Classifier) -> None:
    result = classifier.classify(detail, title=title)
    console = Console(highlight=False)
    if title:
        console.print(title, markup=False)
    if result.category is None:
        console.print("No keyword found: a person has to say what this is about.")
        return
    console.print(f"{result.category} / {result.topic or '—'}  {result.confidence:.0%}", style="bold")
    console.print(f"because you wrote {_words(result)}", markup=False)
    others = ", ".join(f"{name} {chance:.0%}" for name, chance in result.runners_up)
    console.print(f"otherwise {others}", style="dim")


def _words(result: Classification) -> str:
    return (
        ", ".join(f"{word.text} ({word.share:.0%})" for word in result.words) or "nothing that speaks for it"
    )
