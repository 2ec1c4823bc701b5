"""The roster in storage: previewing an import, taking it over, writing it out; places for the gazetteer."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from hotline.gazetteer import PlaceName
from hotline.permissions import Act, Actor, acting_role
from hotline.roster import (
    Changes,
    ConstituencyRow,
    DeputyRow,
    Leaving,
    PlaceRow,
    Roster,
    compare,
    is_correction,
    with_capacity,
)
from hotline.roster.problems import Problem, RosterRefused
from hotline.roster.rows import DEPUTIES
from hotline.states import OPEN
from hotline.station_history import record_for_station
from hotline.work import Work
from storage.queries import roster as queries
from storage.tables import Constituency, Deputy, Place

K = TypeVar("K")
R = TypeVar("R", Constituency, Place, Deputy)


@dataclass(frozen=True)
class _Standing:
    """What is stored, rows that have left included."""

    constituencies: list[Constituency]
    places: list[Place]
    deputies: list[Deputy]

    @property
    def codes(self) -> dict[int, str]:
        return {row.id: row.code for row in self.constituencies}


async def plan_import(work: Work, roster: Roster) -> Changes:
    """What an import would change; writes nothing. Raises RosterRefused if a code is another person's."""
    return await _plan(work, await _standing(work), with_capacity(roster, work.knowledge.capacity))


async def import_roster(work: Work, actor: Actor, roster: Roster) -> Changes:
    """Make the stored roster this one. What is missing leaves and keeps its history.

    Deputies who leave keep their open cases until somebody reassigns them: see `Changes.leaving`. An import
    that changes nothing leaves no trace. Raises NotAllowed, RosterRefused.
    """
    role = acting_role(Act.IMPORT_ROSTER, actor)
    station = await queries.locked_station(work.session, work.station_id)
    standing = await _standing(work)
    wanted = with_capacity(roster, work.knowledge.capacity)
    changes = await _plan(work, standing, wanted)
    if changes.is_empty:
        return changes
    await _apply(work, standing, wanted)
    station.roster_version += 1
    facts = _facts(changes, station.roster_version)
    await record_for_station(work, "roster_imported", actor, role, **facts)
    return changes


async def export_roster(work: Work, actor: Actor) -> Roster:
    """The roster as it stands, to be written to a file. Raises NotAllowed."""
    acting_role(Act.READ_ROSTER, actor)
    return _in_office(await _standing(work))


def gazetteer_places(places: Iterable[Place], constituencies: Iterable[Constituency]) -> list[PlaceName]:
    """Stored places for `hotline.gazetteer`: the key is the place's id, the constituency its code."""
    codes = {row.id: row.code for row in constituencies}
    return [
        PlaceName(
            kind=row.kind,
            name=row.name,
            aliases=tuple(row.aliases),
            village=row.village,
            township=row.township,
            constituency=_code_of(row, codes),
            key=row.id,
        )
        for row in places
    ]


async def _standing(work: Work) -> _Standing:
    return _Standing(*await queries.everything(work.session, work.station_id))


def _in_office(standing: _Standing) -> Roster:
    codes = standing.codes
    return Roster(
        tuple(ConstituencyRow(row.code, row.name) for row in standing.constituencies if row.left_at is None),
        tuple(_place_row(row, codes) for row in standing.places if row.left_at is None),
        tuple(_deputy_row(row, codes) for row in standing.deputies if row.left_at is None),
    )


def _code_of(place: Place, codes: Mapping[int, str]) -> str | None:
    return None if place.constituency_id is None else codes[place.constituency_id]


def _place_row(row: Place, codes: Mapping[int, str]) -> PlaceRow:
    return PlaceRow(
        constituency=_code_of(row, codes),
        kind=row.kind,
        name=row.name,
        aliases=tuple(row.aliases),
        village=row.village,
        township=row.township,
        latitude=row.latitude,
        longitude=row.longitude,
    )


def _deputy_row(row: Deputy, codes: Mapping[int, str]) -> DeputyRow:
    return DeputyRow(
        code=row.code,
        name=row.name,
        constituency=codes[row.constituency_id],
        level=row.level,
        specialities=tuple(row.specialities),
        capacity=row.capacity,
        is_village_official=row.is_village_official,
        term_from=row.term_from,
        term_until=row.term_until,
        away_from=row.away_from,
        away_until=row.away_until,
    )


