"""Clocks gain no time: what has run and what is left are together always what was granted."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from hotline.deadlines import Pause
from hotline.states import PAUSED
from hotline.working_days import WorkCalendar
from tests.properties.records import Step

_MICROSECOND = timedelta(microseconds=1)


@dataclass
class Meter:
    """Watches every clock from outside: adds up the time during which it was seen to run."""

    calendar: WorkCalendar
    last: datetime
    used: dict[int, timedelta] = field(default_factory=dict)
    stood: dict[int, list[Pause]] = field(default_factory=dict)
    """By case: when its clocks stood still. One that is started as if it had run earlier stood still too."""

    def watch(self, step: Step) -> None:
        """Add what has run since the last step, and compare it with what the clocks say is left."""
        for case in step.before["cases"].values():
            if case.state in PAUSED:
                self.stood.setdefault(case.id, []).append(Pause(self.last, step.now))
        before = {row.id: row for row in step.before["case_clock"].values()}
        for clock in step.after["case_clock"].values():
            if clock.id not in before:
                self.used[clock.id] = self._run_before(clock, step.now)
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

    def _run_before(self, clock: Any, now: datetime) -> timedelta:
        stood = [stop for stop in self.stood.get(clock.case_id, ()) if stop.ended_at > clock.started_at]
        spans = [(max(stop.started_at, clock.started_at), stop.ended_at) for stop in stood]
        still = sum((self._counted(clock, a, b) for a, b in spans), timedelta())
        return self._counted(clock, clock.started_at, now) - still

    def _counted(self, clock: Any, a: datetime, b: datetime) -> timedelta:
        return b - a if clock.is_natural else self.calendar.working_time_between(a, b)


def _runs(clock: Any) -> bool:
    return clock.paused_at is None and clock.stopped_at is None
