"""Sealing of personal data: one data key per person, wrapped by a master key kept outside the database.

Destroying a person's wrapped key makes everything sealed with it unreadable, in every backup too.
AES-256-GCM throughout; the additional data binds each sealed value to its row.
"""

import hashlib
import hmac
import os
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
    """The master key and what is derived from it. Its repr shows no key."""

    master_key: bytes

    def __post_init__(self) -> None:
        if len(self.master_key) != KEY_BYTES:
            raise ValueError(f"the master key must be {KEY_BYTES} bytes, not {len(self.master_key)}")

    def __repr__(self) -> str:
        return "Vault(...)"

    def new_wrapped_key(self, person_id: int) -> bytes:
        """A fresh data key for a person, wrapped for storage."""
        return seal(self._derived(b"wrap"), os.urandom(KEY_BYTES), f"person:{person_id}")

    def data_key(self, wrapped: bytes, person_id: int) -> bytes:
        """The data key of a person. Raises SealBroken."""
        return unseal(self._derived(b"wrap"), wrapped, f"person:{person_id}")

    def lookup(self, kind: str, value: str) -> str:
        """A keyed hash (hex, 64 characters) by which an identity is found without being stored."""
        return hmac.new(self._derived(b"lookup"), f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()

    def seal_transit(self, plain: bytes, bound_to: str) -> bytes:
        """Seal what is only passing through (updates, frozen messages) and is blanked when done."""
        return seal(self._derived(b"transit"), plain, bound_to)

    def unseal_transit(self, sealed: bytes, bound_to: str) -> bytes:
        """The inverse of `seal_transit`. Raises SealBroken."""
        return unseal(self._derived(b"transit"), sealed, bound_to)

    def seal_backup(self, plain: bytes, bound_to: str) -> bytes:
        """Seal a piece of a backup."""
        return seal(self._derived(b"backup"), plain, bound_to)

    def unseal_backup(self, sealed: bytes, bound_to: str) -> bytes:
        """The inverse of `seal_backup`. Raises SealBroken."""
        return unseal(self._derived(b"backup"), sealed, bound_to)

    def _derived(self, purpose: bytes) -> bytes:
        return _derive(self.master_key, purpose)


@lru_cache(maxsize=64)
def _derive(master_key: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=b"hotline/" + purpose).derive(master_key)
