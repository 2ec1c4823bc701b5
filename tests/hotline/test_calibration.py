"""Confidence and how it is measured."""

import pytest

from hotline.calibration import Scores, calibration_error, coverage, fit_certainty, probabilities
from hotline.keywords import Certainty


def test_probabilities_sum_to_one_and_keep_the_order() -> None:
    chances = probabilities({"a": 1.0, "b": 0.5, "c": -1.0}, 3, Certainty())
    assert sum(chances.values()) == pytest.approx(1)
    assert chances["a"] > chances["b"] > chances["c"]


def test_huge_scores_do_not_overflow() -> None:
    assert probabilities({"a": 1e6, "b": 0.0}, 1, Certainty(10))["a"] == 1


@pytest.mark.parametrize(
    ("confidences", "right", "error"),
    [
        ([1.0, 1.0], [True, True], 0.0),
        ([1.0, 1.0], [True, False], 0.5),  # says sure, is right half the time
        ([0.55, 0.55], [True, False], 0.05),
        ([], [], 0.0),
    ],
)
def test_calibration_error_is_the_distance_of_word_and_deed(
    confidences: list[float], right: list[bool], error: float
) -> None:
    assert calibration_error(confidences, right) == pytest.approx(error)


def test_coverage_takes_the_surest_first() -> None:
    assert coverage([0.9, 0.8, 0.7, 0.6], [True, True, False, True], wanted=1.0) == 0.5
    assert coverage([], []) == 0.0


def test_certainty_is_fitted_to_what_came_true() -> None:
    lead = Scores({"a": 0.3, "b": 0.0}, 2)
    always = fit_certainty([(lead, "a")] * 20)
    half = fit_certainty([(lead, "a"), (lead, "b")] * 10)
    assert always.sharpness > half.sharpness


def test_certainty_without_evidence_is_the_default() -> None:
    assert fit_certainty([]) == Certainty()
