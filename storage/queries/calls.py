"""The calls that the liaison is asked to make: notices that wait for nobody but are done when noted."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.queries.outbox import IS_WAITING, SUPERSEDED
from storage.tables import Booking, Case, Entry, Identity, Invitation, Notice, Support
from storage.vocabulary import SPOKEN, State


async def call_tasks(session: AsyncSession, station_id: int, recipient_id: int, case_id: int) -> list[Notice]:
    """The tasks that a person got for a case, oldest first, those that are done too."""
    found = await session.exec(
        select(Notice)
        .where(
            Notice.station_id == station_id,
            Notice.recipient_id == recipient_id,
            Notice.case_id == case_id,
            Notice.kind == "caller.task",
        )
        .order_by(col(Notice.id))
    )
    return list(found)


async def cases_of(session: AsyncSession, station_id: int, person_id: int) -> list[Case]:
    """Everything that a person has raised, drafts too, oldest first."""
    found = await session.exec(
        select(Case)
        .where(Case.station_id == station_id, Case.constituent_id == person_id)
        .order_by(col(Case.id))
        .with_for_update()
    )
    return list(found)


async def hand_over(session: AsyncSession, station_id: int, old_id: int, new_id: int) -> None:
    """What one person said, supports and has booked is another's from now on."""
    for table, column in ((Entry, "author_id"), (Booking, "person_id")):
        owner = col(getattr(table, column))
        await session.exec(
            sa.update(table)
            .where(col(table.station_id) == station_id, owner == old_id)
            .values({column: new_id})
        )
    followed = select(Support.case_id).where(Support.station_id == station_id, Support.person_id == new_id)
    of_old = (col(Support.station_id) == station_id, col(Support.person_id) == old_id)
    await session.exec(
        sa.update(Support)
        .where(*of_old, col(Support.case_id).not_in(followed))
        .values(person_id=new_id)
        .execution_options(synchronize_session=False)
    )
    await session.exec(sa.delete(Support).where(*of_old))
    await session.exec(
        sa.delete(Identity).where(col(Identity.station_id) == station_id, col(Identity.person_id) == old_id)
    )


async def drop_tasks(session: AsyncSession, station_id: int, case_ids: Sequence[int]) -> None:
    """Nobody is to be called about these cases any more."""
    await session.exec(
        sa.update(Notice)
        .where(
            col(Notice.station_id) == station_id,
            col(Notice.case_id).in_(case_ids),
            col(Notice.kind) == "caller.task",
            IS_WAITING,
        )
        .values(state=SUPERSEDED, leased_until=None)
        .execution_options(synchronize_session=False)
    )


async def withdraw_links_of(session: AsyncSession, station_id: int, caller_id: int, now: datetime) -> None:
    """Make the unused links by which a caller would come to the bot expire."""
    await session.exec(
        sa.update(Invitation)
        .where(
            col(Invitation.station_id) == station_id,
            col(Invitation.caller_id) == caller_id,
            col(Invitation.used_at).is_(None),
            col(Invitation.expires_at) > now,
        )
        .values(expires_at=now)
        .execution_options(synchronize_session=False)
    )


async def unfiled(session: AsyncSession, station_id: int) -> list[Case]:
    """Calls and visits that were written down and not confirmed, oldest first."""
    found = await session.exec(
        select(Case)
        .where(
            Case.station_id == station_id, Case.state == State.DRAFT, col(Case.channel).in_(sorted(SPOKEN))
        )
        .order_by(col(Case.id))
    )
    return list(found)
