"""The backup of each day: made once, read at once, brought back once a week; old ones are cleared away."""

import asyncio
import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from bot.backup.age import FAILED, backups, mark_failed
from bot.backup.checking import check
from bot.backup.container import BackupBroken
from bot.backup.making import make, name_of
from bot.backup.restoring import read
from bot.process import Process
from hotline import notices
from hotline.health import PAUSE
from storage.queries.waiting import last_in_slot
from storage.vocabulary import Role

logger = logging.getLogger(__name__)

_MONDAY = 0
_SLOT = "backup_failed"


async def back_up(process: Process) -> Path | None:
    """Make today's backup if its time has come; returns its path. A failure is told to the liaison."""
    folder, now = process.settings.backup_folder, process.clock()
    if folder is None or not _is_due(process, folder, now):
        return None
    path = folder / name_of(process.station_id, now)
    try:
        with alone_in(folder) as is_alone:
            # Another process on this folder may have made it meanwhile.
            if not is_alone or not _is_due(process, folder, now):
                return None
            await make(process.database, process.vault, path, now)
        await _check_or_mark(process, path, now)
    except (OSError, BackupBroken) as error:
        logger.exception("the backup failed")
        await _tell(process, error)
        return None
    for old in backups(folder, process.station_id)[: -process.settings.backup.keep]:
        old.unlink()
        old.with_name(old.name + FAILED).unlink(missing_ok=True)
    return path


@contextmanager
def alone_in(folder: Path) -> Iterator[bool]:
    """Whether nobody else makes a backup in this folder while the block runs."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        yield _locked(descriptor)
    finally:
        os.close(descriptor)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_due(process: Process, folder: Path, now: datetime) -> bool:
    zone = process.settings.zone
    due_at = datetime.combine(now.astimezone(zone).date(), process.settings.backup.at, tzinfo=zone)
    made = backups(folder, process.station_id)
    return now >= due_at and (not made or made[-1].name < name_of(process.station_id, due_at))


async def _check_or_mark(process: Process, path: Path, now: datetime) -> None:
    try:
        await _check(process, path, now)
    except (OSError, BackupBroken):
        mark_failed(path)
        raise


async def _check(process: Process, path: Path, now: datetime) -> None:
    if now.astimezone(process.settings.zone).weekday() != _MONDAY:
        await asyncio.to_thread(read, path, process.vault)
        return
    found = await check(path, process.settings, process.vault)
    if not found.is_sound:
        faults = [*found.differing, *map(str, found.report.findings)]
        raise BackupBroken(f"what came back is not what was there: {', '.join(faults[:3])}")


async def _tell(process: Process, error: Exception) -> None:
    """One that cannot be made is tried again every minute, and told of every few hours."""
    async with process.unit_of_work() as work:
        told = await last_in_slot(work.session, work.station_id, _SLOT, limit=1)
        if told and work.now - told[0].created_at < PAUSE:
            return
        problem = type(error).__name__
        await notices.tell_holders(work, Role.LIAISON, "liaison.backup_failed", slot=_SLOT, problem=problem)
