"""Everything that is sealed under the master key, page after page, for sealing it anew."""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.queries.outbox import IS_WAITING
from storage.tables import ActivityPhoto, DeskLink, DeskSession, Identity, Inbox, Notice, Outgoing

_PAGE = 500
_PAGE_OF_PICTURES = 16  # Rows with half a megabyte each.
R = TypeVar("R", bound=SQLModel)


def identities(session: AsyncSession, station_id: int) -> AsyncIterator[Identity]:
    """Everybody who is not erased."""
    return _rows(
        session, Identity, station_id, col(Identity.person_id), col(Identity.wrapped_key).is_not(None)
    )


def updates(session: AsyncSession, station_id: int) -> AsyncIterator[Inbox]:
    """Updates whose words are still there."""
    return _rows(session, Inbox, station_id, col(Inbox.update_id), col(Inbox.sealed).is_not(None))


def calls(session: AsyncSession, station_id: int) -> AsyncIterator[Outgoing]:
    """Frozen calls that are not blanked yet."""
    return _rows(session, Outgoing, station_id, col(Outgoing.id), col(Outgoing.sealed).is_not(None))


def pictures(session: AsyncSession, station_id: int) -> AsyncIterator[ActivityPhoto]:
    """Stored pictures of activities."""
    return _rows(
        session,
        ActivityPhoto,
        station_id,
        col(ActivityPhoto.id),
        col(ActivityPhoto.sealed).is_not(None),
        page=_PAGE_OF_PICTURES,
    )


def unsent(session: AsyncSession, station_id: int, kind: str) -> AsyncIterator[Notice]:
    """Notices of this kind that wait to be sent."""
    return _rows(session, Notice, station_id, col(Notice.id), Notice.kind == kind, IS_WAITING)


async def _rows(
    session: AsyncSession, table: type[R], station_id: int, key: Any, *wanted: Any, page: int = _PAGE
) -> AsyncIterator[R]:
    """Rows in the order of their keys; what was changed of a page is written before the next is read."""
    last = None
    while True:
        after: list[Any] = [] if last is None else [key > last]
        query = select(table).where(col(table.station_id) == station_id, *wanted, *after)  # type: ignore[attr-defined]
        found = list(await session.exec(query.order_by(key).limit(page)))
        for row in found:
            yield row
        if not found:
            return
        last = getattr(found[-1], key.key)
        await session.flush()
        session.expunge_all()


async def chats_in_inbox(session: AsyncSession, station_id: int) -> list[str]:
    """The hashes under which updates are kept in order, of handled ones too."""
    return list(await session.exec(select(Inbox.chat).where(Inbox.station_id == station_id).distinct()))


async def rename_chats(session: AsyncSession, station_id: int, names: Mapping[str, str]) -> None:
    """Put new hashes in the place of old ones."""
    for old, new in names.items():
        await session.exec(
            sa.update(Inbox)
            .where(col(Inbox.station_id) == station_id, col(Inbox.chat) == old)
            .values(chat=new)
            .execution_options(synchronize_session=False)
        )


async def end_visits(session: AsyncSession, station_id: int, now: datetime, reason: str) -> int:
    """End all sessions at the desk and unused links to it; how many sessions."""
    await session.exec(
        sa.update(DeskLink)
        .where(
            col(DeskLink.station_id) == station_id,
            col(DeskLink.used_at).is_(None),
            col(DeskLink.expires_at) > now,
        )
        .values(expires_at=now)
        .execution_options(synchronize_session=False)
    )
    ended = await session.exec(
        sa.update(DeskSession)
        .where(
            col(DeskSession.station_id) == station_id,
            col(DeskSession.ended_at).is_(None),
            col(DeskSession.expires_at) > now,
        )
        .values(ended_at=now, ended_by=reason)
        .execution_options(synchronize_session=False)
    )
    return ended.rowcount
