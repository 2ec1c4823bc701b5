"""Whether constituents were contacted and answered in time."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.queries.duty.counting import Condition, Numbers, changed_hands, count_of, numbers, of_cases
from storage.tables import Case, CaseClock


async def in_time(
    session: AsyncSession,
    station_id: int,
    starts: datetime,
    ends: datetime,
    deputies: Collection[int],
    *,
    kind: str,
    now: datetime,
) -> Numbers:
    """The clocks of this kind ("accept" or "reply") that were due in this time and are decided.

    `due` and `kept` count cases, `people_due` and `people_kept` constituents: one is kept if all of that
    person's were. A case that changed hands is nobody's delay and left out.
    """
    clock = _due_between(station_id, starts, ends, kind)
    done_at = _done_at(kind, clock)
    is_kept = sa.and_(done_at.is_not(None), done_at <= clock.due_at)
    is_late = sa.and_(clock.stopped_at.is_(None), clock.paused_at.is_(None), clock.due_at < now)
    each = (
        of_cases(
            station_id,
            deputies,
            col(Case.constituent_id).label("constituent_id"),
            sa.func.count().label("due"),
            count_of(is_kept).label("kept"),
        )
        .join(clock.table, clock.case_id == col(Case.id))
        .where(
            sa.or_(done_at.is_not(None), is_late),
            col(Case.exclusion).is_(None),
            ~_has_newer_clock(station_id, kind, clock),
            ~changed_hands(),
        )
        .group_by(col(Case.constituent_id))
        .subquery()
    )
    query: Any = sa.select(
        each.c.deputy_id,
        sa.func.sum(each.c.due).label("due"),
        sa.func.sum(each.c.kept).label("kept"),
        sa.func.count().label("people_due"),
        count_of(each.c.due == each.c.kept).label("people_kept"),
    ).group_by(each.c.deputy_id)
    return await numbers(session, query)


class _Clocks(NamedTuple):
    """The clocks of one kind that were due in a time."""

    table: Any
    id: Any
    case_id: Any
    due_at: Any
    stopped_at: Any
    paused_at: Any


def _due_between(station_id: int, starts: datetime, ends: datetime, kind: str) -> _Clocks:
    """Read first, by their index: else SQLite goes through all of them for each case."""
    names = ("id", "case_id", "due_at", "stopped_at", "paused_at")
    table = (
        sa.select(*(col(getattr(CaseClock, name)) for name in names))
        .where(
            col(CaseClock.station_id) == station_id,
            col(CaseClock.kind) == kind,
            col(CaseClock.due_at) >= starts,
            col(CaseClock.due_at) < ends,
        )
        .cte("due_between")
        .prefix_with("MATERIALIZED")
    )
    return _Clocks(table, *(table.c[name] for name in names))


def _has_newer_clock(station_id: int, kind: str, clock: _Clocks) -> Condition:
    """Another clock of the kind took its place: a new assignment, or another urgency."""
    newer = aliased(CaseClock)
    # By the case's index alone: neither `kind` nor the order of ids may tempt SQLite to another one.
    return sa.exists().where(
        col(newer.station_id) == station_id,
        col(newer.case_id) == clock.case_id,
        sa.func.coalesce(col(newer.kind), "") == kind,
        col(newer.id) + 0 > clock.id,
    )


def _done_at(kind: str, clock: _Clocks) -> Any:
    """When what the clock waited for was done; the reply clock stops with the first reply."""
    if kind == "accept":
        return col(Case.contacted_at)
    return sa.case((col(Case.replied_at).is_not(None), clock.stopped_at))
