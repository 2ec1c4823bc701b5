"""What the counts have in common: whose cases, which of them, and rows as numbers by deputy."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import Avoidance, Case, Deputy, Entry, Event
from storage.vocabulary import Role

Numbers = dict[int, dict[str, int]]
"""Numbers by name, by deputy."""
Condition = sa.ColumnElement[bool]


def of_cases(station_id: int, deputies: Collection[int], *columns: Any) -> Any:
    """Counts over the cases that these deputies have, one row a deputy."""
    return (
        sa.select(col(Deputy.id).label("deputy_id"), *columns)
        .select_from(Case)
        .join(
            Deputy,
            sa.and_(col(Deputy.station_id) == col(Case.station_id), col(Deputy.id) == col(Case.deputy_id)),
        )
        .where(
            *these(station_id, deputies),
            col(Case.station_id) == station_id,
            col(Case.deputy_id).in_(deputies),
            col(Case.master_id).is_(None),
            is_anothers(),
            ~names_deputy(),
        )
        .group_by(col(Deputy.id))
    )


def these(station_id: int, deputies: Collection[int]) -> tuple[Condition, ...]:
    return col(Deputy.station_id) == station_id, col(Deputy.id).in_(deputies)


def is_anothers() -> Condition:
    """Raised by somebody else than the deputy."""
    return sa.or_(col(Deputy.person_id).is_(None), col(Case.constituent_id) != col(Deputy.person_id))


def names_deputy() -> Condition:
    return sa.exists().where(
        col(Avoidance.station_id) == col(Case.station_id),
        col(Avoidance.case_id) == col(Case.id),
        col(Avoidance.deputy_id) == col(Deputy.id),
    )


def has_entry(kind: str) -> Condition:
    """A deputy has said this in the case; what the desk did in a deputy's place is the desk's."""
    return sa.exists().where(
        col(Entry.station_id) == col(Case.station_id),
        col(Entry.case_id) == col(Case.id),
        col(Entry.kind) == kind,
        col(Entry.author_role) == Role.DEPUTY,
    )


def changed_hands() -> Condition:
    return sa.exists().where(
        col(Event.station_id) == col(Case.station_id),
        col(Event.case_id) == col(Case.id),
        col(Event.kind) == "reassigned",
    )


def same_case(station: Any, case: Any) -> Condition:
    return sa.and_(col(station) == col(Case.station_id), col(case) == col(Case.id))


def count_of(condition: Any) -> sa.Function[int]:
    return sa.func.sum(sa.case((condition, 1), else_=0))


def people_of(condition: Condition) -> sa.Function[int]:
    return sa.func.count(sa.case((condition, col(Case.constituent_id))).distinct())


async def numbers(session: AsyncSession, query: Any) -> Numbers:
    found = await session.exec(query)
    return {
        row["deputy_id"]: {name: int(value or 0) for name, value in row.items() if name != "deputy_id"}
        for row in (dict(mapping) for mapping in found.mappings())
    }
