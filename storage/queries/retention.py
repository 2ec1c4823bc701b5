"""What has been kept long enough: rows and bytes that go, a batch at a time."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.queries.inbox import DONE
from storage.queries.outbox import WAITING
from storage.tables import (
    Attachment,
    AttachmentChunk,
    Case,
    CaseReading,
    DeskLink,
    DeskSession,
    Identity,
    Inbox,
    Notice,
    Outgoing,
    Person,
    RoleGrant,
    SeenText,
    Support,
)
from storage.vocabulary import State

EXPIRED = "expired"
_OVER = sorted({State.ARCHIVED, State.NOT_ACCEPTED, State.WITHDRAWN, State.MERGED})


async def drop_updates(session: AsyncSession, station_id: int, before: datetime, limit: int) -> int:
    """Updates that were handled; Telegram gives their numbers anew after a quiet week."""
    old = (
        sa.select(col(Inbox.update_id))
        .where(col(Inbox.station_id) == station_id, col(Inbox.state) == DONE, col(Inbox.done_at) < before)
        .limit(limit)
    )
    gone = await session.exec(
        sa.delete(Inbox).where(col(Inbox.station_id) == station_id, col(Inbox.update_id).in_(old))
    )
    return gone.rowcount


async def drop_notices(session: AsyncSession, station_id: int, before: datetime, limit: int) -> int:
    """What was sent, or given up, with its frozen calls."""
    found = await session.exec(
        select(Notice.id)
        .where(Notice.station_id == station_id, Notice.state != WAITING, Notice.created_at < before)
        .limit(limit)
    )
    ids = list(found)
    if ids:
        of_these = sa.and_(col(Outgoing.station_id) == station_id, col(Outgoing.notice_id).in_(ids))
        await session.exec(sa.delete(Outgoing).where(of_these))
        await session.exec(
            sa.delete(Notice).where(col(Notice.station_id) == station_id, col(Notice.id).in_(ids))
        )
    return len(ids)


async def drop_visits(session: AsyncSession, station_id: int, before: datetime) -> int:
    """Links to the desk, and who sat there."""
    gone = 0
    for table in (DeskLink, DeskSession):
        is_old = sa.and_(col(table.station_id) == station_id, col(table.expires_at) < before)
        gone += (await session.exec(sa.delete(table).where(is_old))).rowcount
    return gone


async def drop_readings(session: AsyncSession, station_id: int, before: datetime) -> int:
    """Who looked at which case."""
    is_old = sa.and_(col(CaseReading.station_id) == station_id, col(CaseReading.at) < before)
    return (await session.exec(sa.delete(CaseReading).where(is_old))).rowcount


async def drop_seen_texts(session: AsyncSession, station_id: int, before: datetime) -> int:
    """Which words came in."""
    is_old = sa.and_(col(SeenText.station_id) == station_id, col(SeenText.at) < before)
    return (await session.exec(sa.delete(SeenText).where(is_old))).rowcount


async def drop_files(session: AsyncSession, station_id: int, before: datetime, limit: int) -> int:
    """The bytes of files in cases that are over since `before`, and the ids by which Telegram has them."""
    found = await session.exec(
        select(Attachment.id)
        .join(
            Case,
            sa.and_(
                col(Case.station_id) == col(Attachment.station_id), col(Case.id) == col(Attachment.case_id)
            ),
        )
        .where(
            Attachment.station_id == station_id,
            col(Attachment.problem).is_distinct_from(EXPIRED),
            col(Case.state).in_(_OVER),
            Case.state_since < before,
        )
        .limit(limit)
    )
    ids = list(found)
    if ids:
        await _blank_files(session, station_id, ids)
    return len(ids)


async def _blank_files(session: AsyncSession, station_id: int, ids: Sequence[int]) -> None:
    await session.exec(
        sa.delete(AttachmentChunk).where(
            col(AttachmentChunk.station_id) == station_id, col(AttachmentChunk.attachment_id).in_(ids)
        )
    )
    await session.exec(
        sa.update(Attachment)
        .where(col(Attachment.station_id) == station_id, col(Attachment.id).in_(ids))
        .values(file_id="", unique_id="", digest=None, try_at=None, stored_at=None, problem=EXPIRED)
    )


async def drop_identities(
    session: AsyncSession, station_id: int, before: datetime, now: datetime, limit: int
) -> int:
    """Who people are that have had nothing to do with the hotline since `before`.

    That is: no role, no case that is not over or that moved since then, none they follow.
    """
    found = await session.exec(
        select(Person.id)
        .where(
            Person.station_id == station_id,
            Person.created_at < before,
            col(Person.erased_at).is_(None),
            sa.exists().where(
                col(Identity.station_id) == col(Person.station_id), col(Identity.person_id) == col(Person.id)
            ),
            ~_holds_a_role(),
            ~_has_a_case_since(before),
            ~_follows_since(before),
        )
        .limit(limit)
    )
    ids = list(found)
    if ids:
        is_theirs = sa.and_(col(Identity.station_id) == station_id, col(Identity.person_id).in_(ids))
        await session.exec(sa.delete(Identity).where(is_theirs))
        await session.exec(
            sa.update(Person)
            .where(col(Person.station_id) == station_id, col(Person.id).in_(ids))
            .values(village_id=None, informed_at=None, erased_at=now)
        )
    return len(ids)


def _holds_a_role() -> sa.ColumnElement[bool]:
    return sa.exists().where(
        col(RoleGrant.station_id) == col(Person.station_id),
        col(RoleGrant.person_id) == col(Person.id),
        col(RoleGrant.revoked_at).is_(None),
    )


def _has_a_case_since(before: datetime) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        col(Case.station_id) == col(Person.station_id),
        col(Case.constituent_id) == col(Person.id),
        sa.or_(col(Case.state).not_in(_OVER), col(Case.state_since) >= before),
    )


def _follows_since(before: datetime) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        col(Support.station_id) == col(Person.station_id),
        col(Support.person_id) == col(Person.id),
        col(Support.left_at).is_(None),
        col(Support.at) >= before,
    )
