"""The presidium's monthly digest: the same by month, what came to it, suggestions, supervision."""

from dataclasses import asdict, dataclass

from hotline.digest.numbers import Numbers3, count
from hotline.digest.week import FILED
from hotline.rates import Month, span_before
from hotline.work import Work
from storage.queries import cases as case_queries
from storage.queries.figures import flow, months, standing

_TOP = 5


@dataclass(frozen=True)
class MonthDigest:
    """The figures of one month. Rates are (yes, answered, unanswered), raw ones with the excluded cases.

    `still_open`, `ids` (what waits for the presidium) and whatever is overdue are as of now.
    """

    month: str
    is_running: bool
    filed: int
    filed_before: int
    closed: int
    closed_before: int
    redone: int
    redone_before: int
    still_open: int
    overdue_total: int
    response: Numbers3
    solved: Numbers3
    satisfied: Numbers3
    response_raw: Numbers3
    solved_raw: Numbers3
    satisfied_raw: Numbers3
    excluded_total: int
    categories: list[tuple[str, int]]
    escalated: int
    ids: list[int]
    supervised: int
    supervisions_answered: int
    supervisions_overdue: int
    suggestions_issued: int
    suggestions_replied: int
    suggestions_concluded: int
    suggestions_overdue: int


async def month_digest(work: Work, month: Month) -> MonthDigest:
    """Count a month; numbers and case ids only."""
    session, station, now = work.session, work.station_id, work.now
    within = (session, station, month.starts_at, month.ends_at)
    earlier = span_before(month, work.knowledge.station.zone)
    before = (session, station, earlier.starts_at, earlier.ends_at)
    counted, events_before = await count(work, month), await flow.count_events(*before)
    asked, answered, unanswered = await months.supervisions(*within, now)
    issued, replied, concluded, overdue = await months.suggestions(*within, now)
    late = await standing.overdue_by_deputy(session, station, now, FILED)
    return MonthDigest(
        month=f"{month.first:%Y-%m}",
        is_running=now < month.ends_at,
        **asdict(counted.numbers),
        filed_before=await flow.count_filed(*before),
        closed_before=events_before["closed"],
        redone_before=events_before.get("redo", 0),
        still_open=sum((await standing.open_by_state(session, station, FILED)).values()),
        overdue_total=sum(cases for _, cases, _ in late),
        excluded_total=counted.excluded.total,
        categories=await flow.filed_by_category(*within, limit=_TOP),
        escalated=counted.events.get("escalated", 0),
        ids=[case.id for case in await case_queries.escalated_cases(session, station)],
        supervised=asked,
        supervisions_answered=answered,
        supervisions_overdue=unanswered,
        suggestions_issued=issued,
        suggestions_replied=replied,
        suggestions_concluded=concluded,
        suggestions_overdue=overdue,
    )
