"""Reading ahead: what the cards of many cases are made of, together; whoever asks for one's then has it."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.queries import cases, clocks, events, supervisions, supports
from storage.remembering import remember
from storage.tables import (
    Attachment,
    Avoidance,
    Case,
    Event,
    Place,
    Referral,
    Supervision,
    Support,
)
from storage.vocabulary import State


async def read_cases(session: AsyncSession, station_id: int, case_ids: Collection[int]) -> Sequence[Any]:
    """Read these cases with what stands beside them; for as long as the rows are held, the session has them.

    What a case has none of is not looked up any more, nor are its clocks.
    """
    if not case_ids:
        return []
    given = {"of": station_id, "those": sorted(case_ids)}
    rows: Sequence[Any] = (await session.exec(_with_what_is_beside(), params=given)).all()
    for case, _place, given_at, *has in rows:
        remember(session, events.given_at, station_id, case.id, answer=given_at)
        for is_any, (query, none) in zip(has, _NONE, strict=True):
            if not is_any:
                remember(session, query, station_id, case.id, answer=none)
    if running := [case.id for case, *_ in rows if case.state != State.DRAFT]:
        await clocks.read_clocks(session, station_id, running)
    return rows


_NONE: Sequence[tuple[Any, Any]] = (
    (cases.avoided_deputies, frozenset()),
    (supports.followers, frozenset()),
    (cases.referrals_of, []),
    (cases.attachments_of, []),
    (supervisions.open_supervision, None),
)
"""What is asked about a case, and the answer where nothing is there, in the order of the columns below."""


@cache
def _with_what_is_beside() -> Any:
    station_id: Any = sa.bindparam("of")
    merged = aliased(Case)

    def of_case(table: Any, *conditions: Any) -> sa.ColumnElement[bool]:
        return sa.and_(col(table.station_id) == station_id, col(table.case_id) == col(Case.id), *conditions)

    is_merged_in = sa.and_(
        col(merged.station_id) == station_id,
        col(merged.master_id) == col(Case.id),
        col(merged.state) == State.MERGED,
    )
    given_at = sa.select(sa.func.max(col(Event.at))).where(of_case(Event, col(Event.kind).in_(events.GIVEN)))
    has = (
        sa.exists().where(of_case(Avoidance)),
        sa.or_(
            sa.exists().where(of_case(Support, col(Support.left_at).is_(None))),
            sa.exists().where(is_merged_in),
        ),
        sa.exists().where(of_case(Referral)),
        sa.exists().where(of_case(Attachment)),
        sa.exists().where(of_case(Supervision, col(Supervision.answered_at).is_(None))),
    )
    is_its_place = sa.and_(col(Place.station_id) == station_id, col(Place.id) == col(Case.place_id))
    return (
        sa.select(Case, Place, given_at.scalar_subquery(), *has)
        .outerjoin(Place, is_its_place)
        .where(col(Case.station_id) == station_id, col(Case.id).in_(sa.bindparam("those")))
    )
