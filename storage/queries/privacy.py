"""What is kept of a person, and its blanking; rows that others need stay, without what was said in them."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.queries.inbox import DONE, PARKED
from storage.queries.outbox import IS_WAITING, SUPERSEDED, WAITING
from storage.tables import (
    ActivityPhoto,
    Attachment,
    AttachmentChunk,
    Booking,
    Case,
    Entry,
    Inbox,
    Notice,
    Outgoing,
    Support,
)


async def filed_cases(session: AsyncSession, station_id: int, person_id: int) -> list[Case]:
    """All filed cases of a person, oldest first."""
    found = await session.exec(
        select(Case)
        .where(Case.station_id == station_id, Case.constituent_id == person_id, col(Case.number).is_not(None))
        .order_by(col(Case.number))
    )
    return list(found)


async def files_of(session: AsyncSession, station_id: int, person_id: int) -> list[Attachment]:
    """All files that a person has sent, oldest first."""
    found = await session.exec(
        select(Attachment)
        .where(Attachment.station_id == station_id, Attachment.owner_id == person_id)
        .order_by(col(Attachment.id))
    )
    return list(found)


async def count_pictures(session: AsyncSession, station_id: int, person_id: int) -> int:
    """How many pictures of activities a person has sent."""
    found = await session.exec(
        select(sa.func.count())
        .select_from(ActivityPhoto)
        .where(ActivityPhoto.station_id == station_id, ActivityPhoto.sent_by_id == person_id)
    )
    return found.one()


async def blank_entries(
    session: AsyncSession, station_id: int, person_id: int, case_ids: Sequence[int]
) -> None:
    """All words in the person's cases, and the person's own words in those of others."""
    await session.exec(
        sa.update(Entry)
        .where(
            col(Entry.station_id) == station_id,
            sa.or_(col(Entry.case_id).in_(case_ids), col(Entry.author_id) == person_id),
        )
        .values(text="", message_id=None, media_group=None)
    )


async def blank_files(session: AsyncSession, station_id: int, person_id: int) -> None:
    """The sealed bytes, and the ids by which Telegram would give the files once more."""
    is_theirs = [col(Attachment.station_id) == station_id, col(Attachment.owner_id) == person_id]
    await session.exec(
        sa.delete(AttachmentChunk).where(
            col(AttachmentChunk.station_id) == station_id,
            col(AttachmentChunk.attachment_id).in_(sa.select(col(Attachment.id)).where(*is_theirs)),
        )
    )
    await session.exec(
        sa.update(Attachment)
        .where(*is_theirs)
        .values(file_id="", unique_id="", digest=None, try_at=None, problem="erased")
    )


async def blank_outbox(
    session: AsyncSession, station_id: int, person_id: int, case_ids: Sequence[int]
) -> None:
    """Whatever is frozen for the person or about the person's cases; what would still be sent is not."""
    frozen = [
        col(Outgoing.station_id) == station_id,
        col(Outgoing.sealed).is_not(None),
        sa.or_(col(Outgoing.recipient_id) == person_id, col(Outgoing.case_id).in_(case_ids)),
    ]
    # A toast says nothing, and takes the little clock off the button that was pressed.
    is_told = [
        col(Notice.station_id) == station_id,
        IS_WAITING,
        col(Notice.kind) != "toast",
    ]
    is_frozen = col(Notice.id).in_(sa.select(col(Outgoing.notice_id)).where(*frozen))
    await session.exec(
        sa.update(Notice)
        .where(*is_told, sa.or_(col(Notice.recipient_id) == person_id, is_frozen))
        .values(state=SUPERSEDED, leased_until=None)
        .execution_options(synchronize_session=False)
    )
    await session.exec(
        sa.update(Outgoing).where(*frozen).values(sealed=None).execution_options(synchronize_session=False)
    )
    await session.exec(
        sa.update(Notice)
        .where(
            col(Notice.station_id) == station_id,
            col(Notice.recipient_id) == person_id,
            sa.or_(col(Notice.state) != WAITING, col(Notice.kind) != "toast"),
        )
        .values(params={})
        .execution_options(synchronize_session=False)
    )


async def blank_inbox(session: AsyncSession, station_id: int, hashes: Sequence[str]) -> None:
    """Updates of a chat that are over. What still waits is of whoever the person is then."""
    await session.exec(
        sa.update(Inbox)
        .where(
            col(Inbox.station_id) == station_id,
            col(Inbox.chat).in_(hashes),
            col(Inbox.state).in_((DONE, PARKED)),
        )
        .values(chat="", sealed=None)
    )


async def leave_everything(session: AsyncSession, station_id: int, person_id: int, now: datetime) -> None:
    """Support of others' cases and places at contact days are given up; of pictures, who sent them.

    The pictures themselves belong to the activity.
    """
    await session.exec(
        sa.update(ActivityPhoto)
        .where(col(ActivityPhoto.station_id) == station_id, col(ActivityPhoto.sent_by_id) == person_id)
        .values(sent_by_id=None)
    )
    await session.exec(
        sa.update(Support)
        .where(
            col(Support.station_id) == station_id,
            col(Support.person_id) == person_id,
            col(Support.left_at).is_(None),
        )
        .values(left_at=now)
    )
    mine = [col(Booking.station_id) == station_id, col(Booking.person_id) == person_id]
    await session.exec(
        sa.update(Booking).where(*mine, col(Booking.cancelled_at).is_(None)).values(cancelled_at=now)
    )
    await session.exec(sa.update(Booking).where(*mine).values(about=""))
