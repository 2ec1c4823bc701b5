"""Cases, who must not see them, and what was said, brought and referred in them."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from storage.prepared import prepared
from storage.queries import outbox
from storage.remembering import remember, remembered
from storage.tables import (
    Attachment,
    AttachmentChunk,
    Avoidance,
    Case,
    CaseClock,
    Entry,
    Notice,
    Outgoing,
    Referral,
    Reminder,
)
from storage.vocabulary import Channel, State, Urgency

URGENT_FIRST = sa.case((col(Case.urgency) == Urgency.URGENT, 0), else_=1)
_OVER = frozenset({State.CLOSED, State.ARCHIVED, State.WITHDRAWN, State.MERGED, State.NOT_ACCEPTED})


async def case(session: AsyncSession, station_id: int, case_id: int, *, lock: bool = False) -> Case | None:
    """One case; locked until the transaction ends where it is to be changed."""
    return await session.get(Case, (station_id, case_id), with_for_update=lock or None)


async def locked_cases(session: AsyncSession, station_id: int, case_ids: Collection[int]) -> dict[int, Case]:
    """These cases by id, locked in the order of all locks until the transaction ends."""
    found = await session.exec(
        select(Case)
        .where(Case.station_id == station_id, col(Case.id).in_(case_ids))
        .order_by(col(Case.id))
        .with_for_update()
    )
    return {case.id: case for case in found}


async def case_by_number(
    session: AsyncSession, station_id: int, number: int, *, lock: bool = False
) -> Case | None:
    query = select(Case).where(Case.station_id == station_id, Case.number == number)
    return (await session.exec(query.with_for_update() if lock else query)).first()


@remembered(Case)
async def cases_of_constituent(
    session: AsyncSession, station_id: int, person_id: int, *, limit: int = 20
) -> list[Case]:
    """Filed cases of a person, newest first."""
    return list(await _filed_by(session, station_id, person_id, limit))


@prepared
def _filed_by(station_id: Any, person_id: Any, limit: Any) -> SelectOfScalar[Case]:
    return (
        select(Case)
        .where(Case.station_id == station_id, Case.constituent_id == person_id, col(Case.number).is_not(None))
        .order_by(col(Case.number).desc())
        .limit(limit)
    )


@remembered(Case)
async def drafts_of(session: AsyncSession, station_id: int, person_id: int) -> list[Case]:
    """Unconfirmed drafts that a person wrote, newest first."""
    return list(await _drafts_by(session, station_id, person_id))


@prepared
def _drafts_by(station_id: Any, person_id: Any) -> SelectOfScalar[Case]:
    return (
        select(Case)
        .where(
            Case.station_id == station_id,
            Case.constituent_id == person_id,
            Case.state == State.DRAFT,
            Case.channel == Channel.TELEGRAM,
        )
        .order_by(col(Case.id).desc())
    )


async def cases_of_deputy(
    session: AsyncSession, station_id: int, deputy_id: int, states: Collection[State], *, limit: int = 50
) -> list[Case]:
    """A deputy's cases in these states: urgent ones, then by due time. Hidden ones (回避) are left out."""
    found = await session.exec(
        select(Case)
        .where(
            Case.station_id == station_id,
            Case.deputy_id == deputy_id,
            col(Case.state).in_(sorted(states)),
            ~sa.exists().where(
                col(Avoidance.station_id) == col(Case.station_id),
                col(Avoidance.case_id) == col(Case.id),
                col(Avoidance.deputy_id) == deputy_id,
            ),
        )
        .order_by(URGENT_FIRST, col(Case.due_at).asc().nulls_last(), col(Case.id))
        .limit(limit)
    )
    return list(found)


async def escalated_cases(session: AsyncSession, station_id: int, *, limit: int = 50) -> list[Case]:
    """Filed cases that have come to the presidium, oldest first."""
    found = await session.exec(
        select(Case)
        .where(
            Case.station_id == station_id,
            sa.or_(col(Case.is_escalated).is_(True), col(Case.names_liaison).is_(True)),
            # The states that are left rather than those that are not: the index finds them among many years.
            col(Case.state).in_(sorted(frozenset(State) - _OVER)),
            col(Case.number).is_not(None),
        )
        # Not by the column itself: SQLite would go through all numbers there are for their order.
        .order_by(col(Case.number) + 0)
        .limit(limit)
    )
    return list(found)


@remembered(Avoidance)
async def avoided_deputies(session: AsyncSession, station_id: int, case_id: int) -> frozenset[int]:
    return frozenset(await _avoided(session, station_id, case_id))


@prepared
def _avoided(station_id: Any, case_id: Any) -> SelectOfScalar[int]:
    return select(Avoidance.deputy_id).where(Avoidance.station_id == station_id, Avoidance.case_id == case_id)


async def read_avoidance(session: AsyncSession, station_id: int, case_ids: Collection[int]) -> None:
    """Read from whom each of these cases is hidden; whoever asks of one then knows."""
    found = await session.exec(
        select(Avoidance.case_id, Avoidance.deputy_id).where(
            Avoidance.station_id == station_id, col(Avoidance.case_id).in_(sorted(case_ids))
        )
    )
    hidden: dict[int, set[int]] = {case_id: set() for case_id in case_ids}
    for case_id, deputy_id in found:
        hidden[case_id].add(deputy_id)
    for case_id, deputy_ids in hidden.items():
        remember(session, avoided_deputies, station_id, case_id, answer=frozenset(deputy_ids))


