"""How large words can be printed so that they stay in their box."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.handouts.fitting import fitted, fitting_size, height_of, lines_of, width_of

SIZES = (34, 30, 24, 22)


@pytest.mark.parametrize(("text", "width"), [("王桂芳", 3), ("0000", 2.24), ("", 0), ("（一）", 3)])
def test_a_chinese_character_is_as_wide_as_it_is_high(text: str, width: float) -> None:
    assert width_of(text) == pytest.approx(width)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("人" * 10, 1),  # at 24 pt a character takes 8.5 mm: eleven to 100 mm
        ("人" * 12, 2),
        ("人" * 12 + "\n人", 3),
        ("", 1),
    ],
)
def test_a_text_takes_so_many_lines(text: str, lines: int) -> None:
    assert lines_of(text, 100, 24) == lines


def test_the_largest_size_that_fits_is_taken() -> None:
    assert fitting_size("人" * 8, 100, 15, SIZES) == 34
    assert fitting_size("人" * 9, 100, 15, SIZES) == 30
    assert fitting_size("人" * 50, 100, 15, SIZES) is None


def test_shorter_ways_to_say_it_are_tried_before_it_is_cut() -> None:
    assert fitted(["人" * 50, "人" * 8], 100, 15, SIZES) == ("人" * 8, 34)
    text, size = fitted(["人" * 50], 100, 15, SIZES)
    assert (text, size) == ("人" * 11 + "…", 22)


@given(st.text("人大a1。 \n", max_size=200), st.integers(40, 190), st.integers(10, 90))
def test_whatever_is_said_stays_in_its_box(text: str, width: int, height: int) -> None:
    shown, size = fitted([text], width, height, SIZES)
    assert height_of(shown, width, size) <= height or shown == "…"
