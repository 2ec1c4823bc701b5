"""A part under fuzz, one run of it, and what is wrong when it fails: the input made as small as we can."""

import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fuzz.words import Words

SLOWEST = 5.0
"""Seconds of this thread's own time that one input may take; more could be used to stop the hotline."""
_PATIENCE = 5.0


@dataclass(frozen=True)
class Target:
    """What is run with made input; `allowed` are the refusals that its documentation names.

    `many` inputs go in together, where that is how the part is used.
    """

    name: str
    share: int
    make: Callable[[Words], Any]
    run: Callable[[Any], None]
    allowed: tuple[type[Exception], ...] = ()
    many: int = 1

    def attempt(self, given: Any) -> bool:
        """One run: True if it was refused as documented. Raises whatever else comes up."""
        began = time.thread_time()
        try:
            self.run(given)
        except self.allowed:
            return True
        taken = time.thread_time() - began
        assert taken < SLOWEST, f"took {taken:.1f} s"
        return False


@dataclass(frozen=True)
class Failure:
    """What went wrong, where, and by which seed it comes again."""

    target: str
    seed: str
    problem: str
    given: str
    trace: str = ""


@dataclass
class Tally:
    """Runs of one target, and how many of them were refused as documented."""

    runs: int = 0
    refused: int = 0
    failures: list[Failure] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        self.runs += other.runs
        self.refused += other.refused
        self.failures += other.failures


Tallies = Mapping[str, Tally]


def run_some(target: Target, seed: str, count: int) -> Tally:
    """So many runs; of failures of one kind only the first is kept."""
    words, tally = Words(seed), Tally()
    seen: set[str] = set()
    while tally.runs < count:
        given = target.make(words)
        tally.runs += target.many
        try:
            tally.refused += target.attempt(given) * target.many
        except Exception as error:
            kind = kind_of(error)
            if kind not in seen:
                seen.add(kind)
                tally.failures.append(_failure(target, seed, given, error))
    return tally


def kind_of(error: BaseException) -> str:
    """The error's type and the place in which it came up."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{type(error).__name__} at {frames[-1].filename}:{frames[-1].lineno}" if frames else repr(error)


def traced(error: BaseException) -> str:
    """The last lines of a traceback."""
    return "".join(traceback.format_exception(error))[-3000:]


def _failure(target: Target, seed: str, given: Any, error: Exception) -> Failure:
    smallest = shrunk(given, lambda one: _fails_alike(target, one, error))
    problem = f"{type(error).__name__}: {str(error)[:300]}"
    return Failure(target.name, seed, problem, ascii(smallest)[:2000], traced(error))


def _fails_alike(target: Target, given: Any, error: Exception) -> bool:
    try:
        target.attempt(given)
    except Exception as other:
        return kind_of(other) == kind_of(error)
    return False


def shrunk(given: Any, still_fails: Callable[[Any], bool]) -> Any:
    """A smaller input that still fails: pieces of text and of lists are left out as long as there is time."""
    if not isinstance(given, (str, list, tuple)):
        return given
    kept: Any = given
    until, size = time.monotonic() + _PATIENCE, max(1, len(kept) // 2)
    while size and time.monotonic() < until:
        start = 0
        while start < len(kept) and time.monotonic() < until:
            without = kept[:start] + kept[start + size :]
            if still_fails(without):
                kept = without
            else:
                start += size
        size //= 2
    return kept
