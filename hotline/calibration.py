"""Makes confidence mean what it says: of the cases accepted at 0.9, about 90 % are right."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hotline.keywords import Certainty


class Scores(NamedTuple):
    """Raw scores by category and how many different keywords they rest on."""

    by_category: Mapping[str, float]
    evidence: int


def probabilities(scores: Mapping[str, float], evidence: float, certainty: Certainty) -> dict[str, float]:
    """Turn scores into probabilities that sum to 1.

    `evidence` is how many different keywords were found. A lead of one point on many keywords says
    more than the same lead on one: sharpness grows with it.
    """
    sharpness = certainty.sharpness * (1.0 - certainty.short / (1.0 + evidence))
    top = max(scores.values())
    powers = {name: math.exp(sharpness * (score - top)) for name, score in scores.items()}
    total = sum(powers.values())
    return {name: power / total for name, power in powers.items()}


def fit_certainty(outcomes: Sequence[tuple[Scores, str]]) -> Certainty:
    """The certainty under which what came true, (scores, right category), was most to be expected."""
    known = [(scores, right) for scores, right in outcomes if scores.evidence and right in scores.by_category]
    if not known:
        return Certainty()
    grid = [Certainty(sharp / 4, short / 10) for sharp in range(4, 60, 2) for short in range(0, 10, 2)]
    return min(grid, key=lambda certainty: _surprise(known, certainty))


def _surprise(outcomes: Sequence[tuple[Scores, str]], certainty: Certainty) -> float:
    return -sum(
        math.log(max(probabilities(scores.by_category, scores.evidence, certainty)[right], 1e-9))
        for scores, right in outcomes
    )


def calibration_error(confidences: Sequence[float], right: Sequence[bool], bins: int = 10) -> float:
    """Expected calibration error: the mean distance of confidence and share right, over equal-width bins."""
    cells: dict[int, list[tuple[float, bool]]] = {}
    for confidence, is_right in zip(confidences, right, strict=True):
        cells.setdefault(min(int(confidence * bins), bins - 1), []).append((confidence, is_right))
    return sum(
        abs(sum(confidence for confidence, _ in cell) - sum(is_right for _, is_right in cell))
        for cell in cells.values()
    ) / max(len(confidences), 1)


def coverage(confidences: Sequence[float], right: Sequence[bool], wanted: float = 0.97) -> float:
    """The largest share of cases that can be accepted, surest first, while `wanted` of them are right."""
    ranked = sorted(zip(confidences, right, strict=True), key=lambda pair: -pair[0])
    hits, best = 0, 0
    for number, (_, is_right) in enumerate(ranked, start=1):
        hits += is_right
        if hits >= wanted * number:
            best = number
    return best / max(len(ranked), 1)
