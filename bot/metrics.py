"""Metrics of one process, and Prometheus' text format for them (version 0.0.4). Adding is all that costs."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", '"': '\\"'})


@dataclass
class Metric:
    """A counter or a gauge: one value, or one for each value of its label."""

    name: str
    kind: str
    about: str
    label: str = ""
    values: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.label:
            self.values.setdefault("", 0.0)

    def add(self, amount: float = 1.0, of: str = "") -> None:
        self.values[of] = self.values.get(of, 0.0) + amount

    def set(self, value: float, of: str = "") -> None:
        self.values[of] = float(value)

    def lines(self) -> Iterator[str]:
        """What stands in the text of this metric."""
        yield from _head(self.name, self.about, self.kind)
        for of, value in self.values.items():
            labels = f'{{{self.label}="{of.translate(_ESCAPES)}"}}' if self.label else ""
            yield f"{self.name}{labels} {value!r}"


def counter(name: str, about: str, label: str = "") -> Metric:
    """A number that only grows."""
    return Metric(name, "counter", about, label)


def gauge(name: str, about: str, label: str = "") -> Metric:
    """A number that goes up and down."""
    return Metric(name, "gauge", about, label)


class Histogram:
    """How often something took how long, in seconds."""

    def __init__(self, name: str, about: str, bounds: tuple[float, ...]) -> None:
        self.name = name
        self._about = about
        self._bounds = bounds
        # The last is for whatever took longer than all bounds.
        self._counts = [0] * (len(bounds) + 1)
        self._sum = 0.0

    def observe(self, seconds: float) -> None:
        self._counts[bisect_left(self._bounds, seconds)] += 1
        self._sum += seconds

    def lines(self) -> Iterator[str]:
        """What stands in the text of this metric: each bound counts what took no longer than it."""
        yield from _head(self.name, self._about, "histogram")
        total = 0
        for bound, count in zip([*map(repr, self._bounds), "+Inf"], self._counts, strict=True):
            total += count
            yield f'{self.name}_bucket{{le="{bound}"}} {total}'
        yield f"{self.name}_sum {self._sum!r}"
        yield f"{self.name}_count {total}"


def _head(name: str, about: str, kind: str) -> Iterator[str]:
    yield f"# HELP {name} {about}"
    yield f"# TYPE {name} {kind}"


def text_of(metrics: Iterable[Metric | Histogram]) -> str:
    """All of them, as Prometheus reads them."""
    return "".join(f"{line}\n" for metric in metrics for line in metric.lines())
