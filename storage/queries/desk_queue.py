"""What waits for the liaison: new cases, returned ones, and those that no deputy may work on."""

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.queries.cases import URGENT_FIRST
from storage.tables import Avoidance, Case, Deputy
from storage.vocabulary import State

_AT_THE_DESK = frozenset({State.SUBMITTED, State.RETURN_REVIEW})
# A case in one of these states is somebody's, unless its deputy has left office or never was.
_WITH_A_DEPUTY = frozenset(
    {State.ASSIGNED, State.ACCEPTED, State.IN_PROGRESS, State.REFERRED, State.DEFERRED, State.REDO}
)


async def first(session: AsyncSession, station_id: int, *, limit: int = 50) -> list[Case]:
    """What waits for the liaison, urgent and oldest first: triage, returns, cases that no deputy may work on.

    Those that name the liaison are left out: they are the presidium's.
    """
    found = await session.exec(
        select(Case)
        .where(Case.station_id == station_id, _waits_for_the_liaison())
        .order_by(URGENT_FIRST, col(Case.submitted_at), col(Case.id))
        .limit(limit)
    )
    return list(found)


async def by_state(session: AsyncSession, station_id: int) -> dict[State, int]:
    """How many cases wait for the liaison, by the state in which they do."""
    found = await session.exec(
        select(Case.state, sa.func.count())
        .where(Case.station_id == station_id, _waits_for_the_liaison())
        .group_by(col(Case.state))
    )
    return {State(state): count for state, count in found}


async def count(session: AsyncSession, station_id: int) -> int:
    """How many cases wait for the liaison."""
    found = await session.exec(
        select(sa.func.count()).where(Case.station_id == station_id, _waits_for_the_liaison())
    )
    return found.one()


def _waits_for_the_liaison() -> sa.ColumnElement[bool]:
    has_deputy = sa.exists().where(
        col(Deputy.station_id) == col(Case.station_id),
        col(Deputy.id) == col(Case.deputy_id),
        col(Deputy.left_at).is_(None),
    )
    has_to_step_aside = sa.exists().where(
        col(Avoidance.station_id) == col(Case.station_id),
        col(Avoidance.case_id) == col(Case.id),
        col(Avoidance.deputy_id) == col(Case.deputy_id),
    )
    return sa.and_(
        col(Case.names_liaison).is_(False),
        # Says nothing new, but lets the index find the open cases among many years.
        col(Case.state).in_(sorted(_AT_THE_DESK | _WITH_A_DEPUTY)),
        sa.or_(
            col(Case.state).in_(sorted(_AT_THE_DESK)),
            sa.and_(col(Case.state).in_(sorted(_WITH_A_DEPUTY)), sa.or_(~has_deputy, has_to_step_aside)),
        ),
    )
