"""Giving memory back to the system after something large was made."""

import ctypes


def give_back() -> None:
    """What the making left behind, which glibc would keep for later; elsewhere there is no such call."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
