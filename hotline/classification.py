"""Which category a message belongs to, how sure that is, and which words decided it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from hotline.calibration import Scores, probabilities
from hotline.keywords import Lexicon
from hotline.normalisation import fold
from hotline.weighing import Scale, rarities

_WORDS_SHOWN = 6
_RUNNERS_UP = 3


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
        self._topics = _topics(lexicon)
        self._scale = Scale(rarities(lexicon), [fold(word) for word in place_words])

    def classify(self, text: str, *, title: str = "", among: Collection[str] | None = None) -> Classification:
        """Classify a message; `among` restricts the answer to these categories."""
        values = self._scale.values(text, title)
        scores = self._scores(values, among)
        if not values or not scores:
            return UNKNOWN
        chances = probabilities(scores, len(values), self._lexicon.certainty)
        ranked = sorted(chances.items(), key=lambda item: -item[1])
        category, confidence = ranked[0]
        return Classification(
            category,
            self._topic(category, values),
            confidence,
            tuple(ranked[1 : 1 + _RUNNERS_UP]),
            self._words(category, values),
        )

    def scores(self, text: str, *, title: str = "", among: Collection[str] | None = None) -> Scores:
        """The raw scores, from which calibration learns what confidence they deserve."""
        values = self._scale.values(text, title)
        return Scores(self._scores(values, among), len(values))

    def _scores(self, values: Mapping[str, float], among: Collection[str] | None) -> dict[str, float]:
        lean = self._lexicon.lean
        scores = {name: lean.get(name, 0.0) for name in self._lexicon.categories}
        for word, value in values.items():
            for category, weight in self._weights[word]:
                scores[category] += weight * value
        return scores if among is None else {name: scores[name] for name in scores if name in among}

    def _topic(self, category: str, values: Mapping[str, float]) -> str | None:
        topics: dict[str, float] = {}
        for word, value in values.items():
            for owner, topic, strength in self._topics.get(word, ()):
                if owner == category:
                    topics[topic] = topics.get(topic, 0.0) + strength * value
        return max(topics, key=topics.__getitem__) if topics else None

    def _words(self, category: str, values: Mapping[str, float]) -> tuple[DecidingWord, ...]:
        said = []
        for word, value in values.items():
            for owner, weight in self._weights[word]:
                if owner == category and weight > 0:
                    said.append((weight * value, word))
        total = sum(share for share, _ in said)
        return tuple(
            DecidingWord(word, share / total) for share, word in sorted(said, reverse=True)[:_WORDS_SHOWN]
        )


def merged_weights(lexicon: Lexicon) -> dict[str, tuple[tuple[str, float], ...]]:
    """What each keyword says in all: by its topics, as learned, and as corrected."""
    merged: dict[str, dict[str, float]] = {}
    for topic in lexicon.topics:
        for word, strength in topic.strengths().items():
            _add(merged.setdefault(word, {}), topic.says, strength)
    for keyword in lexicon.keywords:
        _add(merged.setdefault(keyword.text, {}), keyword.weights, 1.0)
    return {word: tuple(weights.items()) for word, weights in merged.items()}


def _add(weights: dict[str, float], more: Mapping[str, float], factor: float) -> None:
    for category, weight in more.items():
        weights[category] = weights.get(category, 0.0) + factor * weight


def _topics(lexicon: Lexicon) -> dict[str, list[tuple[str, str, float]]]:
    topics: dict[str, list[tuple[str, str, float]]] = {}
    for topic in lexicon.topics:
        for word, strength in topic.strengths().items():
            topics.setdefault(word, []).append((topic.category, topic.name, strength))
    return topics
