"""What deputies do beside cases: contact days, formal suggestions, activities."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.queries.duty.counting import Condition, Numbers, count_of, numbers, these
from storage.tables import Activity, Attendance, Booking, ContactDay, Deputy, Suggestion
from storage.vocabulary import ActivityKind


async def contact_days(
    session: AsyncSession,
    station_id: int,
    starts: datetime,
    ends: datetime,
    deputies: Collection[int],
    *,
    now: datetime,
) -> Numbers:
    """Contact days that took place, those to which somebody came (not only the deputy), and how many."""
    each = (
        sa.select(
            col(Deputy.id).label("deputy_id"),
            sa.func.count(col(Booking.id)).label("visitors"),
        )
        .select_from(ContactDay)
        .join(
            Deputy,
            sa.and_(
                col(Deputy.station_id) == col(ContactDay.station_id),
                col(Deputy.id) == col(ContactDay.deputy_id),
            ),
        )
        .outerjoin(
            Booking,
            sa.and_(
                col(Booking.station_id) == col(ContactDay.station_id),
                col(Booking.contact_day_id) == col(ContactDay.id),
                col(Booking.cancelled_at).is_(None),
                sa.or_(
                    col(Booking.person_id).is_(None),
                    col(Deputy.person_id).is_(None),
                    col(Booking.person_id) != col(Deputy.person_id),
                ),
            ),
        )
        .where(
            *these(station_id, deputies),
            col(ContactDay.station_id) == station_id,
            col(ContactDay.starts_at) >= starts,
            col(ContactDay.starts_at) < ends,
            col(ContactDay.ends_at) <= now,
            col(ContactDay.cancelled_at).is_(None),
        )
        .group_by(col(Deputy.id), col(ContactDay.id))
        .subquery()
    )
    query: Any = sa.select(
        each.c.deputy_id,
        sa.func.count().label("contact_days"),
        count_of(each.c.visitors > 0).label("contact_days_with_people"),
        sa.func.sum(each.c.visitors).label("visitors"),
    ).group_by(each.c.deputy_id)
    return await numbers(session, query)


async def suggestions(
    session: AsyncSession, station_id: int, starts: datetime, ends: datetime, deputies: Collection[int]
) -> Numbers:
    """Formal suggestions handed in, issued after review, and concluded, with the deputy's own rating."""

    def within(moment: Any) -> Condition:
        return sa.and_(col(moment) >= starts, col(moment) < ends)

    is_concluded = within(Suggestion.concluded_at)
    query: Any = (
        sa.select(
            col(Suggestion.deputy_id).label("deputy_id"),
            count_of(within(Suggestion.submitted_at)).label("suggestions_submitted"),
            count_of(within(Suggestion.issued_at)).label("suggestions_issued"),
            count_of(is_concluded).label("suggestions_concluded"),
            count_of(sa.and_(is_concluded, col(Suggestion.is_satisfied).is_(True))).label(
                "suggestions_satisfied"
            ),
        )
        .where(
            col(Suggestion.station_id) == station_id,
            col(Suggestion.deputy_id).in_(deputies),
            col(Suggestion.state) != "dropped",
        )
        .group_by(col(Suggestion.deputy_id))
    )
    return await numbers(session, query)


async def activities(
    session: AsyncSession, station_id: int, starts: datetime, ends: datetime, deputies: Collection[int]
) -> Numbers:
    """Activities to which each deputy was invited, and those attended, by kind."""
    has_come = col(Attendance.has_attended).is_(True)
    by_kind = [
        count_of(sa.and_(has_come, col(Activity.kind) == kind)).label(str(kind)) for kind in ActivityKind
    ]
    query: Any = (
        sa.select(col(Attendance.deputy_id).label("deputy_id"), sa.func.count().label("invited"), *by_kind)
        .select_from(Attendance)
        .join(
            Activity,
            sa.and_(
                col(Activity.station_id) == col(Attendance.station_id),
                col(Activity.id) == col(Attendance.activity_id),
            ),
        )
        .where(
            col(Attendance.station_id) == station_id,
            col(Attendance.deputy_id).in_(deputies),
            col(Activity.starts_at) >= starts,
            col(Activity.starts_at) < ends,
            col(Activity.cancelled_at).is_(None),
            # Before attendance is noted nobody knows who came.
            col(Activity.recorded_at).is_not(None),
        )
        .group_by(col(Attendance.deputy_id))
    )
    return await numbers(session, query)
