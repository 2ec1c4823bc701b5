"""Reading every chain from end to end, and every day that was anchored."""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from hotline.audit.anchors import ANCHORED, digest_of_day
from hotline.audit.chains import Fault, Finding, faults_of
from hotline.chain import Chained
from hotline.work import Work
from storage.queries import audit as queries
from storage.tables import Event

_CASES_AT_ONCE = 500
Progress = Callable[[int], None]


@dataclass
class Report:
    """What was read, and what is wrong."""

    events: int = 0
    chains: int = 0
    days: int = 0
    findings: list[Finding] = field(default_factory=list)


async def verify(work: Work, progress: Progress = lambda events: None) -> Report:
    """Check all chains of the hotline; `progress` is told how many more events were read."""
    report = Report()
    batch: list[list[Event]] = []
    async for chain in _chains(work):
        batch.append(chain)
        if len(batch) == _CASES_AT_ONCE:
            await _check_cases(work, batch, report, progress)
            batch = []
    await _check_cases(work, batch, report, progress)
    for number in await queries.numbers_without_events(work.session, work.station_id):
        report.findings.append(Finding(f"case {number:04d}", Fault.MISSING, kind="all"))
    await _check_suggestions(work, report, progress)
    await _check_station(work, report, progress)
    return report


async def _chains(work: Work) -> AsyncIterator[list[Event]]:
    """The events of one case after the other."""
    chain: list[Event] = []
    async for event in queries.case_events(work.session, work.station_id):
        if chain and chain[0].case_id != event.case_id:
            yield chain
            chain = []
        chain.append(event)
    if chain:
        yield chain


async def _check_cases(work: Work, batch: list[list[Event]], report: Report, progress: Progress) -> None:
    ids = [chain[0].case_id or 0 for chain in batch]
    states = await queries.case_states(work.session, work.station_id, ids)
    for case_id, chain in zip(ids, batch, strict=True):
        number, state = states[case_id]
        name = f"case {number:04d}" if number is not None else f"draft {case_id}"
        _note(report, progress, chain, faults_of(name, chain, case_id), _state_differs(name, chain, state))


async def _check_suggestions(work: Work, report: Report, progress: Progress) -> None:
    states = await queries.suggestion_states(work.session, work.station_id)
    events = await queries.suggestion_events(work.session, work.station_id)
    for suggestion_id, rows in groupby(events, key=lambda event: event.suggestion_id):
        chain = list(rows)
        number, state = states[suggestion_id]
        name = f"suggestion {number or suggestion_id}"
        found = faults_of(name, chain, suggestion_id)
        _note(report, progress, chain, found, _state_differs(name, chain, state))


async def _check_station(work: Work, report: Report, progress: Progress) -> None:
    chain = await queries.station_events(work.session, work.station_id)
    _note(report, progress, chain, faults_of("station", chain, None))
    for event in chain:
        if event.kind == ANCHORED:
            report.days += 1
            report.findings.extend(await _day_differs(work, event))


async def _day_differs(work: Work, anchor: Event) -> list[Finding]:
    day = date.fromisoformat(anchor.facts["day"])
    count, digest = await digest_of_day(work, day)
    if (count, digest) == (anchor.facts["events"], anchor.facts["digest"]):
        return []
    what = f"{anchor.facts['events']} events then, {count} now"
    return [Finding(f"day {day.isoformat()}", Fault.OTHER_DAY, kind=what)]


def _state_differs(name: str, chain: Iterable[Chained], state: str) -> Iterator[Finding]:
    moves = [event for event in chain if event.to_state is not None]
    if moves and moves[-1].to_state != state:
        yield Finding(name, Fault.OTHER_STATE, moves[-1].sequence, f"{moves[-1].to_state}, now {state}")


def _note(report: Report, progress: Progress, chain: Sequence[Chained], *found: Iterator[Finding]) -> None:
    report.chains += bool(chain)
    report.events += len(chain)
    for findings in found:
        report.findings.extend(findings)
    progress(len(chain))
