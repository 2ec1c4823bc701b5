"""How much each keyword of a message counts: rarity, how often and where it stands, length of the message."""

import math
from collections.abc import Iterable, Mapping

from hotline.lexicon import Lexicon
from hotline.matching import Matcher
from hotline.normalisation import fold
from hotline.passages import opening, telling

_TITLE = 4.0
# What a message is about stands at its beginning: reading on takes twice the time and rights nothing.
_READ = 300
_UNSEEN = 2  # a word that no labelled message held is taken for as rare as one that two held


class Scale:
    """Turns messages into keyword values: a vector of length 1, whatever the message's length."""

    def __init__(self, rarities: Mapping[str, float], names: Iterable[str] = ()) -> None:
        self._rarities = rarities
        self._matcher = Matcher(rarities, names)

    def values(self, text: str, title: str = "") -> dict[str, float]:
        """Value by keyword; the title, or the first sentence where there is none, counts four times."""
        head, body = telling(fold(title[:_READ])), telling(fold(text[:_READ]))
        if not head:
            head, body = opening(body)
        counts: dict[str, float] = {}
        self._matcher.count(head, counts, _TITLE)
        self._matcher.count(body, counts)
        rarities = self._rarities
        log = math.log
        values = {word: rarities[word] * (1.0 + log(count)) for word, count in counts.items()}
        norm = math.sqrt(sum([value * value for value in values.values()]))
        return {word: value / norm for word, value in values.items()}


def rarity(messages: int, total: int) -> float:
    """How telling a word is that so many of all labelled messages hold (inverse document frequency)."""
    return 1.0 + math.log((1 + max(total, 1000)) / (1 + max(messages, _UNSEEN)))


def rarities(lexicon: Lexicon) -> dict[str, float]:
    """The rarity of every keyword of a lexicon."""
    counts = {keyword.text: keyword.messages for keyword in lexicon.keywords}
    return {text: rarity(counts.get(text, 0), lexicon.messages) for text in lexicon.texts}
