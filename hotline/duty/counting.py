"""Counting a year's facts: each deputy's, or everybody's at once."""

from collections.abc import Iterable, Mapping, Sequence

from hotline.deadlines import ClockKind
from hotline.duty.facts import DutyFacts
from hotline.states import OPEN
from hotline.work import Work
from hotline.years import Year
from storage.queries.duty import beside_cases, cases, clocks
from storage.queries.duty.counting import Numbers
from storage.tables import Deputy
from storage.vocabulary import State


async def facts_of(work: Work, deputies: Sequence[Deputy], year: Year) -> dict[int, DutyFacts]:
    """The facts of each of these deputies, by id; a dozen queries, however many deputies there are."""
    ids = [deputy.id for deputy in deputies]
    if not ids:
        return {}
    span = (work.session, work.station_id, year.starts_at, year.ends_at, ids)
    parts = [
        await cases.received(*span),
        await _in_time(work, year, ids, ClockKind.ACCEPT, "contact"),
        await _in_time(work, year, ids, ClockKind.REPLY, "reply"),
        await cases.outcomes(*span),
        await cases.redone(*span),
        await cases.own_entries(*span),
        await cases.supervised(*span, now=work.now),
        await beside_cases.contact_days(*span, now=work.now),
        await beside_cases.suggestions(*span),
        await beside_cases.activities(*span),
    ]
    if not year.is_over:
        states = OPEN - {State.DRAFT, State.REPLIED}
        parts.append(await cases.open_now(work.session, work.station_id, work.now, ids, states))
    return {key: DutyFacts(**_merged(part.get(key, {}) for part in parts)) for key in ids}


async def _in_time(work: Work, year: Year, ids: Sequence[int], kind: ClockKind, prefix: str) -> Numbers:
    """The figures of one kind of clock under the names that they have here."""
    found = await clocks.in_time(
        work.session, work.station_id, year.starts_at, year.ends_at, ids, kind=kind, now=work.now
    )
    return {
        key: {f"{prefix}_{name}": value for name, value in numbers.items()} for key, numbers in found.items()
    }


def _merged(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    return {name: value for part in parts for name, value in part.items()}
