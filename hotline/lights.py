"""What the database needs to know to tell many cases' lights at once (the rule is in hotline.deadlines)."""

import math
from datetime import datetime

from hotline.work import Work
from hotline.working_days import ONE_DAY
from storage.queries.lights import Reckoning

# The office hours of today begin where we are; a few more for what extensions of the past have left.
_SPARE_SESSIONS = 4


def reckoning(work: Work) -> Reckoning:
    """The office hours from now on, as far as the reserve of the longest clock reaches."""
    reserve_share = 1 - work.clocks.yellow_share
    longest = work.clocks.reply_days + work.clocks.extension_days
    wanted = math.ceil(longest * reserve_share) + _SPARE_SESSIONS
    sessions: list[tuple[datetime, float, float]] = []
    passed = 0.0
    day = work.calendar.local_date(work.now)
    while len(sessions) < wanted:
        if span := work.calendar.office_span(day):
            begins = max(span[0], work.now)
            if (seconds := (span[1] - begins).total_seconds()) > 0:
                sessions.append((begins, passed, passed + seconds))
                passed += seconds
        day += ONE_DAY
    return Reckoning(work.now, reserve_share, sessions)
