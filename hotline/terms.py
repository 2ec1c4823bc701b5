"""任期: until when a deputy is in office, and the liaison warned in time that a term ends."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from hotline import notices
from hotline.permissions import SYSTEM
from hotline.service_hours import next_service_time
from hotline.station_history import record_for_station
from hotline.work import Work
from storage.queries import roster
from storage.queries import terms as queries
from storage.tables import Deputy
from storage.vocabulary import Role

NOTICE = timedelta(days=60)
"""How long before the last day the liaison hears of it first."""
SOON, ENDS = "soon", "ends"
_EVENT = "term_warned"


def is_in_term(deputy: Deputy, day: date) -> bool:
    """Whether the term covers `day`; one without an end, or without a beginning, does not end or begin."""
    has_begun = deputy.term_from is None or deputy.term_from <= day
    return has_begun and (deputy.term_until is None or day <= deputy.term_until)


async def warn_due(work: Work) -> int:
    """Tell the liaison whose term ends in sixty days or today, each once, in service hours; how many."""
    if next_service_time(work.now, work.knowledge.station) > work.now:
        return 0
    today = work.now.astimezone(work.knowledge.station.zone).date()
    ending = await queries.ending(work.session, work.station_id, today + NOTICE)
    if not ending:
        return 0
    # One process at a time: whoever comes second finds what the first has noted.
    await roster.locked_station(work.session, work.station_id)
    warned = {
        (event.facts["until"], event.facts["stage"], code)
        for event in await queries.events_of_kind(work.session, work.station_id, _EVENT)
        for code in event.facts["deputies"]
    }
    count = 0
    for stage, until, deputies in _due(ending, today):
        untold = [row for row in deputies if (until.isoformat(), stage, row.code) not in warned]
        if untold:
            await _warn(work, stage, until, untold)
        count += len(untold)
    return count


def _due(ending: Sequence[Deputy], today: date) -> Iterator[tuple[str, date, list[Deputy]]]:
    """Stage, last day, and whose it is; a whole congress, which ends on one day, is one warning."""
    for until in sorted({row.term_until for row in ending if row.term_until is not None}):
        stage = ENDS if until <= today else SOON
        yield stage, until, [row for row in ending if row.term_until == until]


async def _warn(work: Work, stage: str, until: date, deputies: Sequence[Deputy]) -> None:
    codes = [row.code for row in deputies]
    day = until.isoformat()
    await record_for_station(work, _EVENT, SYSTEM, Role.SYSTEM, deputies=codes, until=day, stage=stage)
    kind = "term_of_office.ends" if stage == ENDS else "term_of_office.soon"
    names = [row.name for row in deputies]
    await notices.tell_holders(work, Role.LIAISON, kind, names=names, until=day)
