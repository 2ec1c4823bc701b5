"""The anchor of a day: how many things happened, and one hash over all of theirs, in the station's chain.

Noted elsewhere (`hotline audit anchor`), it shows whether anything of that day or before was written anew.
"""

import hashlib
from datetime import date, datetime, time, timedelta

from hotline.permissions import SYSTEM
from hotline.station_history import record_for_station
from hotline.work import Work
from storage.queries import audit as queries
from storage.queries import roster
from storage.tables import Event
from storage.vocabulary import Role

ANCHORED = "anchored"
# What a transaction that began before midnight may take to end.
_SETTLED = timedelta(minutes=10)
_MOST = 400


async def anchor_days(work: Work) -> int:
    """Anchor every day that is over and has no anchor yet, at most a year's at once; returns how many."""
    days = await _days_to_anchor(work)
    if not days:
        return 0
    await roster.locked_station(work.session, work.station_id)
    days = await _days_to_anchor(work)
    for day in days:
        count, digest = await digest_of_day(work, day)
        await record_for_station(
            work, ANCHORED, SYSTEM, Role.SYSTEM, day=day.isoformat(), events=count, digest=digest
        )
    return len(days)


async def digest_of_day(work: Work, day: date) -> tuple[int, str]:
    """How many events a day of the hotline's zone has, and SHA-256 (hex) over their ids and hashes."""
    starts, ends = (_midnight(work, day + timedelta(days=more)) for more in (0, 1))
    count, digest = 0, hashlib.sha256()
    async for event_id, chained in queries.links_between(work.session, work.station_id, starts, ends):
        count += 1
        digest.update(f"{event_id}:{chained}\n".encode())
    return count, digest.hexdigest()


async def last_anchor(work: Work) -> Event | None:
    """The latest anchor, to be noted elsewhere."""
    return await queries.last_anchor(work.session, work.station_id)


async def _days_to_anchor(work: Work) -> list[date]:
    zone = work.knowledge.station.zone
    anchor = await queries.last_anchor(work.session, work.station_id)
    if anchor is not None:
        day = date.fromisoformat(anchor.facts["day"]) + timedelta(days=1)
    elif (first := await queries.first_event_at(work.session, work.station_id)) is not None:
        day = first.astimezone(zone).date()
    else:
        return []
    today = (work.now - _SETTLED).astimezone(zone).date()
    return [day + timedelta(days=more) for more in range(min(_MOST, (today - day).days))]


def _midnight(work: Work, day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=work.knowledge.station.zone)