async def _plan(work: Work, standing: _Standing, wanted: Roster) -> Changes:
    problems = list(_codes_of_others(standing, wanted))
    if problems:
        raise RosterRefused(problems)
    changes = compare(_in_office(standing), wanted)
    gone = {item.code for item in changes.deputies.removed}
    loads = await queries.open_cases_by_deputy(work.session, work.station_id, OPEN) if gone else {}
    leaving = (
        Leaving(row.code, row.name, loads[row.id])
        for row in standing.deputies
        if row.code in gone and loads.get(row.id)
    )
    return replace(changes, leaving=tuple(leaving))


def _codes_of_others(standing: _Standing, wanted: Roster) -> Iterator[Problem]:
    """Codes under which another person is known, in office or not: cases and the account hang on them."""
    names = {row.code: row.name for row in standing.deputies}
    for row in wanted.deputies:
        if row.code in names and not is_correction(names[row.code], row.name):
            yield Problem(DEPUTIES, 0, "编号", "code_of_another", f"{row.code} {row.name}", names[row.code])


async def _apply(work: Work, standing: _Standing, wanted: Roster) -> None:
    constituency_ids = await _apply_constituencies(work, standing, wanted)
    await _apply_places(work, standing, wanted, constituency_ids)
    _apply_deputies(work, standing, wanted, constituency_ids)
    await work.session.flush()


async def _apply_constituencies(work: Work, standing: _Standing, wanted: Roster) -> dict[str, int]:
    stored = {row.code: row for row in standing.constituencies}
    for row in wanted.constituencies:
        kept = stored.setdefault(
            row.code, Constituency(station_id=work.station_id, code=row.code, name=row.name)
        )
        kept.name, kept.left_at = row.name, None
        work.session.add(kept)
    _let_go(work, stored, {row.code for row in wanted.constituencies})
    await work.session.flush()
    return {code: row.id for code, row in stored.items()}


async def _apply_places(work: Work, standing: _Standing, wanted: Roster, ids: Mapping[str, int]) -> None:
    codes = {constituency_id: code for code, constituency_id in ids.items()}
    stored = {_place_row(row, codes).key: row for row in standing.places}
    for row in wanted.places:
        kept = stored.setdefault(row.key, Place(station_id=work.station_id, kind=row.kind, name=row.name))
        kept.constituency_id = None if row.constituency is None else ids[row.constituency]
        kept.aliases = list(row.aliases)
        kept.village, kept.township = row.village, row.township
        kept.latitude, kept.longitude = row.latitude, row.longitude
        kept.left_at = None
        work.session.add(kept)
    gone = _let_go(work, stored, {row.key for row in wanted.places})
    await work.session.flush()
    in_use = {(row.kind, row.name): row.id for row in stored.values() if row.left_at is None}
    for place in gone:
        heir = in_use.get((place.kind, place.name))
        await queries.move_homes(work.session, work.station_id, place.id, heir)


def _apply_deputies(work: Work, standing: _Standing, wanted: Roster, ids: Mapping[str, int]) -> None:
    stored = {row.code: row for row in standing.deputies}
    for row in wanted.deputies:
        seat = ids[row.constituency]
        fresh = Deputy(station_id=work.station_id, code=row.code, name=row.name, constituency_id=seat)
        kept = stored.setdefault(row.code, fresh)
        kept.name, kept.level, kept.constituency_id = row.name, row.level, seat
        kept.specialities = list(row.specialities)
        kept.capacity = row.capacity or work.knowledge.capacity
        kept.is_village_official = row.is_village_official
        kept.term_from, kept.term_until = row.term_from, row.term_until
        kept.away_from, kept.away_until = row.away_from, row.away_until
        kept.left_at = None
        work.session.add(kept)
    _let_go(work, stored, {row.code for row in wanted.deputies})


def _let_go(work: Work, stored: Mapping[K, R], kept: set[K]) -> list[R]:
    """Mark as left whatever the file no longer has."""
    gone = [row for key, row in stored.items() if key not in kept and row.left_at is None]
    for row in gone:
        row.left_at = work.now
    return gone


def _facts(changes: Changes, version: int) -> dict[str, object]:
    kinds = {
        "constituencies": changes.constituencies,
        "places": changes.places,
        "deputies": changes.deputies,
    }
    counts = {
        name: [len(difference.added), len(difference.changed), len(difference.removed)]
        for name, difference in kinds.items()
    }
    return {"version": version, "left": [item.code for item in changes.deputies.removed], **counts}
