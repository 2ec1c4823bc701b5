"""Adding up all categories at once gives what adding one by one gives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.lanes import Lanes

CATEGORIES = ("路", "水", "林")
weights = st.dictionaries(st.sampled_from(CATEGORIES), st.floats(-200, 200))


@given(st.lists(st.tuples(weights, st.floats(0, 1)), max_size=60))
def test_lanes_do_not_spill_into_each_other(terms: list[tuple[dict[str, float], float]]) -> None:
    lanes = Lanes(CATEGORIES)
    totals = lanes.total((lanes.pack(given_weights), value) for given_weights, value in terms)
    for category, total in zip(CATEGORIES, totals, strict=True):
        expected = sum(given_weights.get(category, 0.0) * value for given_weights, value in terms)
        assert total == pytest.approx(expected, abs=0.06 * len(terms) + 1e-6)


def test_nothing_adds_up_to_nothing() -> None:
    assert Lanes(CATEGORIES).total([]) == [0.0, 0.0, 0.0]
