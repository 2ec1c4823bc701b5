"""Deputies who are away, and who stands in for them."""

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.remembering import remembered
from storage.tables import Avoidance, Case, Deputy, Person
from storage.vocabulary import State


@remembered(Deputy)
async def stood_in_for(session: AsyncSession, station_id: int, today: date) -> list[Deputy]:
    """Deputies in office who are away today and have named somebody to stand in."""
    found = await session.exec(
        select(Deputy)
        .where(
            Deputy.station_id == station_id,
            col(Deputy.left_at).is_(None),
            col(Deputy.substitute_id).is_not(None),
            col(Deputy.away_from) <= today,
            col(Deputy.away_until) >= today,
        )
        .order_by(Deputy.code)
    )
    return list(found)


async def to_hand_over(session: AsyncSession, station_id: int, today: date) -> list[Deputy]:
    """Absences that have begun, or are over, without those concerned having been told; locked."""
    found = await session.exec(
        select(Deputy)
        .where(
            Deputy.station_id == station_id,
            col(Deputy.substitute_id).is_not(None),
            sa.or_(
                sa.and_(col(Deputy.away_from) <= today, col(Deputy.handed_over_at).is_(None)),
                col(Deputy.away_until) < today,
            ),
        )
        .order_by(col(Deputy.id))
        .with_for_update(skip_locked=True)
    )
    return list(found)


async def whose_cases_wait(
    session: AsyncSession, station_id: int, deputy: Deputy, states: Collection[State]
) -> list[int]:
    """Constituents who can be written to and whose cases this deputy's substitute may work on."""
    found = await session.exec(
        select(Case.constituent_id)
        .join(
            Person,
            sa.and_(
                col(Person.station_id) == col(Case.station_id), col(Person.id) == col(Case.constituent_id)
            ),
        )
        .where(
            Case.station_id == station_id,
            Case.deputy_id == deputy.id,
            col(Case.state).in_(sorted(states)),
            col(Person.is_caller).is_(False),
            col(Person.blocked_at).is_(None),
            col(Person.erased_at).is_(None),
            ~sa.exists().where(
                col(Avoidance.station_id) == col(Case.station_id),
                col(Avoidance.case_id) == col(Case.id),
                col(Avoidance.deputy_id).in_([deputy.id, deputy.substitute_id]),
            ),
        )
        .distinct()
    )
    return sorted(found)
