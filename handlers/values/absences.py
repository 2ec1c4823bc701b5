"""What notices about a deputy's absence name: who, which days, who stands in, whom one may choose."""

from datetime import date
from typing import Any

from handlers.shown_days import shown_day, shown_span
from handlers.wording import Texts
from hotline.absences import possible_substitutes
from hotline.permissions import Actor
from hotline.states import OPEN
from hotline.work import Work
from storage.queries import contact_days, roster
from storage.tables import Case, Notice
from storage.vocabulary import State


async def values(work: Work, notice: Notice, case: Case | None, actor: Actor, texts: Texts) -> dict[str, Any]:
    """Names for what the notice holds as ids and days."""
    deputy_id = int(notice.params.get("deputy") or 0)
    first, last = _days(notice)
    return {
        "deputy": await _name(work, deputy_id),
        "is_own": deputy_id == actor.deputy_id,
        "substitute": await _name(work, int(notice.params.get("substitute") or 0)),
        "is_substitute": notice.params.get("substitute") == actor.deputy_id is not None,
        "span": shown_span(texts, first, last) if first and last else "",
        "open_cases": await _open_cases(work, deputy_id),
        "meetings": await _meetings(work, deputy_id, first, last, texts),
    }


async def choices(work: Work, notice: Notice) -> list[tuple[int, str]]:
    """The deputies among whom the liaison or the deputy chooses."""
    first, last = _days(notice)
    if notice.kind == "away.substitute" and first and last:
        found = await possible_substitutes(work, int(notice.params["deputy"]), first, last)
    else:
        found = await roster.deputies(work.session, work.station_id)
    return [(row.id, row.name) for row in found]


def _days(notice: Notice) -> tuple[date | None, date | None]:
    first, last = notice.params.get("days") or (None, None)
    return first and date.fromisoformat(first), last and date.fromisoformat(last)


async def _name(work: Work, deputy_id: int) -> str:
    deputy = await roster.deputy(work.session, work.station_id, deputy_id) if deputy_id else None
    return "" if deputy is None else deputy.name


async def _meetings(work: Work, deputy_id: int, first: date | None, last: date | None, texts: Texts) -> str:
    """The contact days of the deputy that fall into the absence."""
    if first is None or last is None:
        return ""
    coming = await contact_days.coming(work.session, work.station_id, work.now, deputy_id=deputy_id)
    days = [work.calendar.local_date(day.starts_at) for day, _ in coming]
    return " ".join(shown_day(texts, day) for day in days if first <= day <= last)


async def _open_cases(work: Work, deputy_id: int) -> int:
    carried = await roster.open_cases_by_deputy(work.session, work.station_id, OPEN - {State.DRAFT})
    return carried.get(deputy_id, 0)
