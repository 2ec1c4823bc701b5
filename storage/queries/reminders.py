"""Due times: a case's plan, what took effect, and what a sweep takes up now."""

from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from storage.prepared import prepared
from storage.remembering import apart_from_others, remembered
from storage.tables import Case, Reminder


async def forget_waiting(session: AsyncSession, station_id: int, case_id: int) -> None:
    """Drop the reminders of a case that have not been handled; a new plan follows."""
    async with apart_from_others(session, Reminder):
        await session.exec(_forgetting(), params={"of": station_id, "about": case_id})


@cache
def _forgetting() -> Any:
    return (
        sa.delete(Reminder)
        .where(
            col(Reminder.station_id) == sa.bindparam("of"),
            col(Reminder.case_id) == sa.bindparam("about"),
            col(Reminder.handled_at).is_(None),
        )
        .execution_options(synchronize_session=False)
    )


async def put_off(
    session: AsyncSession, station_id: int, case_id: int, now: datetime, *, until: datetime
) -> None:
    """What is due of a case falls due later."""
    await session.exec(
        sa.update(Reminder)
        .where(
            col(Reminder.station_id) == station_id,
            col(Reminder.case_id) == case_id,
            col(Reminder.due_at) <= now,
            col(Reminder.handled_at).is_(None),
        )
        .values(due_at=until)
    )


@remembered(Reminder)
async def handled(session: AsyncSession, station_id: int, case_id: int, since: datetime) -> list[Reminder]:
    """Reminders of a case that took effect at `since` or later."""
    return list(await _handled_since(session, station_id, case_id, since))


@prepared
def _handled_since(station_id: Any, case_id: Any, since: Any) -> SelectOfScalar[Reminder]:
    return select(Reminder).where(
        Reminder.station_id == station_id, Reminder.case_id == case_id, col(Reminder.handled_at) >= since
    )


async def claim_due(
    session: AsyncSession, station_id: int, now: datetime, limit: int, *, only_urgent: bool
) -> list[Reminder]:
    """The due reminders of some cases, marked as handled; two processes never get the same one.

    Their cases are locked first, as every use case does: whoever locks in the other order waits for ever.
    A case that somebody works on now comes with the next sweep.
    """
    is_due = [
        col(Reminder.station_id) == station_id,
        col(Reminder.due_at) <= now,
        col(Reminder.handled_at).is_(None),
    ]
    if only_urgent:
        is_due.append(col(Reminder.is_urgent).is_(True))
    due = select(Reminder.case_id).where(*is_due).order_by(col(Reminder.due_at)).limit(limit)
    found = await session.exec(
        select(Case.id)
        .where(Case.station_id == station_id, col(Case.id).in_(due.scalar_subquery()))
        .order_by(col(Case.id))
        .with_for_update(skip_locked=True)
    )
    locked = list(found)
    if not locked:
        return []
    claimed = await session.exec(
        sa.update(Reminder)
        .where(*is_due, col(Reminder.case_id).in_(locked))
        .values(handled_at=now)
        .returning(Reminder)
        .execution_options(synchronize_session=False)
    )
    return sorted(claimed.scalars(), key=lambda reminder: (reminder.due_at, reminder.id))
