"""Learns keywords and weights from labelled messages; what a person wrote by hand stays.

A linear support-vector machine is fitted on the same keyword values that the classifier uses, with one
column more for each topic: what is learned of one of its keywords then holds for the others too, also
for those that no labelled message held. Needs scikit-learn (the `learn` extra).
"""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from hotline.calibration import Scores, fit_certainty
from hotline.classification import Classifier
from hotline.keywords import UNLEARNED, Certainty, Keyword, Lexicon, Source, Topic
from hotline.matching import Matcher, words
from hotline.names import is_empty, is_name
from hotline.normalisation import fold
from hotline.passages import telling
from hotline.weighing import Scale, batches, rarity

MOST_KEYWORDS = 6000
LEAST_MESSAGES = 5
_MOST_LEARNED = 700  # more do not help: from 500 on five-fold figures stay the same
_TOPIC_SHARE = 0.5
_BODY_ALONE = 0.5  # a message without its title teaches, but as half a message
_REGULARISATION = 0.4
_TOO_SMALL = 0.08  # weights below this are left out: they change nothing and hide the others
_CANDIDATE = re.compile(r"[\u4e00-\u9fff]{1,6}|[A-Za-z]{2,8}")

Values = dict[str, float]
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Message:
    """A labelled message; title or detail may be empty."""

    title: str
    detail: str
    label: str

    @property
    def text(self) -> str:
        """Title and detail as one folded text."""
        return fold(f"{self.title}\n{self.detail}")


@dataclass(frozen=True)
class _Lesson:
    """One way to read a message, with its weight in the fit."""

    title: str
    detail: str
    label: str
    weight: float


class LearningError(Exception):
    """Nothing can be learned from what was given; the message says what to do next."""


def learn(
    messages: Sequence[Message], base: Lexicon, *, progress: Progress = lambda _: None, certainty: bool = True
) -> Lexicon:
    """Return the base lexicon with keywords and weights learned anew from these messages.

    Everything written by hand or corrected stays; what was learned before is replaced. Raises
    LearningError when labels are unknown or fewer than two.
    """
    _check(messages, base)
    progress("counting words")
    texts = _texts(messages)
    counts = _counts(texts, base)
    rarity_of = {text: rarity(count, len(texts)) for text, count in counts.items()}
    lessons = _lessons(messages)
    progress("choosing keywords")
    first = _fit(lessons, rarity_of, base)
    chosen = _choose(first, base)
    progress("weighing keywords")
    fitted = _fit(lessons, {text: rarity_of[text] for text in rarity_of if text in chosen}, base)
    lexicon = _assemble(fitted, base, counts, len(texts))
    if certainty:
        progress("calibrating")
        lexicon = replace(lexicon, certainty=_calibrate(messages, base))
    return lexicon


def folds(messages: Sequence[Message], number: int = 5) -> list[list[int]]:
    """Split into parts by title, so that a title and its longer message never stand on both sides."""
    parts: list[list[int]] = [[] for _ in range(number)]
    for index, message in enumerate(messages):
        digest = hashlib.blake2b(fold(message.title or message.detail).encode(), digest_size=4).digest()
        parts[int.from_bytes(digest) % number].append(index)
    return parts


def without(messages: Sequence[Message], part: Collection[int]) -> list[Message]:
    """The messages outside one part."""
    left_out = frozenset(part)
    return [message for index, message in enumerate(messages) if index not in left_out]


def _check(messages: Sequence[Message], base: Lexicon) -> None:
    labels = {message.label for message in messages}
    if unknown := sorted(labels - set(base.categories)):
        raise LearningError(
            f"Unknown labels: {', '.join(unknown)}. The lexicon has: {', '.join(base.categories)}. "
            "Correct the label column, or add the category to the lexicon."
        )
    if len(labels) < 2:
        raise LearningError("At least two different labels are needed. Add messages of another category.")


