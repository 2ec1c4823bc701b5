"""Whether two texts are the same: by a keyed hash of what is left without case, signs and spaces."""

import re

from hotline.masking import mask
from hotline.normalisation import fold
from storage.vault import Vault

_NO_WORDS = re.compile(r"[\W_]+")
# Shorter ones say nothing that could not be meant anew: 在吗, 好的.
SHORTEST = 4
# Shorter ones many people may hit upon by themselves: 村口路灯坏了.
LONG = 20


def essence(text: str) -> str:
    """What makes a text this one: letters and digits, in one spelling."""
    return _NO_WORDS.sub("", fold(mask(text)).lower())


def fingerprint(vault: Vault, text: str, *, shortest: int = SHORTEST) -> str | None:
    """The keyed hash of a text's essence; None for one that is too short to be compared."""
    said = essence(text)
    return vault.lookup("said", said) if len(said) >= shortest else None
