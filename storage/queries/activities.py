"""Activities: which there are, who is invited and came, what they cost, and their pictures."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import defer
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.queries.outbox import SUPERSEDED
from storage.tables import Activity, ActivityPhoto, Attendance, Deputy, Notice, Outgoing


async def activity(
    session: AsyncSession, station_id: int, activity_id: int, *, lock: bool = False
) -> Activity | None:
    """One activity; locked where it or who comes is changed."""
    return await session.get(Activity, (station_id, activity_id), with_for_update=lock or None)


async def number_of(session: AsyncSession, station_id: int, activity_id: int) -> int:
    """The number by which people name it: which one of the station it is, the first being 1.

    Activities are only ever added, each with a larger id than all before it, so a number stays.
    """
    found = await session.exec(
        select(sa.func.count()).where(Activity.station_id == station_id, col(Activity.id) <= activity_id)
    )
    return found.one()


async def numbered(session: AsyncSession, station_id: int, number: int) -> Activity | None:
    """The inverse of `number_of`."""
    found = await session.exec(
        select(Activity)
        .where(Activity.station_id == station_id)
        .order_by(col(Activity.id))
        .offset(number - 1)
        .limit(1)
    )
    return found.first()


async def last_id(session: AsyncSession, station_id: int) -> int:
    """The id of the activity that was added last; 0 where there is none."""
    found = await session.exec(select(sa.func.max(Activity.id)).where(Activity.station_id == station_id))
    return found.one() or 0


async def page(
    session: AsyncSession,
    station_id: int,
    now: datetime,
    *,
    deputy_id: int | None = None,
    offset: int = 0,
    limit: int = 8,
) -> list[Activity]:
    """Those to come, the next first, then those gone by, the last first; of one deputy or of all."""
    is_past = sa.case((col(Activity.starts_at) < now, 1), else_=0)
    coming = sa.case((col(Activity.starts_at) >= now, col(Activity.starts_at)))
    query = select(Activity).where(Activity.station_id == station_id)
    if deputy_id is not None:
        query = query.where(_is_invited(deputy_id))
    found = await session.exec(
        query.order_by(is_past, coming, col(Activity.starts_at).desc(), col(Activity.id))
        .offset(offset)
        .limit(limit)
    )
    return list(found)


def _is_invited(deputy_id: int) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        col(Attendance.station_id) == col(Activity.station_id),
        col(Attendance.activity_id) == col(Activity.id),
        col(Attendance.deputy_id) == deputy_id,
    )


async def claim_due(session: AsyncSession, station_id: int, now: datetime, until: datetime) -> list[Activity]:
    """Those that begin between now and `until` and were not reminded of, marked; one process gets each."""
    due = (
        select(Activity.id)
        .where(
            col(Activity.station_id) == station_id,
            col(Activity.starts_at) > now,
            col(Activity.starts_at) < until,
            col(Activity.reminded_at).is_(None),
            col(Activity.cancelled_at).is_(None),
        )
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    claimed = await session.exec(
        sa.update(Activity)
        .where(col(Activity.station_id) == station_id, col(Activity.id).in_(sa.select(due.c.id)))
        .values(reminded_at=now)
        .returning(Activity)
        .execution_options(synchronize_session=False)
    )
    return sorted(claimed.scalars(), key=lambda row: (row.starts_at, row.id))


async def claim_unrecorded(
    session: AsyncSession, station_id: int, *, since: datetime, before: datetime
) -> list[Activity]:
    """Activities that began in this time and of which nobody has noted who came; locked for one process."""
    found = await session.exec(
        select(Activity)
        .where(
            Activity.station_id == station_id,
            col(Activity.starts_at) >= since,
            col(Activity.starts_at) < before,
            col(Activity.recorded_at).is_(None),
            col(Activity.cancelled_at).is_(None),
        )
        .order_by(col(Activity.starts_at), col(Activity.id))
        .with_for_update(skip_locked=True)
    )
    return list(found)


async def was_told(session: AsyncSession, station_id: int, slot: str) -> bool:
    """Whether anybody has had a notice in this slot, or is about to."""
    found = await session.exec(
        select(Notice.id)
        .where(Notice.station_id == station_id, Notice.slot == slot, Notice.state != SUPERSEDED)
        .limit(1)
    )
    return found.first() is not None


async def invited(
    session: AsyncSession, station_id: int, activity_id: int
) -> list[tuple[Attendance, Deputy]]:
    """Who is invited and what became of it, in roster order."""
    found = await session.exec(
        select(Attendance, Deputy)
        .join(
            Deputy,
            sa.and_(
                col(Deputy.station_id) == col(Attendance.station_id),
                col(Deputy.id) == col(Attendance.deputy_id),
            ),
        )
        .where(Attendance.station_id == station_id, Attendance.activity_id == activity_id)
        .order_by(col(Deputy.code))
    )
    return [(row[0], row[1]) for row in found]


async def attendance(
    session: AsyncSession, station_id: int, activity_id: int, deputy_id: int
) -> Attendance | None:
    return await session.get(Attendance, (station_id, activity_id, deputy_id))


async def coming_of(session: AsyncSession, station_id: int, deputy_id: int, now: datetime) -> list[Activity]:
    """What a deputy is invited to and what has not begun, the next first."""
    found = await session.exec(
        select(Activity)
        .where(
            Activity.station_id == station_id,
            col(Activity.starts_at) > now,
            col(Activity.cancelled_at).is_(None),
            _is_invited(deputy_id),
        )
        .order_by(col(Activity.starts_at), col(Activity.id))
    )
    return list(found)


async def costs(
    session: AsyncSession, station_id: int, starts: datetime, ends: datetime
) -> list[tuple[int, int, int | None]]:
    """(activity, cost in fen, deputy who attended) of what cost something and began in this time.

    A row for each deputy who was there; one row without a deputy where nobody was, or it is not noted yet.
    """
    was_there = sa.and_(
        col(Attendance.station_id) == col(Activity.station_id),
        col(Attendance.activity_id) == col(Activity.id),
        col(Attendance.has_attended).is_(True),
        col(Activity.recorded_at).is_not(None),
    )
    found = await session.exec(
        select(Activity.id, Activity.cost_fen, Attendance.deputy_id)
        .outerjoin(Attendance, was_there)
        .where(
            Activity.station_id == station_id,
            col(Activity.starts_at) >= starts,
            col(Activity.starts_at) < ends,
            col(Activity.cost_fen) > 0,
        )
    )
    return [(row[0], row[1], row[2]) for row in found]


async def photos(session: AsyncSession, station_id: int, activity_id: int) -> list[ActivityPhoto]:
    """All pictures of an activity, oldest first, without their bytes being looked at."""
    found = await session.exec(
        select(ActivityPhoto)
        .where(ActivityPhoto.station_id == station_id, ActivityPhoto.activity_id == activity_id)
        .options(defer(ActivityPhoto.sealed))  # type: ignore[arg-type]
        .order_by(col(ActivityPhoto.id))
    )
    return list(found)


async def set_photo(session: AsyncSession, station_id: int, photo_id: int, **values: Any) -> None:
    """Note what became of fetching a picture."""
    await session.exec(
        sa.update(ActivityPhoto)
        .where(col(ActivityPhoto.station_id) == station_id, col(ActivityPhoto.id) == photo_id)
        .values(**values)
    )


async def shown_in(
    session: AsyncSession, station_id: int, recipient_id: int, message_id: int, kinds: Collection[str]
) -> int | None:
    """The activity that a message of the bot in this person's chat was about, if of one of these kinds."""
    found = await session.exec(
        select(Notice)
        .join(
            Outgoing,
            sa.and_(
                col(Outgoing.station_id) == col(Notice.station_id), col(Outgoing.notice_id) == col(Notice.id)
            ),
        )
        .where(
            Outgoing.station_id == station_id,
            Outgoing.recipient_id == recipient_id,
            Outgoing.message_id == message_id,
            col(Notice.kind).in_(sorted(kinds)),
        )
        .limit(1)
    )
    notice = found.first()
    return None if notice is None else int(notice.params["activity"])
