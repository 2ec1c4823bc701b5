"""Which category a message belongs to, how sure that is, and which words decided it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from hotline.calibration import Scores, probabilities
from hotline.keywords import Lexicon
from hotline.lanes import Lanes
from hotline.normalisation import fold
from hotline.weighing import Scale, rarities

_WORDS_SHOWN = 6
_RUNNERS_UP = 3
_THIN = 0.5


@dataclass(frozen=True)
class DecidingWord:
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
    """Scores messages against a lexicon. Building it starts jieba, which takes most of a second."""

    def __init__(self, lexicon: Lexicon, place_words: Iterable[str] = ()) -> None:
        self._lexicon = lexicon
        self._weights = merged_weights(lexicon)
        self._lanes = Lanes(lexicon.categories)
        self._packed = {word: self._lanes.pack(weights) for word, weights in self._weights.items()}
        self._topics = _topics(lexicon)
        self._scale = Scale(rarities(lexicon), [fold(word) for word in place_words])

    def classify(self, text: str, *, title: str = "", among: Collection[str] | None = None) -> Classification:
        """Classify a message; `among` restricts the answer to these categories."""
        values = self._scale.values(text, title)
        scores = self._scores(values, among)
        if not values or not scores:
            return UNKNOWN
        ranked = probabilities(scores, self._lexicon.certainty)
        if self._topics.keys().isdisjoint(values):
            # No word that a person wrote down for any topic: what is left may lean, but must not decide.
            ranked = [(name, _THIN * chance) for name, chance in ranked]
        category, confidence = ranked[0]
        spoke_for = self._spoke_for(category, values)
        return Classification(
            category,
            self._topic(category, spoke_for),
            confidence,
            tuple(ranked[1 : 1 + _RUNNERS_UP]),
            _shown(spoke_for),
        )

    def scores(self, text: str, *, title: str = "", among: Collection[str] | None = None) -> Scores:
        """The raw scores, from which calibration learns what confidence they deserve."""
        values = self._scale.values(text, title)
        return Scores(self._scores(values, among), len(values))

    def _scores(self, values: Mapping[str, float], among: Collection[str] | None) -> dict[str, float]:
        packed, lean = self._packed, self._lexicon.lean
        totals = self._lanes.total([(packed[word], value) for word, value in values.items()])
        return {
            name: total + lean.get(name, 0.0)
            for name, total in zip(self._lexicon.categories, totals, strict=True)
            if among is None or name in among
        }

    def _spoke_for(self, category: str, values: Mapping[str, float]) -> list[tuple[float, str]]:
        """The words that spoke for a category and how much, the strongest first."""
        weights = self._weights
        said = [(weights[word].get(category, 0.0) * value, word) for word, value in values.items()]
        return sorted([term for term in said if term[0] > 0], reverse=True)

    def _topic(self, category: str, spoke_for: Iterable[tuple[float, str]]) -> str | None:
        topics: dict[str, float] = {}
        for share, word in spoke_for:
            for owner, topic, strength in self._topics.get(word, ()):
                if owner == category:
                    topics[topic] = topics.get(topic, 0.0) + strength * share
        return max(topics, key=topics.__getitem__) if topics else None


def _shown(spoke_for: list[tuple[float, str]]) -> tuple[DecidingWord, ...]:
    total = sum([share for share, _ in spoke_for])
    return tuple([DecidingWord(word, share / total) for share, word in spoke_for[:_WORDS_SHOWN]])


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


def _topics(lexicon: Lexicon) -> dict[str, list[tuple[str, str, float]]]:
    topics: dict[str, list[tuple[str, str, float]]] = {}
    for topic in lexicon.topics:
        for word, strength in topic.strengths().items():
            topics.setdefault(word, []).append((topic.category, topic.name, strength))
    return topics
