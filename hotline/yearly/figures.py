"""Counting a year; the three rates are the digest's, month by month."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta

from hotline.activities.candidates import Candidate, rank
from hotline.deadlines import ClockKind
from hotline.duty.counting import facts_of
from hotline.duty.facts import DutyFacts
from hotline.rates import Month, Rate, RatingRow, ResponseRow, WeekRates, count_week, month_of
from hotline.states import OPEN
from hotline.work import Work
from hotline.years import Year
from storage.queries import candidates as candidate_queries
from storage.queries import roster
from storage.queries import yearly as queries
from storage.queries.duty import deputies as duty_deputies
from storage.queries.figures import answers, flow
from storage.queries.yearly import ActivitySum, Matter
from storage.tables import Place
from storage.vocabulary import Channel, State

MOST_DEPUTIES = 300
MOST_VILLAGES = 12
MOST_MATTERS = 6
MOST_CANDIDATES = 5
# Fewer people would point at somebody.
FEWEST_PEOPLE = 3
_STANDING = OPEN - {State.DRAFT, State.REPLIED}


_NOTHING = Rate()


@dataclass(frozen=True)
class Rates:
    """The three rates: without the excluded cases, and with all."""

    response: Rate = _NOTHING
    solved: Rate = _NOTHING
    satisfied: Rate = _NOTHING
    raw_response: Rate = _NOTHING
    raw_solved: Rate = _NOTHING
    raw_satisfied: Rate = _NOTHING

    @property
    def has_excluded(self) -> bool:
        """Whether leaving out changes anything."""
        counted = (self.response, self.solved, self.satisfied)
        return counted != (self.raw_response, self.raw_solved, self.raw_satisfied)


@dataclass(frozen=True)
class YearFigures:
    """What the summary of a year is written from; lists are in the order in which they are shown."""

    year: Year
    filed: int
    filed_before: int
    people: int
    filed_and_done: int
    channels: dict[Channel, int]
    # Events of the year by kind; "closed" counts every closing.
    events: dict[str, int]
    rates: Rates
    # (category or "", filed, closed of these)
    categories: list[tuple[str, int, int]]
    villages: list[tuple[str, int]]
    # (place, subject, cases, people, closed)
    matters: list[tuple[str, str, int, int, int]]
    suggestions: dict[str, int]
    activities: list[ActivitySum]
    budget_fen: int
    ledgers: list[tuple[date, int]]
    deputies: int
    joined: int
    # Sums over all deputies.
    duty: DutyFacts
    # As of now, for the running year only.
    still_open: int = 0
    overdue: int = 0
    candidates: list[Candidate] = field(default_factory=list)

    @property
    def cost_fen(self) -> int:
        return sum(one.cost_fen for one in self.activities)


async def count_year(work: Work, year: Year, *, hidden_from: int | None = None) -> YearFigures:
    """Count a year. `hidden_from`: a deputy who must step aside from cases, if the reader is one."""
    session, station = work.session, work.station_id
    span = (session, station, year.starts_at, year.ends_at)
    before = (session, station, *_year_before(year, work))
    places = {place.id: place for place in await roster.places(session, station)}
    channels = await queries.filed_by_channel(*span)
    people, done = await queries.people_and_done(*span)
    deputies, joined = await queries.count_deputies(session, station)
    still_open, overdue = (0, 0)
    if not year.is_over:
        still_open, overdue = await queries.count_open(session, station, _STANDING, work.now)
    return YearFigures(
        year=year,
        filed=sum(channels.values()),
        filed_before=await flow.count_filed(*before),
        people=people,
        filed_and_done=done,
        channels=channels,
        events=await flow.count_events(*span),
        rates=await _rates(work, year),
        categories=await queries.by_category(*span),
        villages=_by_village(await flow.filed_by_place(*span), places),
        matters=_named(await queries.matters(*span, fewest=FEWEST_PEOPLE, limit=MOST_MATTERS), places),
        suggestions=await queries.count_suggestions(*span, work.now),
        activities=await queries.sum_activities(*span),
        budget_fen=work.knowledge.station.fen_per_deputy * deputies,
        ledgers=await queries.published_quarters(session, station, date(year.number, 1, 1), year.until),
        deputies=deputies,
        joined=joined,
        duty=await _duty(work, year),
        still_open=still_open,
        overdue=overdue,
        candidates=await _candidates(work, year, hidden_from, places),
    )


def summed(rates: Iterable[WeekRates]) -> Rates:
    """Rates of several months together: their numerators and denominators are added."""
    rows = list(rates)

    def add(name: str, part: str) -> Rate:
        found = [getattr(getattr(one, name), part) for one in rows]
        return Rate(
            *(sum(getattr(rate, number) for rate in found) for number in ("yes", "answered", "unanswered"))
        )

    names = ("response", "solved", "satisfied")
    counted = {name: add(name, "counted") for name in names}
    return Rates(**counted, **{f"raw_{name}": add(name, "raw") for name in names})


def months_of(year: Year, work: Work) -> list[Month]:
    """The months of the year that have begun."""
    zone = work.knowledge.station.zone
    return [month_of(date(year.number, number, 1), zone) for number in range(1, year.until.month + 1)]


async def _rates(work: Work, year: Year) -> Rates:
    # Month by month, so that a busy year is never held in memory whole.
    return summed([await _rates_of(work, month) for month in months_of(year, work)])


async def _rates_of(work: Work, month: Month) -> WeekRates:
    # What is due later has not ended yet.
    ends_at = min(month.ends_at, work.now)
    responses = await answers.responses(
        work.session, work.station_id, ClockKind.ACCEPT, month.starts_at, ends_at
    )
    ratings = await answers.ratings(work.session, work.station_id, month.starts_at, ends_at)
    return count_week(
        month,
        [ResponseRow(row.due_at, row.contacted_at, row.exclusion is not None) for row in responses],
        [RatingRow(row.at, row.is_solved, row.is_satisfied, row.exclusion is not None) for row in ratings],
    )


async def _duty(work: Work, year: Year) -> DutyFacts:
    """All deputies' facts, added up."""
    deputies = await duty_deputies.in_office_during(
        work.session, work.station_id, year.starts_at, limit=MOST_DEPUTIES
    )
    found = (await facts_of(work, deputies, year)).values()
    return DutyFacts(
        **{one.name: sum(getattr(facts, one.name) for facts in found) for one in fields(DutyFacts)}
    )