async def set_avoidance(
    session: AsyncSession, station_id: int, case_id: int, deputy_ids: Collection[int]
) -> None:
    """Replace the deputies from whom this case is hidden."""
    await session.exec(
        sa.delete(Avoidance).where(col(Avoidance.station_id) == station_id, col(Avoidance.case_id) == case_id)
    )
    rows = [{"station_id": station_id, "case_id": case_id, "deputy_id": key} for key in sorted(deputy_ids)]
    if rows:
        await session.exec(sa.insert(Avoidance), params=rows)


@remembered(Entry)
async def entries_of(session: AsyncSession, station_id: int, case_id: int) -> list[Entry]:
    """What was said in a case, in order."""
    return list(await _entries_of(session, station_id, case_id))


@prepared
def _entries_of(station_id: Any, case_id: Any) -> SelectOfScalar[Entry]:
    return (
        select(Entry)
        .where(Entry.station_id == station_id, Entry.case_id == case_id)
        .order_by(col(Entry.at), col(Entry.id))
    )


async def entry_by_message(
    session: AsyncSession, station_id: int, author_id: int, message_id: int
) -> Entry | None:
    """The entry that a person's own message became."""
    found = await session.exec(
        select(Entry).where(
            Entry.station_id == station_id, Entry.author_id == author_id, Entry.message_id == message_id
        )
    )
    return found.first()


async def entry_by_media_group(
    session: AsyncSession, station_id: int, author_id: int, media_group: str
) -> Entry | None:
    """The entry that the first part of an album became."""
    found = await session.exec(
        select(Entry)
        .where(Entry.station_id == station_id, Entry.author_id == author_id, Entry.media_group == media_group)
        .order_by(col(Entry.id))
        .limit(1)
    )
    return found.first()


@remembered(Entry)
async def last_entry_by(session: AsyncSession, station_id: int, author_id: int) -> Entry | None:
    """The latest thing that a person said in any case."""
    found = await session.exec(
        select(Entry)
        .where(Entry.station_id == station_id, Entry.author_id == author_id)
        .order_by(col(Entry.id).desc())
        .limit(1)
    )
    return found.first()


@remembered(Attachment)
async def attachments_of(session: AsyncSession, station_id: int, case_id: int) -> list[Attachment]:
    return list(await _attachments_of(session, station_id, case_id))


@prepared
def _attachments_of(station_id: Any, case_id: Any) -> SelectOfScalar[Attachment]:
    return (
        select(Attachment)
        .where(Attachment.station_id == station_id, Attachment.case_id == case_id)
        .order_by(col(Attachment.id))
    )


async def case_shown_in(
    session: AsyncSession, station_id: int, recipient_id: int, message_id: int
) -> int | None:
    """The case that a message of the bot in this person's chat was about."""
    found = await session.exec(
        select(Outgoing.case_id).where(
            Outgoing.station_id == station_id,
            Outgoing.recipient_id == recipient_id,
            Outgoing.message_id == message_id,
        )
    )
    return found.first()


@remembered(Referral)
async def referrals_of(session: AsyncSession, station_id: int, case_id: int) -> list[Referral]:
    return list(await _referrals_of(session, station_id, case_id))


@prepared
def _referrals_of(station_id: Any, case_id: Any) -> SelectOfScalar[Referral]:
    return (
        select(Referral)
        .where(Referral.station_id == station_id, Referral.case_id == case_id)
        .order_by(col(Referral.id))
    )


async def delete_draft(session: AsyncSession, station_id: int, case_id: int) -> None:
    """Remove a draft that was never filed, with all that belongs to it."""
    attachment_ids = select(Attachment.id).where(
        Attachment.station_id == station_id, Attachment.case_id == case_id
    )
    await session.exec(
        sa.delete(AttachmentChunk).where(
            col(AttachmentChunk.station_id) == station_id,
            col(AttachmentChunk.attachment_id).in_(attachment_ids),
        )
    )
    for table in (Attachment, Entry, Reminder, CaseClock, Avoidance):
        await session.exec(
            sa.delete(table).where(col(table.station_id) == station_id, col(table.case_id) == case_id)
        )
    # What is still to be said of it, such as its card, has nothing to stand on any more.
    await session.exec(
        sa.update(Notice)
        .where(
            col(Notice.station_id) == station_id,
            col(Notice.case_id) == case_id,
            outbox.IS_WAITING,
            col(Notice.attempts) == 0,
        )
        .values(state=outbox.SUPERSEDED)
    )
    of_it = [col(Notice.station_id) == station_id, col(Notice.case_id) == case_id]
    calls = col(Outgoing.notice_id).in_(sa.select(col(Notice.id)).where(*of_it))
    await session.exec(
        sa.update(Outgoing).where(col(Outgoing.station_id) == station_id, calls).values(case_id=None)
    )
    await session.exec(sa.update(Notice).where(*of_it).values(case_id=None))
    await session.exec(sa.delete(Case).where(col(Case.station_id) == station_id, col(Case.id) == case_id))
