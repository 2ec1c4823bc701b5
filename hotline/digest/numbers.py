"""The numbers of a week or month: filed, closed, done again, and the three rates beside their raw ones."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hotline.deadlines import ClockKind
from hotline.rates import Rate, RatingRow, ResponseRow, Span, count_week
from hotline.work import Work
from storage.queries.figures import answers, flow
from storage.queries.figures.answers import Rating, Response

Numbers3 = tuple[int, int, int]
"""(yes, answered, unanswered)."""


@dataclass(frozen=True)
class Numbers:
    """What a span of time came to; a `_raw` rate has the excluded cases too."""

    filed: int
    closed: int
    redone: int
    response: Numbers3
    solved: Numbers3
    satisfied: Numbers3
    response_raw: Numbers3
    solved_raw: Numbers3
    satisfied_raw: Numbers3


@dataclass(frozen=True)
class ExcludedCase:
    """剔除: a case that would count in the rates, and why it does not."""

    id: int
    number: str
    reason: str


@dataclass(frozen=True)
class Excluded:
    """The cases left out of the rates: all of them by reason, and those that may be named to the liaison."""

    total: int
    by_reason: list[tuple[str, int]]
    cases: list[ExcludedCase]


@dataclass(frozen=True)
class Counted:
    """The numbers, and what they were counted from. `events`: how many of each kind."""

    numbers: Numbers
    events: Mapping[str, int]
    excluded: Excluded
    ratings: Sequence[Rating]


async def count(work: Work, span: Span) -> Counted:
    """Count a week or month from its own filings, events and clocks."""
    within = (work.session, work.station_id, span.starts_at, span.ends_at)
    events = await flow.count_events(*within)
    responses = await answers.responses(
        work.session, work.station_id, ClockKind.ACCEPT, span.starts_at, span.ends_at
    )
    ratings = await answers.ratings(*within)
    return Counted(
        _numbers(span, await flow.count_filed(*within), events, responses, ratings),
        events,
        _excluded([*responses, *ratings]),
        ratings,
    )


def _numbers(
    span: Span,
    filed: int,
    events: Mapping[str, int],
    responses: Sequence[Response],
    ratings: Sequence[Rating],
) -> Numbers:
    rates = count_week(
        span,
        [ResponseRow(row.due_at, row.contacted_at, row.exclusion is not None) for row in responses],
        [RatingRow(row.at, row.is_solved, row.is_satisfied, row.exclusion is not None) for row in ratings],
    )
    return Numbers(
        filed=filed,
        closed=events["closed"],
        redone=events.get("redo", 0),
        response=_three(rates.response.counted),
        solved=_three(rates.solved.counted),
        satisfied=_three(rates.satisfied.counted),
        response_raw=_three(rates.response.raw),
        solved_raw=_three(rates.solved.raw),
        satisfied_raw=_three(rates.satisfied.raw),
    )


def _excluded(rows: Sequence[Response | Rating]) -> Excluded:
    """Each case once, in the order of the numbers."""
    found = {row.case_id: row for row in rows if row.exclusion is not None}
    by_reason = Counter(str(row.exclusion) for row in found.values())
    shown = sorted((row for row in found.values() if not row.names_liaison), key=lambda row: row.number)
    return Excluded(
        len(found),
        sorted(by_reason.items(), key=lambda pair: (-pair[1], pair[0])),
        [ExcludedCase(row.case_id, f"{row.number:04d}", str(row.exclusion)) for row in shown],
    )


def _three(rate: Rate) -> Numbers3:
    return rate.yes, rate.answered, rate.unanswered
