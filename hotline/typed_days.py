"""Days as people type them: 5 (working days), 6月20日, 6-20, 20号, 2026-06-20."""

import re
import unicodedata
from datetime import date, timedelta

_WORKING_DAYS = re.compile(r"(\d{1,3})(?:个?工作日|天|日)?")
_DATE = re.compile(r"(?:(\d{4})[年./-])?(\d{1,2})[月./-](\d{1,2})[日号]?")
_DAY_OF_MONTH = re.compile(r"(\d{1,2})号")
_SPAN = re.compile(r"(\d{1,3}|[一两二三四五六半])(个月|年|天|日|周|个星期)(?:后|以后)?")
_COUNTS = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6}
_LENGTHS = {"个月": 30, "年": 365, "天": 1, "日": 1, "周": 7, "个星期": 7}
_MONTH = re.compile(r"(?:(\d{4})[年./-](\d{1,2})|(\d{1,2})月)月?份?")
_THIS_MONTH = frozenset({"本月", "这月", "这个月"})
_LAST_MONTH = frozenset({"month", "上月", "上个月"})
LONGEST = 250
# At the ends of the calendar no week or month has a beginning and an end.
_YEARS = range(1900, 2200)


def working_days_in(text: str) -> int | None:
    """A number of working days from 1 to LONGEST; None for anything else."""
    found = _WORKING_DAYS.fullmatch(_plain(text))
    return int(found[1]) if found and 1 <= int(found[1]) <= LONGEST else None


def date_in(text: str, today: date) -> date | None:
    """A day named by its date; one without a year or month is the next such day. None for anything else."""
    plain = _plain(text)
    if found := _DATE.fullmatch(plain):
        year = int(found[1]) if found[1] else today.year
        day = _date(year, int(found[2]), int(found[3]))
        is_over = day is not None and day < today and not found[1]
        return _date(year + 1, int(found[2]), int(found[3])) if is_over else day
    if found := _DAY_OF_MONTH.fullmatch(plain):
        day = _date(today.year, today.month, int(found[1]))
        if day is not None and day >= today:
            return day
        year, month = divmod(today.year * 12 + today.month, 12)
        return _date(year, month + 1, int(found[1]))
    return None


def day_ahead(text: str, today: date) -> date | None:
    """A day named by its date, or by how far away it is: 8月20日, 3个月, 45天, 半年, 60 (days)."""
    plain = _plain(text)
    if plain.isdecimal() and len(plain) <= 3:
        return today + timedelta(days=int(plain))
    if found := _SPAN.fullmatch(plain):
        days = _LENGTHS[found[2]]
        if found[1] == "半":
            return today + timedelta(days=days // 2)
        return today + timedelta(days=days * (_COUNTS.get(found[1]) or int(found[1])))
    return date_in(text, today)


def day_back(text: str, today: date) -> date | None:
    """A day that has been, named by its date; one without a year or month is the last such day."""
    plain = _plain(text)
    if found := _DATE.fullmatch(plain):
        year = int(found[1]) if found[1] else today.year
        day = _date(year, int(found[2]), int(found[3]))
        is_to_come = day is not None and day > today and not found[1]
        return _date(year - 1, int(found[2]), int(found[3])) if is_to_come else day
    if found := _DAY_OF_MONTH.fullmatch(plain):
        day = _date(today.year, today.month, int(found[1]))
        if day is not None and day <= today:
            return day
        last_month = today.replace(day=1) - timedelta(days=1)
        return _date(last_month.year, last_month.month, int(found[1]))
    return None


def month_back(text: str, today: date) -> date | None:
    """The first day of a month that has begun: 上月, 本月, 6月 (the last June), 2026-06."""
    plain = _plain(text).lower()
    this_month = today.replace(day=1)
    if plain in _THIS_MONTH:
        return this_month
    if plain in _LAST_MONTH:
        return (this_month - timedelta(days=1)).replace(day=1)
    found = _MONTH.fullmatch(plain)
    if found is None:
        return None
    if found[1]:
        return _date(int(found[1]), int(found[2]), 1)
    first = _date(today.year, int(found[3]), 1)
    is_to_come = first is not None and first > today
    return _date(today.year - 1, int(found[3]), 1) if is_to_come else first


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in _YEARS else None
    except ValueError:
        return None
