"""Pieces of a backup come back in order, or not at all."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.backup.container import MAGIC, BackupBroken, Piece, Writer, pieces
from storage.vault import Vault

VAULT, OTHER = Vault(b"k" * 32), Vault(b"o" * 32)
PIECES: list[Piece] = [{"text": "靠山屯村"}, {"text": "路坏了"}, {"end": True}]


def written(parts: list[Piece] = PIECES, vault: Vault = VAULT) -> bytes:
    file = io.BytesIO()
    writer = Writer(file, vault)
    for number, piece in enumerate(parts, 1):
        writer.write(piece, is_last=number == len(parts))
    return file.getvalue()


def read(data: bytes, vault: Vault = VAULT) -> list[Piece]:
    return list(pieces(io.BytesIO(data), vault))


def cut(data: bytes) -> list[bytes]:
    """The head and the pieces of a file."""
    parts, at = [data[: len(MAGIC) + 16]], len(MAGIC) + 16
    while at < len(data):
        size = 4 + int.from_bytes(data[at : at + 4], "big")
        parts.append(data[at : at + size])
        at += size
    return parts


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(st.dictionaries(st.text(), json_values, max_size=3), min_size=1, max_size=5))
def test_what_was_written_comes_back(parts: list[Piece]) -> None:
    assert read(written(parts)) == parts


def test_no_word_of_it_can_be_read_without_the_key() -> None:
    assert "靠山屯".encode() not in written()
    with pytest.raises(BackupBroken, match="another master key"):
        read(written(), OTHER)


@given(st.integers(0, len(written()) - 1))
def test_a_file_that_was_cut_off_says_so(length: int) -> None:
    with pytest.raises(BackupBroken):
        read(written()[:length])


@given(st.data())
def test_a_changed_byte_is_found(data: st.DataObject) -> None:
    whole = bytearray(written())
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(BackupBroken):
        read(bytes(whole))


@pytest.mark.parametrize("order", [(0, 2, 1, 3), (0, 1, 3), (0, 1, 2), (0, 1, 2, 3, 3), (0, 3), (0,)])
def test_pieces_stay_in_their_places(order: tuple[int, ...]) -> None:
    parts = cut(written())
    with pytest.raises(BackupBroken):
        read(b"".join(parts[number] for number in order))


def test_a_piece_of_another_backup_does_not_fit() -> None:
    mine, other = cut(written()), cut(written())
    with pytest.raises(BackupBroken):
        read(b"".join([*mine[:2], other[2], mine[3]]))


def test_what_is_no_backup_is_not_read() -> None:
    with pytest.raises(BackupBroken, match="no backup"):
        read(b"SQLite format 3\x00" * 10)
