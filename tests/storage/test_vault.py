"""Sealed values open only with their key, in their row, unchanged; and nothing shows a key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.vault import SealBroken, Vault, seal, unseal

KEY = bytes(range(32))
OTHER_KEY = bytes(range(1, 33))


@given(plain=st.binary(max_size=2048), bound_to=st.text(st.characters(exclude_categories=["Cs"])))
def test_what_was_sealed_opens_again(plain: bytes, bound_to: str) -> None:
    assert unseal(KEY, seal(KEY, plain, bound_to), bound_to) == plain


def test_the_same_words_never_look_the_same() -> None:
    assert seal(KEY, b"x", "row:1") != seal(KEY, b"x", "row:1")


@pytest.mark.parametrize(
    ("key", "bound_to"),
    [
        (OTHER_KEY, "row:1"),  # another person's key
        (KEY, "row:2"),  # copied into another row
    ],
)
def test_it_opens_with_no_other_key_and_in_no_other_row(key: bytes, bound_to: str) -> None:
    with pytest.raises(SealBroken):
        unseal(key, seal(KEY, "李秀兰".encode(), "row:1"), bound_to)


@given(st.data())
def test_a_changed_byte_is_noticed(data: st.DataObject) -> None:
    sealed = bytearray(seal(KEY, "李秀兰".encode(), "row:1"))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealBroken):
        unseal(KEY, bytes(sealed), "row:1")


@given(st.binary(max_size=40))
def test_what_was_never_sealed_does_not_open(rubbish: bytes) -> None:
    with pytest.raises(SealBroken):
        unseal(KEY, rubbish, "row:1")


def test_a_persons_key_opens_only_for_that_person_and_with_the_same_master_key() -> None:
    vault = Vault(KEY)
    wrapped = vault.new_wrapped_key(7)
    assert len(vault.data_key(wrapped, 7)) == 32
    with pytest.raises(SealBroken):
        vault.data_key(wrapped, 8)
    with pytest.raises(SealBroken):
        Vault(OTHER_KEY).data_key(wrapped, 7)


def test_each_person_has_a_key_of_their_own() -> None:
    vault = Vault(KEY)
    first, second = (vault.data_key(vault.new_wrapped_key(7), 7) for _ in range(2))
    assert first != second


def test_a_lookup_is_stable_and_keyed() -> None:
    looked_up = Vault(KEY).lookup("chat", "4711")
    # Pinned: another value would mean that nobody in an existing database is recognised any more.
    assert looked_up == "58a6b6fc9f60260fb6b829b06e446fe0f304f8f490af996c91c740658478bf3e"
    assert Vault(KEY).lookup("chat", "4712") != looked_up
    assert Vault(KEY).lookup("phone", "4711") != looked_up
    assert Vault(OTHER_KEY).lookup("chat", "4711") != looked_up


def test_what_passes_through_is_sealed_with_a_key_of_its_own() -> None:
    vault = Vault(KEY)
    sealed = vault.seal_transit(b"update", "update:1")
    assert vault.unseal_transit(sealed, "update:1") == b"update"
    with pytest.raises(SealBroken):
        unseal(KEY, sealed, "update:1")


def test_a_replaced_key_opens_and_finds_and_seals_nothing() -> None:
    before, alone, both = Vault(OTHER_KEY), Vault(KEY), Vault(KEY, (OTHER_KEY,))
    wrapped = before.new_wrapped_key(7)
    assert both.data_key(wrapped, 7) == before.data_key(wrapped, 7)
    assert both.unseal_transit(before.seal_transit(b"x", "update:1"), "update:1") == b"x"
    assert both.unseal_backup(before.seal_backup(b"x", "backup:1"), "backup:1") == b"x"
    assert alone.unseal_transit(both.seal_transit(b"x", "update:1"), "update:1") == b"x"
    assert both.lookup("chat", "1") == alone.lookup("chat", "1")
    assert both.lookups("chat", "1") == [alone.lookup("chat", "1"), before.lookup("chat", "1")]
    with pytest.raises(SealBroken):
        both.data_key(Vault(b"x" * 32).new_wrapped_key(7), 7)


def test_a_key_wrapped_anew_is_the_same_key_under_the_current_one() -> None:
    before, both = Vault(OTHER_KEY), Vault(KEY, (OTHER_KEY,))
    wrapped = before.new_wrapped_key(7)
    anew = both.wrapped_anew(wrapped, 7)
    assert Vault(KEY).data_key(anew, 7) == before.data_key(wrapped, 7)
    assert (both.is_current(wrapped, 7), both.is_current(anew, 7)) == (False, True)
    with pytest.raises(SealBroken):
        both.is_current(wrapped, 8)


def test_a_vault_shows_nothing_of_its_key() -> None:
    both = Vault(KEY, (OTHER_KEY,))
    shown = f"{both!r} {both} {[both]}"
    for key in (KEY, OTHER_KEY):
        assert key.hex() not in shown
        assert repr(key) not in shown


@pytest.mark.parametrize("length", [0, 16, 31, 33, 64])
def test_a_master_key_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match=f"must be 32 bytes, not {length}"):
        Vault(bytes(length))
