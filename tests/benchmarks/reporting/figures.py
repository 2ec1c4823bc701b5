"""A figure that was measured, beside its peer or its limit."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One line of the table.

    `what` was measured in which `section` (with its size); `beside` is what was measured beside it in the
    same run, or a limit, with its value in the same unit; `ratio` is what the goal speaks of, where that is
    no single value; `is_met` is None where there is no goal.
    """

    section: str
    what: str
    value: float
    unit: str
    beside: str = ""
    beside_value: float | None = None
    ratio: float | None = None
    goal: str = ""
    is_met: bool | None = None
