"""Whether something is stuck, decided from plain figures; and what to tell, after what was told before."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Trouble(StrEnum):
    """What can be stuck, the most urgent first."""

    DATABASE = "database"
    INBOX = "inbox"
    NOTICES = "notices"
    REMINDERS = "reminders"
    TICKS = "ticks"
    DISK = "disk"
    BACKUP = "backup"
    FILES = "files"
    CLOCK = "clock"


@dataclass(frozen=True)
class Pile:
    """How many wait, and how long the first of them has waited."""

    count: int = 0
    oldest: timedelta = timedelta()


@dataclass(frozen=True)
class Figures:
    """What is looked at. `late_ticks` are names; `free_bytes` is None where nobody knows.

    `outage` says in a word why the database could not be used just now; it is empty if it could.
    `backup_age` is that of the newest good backup, None where none are made; `has_backup_failed`: the newest
    of all did not pass its check.
    """

    inbox: Pile = Pile()
    notices: Pile = Pile()
    reminders: Pile = Pile()
    files: Pile = Pile()
    late_ticks: tuple[str, ...] = ()
    free_bytes: int | None = None
    clock_jump: timedelta = timedelta()
    outage: str = ""
    backup_age: timedelta | None = None
    has_backup_failed: bool = False


@dataclass(frozen=True)
class Told:
    """The last that was said of a trouble: when it began, whether that it is over; by which machine."""

    begun_at: datetime
    is_over: bool
    machine: str = ""


@dataclass(frozen=True)
class News:
    """What is to be told now: troubles that have begun, and troubles that are over."""

    begun: tuple[Trouble, ...] = ()
    over: tuple[Trouble, ...] = ()


LONGEST: Mapping[Trouble, timedelta] = {
    Trouble.INBOX: timedelta(minutes=5),
    Trouble.NOTICES: timedelta(minutes=15),
    Trouble.REMINDERS: timedelta(minutes=15),
    Trouble.FILES: timedelta(hours=1),
}
"""How long the first in a line may wait."""

LATEST_TICK = timedelta(minutes=10)
"""After how long a tick is late; one that comes seldom, after three times its interval."""

LEAST_FREE = 1024**3
"""A disk with fewer bytes free is nearly full."""

OLDEST_BACKUP = timedelta(days=2)
"""One is made each day: with an older one, something stands in the way."""

LARGEST_JUMP = timedelta(minutes=2)
"""By how much a clock may be set without anybody minding."""

PAUSE = timedelta(hours=6)
"""What comes and goes is told no more often than this."""

OF_ONE_MACHINE = frozenset({Trouble.DATABASE, Trouble.TICKS, Trouble.DISK, Trouble.BACKUP, Trouble.CLOCK})
"""What one machine may have while the others, on the same database, have not."""

MOMENTARY = frozenset({Trouble.CLOCK})
"""What is over as soon as it is told."""


def pile_of(figures: Figures, trouble: Trouble) -> Pile:
    """The line that a trouble is about; an empty one for troubles that are about none."""
    piles = {
        Trouble.INBOX: figures.inbox,
        Trouble.NOTICES: figures.notices,
        Trouble.REMINDERS: figures.reminders,
        Trouble.FILES: figures.files,
    }
    return piles.get(trouble, Pile())


def troubles(figures: Figures) -> tuple[Trouble, ...]:
    """What is stuck, the most urgent first."""
    found = {trouble for trouble, longest in LONGEST.items() if pile_of(figures, trouble).oldest > longest}
    if figures.outage:
        found.add(Trouble.DATABASE)
    if figures.late_ticks:
        found.add(Trouble.TICKS)
    if figures.free_bytes is not None and figures.free_bytes < LEAST_FREE:
        found.add(Trouble.DISK)
    if figures.has_backup_failed or (figures.backup_age or timedelta()) > OLDEST_BACKUP:
        found.add(Trouble.BACKUP)
    if abs(figures.clock_jump) > LARGEST_JUMP:
        found.add(Trouble.CLOCK)
    return tuple(trouble for trouble in Trouble if trouble in found)


def news(
    found: Collection[Trouble],
    found_before: Collection[Trouble],
    told: Mapping[Trouble, Told],
    *,
    machine: str,
    now: datetime,
) -> News:
    """What to tell of two looks, one shortly after the other.

    A trouble is told when both have found it: what dissolves by itself alarms nobody. Its end is told
    when neither has. Of a trouble of one machine, only that machine knows the end.
    """
    lasting, present = set(found) & set(found_before), set(found) | set(found_before)
    return News(
        begun=tuple(
            trouble
            for trouble in Trouble
            if trouble in lasting and _is_new(trouble, told.get(trouble), machine, now)
        ),
        over=tuple(
            trouble
            for trouble in Trouble
            if trouble not in present and _is_going_on(trouble, told.get(trouble), machine)
        ),
    )


def _is_going_on(trouble: Trouble, told: Told | None, machine: str) -> bool:
    """Whether people still believe it, and this machine is the one to say more of it."""
    if told is None or told.is_over:
        return False
    return trouble not in OF_ONE_MACHINE or told.machine == machine


def _is_new(trouble: Trouble, told: Told | None, machine: str, now: datetime) -> bool:
    if told is None:
        return True
    return not _is_going_on(trouble, told, machine) and abs(now - told.begun_at) >= PAUSE


def waits(
    since: datetime | None, now: datetime, *, opens: time | None = None, zone: ZoneInfo | None = None
) -> timedelta:
    """How long something has waited that is there `since` then.

    With `opens`, the night before the service hours of that day does not count.
    """
    if since is None:
        return timedelta()
    if opens is not None and zone is not None:
        opened_at = datetime.combine(now.astimezone(zone).date(), opens, tzinfo=zone)
        since = max(since, opened_at)
    return max(now - since, timedelta())
