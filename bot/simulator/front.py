"""What the page at the root shows first, and how it may move the clock: told by the embedding program."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class ClockStep:
    """One way to move the clock: its name, what it is called in each language, and what does it."""

    name: str
    labels: Mapping[str, str]
    move: Callable[[], None]

    def view(self) -> dict[str, Any]:
        """The step as JSON."""
        return {"name": self.name, "labels": dict(self.labels)}


@dataclass(slots=True)
class Front:
    """A title, the people to show first with a word on each (it may be empty), and the clock's steps.

    Without steps there is no clock control.
    """

    title: str = ""
    people: dict[int, str] = field(default_factory=dict)
    steps: tuple[ClockStep, ...] = ()

    def step(self, name: str) -> ClockStep | None:
        """The step with this name."""
        return next((step for step in self.steps if step.name == name), None)


def plain_steps(move: Callable[[timedelta], None]) -> tuple[ClockStep, ...]:
    """Steps of an hour, a day and a week."""
    return (
        ClockStep("hour", {"zh": "1 小时", "en": "1 hour"}, lambda: move(timedelta(hours=1))),
        ClockStep("day", {"zh": "1 天", "en": "1 day"}, lambda: move(timedelta(days=1))),
        ClockStep("week", {"zh": "1 周", "en": "1 week"}, lambda: move(timedelta(weeks=1))),
    )
