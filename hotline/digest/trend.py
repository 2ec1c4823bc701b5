"""The numbers of several weeks in a row; past ones are kept, since nothing but an exclusion changes them."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from hotline.digest.numbers import Numbers, count
from hotline.rates import Week, week_from, week_of
from hotline.work import Work
from storage.queries.figures import weeks as queries
from storage.tables import Case

# Until then somebody may still be writing down what happened before midnight.
_SETTLED = timedelta(hours=1)
_RATES = ("response", "solved", "satisfied", "response_raw", "solved_raw", "satisfied_raw")


@dataclass(frozen=True)
class WeekNumbers(Numbers):
    """The numbers of the week that begins on `monday` (ISO)."""

    monday: str


async def trend(work: Work, week: Week, *, count_back: int = 8, keep: bool = True) -> list[WeekNumbers]:
    """The numbers of so many weeks, oldest first, the last of them `week`.

    `keep`: keep what had to be counted; not in a transaction that only reads.
    """
    zone = work.knowledge.station.zone
    mondays = [week.monday - timedelta(weeks=back) for back in reversed(range(count_back))]
    kept = await queries.kept(work.session, work.station_id, mondays[0], mondays[-1])
    found = []
    for monday in mondays:
        figures = kept.get(monday)
        if figures is None or figures["zone"] != zone.key:
            figures = await _count(work, week_from(monday, zone), keep=keep and monday not in kept)
        found.append(_read(monday.isoformat(), figures))
    return found


async def forget(work: Work, case: Case) -> None:
    """A case counts in the rates no more, or again: the weeks since it was filed are counted anew."""
    filed_at = case.submitted_at or case.created_at
    first = week_of(filed_at, work.knowledge.station.zone).monday
    await queries.forget(work.session, work.station_id, first)


async def _count(work: Work, week: Week, *, keep: bool) -> dict[str, Any]:
    numbers = (await count(work, week)).numbers
    figures = asdict(numbers) | {"zone": work.knowledge.station.zone.key}
    if keep and work.now >= week.ends_at + _SETTLED:
        await queries.keep(work.session, work.station_id, week.monday, figures, work.now)
    return figures


def _read(monday: str, figures: dict[str, Any]) -> WeekNumbers:
    values = {name: value for name, value in figures.items() if name != "zone"}
    rates = {name: tuple(values[name]) for name in _RATES}
    return WeekNumbers(monday=monday, **(values | rates))
