"""What the texts of digests say beside their numbers: the week or month in words, rates as shares."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from markupsafe import Markup

from handlers.wording import Texts
from hotline.permissions import Actor
from hotline.work import Work
from storage.tables import Case, Notice


async def digest_values(
    work: Work, notice: Notice, case: Case | None, actor: Actor, texts: Texts
) -> dict[str, Any]:
    """The words for whatever digest this is."""
    params, rate = notice.params, partial(rate_in_words, texts)
    if "month" in params:
        return {"rate": rate, "month": month_in_words(params["month"], texts.language)}
    return {"rate": rate, "week": week_in_words(params["monday"], texts.language)}


def rate_in_words(texts: Texts, numbers: Sequence[int]) -> Markup:
    """19/21（90%）, with the unanswered beside; `numbers` are (yes, answered, unanswered)."""
    yes, answered, unanswered = numbers
    percent = percent_of(yes, answered) if answered else 0
    key = "rate.some" if answered else "rate.none"
    return texts(key, yes=yes, answered=answered, unanswered=unanswered, percent=percent)


def percent_of(yes: int, answered: int) -> int:
    """A share in whole percents, halves up, as spreadsheets show it."""
    return (200 * yes + answered) // (2 * answered)


def week_in_words(monday: str, language: str) -> str:
    """6月15日—6月21日."""
    first = date.fromisoformat(monday)
    last = first + timedelta(days=6)
    if language == "en":
        return f"{first:%d %b} – {last:%d %b}"
    return f"{first.month}月{first.day}日—{last.month}月{last.day}日"


def month_in_words(month: str, language: str) -> str:
    """2026年5月."""
    first = datetime.strptime(month, "%Y-%m")  # noqa: DTZ007  (a month is no moment)
    return f"{first:%B %Y}" if language == "en" else f"{first.year}年{first.month}月"
