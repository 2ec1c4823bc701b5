"""The file of a backup: sealed pieces in a fixed order, so that none can be changed, left out or added.

A file is a head (magic, 16 random bytes) and pieces, each four bytes of length and so many sealed bytes.
Every piece knows its file, its place and whether it is the last, so that a file that was cut off says so.
"""

import json
import secrets
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from storage.vault import SealBroken, Vault

MAGIC = b"HOTLINE-BACKUP-1\n"
_NAME_BYTES = 16
_LENGTH_BYTES = 4
_LARGEST = 256 * 1024 * 1024

Piece = dict[str, Any]


class BackupBroken(Exception):
    """The file is no backup, was cut off or changed, or was sealed with another master key."""


class Writer:
    """Writes the pieces of one backup to an open file."""

    def __init__(self, file: BinaryIO, vault: Vault) -> None:
        self._file, self._vault, self._count = file, vault, 0
        name = secrets.token_bytes(_NAME_BYTES)
        self._name = name.hex()
        file.write(MAGIC + name)

    def write(self, piece: Piece, *, is_last: bool = False) -> None:
        """Seal and append a piece; after the last one nothing may follow."""
        plain = zlib.compress(json.dumps(piece, ensure_ascii=False, separators=(",", ":")).encode(), 6)
        sealed = self._vault.seal_backup(plain, _bound(self._name, self._count, is_last=is_last))
        self._file.write(len(sealed).to_bytes(_LENGTH_BYTES, "big") + sealed)
        self._count += 1


def pieces(file: BinaryIO, vault: Vault) -> Iterator[Piece]:
    """The pieces of a backup in order. Raises BackupBroken, at the latest when the last one is missing."""
    if file.read(len(MAGIC)) != MAGIC:
        raise BackupBroken("this is no backup of a hotline")
    name, count, is_last = file.read(_NAME_BYTES).hex(), 0, False
    while length := file.read(_LENGTH_BYTES):
        if is_last:
            raise BackupBroken("something was added to the file")
        plain, is_last = _opened(file, vault, length, name, count)
        yield json.loads(plain)
        count += 1
    if not is_last:
        raise BackupBroken("the file was cut off")


def _opened(file: BinaryIO, vault: Vault, length: bytes, name: str, count: int) -> tuple[bytes, bool]:
    """One piece, and whether it is the last."""
    size = int.from_bytes(length, "big")
    sealed = file.read(size) if size <= _LARGEST else b""
    if len(sealed) < size or len(length) < _LENGTH_BYTES:
        raise BackupBroken("the file was cut off")
    for is_last in (False, True):
        try:
            return zlib.decompress(vault.unseal_backup(sealed, _bound(name, count, is_last=is_last))), is_last
        except SealBroken:
            continue
    raise BackupBroken("the file was changed, or sealed with another master key")


def _bound(name: str, count: int, *, is_last: bool) -> str:
    return f"backup:{name}:{count}:{'last' if is_last else 'more'}"
