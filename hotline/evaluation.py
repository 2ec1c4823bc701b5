"""Measures a lexicon on labelled messages."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from hotline.calibration import calibration_error, coverage
from hotline.classification import Classification, Classifier
from hotline.learning import Message
from hotline.weighing import batches


@dataclass(frozen=True)
class CategoryScore:
    """How one category fared; `rows` is the number of messages labelled so."""

    precision: float
    recall: float
    f1: float
    rows: int


@dataclass(frozen=True)
class Evaluation:
    """The figures of one run. Shares and scores are 0–1."""

    rows: int
    macro_f1: float
    accuracy: float
    coverage_at_97: float
    rows_per_second: float
    calibration_error: float
    categories: dict[str, CategoryScore]


@dataclass(frozen=True)
class Outcome:
    """What was expected of a message and what came out."""

    message: Message
    result: Classification

    @property
    def is_right(self) -> bool:
        """Whether the category is the label."""
        return self.result.category == self.message.label


def classify_all(
    messages: Sequence[Message],
    classifier: Classifier,
    among: Collection[str] | None = None,
    advance: Callable[[int], object] = lambda _: None,
) -> list[Outcome]:
    """Classify all; `advance` is told how many more are done, for a progress bar."""
    outcomes = []
    for some in batches(messages):
        results = classifier.classify_all([(one.title, one.detail) for one in some], among)
        outcomes += [Outcome(message, result) for message, result in zip(some, results, strict=True)]
        advance(len(some))
    return outcomes


def evaluate(outcomes: Sequence[Outcome], seconds: float) -> Evaluation:
    """Sum up; macro-F1 is the mean over the labels that occur in the messages."""
    labels = sorted({outcome.message.label for outcome in outcomes})
    categories = {label: _score(label, outcomes) for label in labels}
    confidences = [outcome.result.confidence for outcome in outcomes]
    right = [outcome.is_right for outcome in outcomes]
    rows = len(outcomes)
    return Evaluation(
        rows=rows,
        macro_f1=sum(score.f1 for score in categories.values()) / max(len(categories), 1),
        accuracy=sum(right) / max(rows, 1),
        coverage_at_97=coverage(confidences, right),
        rows_per_second=rows / seconds if seconds else 0.0,
        calibration_error=calibration_error(confidences, right),
        categories=categories,
    )


def _score(label: str, outcomes: Sequence[Outcome]) -> CategoryScore:
    expected = [outcome for outcome in outcomes if outcome.message.label == label]
    given = sum(outcome.result.category == label for outcome in outcomes)
    hits = sum(outcome.is_right for outcome in expected)
    precision, recall = hits / max(given, 1), hits / max(len(expected), 1)
    f1 = 2 * precision * recall / (precision + recall) if hits else 0.0
    return CategoryScore(precision, recall, f1, len(expected))
