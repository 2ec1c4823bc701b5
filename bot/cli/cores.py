"""Spreads rows over all cores, where there are enough rows to pay for starting another Python on each."""

import multiprocessing
import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, Generic, TypeVar

Row = TypeVar("Row")
Result = TypeVar("Result")
Work = Callable[[Sequence[Row]], list[Result]]

_START = 2.0  # seconds until another Python has its lexicon and jieba ready
_SHARE = 256  # rows given away at once: few enough for the progress bar to move

_work: Callable[[Sequence[Any]], list[Any]] | None = None


class Spread(Generic[Row, Result]):
    """Results in the order of the rows, a share at a time.

    `prepare` makes what does the work, here or once on each core; it must be picklable. `cost` is how
    many seconds a row takes. `seconds` is how long the work took so far: on one core without preparing.
    """

    def __init__(self, rows: Sequence[Row], prepare: Callable[[], Work[Row, Result]], cost: float) -> None:
        self._shares = [rows[at : at + _SHARE] for at in range(0, len(rows), _SHARE)]
        self._prepare, self._cores = prepare, worth(len(rows), cost)
        self.seconds = 0.0

    def __iter__(self) -> Iterator[list[Result]]:
        if self._cores > 1:
            yield from self._on_all_cores()
            return
        work = self._prepare()
        for share in self._shares:
            start = time.perf_counter()
            results = work(share)
            self.seconds += time.perf_counter() - start
            yield results

    def _on_all_cores(self) -> Iterator[list[Result]]:
        # Fresh processes, not forks: this one may run threads, and not every system forks.
        context = multiprocessing.get_context("spawn")
        start = time.perf_counter()
        with ProcessPoolExecutor(self._cores, context, _begin, (self._prepare,)) as pool:
            for results in pool.map(_share, self._shares):
                self.seconds = time.perf_counter() - start
                yield results


def worth(rows: int, cost: float, cores: int | None = None) -> int:
    """How many cores to use: all of them if that ends sooner than one alone, else one."""
    cores = cores or os.cpu_count() or 1
    return cores if rows * cost * (1 - 1 / cores) > _START else 1


def _begin(prepare: Callable[[], Callable[[Sequence[Any]], list[Any]]]) -> None:
    global _work
    _work = prepare()


def _share(rows: Sequence[Any]) -> list[Any]:
    assert _work is not None  # noqa: S101 - the pool prepares each of its processes
    return _work(rows)
