"""After the clock was set back: what waits for a time that only the wrong clock knew goes on at once."""

import logging
from datetime import timedelta

from bot.process import Process
from storage.queries import fetching, inbox, outbox
from storage.tables import ActivityPhoto, Attachment

logger = logging.getLogger(__name__)

# No lease and no pause of ours is nearly as long; a pause that Telegram asks for is a few hours at most.
_LONGEST_UPDATE, _LONGEST_FILE, _LONGEST_NOTICE = timedelta(minutes=10), timedelta(hours=1), timedelta(days=1)
# Clocks of several machines are never quite the same.
_TOLERANCE = timedelta(minutes=2)


async def free_from_the_future(process: Process) -> int:
    """Let go on what a clock that was ahead has put off; returns how many rows that were."""
    async with process.unit_of_work() as work:
        session, station, now = work.session, work.station_id, work.now
        freed = await inbox.release_after(session, station, now + _LONGEST_UPDATE)
        freed += await outbox.release_after(session, station, now + _LONGEST_NOTICE)
        for notice in await outbox.written_after(session, station, now + _TOLERANCE):
            notice.not_before, notice.created_at = now + (notice.not_before - notice.created_at), now
            freed += 1
        late = now + _LONGEST_FILE
        freed += await fetching.release_after(session, Attachment, station, late, now)
        freed += await fetching.release_after(session, ActivityPhoto, station, late, now)
    if freed:
        logger.warning("the clock was ahead: %s rows go on now that it is right", freed)
        process.has_updates.set()
        process.pace.deliver()
    return freed
