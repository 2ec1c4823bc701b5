"""响应率, 解决率 and 满意率 of a week or month: plain counts, with their numerators and denominators."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Week:
    """Monday 00:00 to the next in the hotline's zone; `ends_at` is not part of it. Moments are UTC."""

    monday: date
    starts_at: datetime
    ends_at: datetime

    @property
    def last_day(self) -> date:
        """Its Sunday."""
        return self.monday + timedelta(days=6)


@dataclass(frozen=True)
class Month:
    """The first of a month 00:00 to the next in the hotline's zone; `ends_at` is not part of it."""

    first: date
    starts_at: datetime
    ends_at: datetime


Span = Week | Month


@dataclass(frozen=True)
class ResponseRow:
    """An accept clock that was not dropped (by withdrawal or merging) before it ended."""

    due_at: datetime
    contacted_at: datetime | None
    is_excluded: bool = False


@dataclass(frozen=True)
class RatingRow:
    """A rating, or the silence in its place. `settled_at`: when it was given or the waiting ended."""

    settled_at: datetime
    is_solved: bool | None
    is_satisfied: bool | None
    is_excluded: bool = False


@dataclass(frozen=True)
class Rate:
    """`yes` of `answered`; the `unanswered` stand beside."""

    yes: int = 0
    answered: int = 0
    unanswered: int = 0

    @property
    def share(self) -> float | None:
        """From 0 to 1; None if nothing was answered."""
        return self.yes / self.answered if self.answered else None


@dataclass(frozen=True)
class Figure:
    """A rate without the excluded cases, and the raw one with all."""

    counted: Rate
    raw: Rate


@dataclass(frozen=True)
class WeekRates:
    """The three rates of a week, or of a month."""

    week: Span
    response: Figure
    solved: Figure
    satisfied: Figure


def week_of(moment: datetime, zone: ZoneInfo) -> Week:
    """The week in which `moment` lies."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a timezone")
    today = moment.astimezone(zone).date()
    return _week(today - timedelta(days=today.weekday()), zone)


def week_before(moment: datetime, zone: ZoneInfo) -> Week:
    """The last whole week before `moment`, which a digest reports on."""
    return _week(week_of(moment, zone).monday - timedelta(days=7), zone)


def week_from(day: date, zone: ZoneInfo) -> Week:
    """The week in which a day of the hotline's zone lies."""
    return _week(day - timedelta(days=day.weekday()), zone)


def month_of(day: date, zone: ZoneInfo) -> Month:
    """The month in which `day` lies."""
    first = day.replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    return Month(first, _midnight(first, zone), _midnight(following, zone))


def span_before(span: Span, zone: ZoneInfo) -> Span:
    """The week or month that ends where this one begins."""
    if isinstance(span, Week):
        return _week(span.monday - timedelta(days=7), zone)
    return month_of(span.first - timedelta(days=1), zone)


def count_week(week: Span, responses: Iterable[ResponseRow], ratings: Iterable[RatingRow]) -> WeekRates:
    """The rates of a week or month; rows of other ones are left out.

    Responses count in the week in which their clock was due, ratings in which they were settled.
    """
    asked = [row for row in responses if week.starts_at <= row.due_at < week.ends_at]
    rated = [row for row in ratings if week.starts_at <= row.settled_at < week.ends_at]
    return WeekRates(
        week=week,
        response=_figure((_is_in_time(row), row.is_excluded) for row in asked),
        solved=_figure((row.is_solved, row.is_excluded) for row in rated),
        satisfied=_figure((row.is_satisfied, row.is_excluded) for row in rated),
    )


def _week(monday: date, zone: ZoneInfo) -> Week:
    return Week(monday, _midnight(monday, zone), _midnight(monday + timedelta(days=7), zone))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def _is_in_time(row: ResponseRow) -> bool:
    return row.contacted_at is not None and row.contacted_at <= row.due_at


def _figure(answers: Iterable[tuple[bool | None, bool]]) -> Figure:
    """`answers` are pairs of answer (None: none was given) and whether the case is excluded."""
    rows = list(answers)
    return Figure(_rate(answer for answer, is_excluded in rows if not is_excluded), _rate(a for a, _ in rows))


def _rate(answers: Iterable[bool | None]) -> Rate:
    rows = list(answers)
    answered = [answer for answer in rows if answer is not None]
    return Rate(sum(answered), len(answered), len(rows) - len(answered))
