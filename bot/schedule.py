"""The few jobs that tick. What is due stands in the database; a tick only looks."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.activity_photos import fetch_pictures
from bot.attachments import fetch_waiting
from bot.backup.daily import back_up
from bot.lexicon_review import review_lexicon
from bot.logs import about, log_failure
from bot.process import Process
from bot.retention import clear_nightly
from hotline.absences import hand_over_due
from hotline.activities.attendance import ask_due as ask_who_came
from hotline.activities.inviting import remind_due as remind_of_activities
from hotline.audit import anchor_days
from hotline.contact_days import remind_due
from hotline.digest import send_due_digest
from hotline.finding import make_older_findable
from hotline.ledger.composing import propose_due_ledger
from hotline.restraint.pausing import BATCH as PAUSES
from hotline.restraint.pausing import end_due
from hotline.suggestions.sweep import BATCH as SUGGESTIONS
from hotline.suggestions.sweep import sweep_suggestions
from hotline.sweep import BATCH, put_off, sweep
from hotline.terms import warn_due
from hotline.work import Work
from storage.outages import outage_of

logger = logging.getLogger(__name__)

_PATIENCE_SECONDS = 10.0

Tick = Callable[[Process], Awaitable[object]]


async def sweep_reminders(process: Process) -> None:
    """Handle due rows until none is left, a batch to a transaction."""
    while await _sweep_batch(process) >= BATCH:
        continue
    while True:
        async with process.unit_of_work() as work:
            handled = await sweep_suggestions(work)
        if handled < SUGGESTIONS:
            return


async def _sweep_batch(process: Process) -> int:
    """One batch; where a case brings it to a halt, one case after the other, and that one another time."""
    try:
        async with process.unit_of_work() as work:
            return await sweep(work)
    except Exception as error:
        if outage_of(error) is not None:
            raise
        logger.warning("a batch of due rows failed (%s); each case is taken by itself", type(error).__name__)
    for _ in range(BATCH):
        if not await _sweep_one(process):
            return 0
    return BATCH


async def _sweep_one(process: Process) -> int:
    """What is due of one case; returns how many rows were."""
    work: Work | None = None
    try:
        async with process.unit_of_work() as work:
            return await sweep(work, 1)
    except Exception as error:
        case_id = None if work is None else work.opened_case_id
        if case_id is None or outage_of(error) is not None:
            raise
        with about(case=case_id):
            log_failure(logger, "what is due of a case cannot be handled; it waits for an hour", error)
    async with process.unit_of_work() as work:
        await put_off(work, case_id)
    return 1


async def send_digest(process: Process) -> None:
    async with process.unit_of_work() as work:
        await send_due_digest(work)


async def propose_ledger(process: Process) -> None:
    """In the first week of a quarter: what may be put up of the last one."""
    async with process.unit_of_work() as work:
        await propose_due_ledger(work)


async def hand_over(process: Process) -> None:
    """Absences that begin: whoever stands in hears of it."""
    async with process.unit_of_work() as work:
        await hand_over_due(work)


async def remind_of_contact_days(process: Process) -> None:
    """The evening before: whoever comes, and whom they come to."""
    async with process.unit_of_work() as work:
        await remind_due(work)


async def see_to_activities(process: Process) -> None:
    """The evening before an activity whoever is invited is reminded; once it is over, who came is asked."""
    async with process.unit_of_work() as work:
        await remind_of_activities(work)
    async with process.unit_of_work() as work:
        await ask_who_came(work)


async def end_pauses(process: Process) -> None:
    """Pauses of people that have run out: who was paused hears that it is over."""
    while True:
        async with process.unit_of_work() as work:
            if await end_due(work) < PAUSES:
                return


async def warn_of_terms(process: Process) -> None:
    """Terms of office that end soon, or today."""
    async with process.unit_of_work() as work:
        await warn_due(work)


async def make_findable(process: Process) -> None:
    """Cases that were filed before there was a search, a batch to a transaction."""
    while True:
        async with process.unit_of_work() as work:
            if not await make_older_findable(work):
                return


async def anchor(process: Process) -> None:
    """The days that are over get their anchor in the chain of events."""
    async with process.unit_of_work() as work:
        await anchor_days(work)


async def refresh_knowledge(process: Process) -> None:
    await process.knowledge.refresh()


async def fetch_files(process: Process) -> None:
    while await fetch_waiting(process):
        continue
    while await fetch_pictures(process):
        continue


TICKS: tuple[tuple[str, Tick, float], ...] = (
    ("reminders", sweep_reminders, 5),
    ("digest", send_digest, 30),
    ("ledger", propose_ledger, 60),
    ("absences", hand_over, 30),
    ("contact days", remind_of_contact_days, 30),
    ("activities", see_to_activities, 30),
    ("terms", warn_of_terms, 300),
    ("pauses", end_pauses, 30),
    ("files", fetch_files, 2),
    ("search", make_findable, 60),
    ("knowledge", refresh_knowledge, 10),
    ("anchors", anchor, 600),
    ("backup", back_up, 60),
    ("retention", clear_nightly, 900),
    ("lexicon", review_lexicon, 30),
)
"""Name, what it does, and every how many seconds."""


def _now() -> datetime:
    return datetime.now(UTC)


class Schedule:
    """All ticks of one process; a late or missed tick is made up for by the next one."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._running: set[asyncio.Task[object]] = set()
        self.scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        for name, tick, seconds in TICKS:
            self.scheduler.add_job(self.run, "interval", args=(tick, name), seconds=seconds, id=name)

    def start(self) -> None:
        for name, _, seconds in TICKS:
            self._process.vitals.expect_tick(name, seconds)
        self.scheduler.start()

    async def run(self, tick: Tick, name: str = "") -> None:
        """One tick; its failure is noted and stops nothing."""
        meters = self._process.meters
        task = asyncio.current_task()
        assert task is not None  # noqa: S101
        self._running.add(task)
        try:
            await tick(self._process)
            self._process.vitals.note_tick(name)
            meters.tick_success.set(time.time(), name)
        except Exception as error:
            meters.tick_failures.add(of=name)
            log_failure(logger, f"the tick of {name} failed; the next one tries again", error)
        finally:
            self._running.discard(task)

    def look_again(self) -> None:
        """Every tick comes now: after a clock was set back, the next would be as far away as it was set."""
        for job in self.scheduler.get_jobs():
            job.modify(next_run_time=_now())

    async def stop(self) -> None:
        """No tick begins any more; those at work end first: cancelled, they would break their connections."""
        self.scheduler.pause()
        if self._running:
            await asyncio.wait(self._running, timeout=_PATIENCE_SECONDS)
        self.scheduler.shutdown(wait=False)
