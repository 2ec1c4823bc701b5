"""Confidence and how it is measured."""

import pytest

from hotline.calibration import Scores, calibration_error, coverage, fit_certainty, probabilities
from hotline.keywords import Certainty


def test_probabilities_sum_to_one_and_keep_the_order() -> None:
    ranked = probabilities({"c": -1.0, "a": 1.0, "b": 0.5}, Certainty())
    assert sum(chance for _, chance in ranked) == pytest.approx(1)
    assert [name for name, _ in ranked] == ["a", "b", "c"]
    assert ranked[0][1] > ranked[1][1] > ranked[2][1]


def test_categories_far_behind_change_nothing() -> None:
    few = probabilities({"a": 1.0, "b": 0.5}, Certainty())
    many = probabilities({"a": 1.0, "b": 0.5, **dict.fromkeys("cdefgh", -9.0)}, Certainty())
    assert few[0] == many[0]


def test_huge_scores_do_not_overflow() -> None:
    assert probabilities({"a": 1e6, "b": -1e6}, Certainty(10))[0][1] > 0.999


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
    assert always.slope * 0.3 + always.base > half.slope * 0.3 + half.base


def test_certainty_without_evidence_is_the_default() -> None:
    assert fit_certainty([]) == Certainty()
