"""A clock that can be moved forward, for the demonstration and for tests; and the steps offered for that."""

import time
from datetime import datetime, timedelta
from datetime import time as clock_time

from bot.simulator import ClockStep, plain_steps
from hotline.working_days import WorkCalendar

MORNING = clock_time(9)


class MovableClock:
    """Call it for the time; `move` makes later times come now. It runs with real time, unless told not to."""

    def __init__(self, starts_at: datetime, *, is_running: bool = True) -> None:
        self._starts_at = starts_at
        self._is_running = is_running
        self._began = time.monotonic()
        self._moved = timedelta()

    def __call__(self) -> datetime:
        ran = timedelta(seconds=time.monotonic() - self._began) if self._is_running else timedelta()
        return self._starts_at + ran + self._moved

    def move(self, step: timedelta) -> None:
        """Move forward. Raises ValueError for a step back: time never does that here."""
        if step < timedelta():
            raise ValueError("the clock only moves forward")
        self._moved += step

    def move_to(self, moment: datetime) -> None:
        """Move forward to this moment."""
        self.move(moment - self())


def steps(clock: MovableClock, calendar: WorkCalendar) -> tuple[ClockStep, ...]:
    """An hour, a day, a week, and the morning of the next working day."""

    def to_next_morning() -> None:
        day = calendar.next_working_day(calendar.local_date(clock()))
        clock.move_to(calendar.at(day, MORNING))

    labels = {"zh": "下个工作日", "en": "Next working day"}
    hour, day, week = plain_steps(clock.move)
    return hour, ClockStep("working_day", labels, to_next_morning), day, week
