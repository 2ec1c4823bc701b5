"""Identifiers grow, are never given twice, and survive the way through a button."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from storage.ids import from_base36, new_id, to_base36

LARGEST = 2**63 - 1


def test_they_grow() -> None:
    made = [new_id() for _ in range(5_000)]
    assert all(earlier < later for earlier, later in pairwise(made))


def test_threads_never_get_the_same_one() -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: [new_id() for _ in range(2_000)], range(8)))
    assert len({one for part in made for one in part}) == 16_000
    assert all(earlier < later for part in made for earlier, later in pairwise(part))


def test_they_fit_into_a_signed_column() -> None:
    assert 0 < new_id() <= LARGEST


@given(st.integers(0, LARGEST))
@example(0)
@example(LARGEST)
def test_base36_keeps_the_number_and_is_short(number: int) -> None:
    written = to_base36(number)
    assert from_base36(written) == number
    assert len(written) <= 13
    assert written.isascii()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-1",
        "+1",
        "1_0",  # Python would read these as numbers
        " 1",
        "01",
        "A",
        "１",
        to_base36(LARGEST + 1),
        "z" * 64,
        "路",
    ],
)
def test_nothing_else_is_read_as_a_number(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        from_base36(text)


@given(st.text(max_size=16))
def test_whatever_is_read_was_written_so(text: str) -> None:
    try:
        number = from_base36(text)
    except ValueError:
        return
    assert to_base36(number) == text


def test_a_negative_number_is_refused() -> None:
    with pytest.raises(ValueError, match="-1"):
        to_base36(-1)
