"""How much each keyword of a message counts: rarity, how often and where it stands, length of the message."""

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hotline.lexicon import Lexicon
from hotline.matching import Matcher, Numbers
from hotline.normalisation import fold
from hotline.passages import opening, telling

_TITLE = 4
# What a message is about stands at its beginning: reading on takes twice the time and rights nothing.
_READ = 300
_UNSEEN = 2  # a word that no labelled message held is taken for as rare as one that two held


class Weighed(NamedTuple):
    """The different keywords of a message by number, and the value of each; both of shape (keywords,)."""

    numbers: Numbers
    values: npt.NDArray[np.float64]


class Scale:
    """Turns messages into keyword values: a vector of length 1, whatever the message's length."""

    def __init__(self, rarities: Mapping[str, float], names: Iterable[str] = ()) -> None:
        self._matcher = Matcher(rarities, names)
        self._rarities = np.array([rarities[word] for word in self.keywords], np.float64)

    @property
    def keywords(self) -> tuple[str, ...]:
        """All keywords; a keyword's number is its place here."""
        return self._matcher.keywords

    def weigh(self, text: str, title: str = "") -> Weighed:
        """Weigh a message; its title, or its first sentence where there is none, counts four times."""
        head, body = telling(fold(title[:_READ])), telling(fold(text[:_READ]))
        if not head:
            head, body = opening(body)
        numbers, times = self._matcher.find(head, body, _TITLE)
        values = self._rarities.take(numbers) * (1.0 + np.log(times))
        return Weighed(numbers, values / math.sqrt(values @ values) if numbers.size else values)

    def values(self, text: str, title: str = "") -> dict[str, float]:
        """Value by keyword."""
        numbers, values = self.weigh(text, title)
        return dict(zip([self.keywords[number] for number in numbers], values.tolist(), strict=True))


def rarity(messages: int, total: int) -> float:
    """How telling a word is that so many of all labelled messages hold (inverse document frequency)."""
    return 1.0 + math.log((1 + max(total, 1000)) / (1 + max(messages, _UNSEEN)))


def rarities(lexicon: Lexicon) -> dict[str, float]:
    """The rarity of every keyword of a lexicon."""
    counts = {keyword.text: keyword.messages for keyword in lexicon.keywords}
    return {text: rarity(counts.get(text, 0), lexicon.messages) for text in lexicon.texts}
