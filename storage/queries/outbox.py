"""The outbox: notices waiting to be told, and the frozen Telegram calls that tell them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from storage.prepared import prepared
from storage.tables import Notice, Outgoing

WAITING, SENT, PARKED, UNREACHABLE, SUPERSEDED = "waiting", "sent", "parked", "unreachable", "superseded"
# Kinds that begin so answer a press; they are seen for a moment.
TOAST = "toast"
IS_WAITING: Final = col(Notice.state) == sa.literal_column(f"'{WAITING}'")
"""Spelt out, or SQLite would not know that the index of what waits has all of them."""


async def claim(
    session: AsyncSession, station_id: int, *, worker: str, now: datetime, lease: timedelta, limit: int
) -> list[Notice]:
    """Lease the next notice of up to `limit` people: answers first, then urgent, then routine.

    A person's next notice is the first by priority and age; while it is leased the others of that
    person stay back, so that messages arrive in order. What answers a press is no message: it waits for
    none, and none waits for it.
    """
    given = {"of": station_id, "by": worker, "at": now, "until": now + lease, "most": limit}
    claimed = await session.exec(_claiming(), params=given)
    return sorted(claimed.scalars(), key=lambda notice: (notice.priority, notice.id))


@cache
def _claiming() -> Any:
    """Made once: making it takes longer than carrying it out."""
    given: Callable[[str], sa.BindParameter[Any]] = sa.bindparam
    station_id, now = given("of"), given("at")
    # As a WITH, computed once: PostgreSQL may run a subquery again for each row, past its limit.
    before = aliased(Notice)
    heads = (
        select(Notice.id)
        .where(
            col(Notice.station_id) == station_id,
            IS_WAITING,
            col(Notice.not_before) <= now,
            sa.or_(col(Notice.leased_until).is_(None), col(Notice.leased_until) < now),
            sa.or_(
                col(Notice.kind).startswith(TOAST),
                ~sa.exists().where(
                    col(before.station_id) == Notice.station_id,
                    col(before.recipient_id) == Notice.recipient_id,
                    col(before.state) == WAITING,
                    col(before.id) != Notice.id,
                    ~col(before.kind).startswith(TOAST),
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
            ),
        )
        .order_by(col(Notice.priority), col(Notice.id))
        .limit(given("most"))
        .with_for_update(skip_locked=True)
        .cte("heads")
    )
    return (
        sa.update(Notice)
        .where(col(Notice.station_id) == station_id, col(Notice.id).in_(sa.select(heads.c.id)))
        .values(leased_by=given("by"), leased_until=given("until"), attempts=Notice.attempts + 1)
        .returning(Notice)
        .execution_options(synchronize_session=False)
    )


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


async def mark_calls(
    session: AsyncSession, station_id: int, messages: Mapping[int, int | None], now: datetime
) -> None:
    """Calls took effect: remember the message of each and blank what was sent."""
    if messages:
        rows = [{"of": station_id, "call": key, "message": messages[key]} for key in sorted(messages)]
        await session.exec(_marking(), params=[{**row, "at": now} for row in rows])


@cache
def _marking() -> Any:
    table: Any = sa.inspect(Outgoing).local_table
    return (
        sa.update(table)
        .where(table.c.station_id == sa.bindparam("of"), table.c.id == sa.bindparam("call"))
        .values(message_id=sa.bindparam("message"), sent_at=sa.bindparam("at"), sealed=None)
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


async def finish_sent(session: AsyncSession, station_id: int, notice_ids: Sequence[int]) -> None:
    """Notices of which all calls took effect are over."""
    if notice_ids:
        await session.exec(_finishing(), params={"of": station_id, "those": notice_ids})


@cache
def _finishing() -> Any:
    table: Any = sa.inspect(Notice).local_table
    return (
        sa.update(table)
        .where(table.c.station_id == sa.bindparam("of"), table.c.id.in_(sa.bindparam("those")))
        .values(state=SENT, leased_by=None, leased_until=None, problem=None)
    )


async def is_next_ready(
    session: AsyncSession, station_id: int, recipient_ids: Collection[int], now: datetime
) -> bool:
    """Whether one of these people, whose messages are over, has another that may be sent now."""
    found = await _next_ready(session, station_id, sorted(recipient_ids), WAITING, now)
    return found.first() is not None


@prepared
def _next_ready(station_id: Any, recipient_ids: Any, state: Any, now: Any) -> SelectOfScalar[int]:
    return (
        select(Notice.id)
        .where(
            Notice.station_id == station_id,
            col(Notice.recipient_id).in_(recipient_ids),
            Notice.state == state,
            Notice.not_before <= now,
            sa.or_(col(Notice.leased_until).is_(None), col(Notice.leased_until) < now),
        )
        .limit(1)
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
            IS_WAITING,
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
            IS_WAITING,
            col(Notice.leased_by) == holder,
            col(Notice.id).not_in(but_for),
        )
        .values(leased_by=None, leased_until=None)
    )
    return int(released.rowcount)


async def release_after(session: AsyncSession, station_id: int, moment: datetime) -> int:
    """Free what is leased, or put off, until after this moment. Returns how many there were."""
    released = await session.exec(
        sa.update(Notice)
        .where(
            col(Notice.station_id) == station_id,
            IS_WAITING,
            col(Notice.leased_until) > moment,
        )
        .values(leased_by=None, leased_until=None)
    )
    return int(released.rowcount)


async def written_after(session: AsyncSession, station_id: int, moment: datetime) -> list[Notice]:
    """Notices that wait and were written after this moment."""
    found = await session.exec(
        select(Notice)
        .where(Notice.station_id == station_id, IS_WAITING, col(Notice.created_at) > moment)
        .with_for_update()
    )
    return list(found)


async def counts(session: AsyncSession, station_id: int) -> dict[str, int]:
    """How many notices are in each state."""
    found = await session.exec(
        select(Notice.state, sa.func.count())
        .where(Notice.station_id == station_id)
        .group_by(col(Notice.state))
    )
    return dict(found.all())
