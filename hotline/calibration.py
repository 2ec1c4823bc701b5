"""Makes confidence mean what it says: of the cases accepted at 0.9, about 90 % are right."""

import math
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple

from hotline.keywords import Certainty

_SPREAD = 3.0  # how steeply what is left goes to the nearest runners-up


class Scores(NamedTuple):
    """Raw scores by category and how many different keywords they rest on."""

    by_category: Mapping[str, float]
    evidence: int


def probabilities(scores: Mapping[str, float], certainty: Certainty) -> list[tuple[str, float]]:
    """Rank the categories and say how probable each is.

    What makes a case sure is the lead of the first over the second: it ranks right and wrong answers
    better than a softmax over all does, and does not change when categories far behind are added.
    """
    ranked = sorted(scores.items(), key=itemgetter(1), reverse=True)
    if len(ranked) < 2:
        return [(name, 1.0) for name, _ in ranked]
    second = ranked[1][1]
    first = _chance(ranked[0][1] - second, certainty)
    shares = [math.exp(_SPREAD * (score - second)) for _, score in ranked[1:]]
    left = (1.0 - first) / sum(shares)
    others = [(name, min(first, left * share)) for (name, _), share in zip(ranked[1:], shares, strict=True)]
    return [(ranked[0][0], first), *others]


def fit_certainty(outcomes: Sequence[tuple[Scores, str]]) -> Certainty:
    """The certainty under which what came true, (scores, right category), was most to be expected."""
    leads = [_lead(scores.by_category, right) for scores, right in outcomes if scores.evidence]
    if not leads:
        return Certainty()
    grid = [Certainty(slope / 4, base / 10) for slope in range(2, 48) for base in range(-10, 11)]
    return min(grid, key=lambda certainty: _surprise(leads, certainty))


def _lead(scores: Mapping[str, float], right: str) -> tuple[float, bool]:
    (first, best), (_, second) = sorted(scores.items(), key=lambda item: -item[1])[:2]
    return best - second, first == right


def _chance(lead: float, certainty: Certainty) -> float:
    return 1.0 / (1.0 + math.exp(-min(certainty.slope * lead + certainty.base, 50.0)))


def _surprise(leads: Sequence[tuple[float, bool]], certainty: Certainty) -> float:
    chances = ((_chance(lead, certainty), is_right) for lead, is_right in leads)
    return -sum(math.log(max(chance if is_right else 1.0 - chance, 1e-9)) for chance, is_right in chances)


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
