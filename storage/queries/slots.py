"""Slots: a newer notice to the same person about the same takes the place of an older one."""

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.queries.outbox import IS_WAITING, SUPERSEDED
from storage.remembering import apart_from_others
from storage.tables import Notice, Outgoing

_UNTOUCHED: Final = (IS_WAITING, col(Notice.leased_until).is_(None), col(Notice.attempts) == 0)
"""What waits and nobody has begun to send."""


async def supersede(session: AsyncSession, station_id: int, recipient_id: int, slot: str) -> None:
    """A newer notice takes this slot: the older one is not sent any more, unless it is already on its way."""
    given = {"of": station_id, "to": recipient_id, "in": slot}
    async with apart_from_others(session, Notice):
        await session.exec(_superseding(), params=given)


@cache
def _superseding() -> Any:
    return (
        sa.update(Notice)
        .where(
            col(Notice.station_id) == sa.bindparam("of"),
            col(Notice.recipient_id) == sa.bindparam("to"),
            col(Notice.slot) == sa.bindparam("in"),
            *_UNTOUCHED,
        )
        .values(state=SUPERSEDED)
        .execution_options(synchronize_session=False)
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
            *_UNTOUCHED,
        )
        .with_for_update()
    )
    return found.first()


async def waiting_in_slots(
    session: AsyncSession, station_id: int, recipient_ids: Collection[int], slot: str
) -> dict[int, list[Notice]]:
    """By recipient, what waits in this slot and what nobody has begun to send; locked in the order of age."""
    found = await session.exec(
        select(Notice)
        .where(
            Notice.station_id == station_id,
            col(Notice.recipient_id).in_(sorted(recipient_ids)),
            Notice.slot == slot,
            *_UNTOUCHED,
        )
        .order_by(col(Notice.id))
        .with_for_update()
    )
    waiting: dict[int, list[Notice]] = {}
    for notice in found:
        waiting.setdefault(notice.recipient_id, []).append(notice)
    return waiting


async def is_told_since(session: AsyncSession, station_id: int, slot: str, since: datetime) -> bool:
    """Whether anybody was told something in this slot since then."""
    found = await session.exec(
        select(Notice.id)
        .where(Notice.station_id == station_id, Notice.slot == slot, col(Notice.created_at) > since)
        .limit(1)
    )
    return found.first() is not None


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