def _texts(messages: Sequence[Message]) -> list[str]:
    """The telling part of each message, once where the same title comes with and without its details."""
    fullest = {
        message.title: message for message in sorted(messages, key=lambda message: len(message.detail))
    }
    return [telling(message.text) for message in fullest.values()]


def _counts(texts: Sequence[str], base: Lexicon) -> dict[str, int]:
    """How many messages hold each keyword written by hand and each word worth learning."""
    seen: dict[str, int] = {}
    for text in texts:
        for word in set(words(text)):
            seen[word] = seen.get(word, 0) + 1
    hand = {word for topic in base.topics for word in topic.strengths()}
    candidates = {w for w, n in seen.items() if n >= LEAST_MESSAGES and _is_candidate(w)} | hand
    matcher = Matcher(candidates)
    held = Counter(
        number
        for some in batches(texts)
        for number in matcher.find([(text, "") for text in some]).keywords.tolist()
    )
    counts = {word: held[number] for number, word in enumerate(matcher.keywords)}
    return {word: count for word, count in counts.items() if word in hand or count >= LEAST_MESSAGES}


def _is_candidate(word: str) -> bool:
    return _CANDIDATE.fullmatch(word) is not None and not is_empty(word) and not is_name(word)


def _lessons(messages: Iterable[Message]) -> list[_Lesson]:
    lessons: dict[tuple[str, str, str], _Lesson] = {}
    for message in messages:
        ways = [(message.title, "", 1.0)]
        if message.detail:
            ways += [(message.title, message.detail, 1.0), ("", message.detail, _BODY_ALONE)]
        for title, detail, weight in ways:
            lessons.setdefault((title, detail, message.label), _Lesson(title, detail, message.label, weight))
    return list(lessons.values())


@dataclass(frozen=True)
class _Fitted:
    """Weights by column and category, the mass of each column, and the intercepts."""

    weights: Mapping[str, Mapping[str, float]]
    mass: Mapping[str, float]
    lean: Mapping[str, float]


def _fit(lessons: Sequence[_Lesson], rarity_of: Mapping[str, float], base: Lexicon) -> _Fitted:
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.svm import LinearSVC

    scale = Scale(rarity_of)
    topics = _topics_by_word(base.topics)
    read = scale.values([(lesson.title, lesson.detail) for lesson in lessons])
    rows = [_with_topics(values, topics) for values in read]
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(rows)
    # The vectorizer may index with 64 bits, which the machine refuses.
    matrix.indices, matrix.indptr = matrix.indices.astype("int32"), matrix.indptr.astype("int32")
    labels = [lesson.label for lesson in lessons]
    machine = LinearSVC(C=_REGULARISATION, random_state=0)
    machine.fit(matrix, labels, sample_weight=[lesson.weight for lesson in lessons])
    names = list(vectorizer.get_feature_names_out())
    classes, coefficients, intercepts = _per_class(machine)
    weights = {
        name: dict(zip(classes, column, strict=True))
        for name, column in zip(names, coefficients, strict=True)
    }
    squares = matrix.multiply(matrix).sum(axis=0).tolist()[0]
    mass = {name: float(square) ** 0.5 for name, square in zip(names, squares, strict=True)}
    return _Fitted(weights, mass, dict(zip(classes, intercepts, strict=True)))


def _per_class(machine: object) -> tuple[list[str], list[list[float]], list[float]]:
    """Coefficients by column then class; for two classes scikit-learn keeps only the second's."""
    classes = [str(name) for name in machine.classes_]  # type: ignore[attr-defined]
    coefficients = machine.coef_.T.tolist()  # type: ignore[attr-defined]
    intercepts = machine.intercept_.tolist()  # type: ignore[attr-defined]
    if len(classes) == 2:
        return classes, [[-row[0], row[0]] for row in coefficients], [-intercepts[0], intercepts[0]]
    return classes, coefficients, intercepts


