"""The watch over a process: every minute it looks whether something is stuck, and has the liaison told."""

import asyncio
import logging
from collections.abc import Callable

from bot.backup.age import with_backups
from bot.clock_set import free_from_the_future
from bot.logs import log_failure
from bot.process import Process, wait_for
from hotline.health import Figures, Trouble, pile_of, troubles
from hotline.watching import measure, tell_news, told
from storage.outages import words_for

logger = logging.getLogger(__name__)

LOOK_SECONDS = 60.0


class Watch:
    """Not a tick: it has to notice when the ticks stand still."""

    def __init__(self, process: Process, when_clock_was_set: Callable[[], None] = lambda: None) -> None:
        self._process = process
        self._when_clock_was_set = when_clock_was_set
        # How often the clock had been set when that was seen to; at the start it may have been set before.
        self._seen_to = -1
        self._is_stopping = False
        self._woken = asyncio.Event()
        self._found_before: tuple[Trouble, ...] = ()

    async def run(self) -> None:
        """Look until asked to stop."""
        while not self._is_stopping:
            # First it waits: what has piled up before the start is to be given time to dissolve.
            await wait_for(self._woken, LOOK_SECONDS)
            if not self._is_stopping:
                await self._look_and_go_on()

    def stop(self) -> None:
        self._is_stopping = True
        self._woken.set()

    async def _look_and_go_on(self) -> None:
        try:
            await self.look()
        except Exception as error:
            log_failure(logger, "nobody could look whether something is stuck", error)

    async def look(self) -> tuple[Trouble, ...]:
        """Look once; returns what is stuck."""
        process = self._process
        process.vitals.note_clock()
        async with process.reading() as work:
            station = work.knowledge.station
            measured = await measure(work.session, work.station_id, work.now, station)
            is_open = any(not one.is_over for one in (await told(work.session, work.station_id)).values())
        figures = with_backups(process.vitals.added_to(measured), process.settings, process.clock())
        found, before = troubles(figures), self._found_before
        self._found_before = found
        for trouble in found:
            logger.warning("stuck: %s", line_of(trouble, figures))
        if is_open or set(found) & set(before):
            async with process.unit_of_work() as work:
                await tell_news(work, figures, found, before, process.vitals.machine)
        await self._see_to_the_clock()
        return found

    async def _see_to_the_clock(self) -> None:
        times_set = self._process.vitals.times_set
        if times_set == self._seen_to:
            return
        if times_set:
            self._when_clock_was_set()
        await free_from_the_future(self._process)
        self._seen_to = times_set


def backup_line(figures: Figures) -> str:
    """How backups stand, for whoever runs the hotline."""
    age = figures.backup_age
    if age is None:
        return "none is there yet"
    hours = int(age.total_seconds() // 3600)
    if figures.has_backup_failed:
        return f"the newest did not pass its check, the last good one is {hours} h old; make another"
    return f"the last good one is {hours} h old"


def line_of(trouble: Trouble, figures: Figures) -> str:
    """A trouble in one line, for whoever runs the hotline."""
    pile = pile_of(figures, trouble)
    if pile.count:
        return f"{trouble}: {pile.count} waiting, the first for {int(pile.oldest.total_seconds())} s"
    return {
        Trouble.DATABASE: f"database: {words_for(figures.outage)}",
        Trouble.TICKS: f"ticks: late are {', '.join(figures.late_ticks)}",
        Trouble.DISK: f"disk: {(figures.free_bytes or 0) // 1024**2} MB free",
        Trouble.BACKUP: f"backup: {backup_line(figures)}",
        Trouble.CLOCK: f"clock: set by {figures.clock_jump.total_seconds():+.0f} s",
    }.get(trouble, str(trouble))
