"""The outbox: notices waiting to be told, and the frozen Telegram calls that tell them."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import Notice, Outgoing

WAITING, SENT, PARKED, UNREACHABLE, SUPERSEDED = "waiting", "sent", "parked", "unreachable", "superseded"


async def supersede(session: AsyncSession, station_id: int, recipient_id: int, slot: str) -> None:
    """A newer notice takes this slot: the older one is not sent any more, unless it is already on its way."""
    await session.exec(
        sa.update(Notice)
        .where(
            col(Notice.station_id) == station_id,
            col(Notice.recipient_id) == recipient_id,
            col(Notice.slot) == slot,
            col(Notice.state) == WAITING,
            col(Notice.leased_until).is_(None),
            col(Notice.attempts) == 0,
        )
        .values(state=SUPERSEDED)
    )


async def waiting_in_slot(
    session: AsyncSession, station_id: int, recipient_id: int, slot: str
) -> Notice | None:
    """The notice that waits in this slot and that nobody has begun to send."""
    found = await session.exec(
        select(Notice)
        .where(
            Notice.station_id == station_id,
            Notice.recipient_id == recipient_id,
            Notice.slot == slot,
            Notice.state == WAITING,
            col(Notice.leased_until).is_(None),
            Notice.attempts == 0,
        )
        .with_for_update()
    )
    return found.first()


async def claim(
    session: AsyncSession, station_id: int, *, worker: str, now: datetime, lease: timedelta, limit: int
) -> list[Notice]:
    """Lease the next notice of up to `limit` people: answers first, then urgent, then routine.

    A person's next notice is the first by priority and age; while it is leased the others of that
    person stay back, so that messages arrive in order.
    """
    # As a WITH, computed once: PostgreSQL may run a subquery again for each row, past its limit.
    before = aliased(Notice)
    heads = (
        select(Notice.id)
        .where(
            col(Notice.station_id) == station_id,
            col(Notice.state) == WAITING,
            col(Notice.not_before) <= now,
            sa.or_(col(Notice.leased_until).is_(None), col(Notice.leased_until) < now),
            ~sa.exists().where(
                col(before.station_id) == Notice.station_id,
                col(before.recipient_id) == Notice.recipient_id,
                col(before.state) == WAITING,
                col(before.id) != Notice.id,
                sa.or_(
                    col(before.leased_until) >= now,
                    sa.and_(
                        col(before.not_before) <= now,
                        sa.or_(
                            col(before.priority) < Notice.priority,
                            sa.and_(col(before.priority) == Notice.priority, col(before.id) < Notice.id),
                        ),
                    ),
                ),
            ),
        )
        .order_by(col(Notice.priority), col(Notice.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("heads")
    )
    claimed = await session.exec(
        sa.update(Notice)
        .where(col(Notice.station_id) == station_id, col(Notice.id).in_(sa.select(heads.c.id)))
        .values(leased_by=worker, leased_until=now + lease, attempts=Notice.attempts + 1)
        .returning(Notice)
        .execution_options(synchronize_session=False)
    )
    return sorted(claimed.scalars(), key=lambda notice: (notice.priority, notice.id))


async def calls_of(
    session: AsyncSession, station_id: int, notice_ids: Sequence[int]
) -> dict[int, list[Outgoing]]:
    """The frozen calls of these notices, in order."""
    found = await session.exec(
        select(Outgoing)
        .where(Outgoing.station_id == station_id, col(Outgoing.notice_id).in_(notice_ids))
        .order_by(col(Outgoing.position))
    )
    calls: dict[int, list[Outgoing]] = {}
    for call in found:
        calls.setdefault(call.notice_id, []).append(call)
    return calls


async def mark_call(
    session: AsyncSession, station_id: int, call_id: int, *, message_id: int | None, now: datetime
) -> None:
    """A call took effect: remember the message and blank what was sent."""
    await session.exec(
        sa.update(Outgoing)
        .where(col(Outgoing.station_id) == station_id, col(Outgoing.id) == call_id)
        .values(message_id=message_id, sent_at=now, sealed=None)
    )


async def finish(
    session: AsyncSession, station_id: int, notice_id: int, state: str, problem: str | None = None
) -> None:
    """A notice is over. What will never be sent is blanked; what is parked stays to be looked at."""
    if state == UNREACHABLE:
        await session.exec(
            sa.update(Outgoing)
            .where(col(Outgoing.station_id) == station_id, col(Outgoing.notice_id) == notice_id)
            .values(sealed=None)
        )
    await session.exec(
        sa.update(Notice)
        .where(col(Notice.station_id) == station_id, col(Notice.id) == notice_id)
        .values(state=state, leased_by=None, leased_until=None, problem=problem and problem[:200])
    )


async def forget_params(session: AsyncSession, station_id: int, notice_id: int) -> None:
    """Blank what a notice was told with."""
    await session.exec(
        sa.update(Notice)
        .where(col(Notice.station_id) == station_id, col(Notice.id) == notice_id)
        .values(params={})
    )


async def postpone(session: AsyncSession, station_id: int, notice_id: int, until: datetime) -> None:
    """Keep a notice, and the others of that person, back until then."""
    await session.exec(
        sa.update(Notice)
        .where(col(Notice.station_id) == station_id, col(Notice.id) == notice_id)
        .values(leased_by=None, leased_until=until)
    )


async def defer(session: AsyncSession, station_id: int, notice_id: int, until: datetime) -> None:
    """Keep a notice back until then, and let the others of that person pass."""
    await session.exec(
        sa.update(Notice)
        .where(col(Notice.station_id) == station_id, col(Notice.id) == notice_id)
        .values(leased_by=None, leased_until=None, not_before=until)
    )


async def holders(session: AsyncSession, station_id: int) -> set[str]:
    """Who is sending a notice now."""
    found = await session.exec(
        select(Notice.leased_by)
        .where(
            Notice.station_id == station_id,
            col(Notice.state) == WAITING,
            col(Notice.leased_by).is_not(None),
        )
        .distinct()
    )
    return {holder for holder in found if holder}


async def release_of(
    session: AsyncSession, station_id: int, holder: str, *, but_for: Collection[int] = ()
) -> int:
    """Drop the leases of a holder who is gone, or has lost sight of all but these. Returns how many."""
    released = await session.exec(
        sa.update(Notice)
        .where(
            col(Notice.station_id) == station_id,
            col(Notice.state) == WAITING,
            col(Notice.leased_by) == holder,
            col(Notice.id).not_in(but_for),
        )
        .values(leased_by=None, leased_until=None)
    )
    return int(released.rowcount)


async def last_message_in_slot(
    session: AsyncSession, station_id: int, recipient_id: int, slot: str
) -> int | None:
    """The message in which this slot was shown last."""
    found = await session.exec(
        select(Outgoing.message_id)
        .join(
            Notice,
            sa.and_(
                col(Notice.station_id) == col(Outgoing.station_id), col(Notice.id) == col(Outgoing.notice_id)
            ),
        )
        .where(
            col(Notice.station_id) == station_id,
            col(Notice.recipient_id) == recipient_id,
            col(Notice.slot) == slot,
            col(Outgoing.message_id).is_not(None),
        )
        .order_by(col(Outgoing.id).desc())
        .limit(1)
    )
    return found.first()


async def counts(session: AsyncSession, station_id: int) -> dict[str, int]:
    """How many notices are in each state."""
    found = await session.exec(
        select(Notice.state, sa.func.count())
        .where(Notice.station_id == station_id)
        .group_by(col(Notice.state))
    )
    return dict(found.all())
