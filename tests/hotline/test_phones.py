"""Which number is meant in what people type or share."""

import pytest

from hotline.phones import number_in


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("13800138000", "13800138000"),
        ("138 0013 8000", "13800138000"),
        ("+86 138-0013-8000", "+8613800138000"),
        ("王大爷 13800138000", "13800138000"),  # a contact: the name, then the number
        ("座机 0535-1234567，晚上打", "05351234567"),
        ("（0535）1234567", "05351234567"),
        ("先不留", None),
        ("明天 8 点", None),
        ("我家 3 号楼 201", None),  # a house, not a telephone
        ("123456", None),  # too short to reach anybody
    ],
)
def test_a_number_is_found_in_words_or_there_is_none(typed: str, number: str | None) -> None:
    assert number_in(typed) == number