async def _candidates(
    work: Work, year: Year, hidden_from: int | None, places: dict[int, Place]
) -> list[Candidate]:
    """Candidates for 办实事 from the year on; of a year that is over nothing is left to propose."""
    if (work.now - year.ends_at) > timedelta(days=180):
        return []
    session, station = work.session, work.station_id
    rows = await candidate_queries.matters(session, station, year.starts_at, OPEN, hidden_from=hidden_from)
    behind = await candidate_queries.supporters(session, station, year.starts_at, hidden_from=hidden_from)
    found = rank(rows, behind, {key: place.name for key, place in places.items()})
    return found[:MOST_CANDIDATES]


def _year_before(year: Year, work: Work) -> tuple[datetime, datetime]:
    zone = work.knowledge.station.zone
    first = month_of(date(year.number - 1, 1, 1), zone).starts_at
    # Of a running year only as much of the one before as has passed.
    passed = min(work.now, year.ends_at) - year.starts_at
    return first, min(first + passed, year.starts_at)


def _by_village(counts: dict[int, int], places: dict[int, Place]) -> list[tuple[str, int]]:
    """Cases by village; what lies in no village stands under its own name."""
    found: dict[str, int] = {}
    for place_id, count in counts.items():
        place = places.get(place_id)
        if place is not None:
            name = place.village or place.name
            found[name] = found.get(name, 0) + count
    ordered = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    return ordered[:MOST_VILLAGES]


def _named(matters: list[Matter], places: dict[int, Place]) -> list[tuple[str, str, int, int, int]]:
    return [
        (places[one.place_id].name, one.subject, one.cases, one.people, one.done)
        for one in matters
        if one.place_id in places
    ]
