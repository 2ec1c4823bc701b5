"""What a lexicon holds: categories, topics written by hand, keywords with weights."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

STRONG, HINT = 1.0, 0.5
UNLEARNED = 1.75


class Source(StrEnum):
    """Where a keyword comes from."""

    HAND = "hand"
    LEARNED = "learned"
    CORRECTED = "corrected"


@dataclass(frozen=True)
class Topic:
    """Keywords that a person wrote for one matter; `weights` are learned for all of them together.

    `at_least` is what the topic says for its own category whatever was learned: a person may know better.
    """

    category: str
    name: str
    part: str | None = None
    strong: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    weights: Mapping[str, float] | None = None
    at_least: float = 0.0

    @property
    def key(self) -> str:
        """How the [topics] table names it."""
        return " / ".join(filter(None, (self.category, self.name, self.part)))

    @property
    def says(self) -> Mapping[str, float]:
        """Weight by category of a strong keyword."""
        if self.weights is None:
            return {self.category: UNLEARNED}
        return {**self.weights, self.category: max(self.at_least, self.weights.get(self.category, 0.0))}

    def strengths(self) -> dict[str, float]:
        """Each keyword with its strength."""
        return dict.fromkeys(self.hints, HINT) | dict.fromkeys(self.strong, STRONG)


@dataclass(frozen=True)
class Keyword:
    """One line of [learned] or [corrected]: weights by category, and how many messages held the word."""

    text: str
    weights: Mapping[str, float]
    source: Source
    messages: int = 0


@dataclass(frozen=True)
class Certainty:
    """How a lead in score becomes a probability: 1 / (1 + exp(-(slope × lead + base)))."""

    slope: float = 4.0
    base: float = 0.0


@dataclass(frozen=True)
class Lexicon:
    """All keywords, with the scheme they speak about."""

    categories: tuple[str, ...]
    topics: tuple[Topic, ...] = ()
    keywords: tuple[Keyword, ...] = ()
    messages: int = 0
    lean: Mapping[str, float] = field(default_factory=dict)
    certainty: Certainty = Certainty()

    @property
    def texts(self) -> dict[str, Source]:
        """Every keyword and where it comes from; one written by hand stays so, whatever was learned of it."""
        texts = {keyword.text: keyword.source for keyword in self.keywords}
        return texts | dict.fromkeys(
            (word for topic in self.topics for word in topic.strengths()), Source.HAND
        )

    def correcting(self, keywords: tuple[Keyword, ...]) -> "Lexicon":
        """A copy whose corrections are these."""
        kept = tuple(keyword for keyword in self.keywords if keyword.source is not Source.CORRECTED)
        return replace(self, keywords=kept + keywords)


@dataclass
class LexiconError(Exception):
    """Something in a lexicon cannot be used; says where, what is allowed and what to do next."""

    file: str
    key: str
    problem: str
    allowed: str

    def __str__(self) -> str:
        where = f"{self.file}: {self.key}: {self.problem}"
        return f"{where}. Allowed: {self.allowed}. Correct the file and try again."
