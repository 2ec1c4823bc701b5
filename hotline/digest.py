"""The liaison's weekly digest: what happened, what is late, what waits; numbers only, no personal data."""

from dataclasses import asdict, astuple, dataclass
from datetime import datetime, timedelta
from typing import Any

from hotline import notices
from hotline.deadlines import ClockKind
from hotline.hot_topics import hot_topics
from hotline.permissions import Act, Actor, acting_role
from hotline.rates import Figure, RatingRow, ResponseRow, Week, count_week, week_before, week_of
from hotline.states import OPEN
from hotline.work import Work
from storage.queries import cases as case_queries
from storage.queries import figures, lexicon, roster
from storage.queries import people as people_queries
from storage.vocabulary import Role, State

_FILED = OPEN - {State.DRAFT}
_TOP = 5


@dataclass(frozen=True)
class Digest:
    """The figures of one week. Rates are (yes, answered, unanswered)."""

    monday: str
    filed: int
    filed_before: int
    closed: int
    closed_before: int
    still_open: int
    waiting: int
    due_next_week: int
    response: tuple[int, int, int]
    solved: tuple[int, int, int]
    satisfied: tuple[int, int, int]
    categories: list[tuple[str, int]]
    overdue: list[tuple[str, int]]
    # Matters as (topic or category, village, cases).
    hot: list[tuple[str, str, int]]
    again: list[tuple[str, str, int]]
    proposals: int


async def week_digest(work: Work, week: Week) -> Digest:
    """Count a week; `still_open`, `waiting`, `overdue` and `due_next_week` are as of now.

    What is so now leaves out cases that name the liaison, who reads this.
    """
    session, station = work.session, work.station_id
    before = week_before(week.starts_at, work.knowledge.station.zone)
    heats = await hot_topics(work, week)
    rates = count_week(
        week,
        [
            ResponseRow(due_at, contacted_at)
            for due_at, contacted_at in await figures.responses_due(
                session, station, ClockKind.ACCEPT, week.starts_at, week.ends_at
            )
        ],
        [
            RatingRow(at, solved, satisfied)
            for at, solved, satisfied in await figures.ratings(session, station, week.starts_at, week.ends_at)
        ],
    )
    return Digest(
        monday=week.monday.isoformat(),
        filed=await figures.count_filed(session, station, week.starts_at, week.ends_at),
        filed_before=await figures.count_filed(session, station, before.starts_at, before.ends_at),
        closed=await figures.count_closed(session, station, week.starts_at, week.ends_at),
        closed_before=await figures.count_closed(session, station, before.starts_at, before.ends_at),
        still_open=await figures.count_in(session, station, _FILED),
        waiting=await case_queries.count_desk_queue(session, station),
        due_next_week=await figures.count_due_between(
            session, station, work.now, work.now + timedelta(days=7), _FILED
        ),
        response=_numbers(rates.response),
        solved=_numbers(rates.solved),
        satisfied=_numbers(rates.satisfied),
        categories=(await figures.filed_by_category(session, station, week.starts_at, week.ends_at))[:_TOP],
        overdue=(await figures.overdue_by_deputy(session, station, work.now, _FILED))[:_TOP],
        hot=[astuple(heat) for heat in heats.hot],
        again=[astuple(heat) for heat in heats.again],
        proposals=len(await lexicon.proposals(session, station)),
    )


async def show_digest(work: Work, actor: Actor, *, is_running_week: bool = False) -> None:
    """Answer with the digest of last week, or of the one that is running."""
    acting_role(Act.READ_DIGEST, actor)
    zone = work.knowledge.station.zone
    week = week_of(work.now, zone) if is_running_week else week_before(work.now, zone)
    await notices.answer(work, actor.person_id, "liaison.digest", **await _params(work, week))


async def send_due_digest(work: Work) -> bool:
    """Send last week's digest to the liaison, once, when its time has come; also after a downtime.

    A hotline that has just opened has no week to tell of.
    """
    station = await roster.station(work.session, work.station_id)
    week = week_before(work.now, work.knowledge.station.zone)
    if station.digest_sent_for == week.monday or work.now < _due_at(work, week):
        return False
    is_first = station.digest_sent_for is None
    if not await roster.claim_digest(work.session, work.station_id, week.monday):
        return False
    params = await _params(work, week)
    if is_first and not params["filed"] and not params["still_open"]:
        return False
    for person_id in await people_queries.holders(work.session, work.station_id, Role.LIAISON):
        await notices.tell(work, person_id, "liaison.digest", **params)
    await _tell_presidium(work)
    return True


async def _tell_presidium(work: Work) -> None:
    """Once a week the presidium sees what still waits for it."""
    escalated = await case_queries.escalated_cases(work.session, work.station_id)
    if escalated:
        ids = [case.id for case in escalated]
        await notices.tell_holders(work, Role.PRESIDIUM, "presidium.cases", ids=ids)


def _due_at(work: Work, week: Week) -> datetime:
    station = work.knowledge.station
    day = week.monday + timedelta(days=7 + station.digest_weekday)
    return datetime.combine(day, station.digest_at, tzinfo=station.zone)


async def _params(work: Work, week: Week) -> dict[str, Any]:
    return asdict(await week_digest(work, week))


def _numbers(figure: Figure) -> tuple[int, int, int]:
    return figure.counted.yes, figure.counted.answered, figure.counted.unanswered
