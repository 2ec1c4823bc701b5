"""A whole run: the pure parts and whole townships in processes of their own, counted as they go on."""

import asyncio
import logging
import math
import multiprocessing
import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from tests.fuzz.aftermath import faults_of
from tests.fuzz.pure_files import FILE_TARGETS
from tests.fuzz.pure_texts import TEXT_TARGETS
from tests.fuzz.pure_wire import WIRE_TARGETS
from tests.fuzz.requesting import run_requests
from tests.fuzz.target import Failure, Tallies, Tally, run_some, traced
from tests.fuzz.town import town_of
from tests.fuzz.updating import run_updates
from tests.fuzz.words import Words

TARGETS = {target.name: target for target in (*TEXT_TARGETS, *WIRE_TARGETS, *FILE_TARGETS)}
UPDATES, REQUESTS, STATE = "updates", "requests", "state afterwards"
# Seconds between two looks at how far it is.
_GLANCE = 1.0
# Small enough for a bar that moves, large enough that starting costs nothing; a town for so many updates.
_CHUNK, _TOWNSFUL = 1000, 2500
PURE = "pure parts"

Progress = Callable[[Mapping[str, int]], None]


@dataclass(frozen=True)
class Wanted:
    """How much of everything; `minutes` is when nothing new is begun, 0 for never."""

    pure: int = 900_000
    updates: int = 50_000
    requests: int = 50_000
    seed: str = "1"
    minutes: float = 0
    workers: int = 0


@dataclass(frozen=True)
class Piece:
    """A piece of work that one process does: runs of a pure target, or a town's updates and requests."""

    seed: str
    target: str = ""
    runs: int = 0
    updates: int = 0
    requests: int = 0
    # When a town begins nothing new (time.time()).
    until: float = math.inf


@dataclass
class Outcome:
    """What came of a run."""

    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    is_cut_short: bool = False

    def add(self, tallies: Tallies) -> None:
        for name, tally in tallies.items():
            self.tallies[name].add(tally)

    @property
    def failures(self) -> list[Failure]:
        return [failure for tally in self.tallies.values() for failure in tally.failures]

    def runs_of(self, names: Sequence[str]) -> int:
        return sum(self.tallies[name].runs for name in names if name in self.tallies)


def pieces_of(wanted: Wanted, until: float = math.inf) -> Iterator[Piece]:
    """The pieces of a run: towns first, which take longest, then every pure target in turn."""
    towns = max(-(-wanted.updates // _TOWNSFUL), -(-wanted.requests // _TOWNSFUL))
    for number in range(towns):
        updates, requests = (_share(count, towns, number) for count in (wanted.updates, wanted.requests))
        yield Piece(f"{wanted.seed}:town:{number}", updates=updates, requests=requests, until=until)
    shares = sum(target.share for target in TARGETS.values())
    left = {name: -(-wanted.pure * target.share // shares) for name, target in TARGETS.items()}
    number = 0
    while any(left.values()):
        for name in left:
            if runs := min(_CHUNK, left[name]):
                left[name] -= runs
                yield Piece(f"{wanted.seed}:{name}:{number}", name, runs)
        number += 1


def _share(count: int, parts: int, number: int) -> int:
    return count // parts + (number < count % parts)


def do(piece: Piece) -> dict[str, Tally]:
    """Do a piece of work, in whatever process."""
    if piece.target:
        tally = run_some(TARGETS[piece.target], piece.seed, piece.runs)
        _count(PURE, tally.runs)
        return {piece.target: tally}
    return asyncio.run(_in_town(piece))


_counters: dict[str, Any] = {}
"""Shared with the process that shows how far all of them are."""


def _begin(counters: dict[str, Any]) -> None:
    """What a process of ours does first."""
    _keep_quiet()
    _counters.update(counters)


def _count(name: str, runs: int) -> None:
    if name in _counters:
        with _counters[name].get_lock():
            _counters[name].value += runs


def _keep_quiet() -> None:
    """Faults are caught where they are logged (tests/fuzz/town.py); nothing goes to the terminal."""
    logging.getLogger().handlers[:] = [logging.NullHandler()]
    logging.captureWarnings(True)


async def _in_town(piece: Piece) -> dict[str, Tally]:
    """Updates, then requests, to one and the same town; what is wrong with its state afterwards is told."""
    words = Words(piece.seed)
    tallies = {UPDATES: Tally(), REQUESTS: Tally(), STATE: Tally()}
    async with town_of(words) as town:
        try:
            counted, halfway = partial(_count, UPDATES), (time.time() + piece.until) / 2
            tallies[UPDATES].add(await run_updates(town, words, piece.updates, counted, halfway))
            counted = partial(_count, REQUESTS)
            tallies[REQUESTS].add(await run_requests(town, words, piece.requests, counted, piece.until))
        except Exception as error:
            tallies[STATE].failures.append(Failure(STATE, piece.seed, repr(error), "", traced(error)))
        tallies[STATE].runs += 1
        tallies[STATE].failures += faults_of(town.path, town.clock())
    for tally in tallies.values():
        tally.failures[:] = [_seeded(failure, piece.seed) for failure in tally.failures]
    return tallies


def _seeded(failure: Failure, seed: str) -> Failure:
    return Failure(failure.target, seed, failure.problem, failure.given, failure.trace)


def run(wanted: Wanted, progress: Progress) -> Outcome:
    """Everything that is wanted, or as much as there is time for."""
    until = time.time() + wanted.minutes * 60 if wanted.minutes else math.inf
    outcome, pieces = Outcome(), pieces_of(wanted, until)
    context = multiprocessing.get_context("spawn")
    workers = wanted.workers or os.cpu_count() or 1
    counters = {name: context.Value("q", 0) for name in (PURE, UPDATES, REQUESTS)}
    with ProcessPoolExecutor(workers, context, _begin, (counters,)) as pool:
        under_way: dict[Future[dict[str, Tally]], Piece] = {}
        while True:
            while len(under_way) < workers and time.time() < until and (piece := next(pieces, None)):
                under_way[pool.submit(do, piece)] = piece
            if not under_way:
                break
            for done in wait(under_way, _GLANCE, FIRST_COMPLETED).done:
                _take_in(outcome, under_way.pop(done), done)
            progress({name: counter.value for name, counter in counters.items()})
    outcome.is_cut_short = time.time() >= until
    return outcome


def _take_in(outcome: Outcome, piece: Piece, done: Future[dict[str, Tally]]) -> None:
    try:
        tallies = done.result()
    except Exception as error:
        # The process itself died: of memory, or of a fault below Python.
        failure = Failure(piece.target or UPDATES, piece.seed, repr(error), "", traced(error))
        tallies = {piece.target or UPDATES: Tally(failures=[failure])}
    outcome.add(tallies)
