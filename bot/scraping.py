"""What /metrics tells: the meters of this process, and what the database says, asked every few seconds."""

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.backup.age import with_backups
from bot.logs import log_failure
from bot.metrics import Histogram, Metric, gauge, text_of
from bot.process import Process
from hotline.health import LONGEST, Figures, Trouble, troubles
from hotline.states import OPEN
from hotline.watching import figures_of
from storage.outages import Outage
from storage.queries import waiting as queries
from storage.queries.waiting import Line, Waiting

logger = logging.getLogger(__name__)

_CACHED_SECONDS = 15.0
PRIORITIES = {0: "answer", 1: "urgent", 2: "routine"}


class Scraper:
    """The text of /metrics for one process."""

    def __init__(self, process: Process, steady: Callable[[], float] = time.monotonic) -> None:
        self._process = process
        self._steady = steady
        self._asking = asyncio.Lock()
        self._asked_at = float("-inf")
        self._from_database: list[Metric] = []

    async def text(self) -> str:
        """All metrics. Where the database does not answer, those of the process alone."""
        # One asks for all: a crowd of watchers costs the database no more than one.
        async with self._asking:
            if self._steady() - self._asked_at >= _CACHED_SECONDS:
                self._from_database = await self._ask()
                self._asked_at = self._steady()
        outage = _outage(self._process.vitals.outage())
        metrics: list[Metric | Histogram] = [*self._process.meters.all(), outage, *self._from_database]
        return text_of(metrics)

    async def _ask(self) -> list[Metric]:
        process = self._process
        answers = gauge("hotline_database_answers", "1 if the database could be asked.")
        try:
            async with process.database.reading() as session:
                lines = await _lines(session, process.station_id, process.clock())
                waiting = await queries.waiting(session, process.station_id, process.clock())
        except Exception as error:
            log_failure(logger, "the database could not be asked for figures", error)
            return [answers]
        answers.set(1)
        figures = figures_of(waiting, process.clock(), process.knowledge.current.station)
        return [
            answers,
            *_waiting(waiting, process.clock()),
            *lines,
            *_machine(with_backups(process.vitals.added_to(figures), process.settings, process.clock())),
        ]


def _waiting(waiting: Waiting, now: datetime) -> list[Metric]:
    counts = gauge("hotline_notices_waiting", "Notices that are due and not sent yet.", "priority")
    ages = gauge("hotline_notices_oldest_seconds", "How long the first of them has been due.", "priority")
    for priority, name in PRIORITIES.items():
        _set(counts, ages, waiting.notices.get(priority, Line()), now, name)
    due = gauge("hotline_reminders_due", "Reminders that are due; at night the usual ones wait.", "urgency")
    due_ages = gauge(
        "hotline_reminders_oldest_seconds", "How long the first of them has been due.", "urgency"
    )
    for is_urgent, name in ((True, "urgent"), (False, "usual")):
        _set(due, due_ages, waiting.reminders.get(is_urgent, Line()), now, name)
    updates = gauge("hotline_inbox_waiting", "Updates that are not handled yet.")
    update_age = gauge("hotline_inbox_oldest_seconds", "How long the first of them has waited.")
    _set(updates, update_age, waiting.updates, now)
    files = gauge("hotline_files_waiting", "Files that are still to be fetched from Telegram.")
    file_age = gauge("hotline_files_oldest_seconds", "How long ago the first of them was sent.")
    _set(files, file_age, waiting.files, now)
    return [updates, update_age, counts, ages, due, due_ages, files, file_age]


def _set(count: Metric, age: Metric, line: Line, now: datetime, of: str = "") -> None:
    count.set(line.count, of)
    waited = timedelta() if line.since is None else max(now - line.since, timedelta())
    age.set(waited.total_seconds(), of)


async def _lines(session: AsyncSession, station_id: int, now: datetime) -> list[Metric]:
    overdue = gauge("hotline_reminders_overdue", "Reminders that have been due too long.", "urgency")
    late = await queries.late_reminders(session, station_id, now, LONGEST[Trouble.REMINDERS])
    for is_urgent, name in ((True, "urgent"), (False, "usual")):
        overdue.set(late.get(is_urgent, 0), name)
    cases = gauge("hotline_cases_open", "Open cases.", "state")
    counts = await queries.cases_by_state(session, station_id, OPEN)
    for state in sorted(OPEN):
        cases.set(counts.get(state, 0), state)
    failed = gauge("hotline_notices_given_up", "Notices that reached nobody, as they stand.", "how")
    for how, count in (await queries.failed_notices(session, station_id)).items():
        failed.set(count, how)
    return [overdue, cases, failed]


def _outage(found: Outage | None) -> Metric:
    why = gauge("hotline_database_outage", "1 for why the database could not be used just now.", "why")
    for outage in Outage:
        why.set(outage is found, outage)
    return why


def _machine(figures: Figures) -> list[Metric]:
    free = gauge("hotline_disk_free_bytes", "Free bytes where the data lies.")
    free.set(figures.free_bytes or 0)
    stuck = gauge("hotline_stuck", "1 for what is stuck, as the liaison is told.", "what")
    found = troubles(figures)
    for trouble in Trouble:
        stuck.set(trouble in found, trouble)
    return [free, stuck, *_backups(figures)]


def _backups(figures: Figures) -> list[Metric]:
    """Nothing where none are to be made."""
    if figures.backup_age is None:
        return []
    age = gauge("hotline_backup_age_seconds", "How old the newest backup is that passed its check.")
    age.set(figures.backup_age.total_seconds())
    failed = gauge("hotline_backup_failed", "1 if the newest backup did not pass its check.")
    failed.set(figures.has_backup_failed)
    return [age, failed]
