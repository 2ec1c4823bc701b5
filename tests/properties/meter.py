"""Clocks gain no time: what has run and what is left are together always what was granted."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from hotline.working_days import WorkCalendar
from tests.properties.records import Step

_MICROSECOND = timedelta(microseconds=1)


@dataclass
class Meter:
    """Watches every clock from outside: adds up the time during which it was seen to run."""

    calendar: WorkCalendar
    last: datetime
    used: dict[int, timedelta] = field(default_factory=dict)

    def watch(self, step: Step) -> None:
        """Add what has run since the last step, and compare it with what the clocks say is left."""
        before = {row.id: row for row in step.before["case_clock"].values()}
        for clock in step.after["case_clock"].values():
            if clock.id not in before:
                self.used[clock.id] = self._counted(clock, clock.started_at, step.now)
            elif _runs(before[clock.id]):
                self.used[clock.id] += self._counted(clock, self.last, step.now)
            if clock.stopped_at is None:
                self._compare(clock, step.now)
        self.last = step.now

    def _compare(self, clock: Any, now: datetime) -> None:
        granted, used = clock.length_us * _MICROSECOND, self.used[clock.id]
        if clock.paused_at is not None:
            left = clock.remaining_us * _MICROSECOND
        elif now < clock.due_at:
            left = self._counted(clock, now, clock.due_at)
        else:
            assert used >= granted, f"{clock.kind} ran out {granted - used} too early"
            return
        assert used + left == granted, f"{clock.kind}: {used} have run, {left} are left of {granted}"

    def _counted(self, clock: Any, a: datetime, b: datetime) -> timedelta:
        return b - a if clock.is_natural else self.calendar.working_time_between(a, b)


def _runs(clock: Any) -> bool:
    return clock.paused_at is None and clock.stopped_at is None
