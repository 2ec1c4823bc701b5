"""What waits in each line, and since when: updates, notices, reminders, files. Counts only, for watching."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.queries import inbox, outbox
from storage.tables import ActivityPhoto, Attachment, Case, Entry, Inbox, Notice, Reminder
from storage.vocabulary import State

# "Not empty" would not lead SQLite to an index; whatever is later than this does.
_EVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Line:
    """How many wait in a line, and since when the first of them has."""

    count: int = 0
    since: datetime | None = None


@dataclass(frozen=True)
class Waiting:
    """All lines of one station. Notices by priority; reminders by whether they may go out at any hour."""

    updates: Line
    notices: dict[int, Line]
    reminders: dict[bool, Line]
    files: Line


async def waiting(session: AsyncSession, station_id: int, now: datetime) -> Waiting:
    """What could be seen to now: nothing that has to wait for its time."""
    return Waiting(
        updates=await _updates(session, station_id),
        notices=await _notices(session, station_id, now),
        reminders=await _reminders(session, station_id, now),
        files=await _files(session, station_id),
    )


async def _updates(session: AsyncSession, station_id: int) -> Line:
    found = await session.exec(
        select(sa.func.count(), sa.func.min(col(Inbox.received_at))).where(
            Inbox.station_id == station_id, Inbox.state == inbox.WAITING
        )
    )
    return Line(*found.one())


async def _notices(session: AsyncSession, station_id: int, now: datetime) -> dict[int, Line]:
    found = await session.exec(
        select(Notice.priority, sa.func.count(), sa.func.min(col(Notice.not_before)))
        .where(
            Notice.station_id == station_id,
            outbox.IS_WAITING,
            Notice.not_before <= now,
        )
        .group_by(col(Notice.priority))
    )
    return {priority: Line(count, since) for priority, count, since in found}


async def _reminders(session: AsyncSession, station_id: int, now: datetime) -> dict[bool, Line]:
    found = await session.exec(
        select(Reminder.is_urgent, sa.func.count(), sa.func.min(col(Reminder.due_at)))
        .where(
            Reminder.station_id == station_id,
            Reminder.due_at <= now,
            col(Reminder.handled_at).is_(None),
        )
        .group_by(col(Reminder.is_urgent))
    )
    return {bool(is_urgent): Line(count, since) for is_urgent, count, since in found}


async def _files(session: AsyncSession, station_id: int) -> Line:
    """Files of cases and pictures of activities that are still to be fetched."""
    of_cases = await session.exec(
        select(sa.func.count(), sa.func.min(col(Entry.at)))
        .select_from(Attachment)
        .join(
            Entry,
            sa.and_(
                col(Entry.station_id) == col(Attachment.station_id), col(Entry.id) == col(Attachment.entry_id)
            ),
        )
        .where(Attachment.station_id == station_id, col(Attachment.try_at) > _EVER)
    )
    of_activities = await session.exec(
        select(sa.func.count(), sa.func.min(col(ActivityPhoto.at))).where(
            ActivityPhoto.station_id == station_id, col(ActivityPhoto.try_at) > _EVER
        )
    )
    lines = [Line(*of_cases.one()), Line(*of_activities.one())]
    moments = [line.since for line in lines if line.since is not None]
    return Line(sum(line.count for line in lines), min(moments, default=None))


async def late_reminders(
    session: AsyncSession, station_id: int, now: datetime, late: timedelta
) -> dict[bool, int]:
    """How many reminders have been due for longer than `late`, by whether they may go out at any hour."""
    lines = await _reminders(session, station_id, now - late)
    return {is_urgent: line.count for is_urgent, line in lines.items()}


async def cases_by_state(
    session: AsyncSession, station_id: int, states: Collection[State]
) -> dict[State, int]:
    """How many cases are in each of these states; states without any are left out."""
    found = await session.exec(
        select(Case.state, sa.func.count())
        .where(Case.station_id == station_id, col(Case.state).in_(sorted(states)))
        .group_by(col(Case.state))
    )
    return {State(state): count for state, count in found}


async def failed_notices(session: AsyncSession, station_id: int) -> dict[str, int]:
    """How many notices did not reach anybody, by how they ended."""
    parked, unreachable = outbox.PARKED, outbox.UNREACHABLE
    found = await session.exec(
        select(Notice.state, sa.func.count())
        .where(
            Notice.station_id == station_id,
            # As it stands in the index, which holds nothing else; with both its columns it wins over others.
            sa.text(f"notice.state IN ('{parked}', '{unreachable}')"),
            Notice.id > 0,
        )
        .group_by(col(Notice.state))
    )
    return dict.fromkeys((parked, unreachable), 0) | dict(found.all())


async def last_in_slot(session: AsyncSession, station_id: int, slot: str, limit: int = 50) -> list[Notice]:
    """The newest notices of this slot, whoever got them and whatever became of them."""
    found = await session.exec(
        select(Notice)
        .where(Notice.station_id == station_id, Notice.slot == slot)
        # By the moment first: for the order of the ids all notices would be gone through.
        .order_by(col(Notice.created_at).desc(), col(Notice.id).desc())
        .limit(limit)
    )
    return list(found)
