"""Reading duty records: deputies their own, liaison and presidium everybody's."""

from dataclasses import asdict, dataclass
from typing import Any

from hotline.duty.counting import facts_of
from hotline.duty.facts import DutyFacts
from hotline.duty.points import Points, points_of, total_of
from hotline.errors import NoSuchChoice, NotAllowed
from hotline.permissions import Act, Actor, acting_role
from hotline.work import Work
from hotline.years import Year, year_of
from storage.queries import roster
from storage.queries.duty import deputies as queries
from storage.tables import Constituency, Deputy
from storage.vocabulary import Role

OVERSEERS = frozenset({Role.LIAISON, Role.PRESIDIUM})
MOST_DEPUTIES = 300


@dataclass(frozen=True)
class Record:
    """A deputy's year, counted now."""

    deputy_id: int
    name: str
    constituency: str
    year: Year
    facts: DutyFacts
    points: tuple[Points, ...]

    @property
    def total(self) -> int:
        return total_of(self.points)

    def as_params(self) -> dict[str, Any]:
        """What a notice says of it: plain values."""
        return {
            "deputy": self.deputy_id,
            "name": self.name,
            "year": self.year.number,
            "facts": asdict(self.facts),
            "points": [asdict(one) for one in self.points],
            "sum": self.total,
        }


async def read_record(
    work: Work, actor: Actor, deputy_id: int | None = None, year: int | None = None
) -> Record:
    """A deputy's record; one's own if none is named. Raises NotAllowed, NoSuchChoice."""
    acting_role(Act.READ_DUTY_RECORD, actor)
    wanted = actor.deputy_id if deputy_id is None else deputy_id
    if wanted != actor.deputy_id and not actor.roles & OVERSEERS:
        raise NotAllowed(Act.READ_DUTY_RECORD)
    deputy = await roster.deputy(work.session, work.station_id, wanted or 0)
    if deputy is None:
        raise NoSuchChoice("whose_record", "")
    return (await records_of(work, [deputy], _year(work, year)))[0]


async def read_records(work: Work, actor: Actor, year: int | None = None) -> list[Record]:
    """Everybody's, most points first. Raises NotAllowed, NoSuchChoice."""
    acting_role(Act.READ_DUTY_RECORD, actor)
    if not actor.roles & OVERSEERS:
        raise NotAllowed(Act.READ_DUTY_RECORD)
    wanted = _year(work, year)
    deputies = await queries.in_office_during(
        work.session, work.station_id, wanted.starts_at, limit=MOST_DEPUTIES
    )
    found = await records_of(work, deputies, wanted)
    return sorted(found, key=lambda record: -record.total)


async def deputy_called(work: Work, actor: Actor, name: str) -> int:
    """The deputy of this name, also one who has left. Raises NotAllowed, NoSuchChoice."""
    acting_role(Act.READ_DUTY_RECORD, actor)
    if actor.roles & OVERSEERS:
        return (await find_deputy(work, name)).id
    own = await roster.deputy(work.session, work.station_id, actor.deputy_id or 0)
    if own is None or own.name != _bare(name):
        raise NotAllowed(Act.READ_DUTY_RECORD)
    return own.id


async def find_deputy(work: Work, name: str) -> Deputy:
    """The deputy of this name; of several the one in office. Raises NoSuchChoice."""
    found = await queries.deputies_called(work.session, work.station_id, _bare(name))
    in_office = [row for row in found if row.left_at is None] or found
    if len(in_office) != 1:
        raise NoSuchChoice("whose_record", name)
    return in_office[0]


async def records_of(work: Work, deputies: list[Deputy], year: Year) -> list[Record]:
    """The records of these deputies, in this order; for whoever was allowed to read them."""
    facts = await facts_of(work, deputies, year)
    seats = {row.id: row.name for row in await _constituencies(work, deputies)}
    return [
        Record(
            deputy_id=deputy.id,
            name=deputy.name,
            constituency=seats.get(deputy.constituency_id, ""),
            year=year,
            facts=facts[deputy.id],
            points=points_of(facts[deputy.id], work.knowledge.point_rules),
        )
        for deputy in deputies
    ]


async def record_to_print(work: Work, deputy_id: int, year: int) -> Record:
    """The record behind a document that was asked for, counted anew. Raises NoSuchChoice."""
    deputy = await roster.deputy(work.session, work.station_id, deputy_id)
    if deputy is None:
        raise NoSuchChoice("whose_record", "")
    return (await records_of(work, [deputy], _year(work, year)))[0]


def _bare(name: str) -> str:
    return name.strip().removesuffix("代表")


def _year(work: Work, number: int | None) -> Year:
    return year_of(number, work.now, work.knowledge.station.zone)


async def _constituencies(work: Work, deputies: list[Deputy]) -> list[Constituency]:
    if len(deputies) > 1:
        return await roster.constituencies(work.session, work.station_id)
    keys = [(work.station_id, deputy.constituency_id) for deputy in deputies]
    found = [await work.session.get(Constituency, key) for key in keys]
    return [row for row in found if row is not None]
