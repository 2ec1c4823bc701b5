"""The desk's lists of cases: counted, filtered, sorted and cut into pages in SQL."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.queries.lights import Reckoning, light_of
from storage.tables import Avoidance, Case, Deputy, Place
from storage.vocabulary import Light, State, Urgency

OVER = frozenset({State.CLOSED, State.ARCHIVED, State.WITHDRAWN, State.MERGED, State.NOT_ACCEPTED})
# More are not counted one by one.
MOST_COUNTED = 10_000


@dataclass(frozen=True)
class Reader:
    """Who looks: cases that name the liaison, or the deputy that she also is, are hidden (回避)."""

    deputy_id: int | None = None


@dataclass(frozen=True)
class Filter:
    """Which cases: all of these that are set."""

    states: Collection[State]
    light: Light | None = None
    deputy_id: int | None = None
    place_id: int | None = None
    category: str | None = None


@dataclass(frozen=True)
class Line:
    """A case in a list."""

    case: Case
    light: Light
    deputy: str
    place: str

    @property
    def is_over(self) -> bool:
        """Whether nothing is due any more, so that its light says nothing."""
        return self.case.state in OVER


def may_be_seen(reader: Reader) -> sa.ColumnElement[bool]:
    """Whether a filed case may stand in the reader's lists; to be used beside Case."""
    names_her = sa.exists().where(
        col(Avoidance.station_id) == col(Case.station_id),
        col(Avoidance.case_id) == col(Case.id),
        col(Avoidance.deputy_id) == reader.deputy_id,
    )
    # Reckoned with, or SQLite would look at every case that has a number, however few have the state.
    is_filed = (col(Case.number) + 0).is_not(None)
    shown = [is_filed, col(Case.names_liaison).is_(False)]
    return sa.and_(*shown) if reader.deputy_id is None else sa.and_(*shown, ~names_her)


async def count_by_state(
    session: AsyncSession, station_id: int, reader: Reader, states: Collection[State], reckoning: Reckoning
) -> dict[State, dict[Light, int]]:
    """How many cases there are in each of these states, by light."""
    light = light_of(reckoning).label("light")
    lit = (
        sa.select(col(Case.state).label("state"), light)
        .where(col(Case.station_id) == station_id, col(Case.state).in_(sorted(states)), may_be_seen(reader))
        .subquery()
    )
    found = await session.exec(
        select(lit.c.state, lit.c.light, sa.func.count()).group_by(lit.c.state, lit.c.light)
    )
    counts: dict[State, dict[Light, int]] = {}
    for state, colour, count in found:
        counts.setdefault(State(state), {})[Light(colour)] = int(count)
    return counts


async def count(
    session: AsyncSession, station_id: int, reader: Reader, wanted: Filter, reckoning: Reckoning
) -> int:
    """How many cases the filter lets through, at most MOST_COUNTED."""
    some = sa.select(col(Case.id)).where(*_conditions(station_id, reader, wanted, reckoning))
    found = await session.exec(select(sa.func.count()).select_from(some.limit(MOST_COUNTED).subquery()))
    return int(found.one())


async def page(
    session: AsyncSession,
    station_id: int,
    reader: Reader,
    wanted: Filter,
    reckoning: Reckoning,
    *,
    offset: int,
    limit: int,
) -> list[Line]:
    """Urgent ones first, then by due time; those that are over by number, the newest first."""
    urgent_first = sa.case((col(Case.urgency) == Urgency.URGENT, 0), else_=1)
    order: list[Any] = [urgent_first, col(Case.due_at).asc().nulls_last(), col(Case.number)]
    if OVER.issuperset(wanted.states):
        order = [col(Case.number).desc()]
    ids = (
        select(Case.id)
        .where(*_conditions(station_id, reader, wanted, reckoning))
        .order_by(*order)
        .offset(offset)
        .limit(limit)
    )
    return await lines(session, station_id, list(await session.exec(ids)), reckoning)


async def lines(
    session: AsyncSession, station_id: int, case_ids: Collection[int], reckoning: Reckoning
) -> list[Line]:
    """These cases as lines, in the order given."""
    found = await session.exec(
        select(Case, light_of(reckoning), Deputy.name, Place.name)
        .outerjoin(
            Deputy,
            sa.and_(col(Deputy.station_id) == col(Case.station_id), col(Deputy.id) == col(Case.deputy_id)),
        )
        .outerjoin(
            Place, sa.and_(col(Place.station_id) == col(Case.station_id), col(Place.id) == col(Case.place_id))
        )
        .where(col(Case.station_id) == station_id, col(Case.id).in_(list(case_ids)))
    )
    by_id = {
        row.id: Line(row, Light(light), deputy or "", place or "") for row, light, deputy, place in found
    }
    return [by_id[case_id] for case_id in case_ids if case_id in by_id]


def _conditions(
    station_id: int, reader: Reader, wanted: Filter, reckoning: Reckoning
) -> list[sa.ColumnElement[bool]]:
    given = [
        (col(Case.deputy_id), wanted.deputy_id),
        (col(Case.place_id), wanted.place_id),
        (col(Case.category), wanted.category),
    ]
    conditions = [
        col(Case.station_id) == station_id,
        col(Case.state).in_(sorted(wanted.states)),
        may_be_seen(reader),
        *(column == value for column, value in given if value is not None),
    ]
    if wanted.light is not None:
        conditions.append(light_of(reckoning) == wanted.light.value)
    return conditions
