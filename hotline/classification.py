"""Which category a message belongs to, how sure that is, and which words decided it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hotline.calibration import Scores, probabilities
from hotline.keywords import Lexicon
from hotline.normalisation import fold
from hotline.weighing import Scale, Weighed, rarities

_WORDS_SHOWN = 6
_RUNNERS_UP = 3
_THIN = 0.5


class DecidingWord(NamedTuple):
    """A word that spoke for the category; `share` (0–1) is its part of all that spoke for it."""

    text: str
    share: float


@dataclass(frozen=True)
class Classification:
    """The outcome. `category` is None when no keyword was found; `confidence` is a probability."""

    category: str | None
    topic: str | None
    confidence: float
    runners_up: tuple[tuple[str, float], ...]
    words: tuple[DecidingWord, ...]


UNKNOWN = Classification(None, None, 0.0, (), ())


class Classifier:
    """Scores messages against a lexicon. Building the first starts jieba, which takes half a second."""

    def __init__(self, lexicon: Lexicon, place_words: Iterable[str] = ()) -> None:
        self._lexicon = lexicon
        self._scale = Scale(rarities(lexicon), [fold(word) for word in place_words])
        self._weights = _matrix(lexicon, self._scale.keywords)
        self._lean = np.array([lexicon.lean.get(name, 0.0) for name in lexicon.categories])
        self._topics = _topics(lexicon, self._scale.keywords)
        self._by_hand = frozenset(number for owned in self._topics.values() for number in owned)

    def classify(self, text: str, *, title: str = "", among: Collection[str] | None = None) -> Classification:
        """Classify a message; `among` restricts the answer to these categories."""
        weighed = self._scale.weigh(text, title)
        weights = self._weights.take(weighed.numbers, axis=0)
        scores = self._scores(weighed, weights, among)
        if not weighed.values.size or not scores:
            return UNKNOWN
        ranked = probabilities(scores, self._lexicon.certainty)
        if self._by_hand.isdisjoint(weighed.numbers.tolist()):
            # No word that a person wrote down for any topic: what is left may lean, but must not decide.
            ranked = [(name, _THIN * chance) for name, chance in ranked]
        category, confidence = ranked[0]
        said = weights[:, self._lexicon.categories.index(category)] * weighed.values
        speaks = said > 0
        spoke_for = list(zip(said[speaks].tolist(), weighed.numbers[speaks].tolist(), strict=True))
        spoke_for.sort(reverse=True)
        return Classification(
            category,
            self._topic(category, spoke_for),
            confidence,
            tuple(ranked[1 : 1 + _RUNNERS_UP]),
            self._shown(spoke_for),
        )

    def scores(self, text: str, *, title: str = "", among: Collection[str] | None = None) -> Scores:
        """The raw scores, from which calibration learns what confidence they deserve."""
        weighed = self._scale.weigh(text, title)
        return Scores(
            self._scores(weighed, self._weights.take(weighed.numbers, axis=0), among), int(weighed.values.size)
        )

    def _scores(
        self, weighed: Weighed, weights: npt.NDArray[np.float64], among: Collection[str] | None
    ) -> dict[str, float]:
        """Score by category, from the weights of the message's keywords, shape (keywords, categories)."""
        totals = (weighed.values @ weights + self._lean).tolist()
        named = zip(self._lexicon.categories, totals, strict=True)
        return dict(named) if among is None else {name: total for name, total in named if name in among}

    def _topic(self, category: str, spoke_for: Iterable[tuple[float, int]]) -> str | None:
        topics: dict[str, float] = {}
        own = self._topics[category]
        for share, number in spoke_for:
            if number in own:
                for topic, strength in own[number]:
                    topics[topic] = topics.get(topic, 0.0) + strength * share
        return max(topics, key=topics.__getitem__) if topics else None

    def _shown(self, spoke_for: Sequence[tuple[float, int]]) -> tuple[DecidingWord, ...]:
        """The words that spoke loudest, from pairs of how much and which, the strongest first."""
        total = sum(map(itemgetter(0), spoke_for))
        keywords = self._scale.keywords
        return tuple(
            [DecidingWord(keywords[number], share / total) for share, number in spoke_for[:_WORDS_SHOWN]]
        )


def merged_weights(lexicon: Lexicon) -> dict[str, dict[str, float]]:
    """What each keyword says in all: by its topics, as learned, and as corrected."""
    merged: dict[str, dict[str, float]] = {}
    for topic in lexicon.topics:
        for word, strength in topic.strengths().items():
            _add(merged.setdefault(word, {}), topic.says, strength)
    for keyword in lexicon.keywords:
        _add(merged.setdefault(keyword.text, {}), keyword.weights, 1.0)
    return merged


def _add(weights: dict[str, float], more: Mapping[str, float], factor: float) -> None:
    for category, weight in more.items():
        weights[category] = weights.get(category, 0.0) + factor * weight


def _matrix(lexicon: Lexicon, keywords: Sequence[str]) -> npt.NDArray[np.float64]:
    """The merged weights, shape (keywords, categories)."""
    column = {name: at for at, name in enumerate(lexicon.categories)}
    row = {keyword: at for at, keyword in enumerate(keywords)}
    matrix = np.zeros((len(row), len(column)))
    for keyword, weights in merged_weights(lexicon).items():
        for category, weight in weights.items():
            matrix[row[keyword], column[category]] = weight
    return matrix


def _topics(lexicon: Lexicon, keywords: Sequence[str]) -> dict[str, dict[int, list[tuple[str, float]]]]:
    """By category, for the number of each keyword written by hand, its topics and its strength in them."""
    row = {keyword: at for at, keyword in enumerate(keywords)}
    topics: dict[str, dict[int, list[tuple[str, float]]]] = {name: {} for name in lexicon.categories}
    for topic in lexicon.topics:
        for word, strength in topic.strengths().items():
            topics[topic.category].setdefault(row[word], []).append((topic.name, strength))
    return topics
