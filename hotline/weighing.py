"""How much each keyword of a message counts: rarity, how often and where it stands, length of the message."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from hotline.lexicon import Lexicon
from hotline.matching import Matcher, Numbers
from hotline.normalisation import fold
from hotline.passages import opening, telling

_TITLE = 4
# What a message is about stands at its beginning: reading on takes twice the time and rights nothing.
_READ = 300
_AT_ONCE = 64  # messages: more would no longer fit into the nearest memory
_UNSEEN = 2  # a word that no labelled message held is taken for as rare as one that two held

T = TypeVar("T")


class Weighed(NamedTuple):
    """The different keywords of messages: which message, which keyword, its value; shape (keywords,) each.

    Ordered by message.
    """

    messages: Numbers
    keywords: Numbers
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

    def weigh(self, messages: Sequence[tuple[str, str]]) -> Weighed:
        """Weigh messages, (title, text) each.

        The title, or the first sentence where there is none, counts four times.
        """
        owners, keywords, times = self._matcher.find([_parts(*one) for one in messages], _TITLE)
        values = self._rarities.take(keywords) * (1.0 + np.log(times))
        norms = np.sqrt(np.bincount(owners, values * values, len(messages)))
        return Weighed(owners, keywords, values / norms.take(owners))

    def values(self, messages: Sequence[tuple[str, str]]) -> list[dict[str, float]]:
        """For each message, (title, text), the value of each of its keywords."""
        rows: list[dict[str, float]] = []
        for some in batches(messages):
            part: list[dict[str, float]] = [{} for _ in some]
            for owner, keyword, value in zip(*map(np.ndarray.tolist, self.weigh(some)), strict=True):
                part[owner][self.keywords[keyword]] = value
            rows += part
        return rows


def batches(messages: Sequence[T]) -> Iterator[Sequence[T]]:
    """Split into as many as are best weighed at once."""
    return (messages[at : at + _AT_ONCE] for at in range(0, len(messages), _AT_ONCE))


def _parts(title: str, text: str) -> tuple[str, str]:
    """What counts more and the rest, folded and without what does not count."""
    head, body = telling(fold(title[:_READ])), telling(fold(text[:_READ]))
    return (head, body) if head else opening(body)


def rarity(messages: int, total: int) -> float:
    """How telling a word is that so many of all labelled messages hold (inverse document frequency)."""
    return 1.0 + math.log((1 + max(total, 1000)) / (1 + max(messages, _UNSEEN)))


def rarities(lexicon: Lexicon) -> dict[str, float]:
    """The rarity of every keyword of a lexicon."""
    counts = {keyword.text: keyword.messages for keyword in lexicon.keywords}
    return {text: rarity(counts.get(text, 0), lexicon.messages) for text in lexicon.texts}
