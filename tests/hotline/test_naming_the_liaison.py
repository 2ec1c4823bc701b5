"""When a text names the liaison, whose Telegram name need not be her bare name."""

import pytest

from hotline.dispatch import is_liaison_named


@pytest.mark.parametrize(
    ("name", "text", "is_named"),
    [
        ("周敏", "周敏收了礼才办事", True),
        ("联络员周敏", "周敏收了礼才办事", True),  # titles that people put before their names
        ("周敏（人大热线）", "热线的周敏不给登记", True),
        ("周敏", "周联络员不接电话", True),
        ("周敏", "姓周的联络员骂人", True),
        ("周敏", "请联络员帮着看看", False),  # the office, not the person
        ("周敏", "周家门口的路坏了", False),
        ("联络员", "联络员你好", False),  # no name at all
    ],
)
def test_a_liaison_is_named_by_name_or_by_surname_and_office(name: str, text: str, is_named: bool) -> None:
    assert is_liaison_named(name, text) is is_named
