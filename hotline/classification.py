"""Which category a message belongs to, how sure that is, and which words decided it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hotline.calibration import Scores, probabilities
from hotline.keywords import Lexicon
from hotline.matching import Numbers
from hotline.normalisation import fold
from hotline.weighing import Scale, Weighed, batches, rarities

_WORDS_SHOWN = 6
_RUNNERS_UP = 3
_THIN = 0.49  # below the half from which routing trusts a category


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
        self._by_hand = np.zeros(len(self._scale.keywords))
        self._by_hand[[number for owned in self._topics.values() for number in owned]] = 1
        is_word = np.array([len(keyword) > 1 for keyword in self._scale.keywords])
        self._telling = np.maximum(self._by_hand, is_word)
        self._columns = {name: at for at, name in enumerate(lexicon.categories)}

    def classify(self, text: str, *, title: str = "", among: Collection[str] | None = None) -> Classification:
        """Classify a message; `among` restricts the answer to these categories."""
        return self.classify_all([(title, text)], among)[0]

    def classify_all(
        self, messages: Sequence[tuple[str, str]], among: Collection[str] | None = None
    ) -> list[Classification]:
        """Classify messages, (title, text) each: quicker than one by one, with the same results."""
        return [result for some in batches(messages) for result in self._classify(some, among)]

    def scores(
        self, messages: Sequence[tuple[str, str]], among: Collection[str] | None = None
    ) -> list[Scores]:
        """The raw scores of messages, from which calibration learns what confidence they deserve."""
        return [
            one
            for some in batches(messages)
            for one in self._scores(self._scale.weigh(some), len(some), among)
        ]

    def _classify(
        self, messages: Sequence[tuple[str, str]], among: Collection[str] | None
    ) -> Iterator[Classification]:
        weighed = self._scale.weigh(messages)
        certainty, columns = self._lexicon.certainty, self._columns
        scores = self._scores(weighed, len(messages), among)
        ranked = [probabilities(one.by_category, certainty) if one.evidence else [] for one in scores]
        first = np.array([columns[names[0][0]] if names else 0 for names in ranked])
        said = self._weights[weighed.keywords, first.take(weighed.messages)] * weighed.values
        spoke = said > 0
        said_for = list(zip(said[spoke].tolist(), weighed.keywords[spoke].tolist(), strict=True))
        bounds = weighed.messages[spoke].searchsorted(np.arange(len(messages) + 1)).tolist()
        by_hand = self._counted(weighed.messages, weighed.keywords, self._by_hand, len(messages))
        spoken = weighed.messages[spoke], weighed.keywords[spoke]
        telling = self._counted(*spoken, self._telling, len(messages))
        for at, names in enumerate(ranked):
            if not names:
                yield UNKNOWN
                continue
            if not (by_hand[at] and telling[at]):
                # No word that a person wrote for any topic, or nothing but single characters that were
                # learned speaks for the first category: what is left may lean, but must not decide.
                names = [(name, _THIN * chance) for name, chance in names]
            yield self._explained(names, sorted(said_for[bounds[at] : bounds[at + 1]], reverse=True))

    def _counted(
        self, messages: Numbers, keywords: Numbers, counts: npt.NDArray[np.float64], number: int
    ) -> list[float]:
        counted: list[float] = np.bincount(messages, counts.take(keywords), number).tolist()
        return counted

    def _explained(
        self, ranked: list[tuple[str, float]], spoke_for: list[tuple[float, int]]
    ) -> Classification:
        """The outcome, from the ranking, and how much which keyword spoke for the first (loudest first)."""
        category, confidence = ranked[0]
        runners_up = tuple(ranked[1 : 1 + _RUNNERS_UP])
        topic, words = self._topic(category, spoke_for), self._shown(spoke_for)
        return Classification(category, topic, confidence, runners_up, words)

    def _scores(self, weighed: Weighed, number: int, among: Collection[str] | None) -> list[Scores]:
        terms = self._weights.take(weighed.keywords, axis=0) * weighed.values[:, None]
        totals = np.zeros((number, 1)) + self._lean
        evidence = np.bincount(weighed.messages, minlength=number)
        some = evidence.nonzero()[0]
        if some.size:
            totals[some] += np.add.reduceat(terms, weighed.messages.searchsorted(some))
        allowed = [(name, at) for name, at in self._columns.items() if among is None or name in among]
        return [
            Scores({name: row[at] for name, at in allowed}, held)
            for row, held in zip(totals.tolist(), evidence.tolist(), strict=True)
        ]

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
