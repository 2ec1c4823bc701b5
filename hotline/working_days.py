"""Working days and working time in the hotline's zone, after the Chinese calendar with swapped workdays."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

import chinese_calendar

ONE_DAY = timedelta(days=1)


class DayKind(StrEnum):
    """Why a day counts, or does not."""

    WORKDAY = "workday"
    SWAPPED_WORKDAY = "swapped_workday"  # a weekend worked in exchange for a holiday, 调休
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    OWN_WORKDAY = "own_workday"  # the settings say so
    OWN_HOLIDAY = "own_holiday"


WORKING = frozenset({DayKind.WORKDAY, DayKind.SWAPPED_WORKDAY, DayKind.OWN_WORKDAY})


@dataclass(frozen=True)
class OfficeHours:
    """Local hours of a day, from `opens` up to but not including `closes`."""

    opens: time = time(8, 30)
    closes: time = time(17, 30)

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError(f"office hours end ({self.closes}) before they begin ({self.opens})")


@lru_cache(maxsize=4096)
def _official_kind(day: date) -> DayKind | None:
    """What the State Council's notice makes of a day; None for years without one."""
    try:
        works = chinese_calendar.is_workday(day)
        _, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return None
    if works:
        return DayKind.SWAPPED_WORKDAY if name else DayKind.WORKDAY
    return DayKind.HOLIDAY if name else DayKind.WEEKEND


class WorkCalendar:
    """Counts working days and working time; moments are timezone-aware, results are UTC.

    `overrides` (day → whether it is worked) win over the official calendar; past the years
    for which that is known, Monday to Friday are worked and `is_estimated` says so.
    """

    def __init__(
        self, zone: ZoneInfo, hours: OfficeHours | None = None, overrides: Mapping[date, bool] | None = None
    ) -> None:
        self.zone = zone
        self.hours = hours or OfficeHours()
        self._overrides = dict(overrides or {})

    def kind(self, day: date) -> DayKind:
        """Why the day counts, or does not."""
        if day in self._overrides:
            return DayKind.OWN_WORKDAY if self._overrides[day] else DayKind.OWN_HOLIDAY
        by_weekday = DayKind.WORKDAY if day.weekday() < 5 else DayKind.WEEKEND
        return _official_kind(day) or by_weekday

    def holiday(self, day: date) -> str | None:
        """The key of the public holiday that a day off belongs to, such as 'spring_festival'."""
        if self.kind(day) is not DayKind.HOLIDAY:
            return None
        _, name = chinese_calendar.get_holiday_detail(day)
        return str(chinese_calendar.Holiday(name).name)

    def is_working_day(self, day: date) -> bool:
        """Whether the day counts."""
        return self.kind(day) in WORKING

    def is_estimated(self, day: date) -> bool:
        """Whether nothing but the weekday is known of the day."""
        return day not in self._overrides and _official_kind(day) is None

    def is_estimated_between(self, a: datetime, b: datetime) -> bool:
        """Whether any local day after that of `a`, up to that of `b`, is estimated."""
        return any(self.is_estimated(day) for day in self.days_after(a, b))

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`."""
        day += ONE_DAY
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def local_date(self, moment: datetime) -> date:
        """The day that it is in the hotline's zone."""
        if moment.tzinfo is None:
            raise ValueError("a moment without a timezone")
        return moment.astimezone(self.zone).date()

    def days_after(self, a: datetime, b: datetime) -> Iterator[date]:
        """Local days after that of `a`, up to and including that of `b`."""
        day, last = self.local_date(a), self.local_date(b)
        while day < last:
            day += ONE_DAY
            yield day

    def at(self, day: date, clock_time: time) -> datetime:
        """The moment at which clocks in the hotline's zone show that time on that day."""
        return datetime.combine(day, clock_time, tzinfo=self.zone).astimezone(UTC)

    def closing(self, day: date) -> datetime:
        """The end of office hours."""
        return self.at(day, self.hours.closes)

    def add_working_days(self, start: datetime, n: int) -> datetime:
        """The end of office hours of the n-th working day after the local date of `start`; n ≥ 1."""
        if n < 1:
            raise ValueError(f"{n} working days")
        day = self.local_date(start)
        for _ in range(n):
            day = self.next_working_day(day)
        return self.closing(day)

    def office_span(self, day: date) -> tuple[datetime, datetime] | None:
        """Begin and end of a day's office hours; None if the day is not worked."""
        if not self.is_working_day(day):
            return None
        opens = self.at(day, self.hours.opens)
        # Where clocks jump during office hours the two may cross.
        return opens, max(opens, self.closing(day))

    def working_time_between(self, a: datetime, b: datetime) -> timedelta:
        """Office time from `a` to `b`; zero if `b` is not later."""
        day, last = self.local_date(a), self.local_date(b)
        # In UTC, since moments of one zone subtract by their wall clocks.
        a, b = a.astimezone(UTC), b.astimezone(UTC)
        total = timedelta()
        while day <= last:
            if span := self.office_span(day):
                total += max(timedelta(), min(b, span[1]) - max(a, span[0]))
            day += ONE_DAY
        return total

    def add_working_time(self, start: datetime, amount: timedelta) -> datetime:
        """The first moment at which `amount` of office time has passed since `start`."""
        day = self.local_date(start)
        start = start.astimezone(UTC)
        if amount <= timedelta():
            return start
        while True:
            if span := self.office_span(day):
                begins = max(start, span[0])
                if span[1] - begins >= amount:
                    return begins + amount
                amount -= max(timedelta(), span[1] - begins)
            day += ONE_DAY

    def subtract_working_time(self, end: datetime, amount: timedelta) -> datetime:
        """The last moment from which `amount` of office time passes until `end`."""
        day = self.local_date(end)
        end = end.astimezone(UTC)
        if amount <= timedelta():
            return end
        while True:
            if span := self.office_span(day):
                ends = min(end, span[1])
                if ends - span[0] >= amount:
                    return ends - amount
                amount -= max(timedelta(), ends - span[0])
            day -= ONE_DAY

    def next_service_moment(self, now: datetime, opens: time = time(8), closes: time = time(20)) -> datetime:
        """`now` if it lies in service hours, else the next opening; every day is served."""
        day = self.local_date(now)
        if now < self.at(day, opens):
            return self.at(day, opens)
        if now < self.at(day, closes):
            return now.astimezone(UTC)
        return self.at(day + ONE_DAY, opens)
