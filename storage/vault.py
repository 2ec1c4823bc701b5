"""Sealing of personal data: one data key per person, wrapped by a master key kept outside the database.

Destroying a person's wrapped key makes everything sealed with it unreadable, in every backup too.
AES-256-GCM throughout; the additional data binds each sealed value to its row.

A master key that was replaced still opens and finds what is not sealed anew yet, and old backups.
"""

import contextlib
import hashlib
import hmac
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
_NONCE_BYTES = 12


class SealBroken(Exception):
    """The sealed value does not open: another master key, another row, or changed bytes."""


@lru_cache(maxsize=4096)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def seal(key: bytes, plain: bytes, bound_to: str) -> bytes:
    """Encrypt `plain` (any length) so that it opens only with `key` and the same `bound_to`."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + _cipher(key).encrypt(nonce, plain, bound_to.encode())


def unseal(key: bytes, sealed: bytes, bound_to: str) -> bytes:
    """The inverse of `seal`. Raises SealBroken."""
    try:
        return _cipher(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound_to.encode())
    except (InvalidTag, ValueError) as error:
        raise SealBroken(bound_to) from error


@dataclass(frozen=True)
class Vault:
    """The master key and what is derived from it; the replaced ones only open. Its repr shows no key."""

    master_key: bytes
    replaced: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        for key in self._keys():
            if len(key) != KEY_BYTES:
                raise ValueError(f"the master key must be {KEY_BYTES} bytes, not {len(key)}")

    def __repr__(self) -> str:
        return "Vault(...)"

    def new_wrapped_key(self, person_id: int) -> bytes:
        """A fresh data key for a person, wrapped for storage."""
        return seal(self._derived(b"wrap"), os.urandom(KEY_BYTES), f"person:{person_id}")

    def data_key(self, wrapped: bytes, person_id: int) -> bytes:
        """The data key of a person. Raises SealBroken."""
        return self._unsealed(b"wrap", wrapped, f"person:{person_id}")

    def wrapped_anew(self, wrapped: bytes, person_id: int) -> bytes:
        """The same data key, wrapped with the current master key. Raises SealBroken."""
        return seal(self._derived(b"wrap"), self.data_key(wrapped, person_id), f"person:{person_id}")

    def is_current(self, wrapped: bytes, person_id: int) -> bool:
        """Whether a person's key is wrapped with the current master key. Raises SealBroken if with none."""
        try:
            unseal(self._derived(b"wrap"), wrapped, f"person:{person_id}")
        except SealBroken:
            self.data_key(wrapped, person_id)
            return False
        return True

    def lookup(self, kind: str, value: str) -> str:
        """A keyed hash (hex, 64 characters) by which an identity is found without being stored."""
        return next(self._lookups(kind, value))

    def lookups(self, kind: str, value: str) -> list[str]:
        """All hashes under which something may stand: the current key's first, then the replaced ones'."""
        return list(self._lookups(kind, value))

    def _lookups(self, kind: str, value: str) -> Iterator[str]:
        named = f"{kind}:{value}".encode()
        return (hmac.new(_derive(key, b"lookup"), named, hashlib.sha256).hexdigest() for key in self._keys())

    def seal_transit(self, plain: bytes, bound_to: str) -> bytes:
        """Seal what is only passing through (updates, frozen messages) and is blanked when done."""
        return seal(self._derived(b"transit"), plain, bound_to)

    def unseal_transit(self, sealed: bytes, bound_to: str) -> bytes:
        """The inverse of `seal_transit`. Raises SealBroken."""
        return self._unsealed(b"transit", sealed, bound_to)

    def seal_backup(self, plain: bytes, bound_to: str) -> bytes:
        """Seal a piece of a backup."""
        return seal(self._derived(b"backup"), plain, bound_to)

    def unseal_backup(self, sealed: bytes, bound_to: str) -> bytes:
        """The inverse of `seal_backup`. Raises SealBroken."""
        return self._unsealed(b"backup", sealed, bound_to)

    def _keys(self) -> tuple[bytes, ...]:
        return (self.master_key, *self.replaced)

    def _unsealed(self, purpose: bytes, sealed: bytes, bound_to: str) -> bytes:
        for key in self._keys():
            with contextlib.suppress(SealBroken):
                return unseal(_derive(key, purpose), sealed, bound_to)
        raise SealBroken(bound_to)

    def _derived(self, purpose: bytes) -> bytes:
        return _derive(self.master_key, purpose)


@lru_cache(maxsize=64)
def _derive(master_key: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=b"hotline/" + purpose).derive(master_key)
