"""What a process knows of itself and its machine: late ticks, a full disk, a set clock, an outage."""

import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from hotline.health import LARGEST_JUMP, LATEST_TICK, Figures
from storage.outages import Outage

# A jump is spoken of for this long.
_REMEMBERED = timedelta(minutes=10)
# While an outage lasts every tick meets it anew.
_OUTAGE_REMEMBERED = timedelta(minutes=1)
_BOOT_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def since_boot() -> float:
    """Seconds that nobody can set, those in which the machine slept included."""
    return time.clock_gettime(_BOOT_CLOCK)


@dataclass
class _Tick:
    """A tick that is expected; one that has not run yet counts from when it was first expected."""

    seconds: float
    succeeded_at: float

    def is_late(self, now: float) -> bool:
        return now - self.succeeded_at > max(LATEST_TICK.total_seconds(), 3 * self.seconds)


class Vitals:
    """Measured by the machine's own clocks, not by the hotline's, which tests and the demonstration move."""

    def __init__(
        self,
        folder: Path,
        *,
        steady: Callable[[], float] = since_boot,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._folder = folder
        self._steady, self._wall = steady, wall
        self._ticks: dict[str, _Tick] = {}
        self._gap = wall() - steady()
        self._jump = timedelta()
        self._jumped_at = float("-inf")
        # How often the clock was set while this process ran.
        self.times_set = 0
        self._outage: Outage | None = None
        self._outage_at = float("-inf")
        self.machine = os.uname().nodename[:24]

    def expect_tick(self, name: str, seconds: float) -> None:
        """From now on this tick has to succeed every so many seconds."""
        self._ticks[name] = _Tick(seconds, self._steady())

    def note_tick(self, name: str) -> None:
        """A tick has succeeded."""
        if name in self._ticks:
            self._ticks[name].succeeded_at = self._steady()

    def late_ticks(self) -> tuple[str, ...]:
        now = self._steady()
        return tuple(name for name, tick in self._ticks.items() if tick.is_late(now))

    def note_clock(self) -> None:
        """Look whether the clock was set since the last look."""
        gap = self._wall() - self._steady()
        jump = timedelta(seconds=gap - self._gap)
        self._gap = gap
        if abs(jump) > LARGEST_JUMP:
            self._jump, self._jumped_at = jump, self._steady()
            self.times_set += 1

    def was_clock_set(self, within: timedelta) -> bool:
        """Whether the clock was set in so much time before now."""
        self.note_clock()
        return self._steady() - self._jumped_at < within.total_seconds()

    def clock_jump(self) -> timedelta:
        """By how much the clock was set in the last minutes; nothing if it was not."""
        is_recent = self._steady() - self._jumped_at < _REMEMBERED.total_seconds()
        return self._jump if is_recent else timedelta()

    def note_outage(self, outage: Outage) -> None:
        """The database could not be used just now."""
        self._outage, self._outage_at = outage, self._steady()

    def outage(self) -> Outage | None:
        """Why the database could not be used in the last minute, if it could not."""
        is_recent = self._steady() - self._outage_at < _OUTAGE_REMEMBERED.total_seconds()
        return self._outage if is_recent else None

    def free_bytes(self) -> int | None:
        """What is free where the data lies: the SQLite file, or this machine's settings and logs."""
        try:
            return shutil.disk_usage(self._folder).free
        except OSError:
            return None

    def added_to(self, figures: Figures) -> Figures:
        """The figures of the database with what only this process knows."""
        return replace(
            figures,
            late_ticks=self.late_ticks(),
            free_bytes=self.free_bytes(),
            clock_jump=self.clock_jump(),
            outage=self.outage() or "",
        )
