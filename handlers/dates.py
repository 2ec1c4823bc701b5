"""Days and times as people say them: 明天（周二）下班前, 6月12日（周五）, tomorrow (Tue)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# From here on a deadline is 'by the end of the working day' rather than a time of day.
_END_OF_DAY = time(17, 0)


@dataclass(frozen=True)
class ChineseDates:
    """Simplified or traditional, by the words given."""

    near: dict[int, str]
    week: str
    weekdays: str
    end_of_day: str
    before: str
    clock: str

    def day(self, moment: datetime, now: datetime) -> str:
        """The day alone, both in the reader's zone."""
        weekday = f"（{self.week}{self.weekdays[moment.weekday()]}）"
        if near := self.near.get((moment.date() - now.date()).days):
            return near if near == self.near[0] else near + weekday
        year = "" if moment.year == now.year else f"{moment.year}年"
        return f"{year}{moment.month}月{moment.day}日{weekday}"

    def by(self, moment: datetime, now: datetime) -> str:
        """A deadline: the day and, unless it ends with the working day, the time."""
        if moment.time() >= _END_OF_DAY:
            return self.day(moment, now) + self.end_of_day
        minutes = f"{moment.minute}分" if moment.minute else ""
        return f"{self.day(moment, now)}{moment.hour}{self.clock}{minutes}{self.before}"

    def stamp(self, moment: datetime) -> str:
        return f"{moment.month}月{moment.day}日 {moment:%H:%M}"

    def dates(self, days: Sequence[date]) -> str:
        """Several days: 6月16日—18日、22日."""
        said, month = [], 0
        for first, last in stretches(days):
            begins = "" if first.month == month else f"{first.month}月"
            ends = f"{last.day}日" if last.month == first.month else f"{last.month}月{last.day}日"
            said.append(f"{begins}{first.day}日" + (f"—{ends}" if last > first else ""))
            month = last.month
        return "、".join(said)


@dataclass(frozen=True)
class EnglishDates:
    """Short English: tomorrow (Tue), Fri 12 Jun."""

    def day(self, moment: datetime, now: datetime) -> str:
        near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get((moment.date() - now.date()).days)
        if near:
            return near if near == "today" else f"{near} ({_WEEKDAYS_EN[moment.weekday()]})"
        year = "" if moment.year == now.year else f" {moment.year}"
        return f"{_WEEKDAYS_EN[moment.weekday()]} {moment.day} {_MONTHS_EN[moment.month - 1]}{year}"

    def by(self, moment: datetime, now: datetime) -> str:
        if moment.time() >= _END_OF_DAY:
            return f"the end of {self.day(moment, now)}"
        return f"{moment:%H:%M} {self.day(moment, now)}"

    def stamp(self, moment: datetime) -> str:
        return f"{moment.day} {_MONTHS_EN[moment.month - 1]} {moment:%H:%M}"

    def dates(self, days: Sequence[date]) -> str:
        """Several days: 16 Jun – 18 Jun, 22 Jun."""
        return ", ".join(
            self._short(first) + (f" – {self._short(last)}" if last > first else "")
            for first, last in stretches(days)
        )

    def _short(self, day: date) -> str:
        return f"{day.day} {_MONTHS_EN[day.month - 1]}"


def stretches(days: Sequence[date]) -> list[tuple[date, date]]:
    """(first, last) of each run of days that follow one another; `days` in order."""
    found: list[tuple[date, date]] = []
    for day in days:
        if found and (day - found[-1][1]).days == 1:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


_SIMPLIFIED = ChineseDates(
    near={-1: "昨天", 0: "今天", 1: "明天", 2: "后天"},
    week="周",
    weekdays="一二三四五六日",
    end_of_day="下班前",
    before="前",
    clock="点",
)
_TRADITIONAL = ChineseDates(
    near={-1: "昨天", 0: "今天", 1: "明天", 2: "後天"},
    week="週",
    weekdays="一二三四五六日",
    end_of_day="下班前",
    before="前",
    clock="點",
)
DATE_STYLES: dict[str, ChineseDates | EnglishDates] = {
    "zh-Hans": _SIMPLIFIED,
    "zh-Hant": _TRADITIONAL,
    "en": EnglishDates(),
}
