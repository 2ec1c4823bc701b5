"""Clues: how much each bit of a short message speaks for a danger, or for a kind of message, summed up.

Signs name what people usually write. Clues, learned from many sentences, catch what nobody thought of,
and tell a call for help from a report that holds the same words.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

ANY, AGAINST = "any", "against"
# Whoever despairs or is beaten says less of it than whoever sees a fire: of two kinds alike these come first.
_QUIET = frozenset({"despair", "home_violence", "jump"})
NUMBERS = (
    "lean",
    "enough",
    "signed",
    "unreal",
    "harmless",
    "calm",
    "unhurried",
    "told",
    "told_at_length",
    "all_clear",
    "warm",
    "unnamed",
    "by_length",
    "sure",
)
_SHOWN = 4
_PLAIN = 3.0  # What a single character must weigh to be named.
# What is made of nothing else says nothing: 的人, 我就, 着一, 你们.
_LITTLE_WORDS = frozenset(
    "的了着过是我你他她它您们这那在有不就都也还一个么吗呢吧啊嘛和跟与很太又再把被给从到来去上下里边头子家人大小多少说要会能可以没想看现今天年月日时候后前什怎啥样点些得"
)
_RUN = re.compile(r"[\u3400-\u9fff]+")


@dataclass(frozen=True)
class Hint:
    """What the clues of a text add up to, the kinds they speak of, likeliest first, and what says most."""

    weight: float
    kinds: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True)
class Clues:
    """Weights by clue, the kind each speaks of, what a message without clues weighs, and what is enough.

    A message weighs more by `signed` if a sign says that it happens, and less if a sign says that it does
    not (`unreal`), if it names no harm (`harmless`), if it is calm (`calm`) and if it fears, supposes,
    remembers or asks for something (`unhurried`). Some passage of a longer text must weigh `told`, and of a
    much longer one `told_at_length`. Less again where it is said that all is well (`all_clear`); and whoever
    is answered warmly without any sign must weigh more by `warm`; from `unnamed` above enough the likeliest
    kind counts although no word of its own is there. Without a sign each character of a longer text asks for
    `by_length` more. Only what weighs more by `sure`, or asks for a warm answer, is sure.
    """

    weights: Mapping[str, float]
    kinds: Mapping[str, str]
    lean: float
    enough: float
    signed: float
    unreal: float
    harmless: float
    calm: float
    unhurried: float
    told: float
    told_at_length: float
    all_clear: float
    warm: float
    unnamed: float
    by_length: float
    sure: float

    def read(self, text: str) -> Hint:
        """What the clues of a folded text say."""
        found = bits(text)
        known = self._known(found)
        # How much a clue speaks for danger says nothing about which, so that each has one vote.
        votes = Counter(self.kinds[bit] for bit in sorted(known) if self.kinds[bit] not in (ANY, AGAINST))
        return Hint(
            weight=self.lean + sum(known.values()) * value(found),
            kinds=tuple(sorted(votes, key=lambda kind: (-votes[kind], kind not in _QUIET))),
            words=_telling(known),
        )

    def weigh(self, text: str) -> float:
        """What `read` says that the clues of a folded text weigh, and nothing else."""
        found = bits(text)
        return self.lean + sum(map(self.weights.__getitem__, found & self.weights.keys())) * value(found)

    def _known(self, found: set[str]) -> dict[str, float]:
        return {bit: self.weights[bit] for bit in found & self.weights.keys()}


@dataclass(frozen=True)
class KindClues:
    """For each kind of message that is no case: weights by clue, and what a message without clues weighs.

    A message is of the kind that weighs most, if that is at least `enough`; and not of one that weighs less
    than `doubted`, whatever its signs say.
    """

    weights: Mapping[str, Mapping[str, float]]
    lean: Mapping[str, float]
    enough: float
    doubted: float

    def read(self, text: str) -> Hint:
        """The kind that the clues of a folded text add up to, if any."""
        found = bits(text)
        weight, kind = max((self._weight(kind, found), kind) for kind in self.weights)
        if weight < self.enough:
            return Hint(weight, (), ())
        weights = self.weights[kind]
        return Hint(weight, (kind,), _telling({bit: weights[bit] for bit in found if bit in weights}))

    def is_doubted(self, kind: str, text: str) -> bool:
        """Whether a folded text is quite unlike messages of a kind."""
        return kind in self.weights and self._weight(kind, bits(text)) < self.doubted

    def _weight(self, kind: str, found: set[str]) -> float:
        weights = self.weights[kind]
        return self.lean[kind] + sum(weights.get(bit, 0.0) for bit in found) * value(found)


def bits(text: str) -> set[str]:
    """Every Chinese character of a text, every two that stand side by side, and how it begins and ends."""
    runs = _RUN.findall(text)
    if not runs:
        return set()
    ends = ("^" + runs[0][:2], runs[-1][-2:] + "$", runs[-1][-1] + "$")
    return set().union(ends, *map(_inside, runs))


# The passages of a longer text share most of their clauses.
@lru_cache(maxsize=64)
def _inside(run: str) -> frozenset[str]:
    """Every character of a run of them, and every two side by side."""
    return frozenset(run).union(run[at : at + 2] for at in range(len(run) - 1))


def value(found: set[str]) -> float:
    """What one clue counts in a text: less in a longer one."""
    return float(max(1, len(found)) ** -0.5)


@cache
def shipped() -> Clues:
    """The clues of danger that come with the hotline."""
    return read_clues(_file("danger_clues.toml"))


@cache
def shipped_kinds() -> KindClues:
    """The clues of kinds that come with the hotline."""
    return read_kind_clues(_file("kind_clues.toml"))


def _file(name: str) -> str:
    return files("hotline.lexicons").joinpath(name).read_text("utf-8")


def read_clues(text: str) -> Clues:
    """Read the file in which clues of one weight share a line."""
    lists = tomllib.loads(text)
    weights, kinds = {}, {}
    for kind, lines in lists["clues"].items():
        for clue, weight in _weights(lines):
            weights[clue], kinds[clue] = weight, kind
    return Clues(weights, kinds, **{name: lists[name] for name in NUMBERS})


def read_kind_clues(text: str) -> KindClues:
    """Read the file that has such lines for each kind."""
    lists = tomllib.loads(text)
    weights = {kind: dict(_weights(lines)) for kind, lines in lists["clues"].items()}
    return KindClues(weights, lists["lean"], lists["enough"], lists["doubted"])


def _weights(lines: Mapping[str, str]) -> Iterator[tuple[str, float]]:
    return ((clue, float(weight)) for weight, clues in lines.items() for clue in clues.split())


def _telling(known: Mapping[str, float]) -> tuple[str, ...]:
    telling = [
        bit
        for bit in sorted(known, key=lambda bit: (-known[bit], bit))
        if known[bit] > 0 and _RUN.fullmatch(bit) and not _LITTLE_WORDS.issuperset(bit)
    ]
    # A single character tells something only where no two do: 醒 of 睡下去就别再醒了.
    words = [bit for bit in telling if len(bit) > 1] or [bit for bit in telling if known[bit] > _PLAIN]
    return tuple(words[:_SHOWN])
