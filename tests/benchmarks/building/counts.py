"""What of the digest is counted: the same by whoever measures it."""

from collections.abc import Awaitable, Callable

from hotline.digest import month_digest, own_digests, trend, week_digest
from hotline.rates import month_of, week_before
from hotline.work import Work
from tests.benchmarks.building.big_station import NOW
from tests.properties.township import ZONE

_WEEK = week_before(NOW, ZONE)
_MONTH = month_of(_WEEK.monday.replace(month=5), ZONE)

Count = Callable[[Work], Awaitable[object]]
COUNTS: dict[str, Count] = {
    "the liaison's week": lambda work: week_digest(work, _WEEK),
    "all deputies' own weeks": lambda work: own_digests(work, _WEEK),
    "the presidium's month": lambda work: month_digest(work, _MONTH),
    "a trend of eight weeks, none kept": lambda work: trend(work, _WEEK, keep=False),
}
