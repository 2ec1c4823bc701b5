"""Row identifiers: 63-bit integers that grow with time and need no database to be made.

A key made by the program rather than by a sequence lets every table have the primary key
(station_id, id) on both databases, so that many stations can be spread over many servers.
"""

import secrets
import threading
import time

# 2024-01-01T00:00:00Z in milliseconds; 41 bits of milliseconds last until 2093.
_EPOCH_MS = 1_704_067_200_000
_RANDOM_BITS, _APART_BITS = 22, 32
_LARGEST = 2**63 - 1
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"

_lock = threading.Lock()
_last = 0


def new_id() -> int:
    """A new identifier; later calls in this process always give larger ones."""
    global _last
    fresh = ((time.time_ns() // 1_000_000 - _EPOCH_MS) << _RANDOM_BITS) | secrets.randbits(_RANDOM_BITS - 2)
    with _lock:
        _last = max(_last + 1, fresh)
        return _last


def continue_after(newest: int) -> None:
    """Let later identifiers of this process be larger than this one, even if the clock was set back since."""
    global _last
    with _lock:
        # Apart from those of other processes that begin at the same one.
        _last = max(_last, newest + secrets.randbits(_APART_BITS))


def to_base36(number: int) -> str:
    """Shortest lower-case form of an identifier, for buttons. Raises ValueError for a negative one."""
    if number < 0:
        raise ValueError(number)
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return digits or "0"


def from_base36(text: str) -> int:
    """The identifier that `to_base36` wrote. Raises ValueError for anything else."""
    number = int(text, 36)
    if not 0 <= number <= _LARGEST or to_base36(number) != text:
        raise ValueError(text)
    return number