def _topics_by_word(topics: Iterable[Topic]) -> dict[str, list[tuple[str, float]]]:
    by_word: dict[str, list[tuple[str, float]]] = {}
    for topic in topics:
        for word, strength in topic.strengths().items():
            by_word.setdefault(word, []).append((f"#{topic.key}", strength * _TOPIC_SHARE))
    return by_word


def _with_topics(values: Values, topics: Mapping[str, list[tuple[str, float]]]) -> Values:
    row = dict(values)
    for word, value in values.items():
        for column, strength in topics.get(word, ()):
            row[column] = row.get(column, 0.0) + strength * value
    return row


def _choose(fitted: _Fitted, base: Lexicon) -> set[str]:
    """The keywords written by hand and those of the others that move most."""
    hand = {word for topic in base.topics for word in topic.strengths()}
    others = [name for name in fitted.weights if not name.startswith("#") and name not in hand]
    room = min(_MOST_LEARNED, MOST_KEYWORDS - len(hand))
    moved = {name: max(map(abs, fitted.weights[name].values())) * fitted.mass[name] for name in others}
    return hand | set(sorted(others, key=lambda name: (-moved[name], name))[: max(room, 0)])


def _assemble(fitted: _Fitted, base: Lexicon, counts: Mapping[str, int], total: int) -> Lexicon:
    shared = {topic.key: _shared(topic, fitted) for topic in base.topics}
    topics = tuple(_topic(topic, shared[topic.key], fitted) for topic in base.topics)
    by_word: dict[str, list[tuple[float, Mapping[str, float]]]] = {}
    for topic in base.topics:
        for word, strength in topic.strengths().items():
            by_word.setdefault(word, []).append((strength, shared[topic.key]))
    learned = []
    for text in sorted(name for name in fitted.weights if not name.startswith("#")):
        weights = dict(fitted.weights[text])
        for strength, mean in by_word.get(text, ()):
            for category, weight in mean.items():
                weights[category] -= strength * weight
        learned.append(Keyword(text, _rounded(weights), Source.LEARNED, counts[text]))
    corrected = tuple(keyword for keyword in base.keywords if keyword.source is Source.CORRECTED)
    lean = {**base.lean, **{category: round(weight, 3) for category, weight in fitted.lean.items()}}
    return Lexicon(base.categories, topics, (*learned, *corrected), total, lean, base.certainty)


def _shared(topic: Topic, fitted: _Fitted) -> dict[str, float]:
    """What most keywords of a topic say alike: it is the topic's, so that it holds for unseen ones too."""
    known = [word for word in topic.strong if word in fitted.weights]
    mass = sum(fitted.mass[word] for word in known)
    if not mass:
        return {}
    return {
        category: sum(fitted.mass[word] * fitted.weights[word][category] for word in known) / mass
        for category in fitted.lean
    }


def _topic(topic: Topic, shared: Mapping[str, float], fitted: _Fitted) -> Topic:
    own = fitted.weights.get(f"#{topic.key}", {})
    weights = {
        category: own.get(category, 0.0) * _TOPIC_SHARE + shared.get(category, 0.0)
        for category in fitted.lean
    }
    unlabelled = {} if topic.category in fitted.lean else {topic.category: UNLEARNED}
    return replace(topic, weights=_rounded(weights) | unlabelled)


def _rounded(weights: Mapping[str, float]) -> dict[str, float]:
    return {category: round(weight, 2) for category, weight in weights.items() if abs(weight) >= _TOO_SMALL}


def _calibrate(messages: Sequence[Message], base: Lexicon) -> Certainty:
    """Fit certainty on messages that the weights were not learned from."""
    labels = {message.label for message in messages}
    outcomes: list[tuple[Scores, str]] = []
    for part in folds(messages, 3):
        classifier = Classifier(learn(without(messages, part), base, certainty=False))
        lessons = [one for one in _lessons(messages[index] for index in part) if one.title]
        scores = classifier.scores([(one.title, one.detail) for one in lessons], labels)
        outcomes += zip(scores, [one.label for one in lessons], strict=True)
    return fit_certainty(outcomes)
