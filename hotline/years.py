"""A calendar year in the hotline's zone, as records and summaries count it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from hotline.errors import NoSuchChoice

FIRST = 2000


@dataclass(frozen=True)
class Year:
    """1 January 00:00 to the next in the hotline's zone; `ends_at` is not part of it. Moments are UTC."""

    number: int
    starts_at: datetime
    ends_at: datetime
    # The last day that has begun; 31 December of a year that is over.
    until: date

    @property
    def is_over(self) -> bool:
        return self.until == date(self.number, 12, 31)


def year_of(number: int | None, now: datetime, zone: ZoneInfo) -> Year:
    """The year with this number; None: the running one. Raises NoSuchChoice for one that is to come."""
    today = now.astimezone(zone).date()
    wanted = today.year if number is None else number
    if not FIRST <= wanted <= today.year:
        raise NoSuchChoice("year", str(wanted))
    starts_at, ends_at = (
        datetime.combine(date(one, 1, 1), time(), tzinfo=zone).astimezone(UTC) for one in (wanted, wanted + 1)
    )
    return Year(wanted, starts_at, ends_at, min(today, date(wanted, 12, 31)))
