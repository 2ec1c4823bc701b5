"""How old the newest good backup is, as far as this machine sees the folder that bot.backup.daily fills."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.config import Settings
from hotline.health import Figures

FAILED = ".failed"
"""Stands behind the name of an empty file beside a backup that did not pass its check."""


def backups(folder: Path, station_id: int) -> list[Path]:
    """A station's backups in a folder, oldest first."""
    return sorted(folder.glob(f"hotline-{station_id}-*.backup"))


def mark_failed(path: Path) -> None:
    """Note beside a backup that it is not to be relied on."""
    path.with_name(path.name + FAILED).touch(0o600)


def has_failed(path: Path) -> bool:
    return path.with_name(path.name + FAILED).exists()


def with_backups(figures: Figures, settings: Settings, now: datetime) -> Figures:
    """The figures with what the folder of backups tells; as they are where none are to be made."""
    folder = settings.backup_folder
    if folder is None:
        return figures
    made = backups(folder, settings.station.id)
    # Where none is good, none has been since the first one.
    since = next((path for path in reversed(made) if not has_failed(path)), made[0] if made else None)
    return replace(
        figures,
        backup_age=_age(since, now) if since is not None else _since_there_is(folder, now),
        has_backup_failed=bool(made) and has_failed(made[-1]),
    )


def _age(path: Path, now: datetime) -> timedelta:
    """By the name, which a copied file keeps, unlike its times."""
    stamp = path.name.removesuffix(".backup").split("-", 2)[2]
    return max(now - datetime.strptime(stamp, "%Y%m%d-%H%M%S").replace(tzinfo=UTC), timedelta())


def _since_there_is(folder: Path, now: datetime) -> timedelta | None:
    """For how long there could have been a first one; None as long as there is no folder for it."""
    try:
        return max(now - datetime.fromtimestamp(folder.stat().st_mtime, UTC), timedelta())
    except OSError:
        return None
