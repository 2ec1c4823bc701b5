"""Looking after the hotline itself: how much waits; the liaison told, in words, when something is stuck."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from hotline import notices
from hotline.health import MOMENTARY, Figures, News, Pile, Told, Trouble, news, pile_of, waits
from hotline.service_hours import next_service_time
from hotline.work import StationFacts, Work
from storage.queries import outbox, people, roster, slots
from storage.queries import waiting as queries
from storage.queries.waiting import Line, Waiting
from storage.tables import Notice
from storage.vocabulary import Role

KINDS: Mapping[Trouble, str] = {
    Trouble.DATABASE: "liaison.stuck_database",
    Trouble.INBOX: "liaison.stuck_inbox",
    Trouble.NOTICES: "liaison.stuck_notices",
    Trouble.REMINDERS: "liaison.stuck_reminders",
    Trouble.TICKS: "liaison.stuck_ticks",
    Trouble.DISK: "liaison.stuck_disk",
    Trouble.BACKUP: "liaison.stuck_backup",
    Trouble.FILES: "liaison.stuck_files",
    Trouble.CLOCK: "liaison.stuck_clock",
}
OVER = "liaison.stuck_over"
# What nobody can do anything about at night waits for the morning.
_CAN_WAIT = frozenset({Trouble.BACKUP, Trouble.FILES, Trouble.CLOCK})


async def measure(session: AsyncSession, station_id: int, now: datetime, station: StationFacts) -> Figures:
    """How much waits in the database; what only one process knows is not in it."""
    return figures_of(await queries.waiting(session, station_id, now), now, station)


def figures_of(waiting: Waiting, now: datetime, station: StationFacts) -> Figures:
    """The lines as how long they have waited. Routine reminders wait from when the service hours begin."""
    reminders = [_pile(waiting.reminders.get(True, Line()), now)]
    if next_service_time(now, station) <= now:
        routine = waiting.reminders.get(False, Line())
        age = waits(routine.since, now, opens=station.service_opens, zone=station.zone)
        reminders.append(Pile(routine.count, age))
    return Figures(
        inbox=_pile(waiting.updates, now),
        notices=_together([_pile(line, now) for line in waiting.notices.values()]),
        reminders=_together(reminders),
        files=_pile(waiting.files, now),
    )


def _pile(line: Line, now: datetime) -> Pile:
    return Pile(line.count, waits(line.since, now))


def _together(piles: Collection[Pile]) -> Pile:
    oldest = max((pile.oldest for pile in piles), default=timedelta())
    return Pile(sum(pile.count for pile in piles), oldest)


async def told(session: AsyncSession, station_id: int) -> dict[Trouble, Told]:
    """The last that was said of each trouble."""
    found = {}
    for trouble in Trouble:
        rows = await queries.last_in_slot(session, station_id, _slot(trouble))
        if rows:
            begun_at, machine = rows[0].params["begun_at"], rows[0].params["machine"]
            # Asked of all rows of that trouble: after a clock was set back its end looks older than it.
            is_over = any(_ends(row) for row in rows if row.params["begun_at"] == begun_at)
            found[trouble] = Told(datetime.fromisoformat(begun_at), is_over, machine)
    return found


def _ends(row: Notice) -> bool:
    """Whether a notice says that a trouble is over, or was taken back before anybody got to read it."""
    return bool(row.params["is_over"]) or row.state == outbox.SUPERSEDED


async def tell_news(
    work: Work, figures: Figures, found: Collection[Trouble], before: Collection[Trouble], machine: str
) -> News:
    """Tell the liaison what has begun and what is over since the last time; returns what that was."""
    # One process at a time: whoever comes second finds what the first has told.
    await roster.locked_station(work.session, work.station_id)
    said = await told(work.session, work.station_id)
    due = news(found, before, said, machine=machine, now=work.now)
    for trouble in due.begun:
        await _tell_begun(work, figures, trouble, machine)
    for trouble in due.over:
        await _tell_over(work, trouble, said[trouble])
    return due


async def _tell_begun(work: Work, figures: Figures, trouble: Trouble, machine: str) -> None:
    pile = pile_of(figures, trouble)
    can_wait = trouble in _CAN_WAIT
    lasted = abs(figures.clock_jump) if trouble is Trouble.CLOCK else pile.oldest
    await notices.tell_holders(
        work,
        Role.LIAISON,
        KINDS[trouble],
        slot=_slot(trouble),
        priority=notices.ROUTINE if can_wait else notices.URGENT,
        not_before=next_service_time(work.now, work.knowledge.station) if can_wait else None,
        count=pile.count,
        minutes=int(lasted.total_seconds() // 60),
        late_ticks=list(figures.late_ticks),
        free_mb=(figures.free_bytes or 0) // 1024**2,
        outage=figures.outage,
        backup_days=(figures.backup_age or timedelta()).days,
        has_backup_failed=figures.has_backup_failed,
        **_record(trouble, Told(work.now, trouble in MOMENTARY, machine)),
    )


async def _tell_over(work: Work, trouble: Trouble, last: Told) -> None:
    """Whoever has not got to read that it began need not hear that it is over."""
    slot = _slot(trouble)
    for person_id in await people.holders(work.session, work.station_id, Role.LIAISON):
        if await slots.waiting_in_slot(work.session, work.station_id, person_id, slot) is not None:
            await slots.supersede(work.session, work.station_id, person_id, slot)
            continue
        over = replace(last, is_over=True)
        await notices.tell(
            work, person_id, OVER, slot=slot, priority=notices.ROUTINE, **_record(trouble, over)
        )


def _record(trouble: Trouble, what: Told) -> dict[str, Any]:
    """What the next look has to know of this one."""
    return {
        "trouble": trouble.value,
        "begun_at": what.begun_at.isoformat(),
        "is_over": what.is_over,
        "machine": what.machine,
    }


def _slot(trouble: Trouble) -> str:
    return f"stuck:{trouble}"
