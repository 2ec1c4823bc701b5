"""Who is writing: people, their identities, roles and invitations."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import Deputy, Identity, Invitation, Person, RoleGrant
from storage.vocabulary import Role


async def identity_by_chat(session: AsyncSession, station_id: int, chat_hash: str) -> Identity | None:
    found = await session.exec(
        select(Identity).where(Identity.station_id == station_id, Identity.chat_hash == chat_hash)
    )
    return found.first()


async def identity_by_phone(session: AsyncSession, station_id: int, phone_hash: str) -> Identity | None:
    """A caller with this number, or whoever was that caller before coming to the bot."""
    found = await session.exec(
        select(Identity).where(
            Identity.station_id == station_id,
            sa.or_(col(Identity.chat_hash) == phone_hash, col(Identity.phone_hash) == phone_hash),
        )
    )
    return found.first()


async def is_caller(session: AsyncSession, station_id: int, person_id: int) -> bool:
    """Whether a person has no chat and is reached through the liaison."""
    person = await session.get(Person, (station_id, person_id))
    return person is not None and person.is_caller


async def any_identity(session: AsyncSession, station_id: int) -> Identity | None:
    """Somebody who is not erased, if there is anybody: the last to have come."""
    found = await session.exec(
        select(Identity)
        .where(Identity.station_id == station_id, col(Identity.wrapped_key).is_not(None))
        .order_by(col(Identity.person_id).desc())
        .limit(1)
    )
    return found.first()


async def identities(
    session: AsyncSession, station_id: int, person_ids: Sequence[int]
) -> dict[int, Identity]:
    """The identities of these people, by person."""
    found = await session.exec(
        select(Identity).where(Identity.station_id == station_id, col(Identity.person_id).in_(person_ids))
    )
    return {identity.person_id: identity for identity in found}


async def people(session: AsyncSession, station_id: int, person_ids: Sequence[int]) -> dict[int, Person]:
    found = await session.exec(
        select(Person).where(Person.station_id == station_id, col(Person.id).in_(person_ids))
    )
    return {person.id: person for person in found}


async def roles_of(session: AsyncSession, station_id: int, person_id: int) -> frozenset[Role]:
    """Roles in force, without CONSTITUENT, which everybody is."""
    found = await session.exec(
        select(RoleGrant.role).where(
            RoleGrant.station_id == station_id,
            RoleGrant.person_id == person_id,
            col(RoleGrant.revoked_at).is_(None),
        )
    )
    return frozenset(Role(role) for role in found)


async def holders(session: AsyncSession, station_id: int, role: Role) -> list[int]:
    """People who hold `role` now, in the order in which they got it."""
    found = await session.exec(
        select(RoleGrant.person_id)
        .where(
            RoleGrant.station_id == station_id, RoleGrant.role == role, col(RoleGrant.revoked_at).is_(None)
        )
        .order_by(col(RoleGrant.id))
    )
    return list(dict.fromkeys(found))


async def deputy_of(session: AsyncSession, station_id: int, person_id: int) -> Deputy | None:
    """The deputy in office who is this person."""
    found = await session.exec(
        select(Deputy).where(
            Deputy.station_id == station_id, Deputy.person_id == person_id, col(Deputy.left_at).is_(None)
        )
    )
    return found.first()


async def invitation(session: AsyncSession, station_id: int, code_hash: str) -> Invitation | None:
    """Locked until the transaction ends, so that two people cannot both use it."""
    found = await session.exec(
        select(Invitation)
        .where(Invitation.station_id == station_id, Invitation.code_hash == code_hash)
        .with_for_update()
    )
    return found.first()


async def withdraw_invitations(session: AsyncSession, station_id: int, deputy_id: int, now: datetime) -> None:
    """Make the unused invitations of a deputy expire: a newer one replaces them."""
    await session.exec(
        sa.update(Invitation)
        .where(
            col(Invitation.station_id) == station_id,
            col(Invitation.deputy_id) == deputy_id,
            col(Invitation.used_at).is_(None),
            col(Invitation.expires_at) > now,
        )
        .values(expires_at=now)
    )
