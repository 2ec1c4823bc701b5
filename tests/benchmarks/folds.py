"""How well a lexicon classifies messages that it was not learned from: five-fold figures."""

from collections.abc import Mapping, Sequence

from rich.progress import Progress
from rich.table import Table

from hotline.classification import Classifier
from hotline.evaluation import Evaluation, Outcome, classify_all, evaluate
from hotline.learning import Message, folds, learn, without
from hotline.lexicon import load


def figures(files: Mapping[str, Sequence[Message]], number: int) -> Table:
    """The figures of each file; one lexicon is learned for each fold, from the other folds of all files."""
    together = [message for messages in files.values() for message in messages]
    labels = {message.label for message in together}
    restricted: dict[str, list[Outcome]] = {name: [] for name in files}
    whole: dict[str, list[Outcome]] = {name: [] for name in files}
    with Progress(transient=True) as bar:
        task = bar.add_task("Learning and classifying", total=number)
        # A title and its longer message are always in the same fold.
        for part in folds(together, number):
            classifier = Classifier(learn(without(together, part), load()))
            for name, messages in _by_file(files, part).items():
                restricted[name] += classify_all(messages, classifier, labels)
                whole[name] += classify_all(messages, classifier)
            bar.advance(task)
    return _table({name: (evaluate(restricted[name], 0), evaluate(whole[name], 0)) for name in files}, number)


def _by_file(files: Mapping[str, Sequence[Message]], part: Sequence[int]) -> dict[str, list[Message]]:
    """The messages at these places of all files one after the other, by file."""
    chosen, first, found = frozenset(part), 0, {}
    for name, messages in files.items():
        found[name] = [message for at, message in enumerate(messages, first) if at in chosen]
        first += len(messages)
    return found


def _table(results: Mapping[str, tuple[Evaluation, Evaluation]], number: int) -> Table:
    table = Table("figure", *results, title=f"{number} folds, the same title always in the same fold")
    rows = {
        "rows": [f"{one.rows}" for one, _ in results.values()],
        "macro-F1, restricted labels": [f"{one.macro_f1:.4f}" for one, _ in results.values()],
        "macro-F1, whole scheme": [f"{all_.macro_f1:.4f}" for _, all_ in results.values()],
        "coverage at 97 % right, restricted": [f"{one.coverage_at_97:.3f}" for one, _ in results.values()],
        "coverage at 97 % right, whole scheme": [
            f"{all_.coverage_at_97:.3f}" for _, all_ in results.values()
        ],
        "expected calibration error, restricted": [
            f"{one.calibration_error:.3f}" for one, _ in results.values()
        ],
        "expected calibration error, whole scheme": [
            f"{all_.calibration_error:.3f}" for _, all_ in results.values()
        ],
    }
    for name, cells in rows.items():
        table.add_row(name, *cells)
    return table
