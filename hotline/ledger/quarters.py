"""Quarters and other spans of past days as people type them: 2026Q2, 2026年3月, 2026-01-01到2026-03-31."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_ONES = dict(zip("一二三四1234", (1, 2, 3, 4) * 2, strict=True))
_QUARTER = re.compile(
    r"(?P<year>20\d\d)年?[-/.]?(?:[qQ](?P<latin>[1-4])|第?(?P<chinese>[一二三四1-4])个?季度)"
)
_DAY = r"(20\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?"
_DAYS = re.compile(rf"{_DAY}(?:到|至|-|—|–|~|,|、|to)+{_DAY}")
_ONE_DAY = re.compile(_DAY)
_MONTH = re.compile(r"(20\d\d)(?:年|[-/.])(\d{1,2})月?")
_YEAR = re.compile(r"(20\d\d)年?")


@dataclass(frozen=True)
class Quarter:
    """One quarter of a year in a hotline's zone."""

    first: date

    @property
    def number(self) -> int:
        return (self.first.month + 2) // 3

    @property
    def code(self) -> str:
        """2026Q2: what stands in addresses and file names."""
        return f"{self.first.year}Q{self.number}"

    @property
    def last(self) -> date:
        return self.after().first - timedelta(days=1)

    def after(self) -> "Quarter":
        return quarter_of(self.first + timedelta(days=95))

    def before(self) -> "Quarter":
        return quarter_of(self.first - timedelta(days=1))

    def moments(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """When it begins and when the next one does, in UTC."""
        return starts(self.first, zone), starts(self.after().first, zone)


def quarter_of(day: date) -> Quarter:
    """The quarter in which a day lies."""
    return Quarter(date(day.year, day.month - (day.month - 1) % 3, 1))


def quarter_in(typed: str) -> Quarter | None:
    """The quarter that was typed, and nothing else."""
    found = _QUARTER.fullmatch(_plain(typed))
    if found is None:
        return None
    number = _ONES[found["latin"] or found["chinese"]]
    return Quarter(date(int(found["year"]), 3 * number - 2, 1))


def past_days_in(typed: str) -> tuple[date, date] | None:
    """The first and last day of what was typed: two days, one day, a month, a quarter, a year."""
    plain = _plain(typed).removeprefix("从")
    if (quarter := quarter_in(plain)) is not None:
        return quarter.first, quarter.last
    try:
        if found := _DAYS.fullmatch(plain):
            days = date(*map(int, found.groups()[:3])), date(*map(int, found.groups()[3:]))
            return days if days[0] <= days[1] else None
        if found := _ONE_DAY.fullmatch(plain):
            day = date(*map(int, found.groups()))
            return day, day
        if found := _MONTH.fullmatch(plain):
            first = date(int(found[1]), int(found[2]), 1)
            return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    except ValueError:
        return None
    found = _YEAR.fullmatch(plain)
    return None if found is None else (date(int(found[1]), 1, 1), date(int(found[1]), 12, 31))


def starts(day: date, zone: ZoneInfo) -> datetime:
    """Midnight at the beginning of a day in the zone, in UTC."""
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def _plain(typed: str) -> str:
    return "".join(unicodedata.normalize("NFKC", typed).split())
