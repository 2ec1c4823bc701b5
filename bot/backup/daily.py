"""The backup of each day: made once, read at once, brought back once a week; old ones are cleared away."""

import asyncio
import logging
from datetime import datetime
from pathlib import Path

from bot.backup.checking import check
from bot.backup.container import BackupBroken
from bot.backup.making import make, name_of
from bot.backup.restoring import read
from bot.process import Process
from hotline import notices
from storage.vocabulary import Role

logger = logging.getLogger(__name__)

_MONDAY = 0


async def back_up(process: Process) -> Path | None:
    """Make today's backup if its time has come; returns its path. A failure is told to the liaison."""
    folder, now = process.settings.backup_folder, process.clock()
    if folder is None or not _is_due(process, folder, now):
        return None
    path = folder / name_of(now)
    try:
        await make(process.database, process.vault, path, now)
        await _check(process, path, now)
    except (OSError, BackupBroken) as error:
        logger.exception("the backup failed")
        await _tell(process, error)
        return None
    for old in backups(folder)[: -process.settings.backup.keep]:
        old.unlink()
    return path


def backups(folder: Path) -> list[Path]:
    """The backups of a folder, oldest first."""
    return sorted(folder.glob("hotline-*.backup"))


def _is_due(process: Process, folder: Path, now: datetime) -> bool:
    zone = process.settings.zone
    due_at = datetime.combine(now.astimezone(zone).date(), process.settings.backup.at, tzinfo=zone)
    made = backups(folder)
    return now >= due_at and (not made or made[-1].name < name_of(due_at))


async def _check(process: Process, path: Path, now: datetime) -> None:
    if now.astimezone(process.settings.zone).weekday() != _MONDAY:
        await asyncio.to_thread(read, path, process.vault)
        return
    found = await check(path, process.settings, process.vault)
    if not found.is_sound:
        faults = [*found.differing, *map(str, found.report.findings)]
        raise BackupBroken(f"what came back is not what was there: {', '.join(faults[:3])}")


async def _tell(process: Process, error: Exception) -> None:
    async with process.unit_of_work() as work:
        problem = type(error).__name__
        await notices.tell_holders(
            work, Role.LIAISON, "liaison.backup_failed", slot="backup_failed", problem=problem
        )
