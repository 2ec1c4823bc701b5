"""评选优秀代表: deputies put forward for a year, with a reason, beside the facts of all candidates."""

from dataclasses import dataclass

from hotline.duty.records import Record, find_deputy, read_records, records_of
from hotline.errors import NoSuchChoice, TextMissing
from hotline.masking import mask
from hotline.permissions import Act, Actor, acting_role
from hotline.station_history import record_for_station
from hotline.work import Work
from hotline.years import year_of
from storage.queries import nominees as queries
from storage.queries import roster
from storage.tables import Deputy, Nominee

LONGEST_REASON = 300


@dataclass(frozen=True)
class Standing:
    """A nominee with the reason and the facts."""

    record: Record
    reason: str


@dataclass(frozen=True)
class Field:
    """Who was put forward, and who else might be, by points."""

    year: int
    nominees: list[Standing]
    others: list[Record]


async def read_field(work: Work, actor: Actor, year: int | None = None) -> Field:
    """Nominees and candidates of a year. Raises NotAllowed, NoSuchChoice."""
    acting_role(Act.NOMINATE, actor)
    records = await read_records(work, actor, year)
    number = year_of(year, work.now, work.knowledge.station.zone).number
    standing = await queries.nominees(work.session, work.station_id, number)
    reasons = {row.deputy_id: row.reason for row in standing}
    by_deputy = {record.deputy_id: record for record in records}
    chosen = [Standing(by_deputy[key], reasons[key]) for key in reasons if key in by_deputy]
    others = [record for record in records if record.deputy_id not in reasons and record.total > 0]
    return Field(number, chosen, others)


async def deputy_called(work: Work, actor: Actor, name: str) -> int:
    """The deputy of this name. Raises NotAllowed, NoSuchChoice."""
    acting_role(Act.NOMINATE, actor)
    return (await find_deputy(work, name)).id


async def check(work: Work, actor: Actor, deputy_id: int, year: int) -> Deputy:
    """Whether this deputy can be put forward. Raises NotAllowed, NoSuchChoice."""
    acting_role(Act.NOMINATE, actor)
    # Nobody puts oneself forward, whatever other role one holds.
    if deputy_id == actor.deputy_id:
        raise NoSuchChoice("nominee_oneself", "")
    wanted = year_of(year, work.now, work.knowledge.station.zone)
    deputy = await roster.deputy(work.session, work.station_id, deputy_id)
    if deputy is None or (deputy.left_at is not None and deputy.left_at < wanted.starts_at):
        raise NoSuchChoice("whose_record", "")
    return deputy


async def nominate(work: Work, actor: Actor, deputy_id: int, year: int, reason: str) -> Nominee:
    """Put a deputy forward; said again, the new reason stands. Raises TextMissing too."""
    # Of two who do so at once the second finds what the first has written.
    await roster.locked_station(work.session, work.station_id)
    deputy = await check(work, actor, deputy_id, year)
    words = " ".join(mask(reason).split())[:LONGEST_REASON]
    if not words:
        raise TextMissing("nominate")
    standing = await queries.nominee_of(work.session, work.station_id, year, deputy_id)
    if standing is None:
        standing = Nominee(
            station_id=work.station_id,
            year=year,
            deputy_id=deputy_id,
            proposed_by_id=actor.person_id,
            proposed_at=work.now,
        )
    standing.reason = words
    work.session.add(standing)
    await work.session.flush()
    role = acting_role(Act.NOMINATE, actor)
    await record_for_station(work, "nominated", actor, role, deputy=deputy.code, year=year)
    return standing


async def take_back(work: Work, actor: Actor, deputy_id: int, year: int) -> Deputy:
    """The deputy does not stand any more. Raises NotAllowed, NoSuchChoice."""
    role = acting_role(Act.NOMINATE, actor)
    standing = await queries.nominee_of(work.session, work.station_id, year, deputy_id, lock=True)
    deputy = await roster.deputy(work.session, work.station_id, deputy_id)
    if standing is None or deputy is None:
        raise NoSuchChoice("nominee", "")
    standing.withdrawn_at = work.now
    await work.session.flush()
    await record_for_station(work, "nomination_withdrawn", actor, role, deputy=deputy.code, year=year)
    return deputy


async def standing_to_print(work: Work, year: int) -> list[Standing]:
    """The nominees of a year for a document that was asked for, counted anew."""
    wanted = year_of(year, work.now, work.knowledge.station.zone)
    found = await queries.nominees(work.session, work.station_id, year)
    rows = [(row, await roster.deputy(work.session, work.station_id, row.deputy_id)) for row in found]
    deputies = {deputy.id: deputy for _, deputy in rows if deputy is not None}
    records = await records_of(work, list(deputies.values()), wanted)
    by_deputy = {record.deputy_id: record for record in records}
    return [Standing(by_deputy[row.deputy_id], row.reason) for row in found if row.deputy_id in by_deputy]
