"""Which texts are the same: whatever the spelling, never whatever the words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.restraint.wording import LONG, essence, fingerprint
from storage.vault import Vault

VAULT, OTHER = Vault(bytes(32)), Vault(bytes(range(32)))


@pytest.mark.parametrize(
    ("text", "again", "is_same"),
    [
        ("村口路灯坏了", "村口路灯坏了！！", True),
        ("村口路灯坏了", "村口 路灯，坏了。", True),
        ("村口路灯坏了", "村口路燈壞了", True),  # traditional characters
        ("村口路灯坏了", "村口路灯坏了两个", False),
        ("3组没水", "4组没水", False),
    ],
)
def test_spelling_makes_no_other_text(text: str, again: str, is_same: bool) -> None:
    assert (fingerprint(VAULT, text) == fingerprint(VAULT, again)) is is_same


@pytest.mark.parametrize("text", ["", "在吗", "？？？", "好的。"])
def test_what_says_nothing_is_not_compared(text: str) -> None:
    assert fingerprint(VAULT, text) is None


def test_a_text_is_known_only_by_a_keyed_hash() -> None:
    found = fingerprint(VAULT, "村口路灯坏了")
    assert found is not None
    assert len(found) == 64
    assert found != fingerprint(OTHER, "村口路灯坏了")


@given(st.text(max_size=80))
def test_only_what_is_long_enough_is_long(text: str) -> None:
    assert (fingerprint(VAULT, text, shortest=LONG) is None) == (len(essence(text)) < LONG)
