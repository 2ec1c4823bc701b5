"""The lists behind a digest: every case that is late or soon due, every category and place of its week."""

from collections import Counter
from dataclasses import dataclass

from hotline import notices
from hotline.digest.asked import week_named
from hotline.digest.week import AHEAD, FILED
from hotline.permissions import Act, Actor, acting_role
from hotline.rates import Week
from hotline.work import Work
from storage.queries import roster
from storage.queries.due_cases import DueRow, cases_due
from storage.queries.figures import flow

_IN_CHAT, _IN_BOOK = 24, 5000
_EVERY = 1000  # more categories than anybody keeps


@dataclass(frozen=True)
class DigestLists:
    """Cases by due time, the earliest first; (name, cases) of categories and villages, most first."""

    overdue: list[DueRow]
    due: list[DueRow]
    categories: list[tuple[str, int]]
    places: list[tuple[str, int]]


async def digest_lists(work: Work, week: Week, reader: Actor) -> DigestLists:
    """What the workbook holds beside the figures, without what the reader must not see."""
    within = (work.session, work.station_id, week.starts_at, week.ends_at)
    return DigestLists(
        overdue=await _overdue(work, reader, _IN_BOOK),
        due=await _due(work, reader, _IN_BOOK),
        categories=await flow.filed_by_category(*within, limit=_EVERY),
        places=await _by_village(work, await flow.filed_by_place(*within)),
    )


async def show_due_list(work: Work, actor: Actor) -> None:
    """Answer with the cases that are late or soon will be, to be opened one by one."""
    acting_role(Act.READ_DIGEST, actor)
    overdue = await _overdue(work, actor, _IN_CHAT)
    rows = [*overdue, *await _due(work, actor, max(_IN_CHAT - len(overdue), 0))]
    today = work.calendar.local_date(work.now)
    days = {f"{row.number:04d}": (today - work.calendar.local_date(row.due_at)).days for row in rows}
    ids = [row.id for row in rows]
    await notices.answer(work, actor.person_id, "liaison.due_list", ids=ids, days_over=days)


async def show_digest_book(work: Work, actor: Actor, typed: str = "") -> None:
    """Answer with the workbook of a week (hotline.digest.week_named). Raises NoSuchChoice."""
    acting_role(Act.READ_DIGEST, actor)
    week = week_named(work, typed)
    await notices.answer(work, actor.person_id, "liaison.digest_book", monday=week.monday.isoformat())


async def _overdue(work: Work, reader: Actor, limit: int) -> list[DueRow]:
    return await cases_due(
        *(work.session, work.station_id, FILED), before=work.now, hidden_from=reader.deputy_id, limit=limit
    )


async def _due(work: Work, reader: Actor, limit: int) -> list[DueRow]:
    return await cases_due(
        *(work.session, work.station_id, FILED),
        after=work.now,
        before=work.now + AHEAD,
        hidden_from=reader.deputy_id,
        limit=limit,
    )


async def _by_village(work: Work, by_place: dict[int, int]) -> list[tuple[str, int]]:
    """Roads and estates count for their villages."""
    places = await roster.places_by_id(work.session, work.station_id, by_place)
    counts: Counter[str] = Counter()
    for place_id, cases in by_place.items():
        counts[places[place_id].village or places[place_id].name] += cases
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
