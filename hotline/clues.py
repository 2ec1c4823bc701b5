"""Clues: how much each bit of a short message speaks for a danger or against it, summed up.

Signs name what people usually write; clues, learned from many sentences, catch what nobody thought of.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

LONGEST = 3  # Characters of a clue.
ANY, AGAINST = "any", "against"
_SHOWN = 4
_RUN = re.compile(r"[\u3400-\u9fff]+")


@dataclass(frozen=True)
class Hint:
    """What kind of danger the clues speak of, if of one rather than of another, and those that say most."""

    kind: str | None
    words: tuple[str, ...]


@dataclass(frozen=True)
class Clues:
    """Weights by clue, the kind each speaks of, what a message without clues weighs, and what is enough:

    `enough` where the message names some harm and is not calm about it, else `plenty`.
    """

    weights: Mapping[str, float]
    kinds: Mapping[str, str]
    lean: float
    enough: float
    plenty: float

    def read(self, text: str, *, is_likely: bool) -> Hint | None:
        """The danger that the clues of a folded text add up to, if they are enough for how likely it is."""
        found = bits(text)
        known = {bit: self.weights[bit] for bit in found if bit in self.weights}
        if self.lean + sum(known.values()) * value(found) < (self.enough if is_likely else self.plenty):
            return None
        by_kind: dict[str, float] = {}
        for bit, weight in known.items():
            if self.kinds[bit] not in (ANY, AGAINST):
                by_kind[self.kinds[bit]] = by_kind.get(self.kinds[bit], 0.0) + weight
        return Hint(max(by_kind, key=by_kind.__getitem__, default=None), _telling(known))


def bits(text: str) -> set[str]:
    """Every run of one to three Chinese characters in a text."""
    return {
        run[at : at + length]
        for run in _RUN.findall(text)
        for length in range(1, LONGEST + 1)
        for at in range(len(run) - length + 1)
    }


def value(found: set[str]) -> float:
    """What one clue counts in a text: less in a longer one."""
    return float(max(1, len(found)) ** -0.5)


@cache
def shipped() -> Clues:
    """The clues that come with the hotline."""
    return read_clues(files("hotline.lexicons").joinpath("danger_clues.toml").read_text("utf-8"))


def read_clues(text: str) -> Clues:
    """Read the file in which clues of one weight share a line."""
    lists = tomllib.loads(text)
    weights, kinds = {}, {}
    for kind, lines in lists["clues"].items():
        for weight, clues in lines.items():
            for clue in clues.split():
                weights[clue], kinds[clue] = float(weight), kind
    return Clues(weights, kinds, lists["lean"], lists["enough"], lists["plenty"])


def _telling(known: Mapping[str, float]) -> tuple[str, ...]:
    words: list[str] = []
    for bit in sorted(known, key=lambda bit: (-known[bit] * len(bit), bit)):
        if known[bit] > 0 and len(bit) > 1 and not any(bit in word or word in bit for word in words):
            words.append(bit)
    return tuple(words[:_SHOWN])
