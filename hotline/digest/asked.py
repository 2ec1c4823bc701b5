"""Which week or month a digest was asked for: 本周, 6月15日, 上月, 2026-06."""

import re

from hotline.errors import NoSuchChoice
from hotline.rates import Month, Week, month_of, week_before, week_from, week_of
from hotline.typed_days import day_back, month_back
from hotline.work import Work

_LAST = frozenset({"", "上周", "last"})
_RUNNING = frozenset({"now", "本周", "这周"})
# Of a week as it stands above its digest, the first day: 6月15日—6月21日.
_UP_TO = re.compile(r"[—–~～到至]")


def week_named(work: Work, typed: str) -> Week:
    """The week that was asked for, by a word or by a day in it; last week if nothing was said.

    Raises NoSuchChoice for anything else, and for a week that is still to come.
    """
    zone = work.knowledge.station.zone
    plain = "".join(typed.split())
    if plain in _LAST:
        return week_before(work.now, zone)
    running = week_of(work.now, zone)
    if plain in _RUNNING:
        return running
    day = day_back(_UP_TO.split(plain)[0], work.calendar.local_date(work.now))
    if day is None or day > running.last_day:
        raise NoSuchChoice("digest_week", typed)
    return week_from(day, zone)


def month_named(work: Work, typed: str) -> Month | None:
    """The month that was asked for; None if it was not a month. Raises NoSuchChoice for one to come."""
    today = work.calendar.local_date(work.now)
    first = month_back(typed, today)
    if first is None:
        return None
    if first > today:
        raise NoSuchChoice("digest_week", typed)
    return month_of(first, work.knowledge.station.zone)
