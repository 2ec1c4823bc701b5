"""The liaison's weekly digest: what happened, what is late, what waits; numbers only, no personal data."""

from collections import Counter
from dataclasses import asdict, astuple, replace
from datetime import date, datetime, timedelta
from typing import Any

from hotline.digest.figures import CaseLine, Digest, DueCase, Fastest, LateCase, Praise
from hotline.digest.numbers import count
from hotline.hot_topics import hot_topics
from hotline.permissions import Actor
from hotline.rates import Week, span_before
from hotline.states import OPEN
from hotline.work import Work
from storage.queries import desk_queue, lexicon, roster
from storage.queries.figures import flow, good_work, standing
from storage.queries.figures.standing import TimedCase
from storage.tables import Place
from storage.vocabulary import State

FILED = OPEN - {State.DRAFT}
"""Open cases that have been filed."""
LISTED = 10
AHEAD = timedelta(days=7)
_TOP = 5
# An objection to a refusal that is older has been settled otherwise.
_OBJECTIONS = timedelta(days=30)
_LISTS_OF_CASES = ("waiting_cases", "overdue_cases", "due", "excluded")


async def week_digest(work: Work, week: Week, *, reader: Actor | None = None) -> Digest:
    """Count a week for the liaison, or whoever reads it: what that person must not see is not listed.

    Overdue, due and waiting cases, and those still open, are as of now; cases that name the liaison are
    not among them.
    """
    digest = Digest(
        monday=week.monday.isoformat(),
        is_running=work.now < week.ends_at,
        **await _happened(work, week),
        **await _open(work),
        **await _waiting(work),
        **await _said(work, week),
        **await _good_work(work, week),
    )
    return digest if reader is None else await for_reader(work, digest, reader)


async def _happened(work: Work, week: Week) -> dict[str, Any]:
    """The numbers of the week beside those of the week before."""
    counted = await count(work, week)
    earlier = span_before(week, work.knowledge.station.zone)
    before = (work.session, work.station_id, earlier.starts_at, earlier.ends_at)
    events_before = await flow.count_events(*before)
    return {
        **asdict(counted.numbers),
        "filed_before": await flow.count_filed(*before),
        "closed_before": events_before["closed"],
        "redone_before": events_before.get("redo", 0),
        "excluded_total": counted.excluded.total,
        "excluded_by_reason": counted.excluded.by_reason,
        "excluded": counted.excluded.cases[:LISTED],
    }


async def _open(work: Work) -> dict[str, Any]:
    """How the open cases stand."""
    session, station, now = work.session, work.station_id, work.now
    by_state = await standing.open_by_state(session, station, FILED)
    overdue = await standing.overdue_by_deputy(session, station, now, FILED)
    late = await standing.timed_cases(session, station, FILED, ends=now, limit=LISTED)
    ahead = {"starts": now, "ends": now + AHEAD}
    due = await standing.timed_cases(session, station, FILED, **ahead, limit=LISTED)
    return {
        "still_open": sum(by_state.values()),
        "by_state": [(str(state), by_state[state]) for state in State if state in by_state],
        "overdue_total": sum(cases for _, cases, _ in overdue),
        "overdue": overdue[:_TOP],
        "overdue_cases": [late_case(work, case) for case in late],
        "due_next_week": await standing.count_due_between(session, station, now, now + AHEAD, FILED),
        "due": [due_case(case) for case in due],
    }


async def _waiting(work: Work) -> dict[str, Any]:
    """What the liaison has to decide."""
    session, station = work.session, work.station_id
    queue = await desk_queue.by_state(session, station)
    first = await desk_queue.first(session, station, limit=LISTED)
    objections = await standing.objections_waiting(session, station, work.now - _OBJECTIONS)
    triage, returns = queue.pop(State.SUBMITTED, 0), queue.pop(State.RETURN_REVIEW, 0)
    orphaned = sum(queue.values())
    lines = [CaseLine(case.id, f"{case.number:04d}", case.state) for case in first]
    lines += [CaseLine(case_id, f"{number:04d}", state) for case_id, number, state in objections]
    return {
        "waiting": triage + returns + orphaned + len(objections),
        "triage": triage,
        "returns": returns,
        "without_deputy": orphaned,
        "objections": len(objections),
        "waiting_cases": lines[:LISTED],
        "proposals": len(await lexicon.proposals(session, station)),
    }


async def _said(work: Work, week: Week) -> dict[str, Any]:
    """What the cases of the week are about."""
    within = (work.session, work.station_id, week.starts_at, week.ends_at)
    heats = await hot_topics(work, week)
    return {
        "categories": await flow.filed_by_category(*within, limit=_TOP),
        "places": await _by_village(work, await flow.filed_by_place(*within)),
        "hot": [astuple(heat) for heat in heats.hot],
        "again": [astuple(heat) for heat in heats.again],
        "corrections": await flow.corrections(*within, limit=_TOP),
    }


async def _by_village(work: Work, by_place: dict[int, int]) -> list[tuple[str, int]]:
    """Roads and estates count for their villages."""
    places = await roster.places_by_id(work.session, work.station_id, by_place)
    counts: Counter[str] = Counter()
    for place_id, cases in by_place.items():
        counts[_village(places[place_id])] += cases
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:_TOP]


def _village(place: Place) -> str:
    return place.village or place.name


async def _good_work(work: Work, week: Week) -> dict[str, Any]:
    """Deputies none of whose replies was late, those with whom most people were satisfied first."""
    within = (work.session, work.station_id, week.starts_at, week.ends_at)
    satisfied = await good_work.satisfied_with(*within)
    fastest = await good_work.fastest_contact(*within)
    praise = [
        Praise(row.deputy_id, row.name, row.replied, satisfied.get(row.deputy_id, 0))
        for row in await good_work.replies(*within)
        if not row.late
    ]
    praise.sort(key=lambda one: (-one.satisfied, -one.replied, one.deputy))
    minutes = 0 if fastest is None else fastest.took // timedelta(minutes=1)
    return {
        "praise": praise[:_TOP],
        "fastest": fastest and Fastest(fastest.deputy_id, fastest.name, minutes),
    }


async def for_reader(work: Work, digest: Digest, reader: Actor) -> Digest:
    """A liaison who is a deputy too may be named in a case: then she does not see it here either (回避)."""
    if reader.deputy_id is None:
        return digest
    lists: dict[str, list[Any]] = {name: getattr(digest, name) for name in _LISTS_OF_CASES}
    ids = {case.id for cases in lists.values() for case in cases}
    hidden = await standing.hidden_from(work.session, work.station_id, reader.deputy_id, ids)
    kept: dict[str, Any] = {
        name: [case for case in cases if case.id not in hidden] for name, cases in lists.items()
    }
    return replace(digest, **kept)


def late_case(work: Work, case: TimedCase) -> LateCase:
    """A case that is overdue, as a digest lists it."""
    return LateCase(
        **_named(case), days=(_day(work, work.now) - _day(work, case.due_at)).days, due_at=_moment(case)
    )


def due_case(case: TimedCase) -> DueCase:
    """A case that will soon be due, as a digest lists it."""
    return DueCase(**_named(case), due_at=_moment(case))


def _named(case: TimedCase) -> dict[str, Any]:
    return {
        "id": case.id,
        "number": f"{case.number:04d}",
        "deputy_id": case.deputy_id,
        "deputy": case.deputy,
    }


def _moment(case: TimedCase) -> str:
    return case.due_at.isoformat()


def _day(work: Work, moment: datetime) -> date:
    return work.calendar.local_date(moment)
