"""The master key and those that it replaced, as they stand in the key file.

The first line is the current key. Each further line is a key that was replaced, after the day on which that
happened: `2026-11-28 <64 hexadecimal digits>`. They are kept for old backups and for hashes of codes that
nobody knows any more; whoever needs neither may take the line out.
"""

from dataclasses import dataclass, field
from datetime import date

from bot.secrets import SecretMissing
from storage.vault import KEY_BYTES, Vault


@dataclass(frozen=True)
class ReplacedKey:
    """A key that only opens and finds; its repr does not show it."""

    key: bytes = field(repr=False)
    replaced_on: date


@dataclass(frozen=True)
class MasterKeys:
    """The key with which is sealed, and those before it, the last first."""

    current: bytes = field(repr=False)
    replaced: tuple[ReplacedKey, ...] = ()

    @property
    def vault(self) -> Vault:
        return Vault(self.current, tuple(one.key for one in self.replaced))

    def replaced_by(self, key: bytes, day: date) -> "MasterKeys":
        """The keys once `key` is the current one."""
        return MasterKeys(key, (ReplacedKey(self.current, day), *self.replaced))

    @property
    def text(self) -> str:
        """What stands in the key file."""
        lines = [self.current.hex(), *(f"{one.replaced_on} {one.key.hex()}" for one in self.replaced)]
        return "\n".join(lines) + "\n"


def parse(text: str) -> MasterKeys:
    """The inverse of `MasterKeys.text`. Raises SecretMissing."""
    first, *others = (line for line in text.splitlines() if line.strip())
    return MasterKeys(_key(first), tuple(_replaced(line) for line in others))


def _replaced(line: str) -> ReplacedKey:
    day, _, digits = line.strip().partition(" ")
    try:
        return ReplacedKey(_key(digits), date.fromisoformat(day))
    except ValueError:
        raise SecretMissing(
            "the master key file: below the key only those that it replaced may stand, each after the day "
            "on which that happened, as `hotline key rotate` writes them"
        ) from None


def _key(digits: str) -> bytes:
    try:
        key = bytes.fromhex(digits)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise SecretMissing("the master key must be 64 hexadecimal digits, as `hotline init` makes it")
    return key
