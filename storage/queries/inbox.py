"""The inbox: updates kept, claimed in the order of their chat, and completed once."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import Inbox

WAITING, DONE, PARKED = "waiting", "done", "parked"


async def store(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Keep updates; those already kept are left as they are."""
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    if rows:
        # The rows beside the statement, not in it: so it is the same one each time, and made once.
        table: Any = sa.inspect(Inbox).local_table
        await session.exec(insert(table).on_conflict_do_nothing(), params=list(rows))


async def claim(
    session: AsyncSession, station_id: int, *, worker: str, now: datetime, lease: timedelta, limit: int
) -> list[Inbox]:
    """Lease the oldest waiting update of up to `limit` chats.

    A leased update still waits, and so holds back the later ones of its chat, whoever leased it.
    """
    given = {"of": station_id, "by": worker, "at": now, "until": now + lease, "most": limit}
    claimed = await session.exec(_claiming(), params=given)
    return sorted(claimed.scalars(), key=lambda row: row.update_id)


@cache
def _claiming() -> Any:
    """Made once: making it takes longer than carrying it out."""
    given: Callable[[str], sa.BindParameter[Any]] = sa.bindparam
    station_id, now = given("of"), given("at")
    # As a WITH, computed once: PostgreSQL may run a subquery again for each row, past its limit.
    earlier = aliased(Inbox)
    heads = (
        select(Inbox.update_id)
        .where(
            col(Inbox.station_id) == station_id,
            col(Inbox.state) == WAITING,
            sa.or_(col(Inbox.leased_until).is_(None), col(Inbox.leased_until) < now),
            ~sa.exists().where(
                col(earlier.station_id) == Inbox.station_id,
                col(earlier.state) == WAITING,
                col(earlier.chat) == Inbox.chat,
                col(earlier.update_id) < Inbox.update_id,
            ),
        )
        .order_by(col(Inbox.update_id))
        .limit(given("most"))
        .with_for_update(skip_locked=True)
        .cte("heads")
    )
    return (
        sa.update(Inbox)
        .where(col(Inbox.station_id) == station_id, col(Inbox.update_id).in_(sa.select(heads.c.update_id)))
        .values(leased_by=given("by"), leased_until=given("until"), attempts=Inbox.attempts + 1)
        .returning(Inbox)
        .execution_options(synchronize_session=False)
    )


async def put_back(session: AsyncSession, station_id: int, update_ids: Collection[int], worker: str) -> None:
    """Let updates wait that this worker has just leased, as if it had not."""
    if not update_ids:
        return
    await session.exec(
        sa.update(Inbox)
        .where(
            col(Inbox.station_id) == station_id,
            col(Inbox.update_id).in_(update_ids),
            col(Inbox.leased_by) == worker,
        )
        .values(leased_by=None, leased_until=None, **_attempts(is_counted=False))
        .execution_options(synchronize_session=False)
    )


async def complete(
    session: AsyncSession, station_id: int, update_id: int, *, worker: str, now: datetime
) -> bool:
    """Mark an update as done and blank it, if this worker still holds it."""
    given = {"of": station_id, "one": update_id, "by": worker, "at": now}
    return bool((await session.exec(_completing(), params=given)).rowcount == 1)


@cache
def _completing() -> Any:
    given: Callable[[str], sa.BindParameter[Any]] = sa.bindparam
    table: Any = sa.inspect(Inbox).local_table
    return (
        sa.update(table)
        .where(
            table.c.station_id == given("of"),
            table.c.update_id == given("one"),
            table.c.state == WAITING,
            table.c.leased_by == given("by"),
        )
        .values(state=DONE, sealed=None, done_at=given("at"), leased_by=None, leased_until=None)
    )


async def park(
    session: AsyncSession, station_id: int, update_id: int, *, worker: str, now: datetime, problem: str
) -> bool:
    """Set an update aside, unblanked, for a person to look at."""
    return await _finish(
        session, station_id, update_id, worker, {"state": PARKED, "done_at": now, "problem": problem[:200]}
    )


async def release(
    session: AsyncSession,
    station_id: int,
    update_id: int,
    *,
    worker: str,
    until: datetime,
    is_counted: bool = True,
) -> None:
    """Let an update be tried again at `until`, if this worker still holds it; or as if it were not tried."""
    await _finish(
        session, station_id, update_id, worker, {"leased_until": until, **_attempts(is_counted=is_counted)}
    )


async def holders(session: AsyncSession, station_id: int) -> set[str]:
    """Who has leased an update that still waits."""
    found = await session.exec(
        select(Inbox.leased_by)
        .where(
            Inbox.station_id == station_id,
            col(Inbox.state) == WAITING,
            col(Inbox.leased_by).is_not(None),
        )
        .distinct()
    )
    return {holder for holder in found if holder}


async def release_of(session: AsyncSession, station_id: int, holder: str, *, is_counted: bool = True) -> int:
    """Drop the leases of a holder who is gone. Returns how many there were.

    Not counted: what it held was never tried, since it only lost sight of it.
    """
    released = await session.exec(
        sa.update(Inbox)
        .where(
            col(Inbox.station_id) == station_id, col(Inbox.state) == WAITING, col(Inbox.leased_by) == holder
        )
        .values(leased_by=None, leased_until=None, **_attempts(is_counted=is_counted))
    )
    return int(released.rowcount)


async def release_after(session: AsyncSession, station_id: int, moment: datetime) -> int:
    """Free what is leased, or put off, until after this moment. Returns how many there were."""
    released = await session.exec(
        sa.update(Inbox)
        .where(
            col(Inbox.station_id) == station_id,
            col(Inbox.state) == WAITING,
            col(Inbox.leased_until) > moment,
        )
        .values(leased_by=None, leased_until=None)
    )
    return int(released.rowcount)


def _attempts(*, is_counted: bool) -> dict[str, Any]:
    """What putting an update back does to the attempts, of which claiming it made one."""
    return {} if is_counted else {"attempts": Inbox.attempts - 1}


async def counts(session: AsyncSession, station_id: int) -> dict[str, int]:
    """How many updates are in each state."""
    found = await session.exec(
        select(Inbox.state, sa.func.count()).where(Inbox.station_id == station_id).group_by(col(Inbox.state))
    )
    return dict(found.all())


async def _finish(
    session: AsyncSession, station_id: int, update_id: int, worker: str, values: dict[str, Any]
) -> bool:
    finished = await session.exec(
        sa.update(Inbox)
        .where(
            col(Inbox.station_id) == station_id,
            col(Inbox.update_id) == update_id,
            col(Inbox.state) == WAITING,
            col(Inbox.leased_by) == worker,
        )
        .values({"leased_by": None, "leased_until": None, **values})
    )
    return bool(finished.rowcount == 1)
