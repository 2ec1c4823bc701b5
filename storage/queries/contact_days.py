"""Contact days, who has booked, and who is to hear of them."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.queries.outbox import SUPERSEDED
from storage.tables import Booking, Case, ContactDay, Deputy, Notice, Person, Place


async def day(
    session: AsyncSession, station_id: int, day_id: int, *, lock: bool = False
) -> ContactDay | None:
    """One contact day; locked where its seats are counted or it is cancelled."""
    return await session.get(ContactDay, (station_id, day_id), with_for_update=lock or None)


async def coming(
    session: AsyncSession, station_id: int, now: datetime, *, deputy_id: int | None = None, limit: int = 30
) -> list[tuple[ContactDay, Deputy]]:
    """Days that are not over and not cancelled, the next first, with their deputies."""
    query = (
        select(ContactDay, Deputy)
        .join(
            Deputy,
            sa.and_(
                col(Deputy.station_id) == col(ContactDay.station_id),
                col(Deputy.id) == col(ContactDay.deputy_id),
            ),
        )
        .where(
            ContactDay.station_id == station_id,
            col(ContactDay.ends_at) > now,
            col(ContactDay.cancelled_at).is_(None),
            col(Deputy.left_at).is_(None),
        )
        .order_by(col(ContactDay.starts_at), col(ContactDay.id))
        .limit(limit)
    )
    if deputy_id is not None:
        query = query.where(ContactDay.deputy_id == deputy_id)
    return [(row[0], row[1]) for row in await session.exec(query)]


async def claim_due(
    session: AsyncSession, station_id: int, now: datetime, until: datetime
) -> list[ContactDay]:
    """Days that begin between now and `until` and were not reminded of, marked; one process gets each."""
    due = (
        select(ContactDay.id)
        .where(
            col(ContactDay.station_id) == station_id,
            col(ContactDay.starts_at) > now,
            col(ContactDay.starts_at) < until,
            col(ContactDay.reminded_at).is_(None),
            col(ContactDay.cancelled_at).is_(None),
        )
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    claimed = await session.exec(
        sa.update(ContactDay)
        .where(col(ContactDay.station_id) == station_id, col(ContactDay.id).in_(sa.select(due.c.id)))
        .values(reminded_at=now)
        .returning(ContactDay)
        .execution_options(synchronize_session=False)
    )
    return sorted(claimed.scalars(), key=lambda row: (row.starts_at, row.id))


async def bookings(session: AsyncSession, station_id: int, day_id: int) -> list[Booking]:
    """Who comes, in the order in which they booked; those registered on the spot have no person."""
    found = await session.exec(
        select(Booking)
        .where(
            Booking.station_id == station_id,
            Booking.contact_day_id == day_id,
            col(Booking.cancelled_at).is_(None),
        )
        .order_by(col(Booking.booked_at), col(Booking.id))
    )
    return list(found)


async def booking_of(session: AsyncSession, station_id: int, day_id: int, person_id: int) -> Booking | None:
    """The booking of a person for a day."""
    found = await session.exec(
        select(Booking).where(
            Booking.station_id == station_id,
            Booking.person_id == person_id,
            Booking.contact_day_id == day_id,
            col(Booking.cancelled_at).is_(None),
        )
    )
    return found.first()


async def audience(session: AsyncSession, station_id: int, constituency_id: int) -> list[Person]:
    """People of a constituency who can be written to: by their village, or by a case where none is known."""
    lives_here = sa.exists().where(
        col(Place.station_id) == col(Person.station_id),
        col(Place.id) == col(Person.village_id),
        col(Place.constituency_id) == constituency_id,
    )
    has_case_here = sa.exists().where(
        col(Case.station_id) == col(Person.station_id),
        col(Case.constituent_id) == col(Person.id),
        col(Case.constituency_id) == constituency_id,
        col(Case.number).is_not(None),
    )
    found = await session.exec(
        select(Person)
        .where(
            Person.station_id == station_id,
            sa.or_(lives_here, sa.and_(col(Person.village_id).is_(None), has_case_here)),
            col(Person.is_caller).is_(False),
            col(Person.blocked_at).is_(None),
            col(Person.erased_at).is_(None),
        )
        .order_by(col(Person.id))
    )
    return list(found)


async def told_since(session: AsyncSession, station_id: int, slot: str, since: datetime) -> dict[int, Notice]:
    """The last notice in this slot of everybody who has had one for `since` or later, by recipient."""
    found = await session.exec(
        select(Notice)
        .where(
            Notice.station_id == station_id,
            Notice.slot == slot,
            col(Notice.not_before) >= since,
            Notice.state != SUPERSEDED,
        )
        .order_by(col(Notice.not_before), col(Notice.id))
    )
    return {notice.recipient_id: notice for notice in found}
