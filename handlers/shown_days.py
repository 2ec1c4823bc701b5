"""Days and hours of absences and contact days as people say them."""

from datetime import date, datetime, time

from handlers.dates import DATE_STYLES
from handlers.wording import Texts

_NOON = time(12)


def shown_day(texts: Texts, day: date) -> str:
    """明天（周二）, 6月20日（周六）."""
    moment = datetime.combine(day, _NOON, tzinfo=texts.zone)
    return DATE_STYLES[texts.language].day(moment, texts.now.astimezone(texts.zone))


def shown_span(texts: Texts, first: date, last: date) -> str:
    """6月20日（周六）到7月1日（周三）; one day alone where it is only one."""
    begins = shown_day(texts, first)
    return begins if first == last else texts("away.span", first=begins, last=shown_day(texts, last))


def shown_hours(texts: Texts, starts_at: datetime, ends_at: datetime) -> str:
    """7月3日（周五）9:00–11:00."""
    opens, closes = (moment.astimezone(texts.zone) for moment in (starts_at, ends_at))
    return f"{shown_day(texts, opens.date())} {opens:%H:%M}–{closes:%H:%M}"
