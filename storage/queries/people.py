"""Who is writing: people, their identities, roles and invitations."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from storage.prepared import prepared
from storage.queries import dialogues
from storage.remembering import remember, remembered
from storage.tables import Deputy, Dialogue, Identity, Invitation, Person, RoleGrant
from storage.vocabulary import Role


async def person_by_chat(session: AsyncSession, station_id: int, hashes: Sequence[str]) -> Person | None:
    """The person whose chat this is, under whichever master key it was hashed.

    Roles and dialogue are read with it: what is asked next of whoever writes.
    """
    rows = (await session.exec(_by_chat(), params={"of": station_id, "hashes": list(hashes)})).all()
    if not rows:
        return None
    person: Person = rows[0][0]
    roles = frozenset(Role(role) for *_, role in rows if role is not None)
    remember(session, roles_of, station_id, person.id, answer=roles)
    remember(session, dialogues.dialogue, station_id, person.id, answer=rows[0][1])
    return person


@cache
def _by_chat() -> Any:
    def of_person(table: Any, *conditions: Any) -> sa.ColumnElement[bool]:
        is_of = (col(table.station_id) == col(Person.station_id), col(table.person_id) == col(Person.id))
        return sa.and_(*is_of, *conditions)

    return (
        sa.select(Person, Dialogue, col(RoleGrant.role))
        .join(Identity, of_person(Identity))
        .outerjoin(Dialogue, of_person(Dialogue))
        .outerjoin(RoleGrant, of_person(RoleGrant, col(RoleGrant.revoked_at).is_(None)))
        .where(
            col(Identity.station_id) == sa.bindparam("of"),
            col(Identity.chat_hash).in_(sa.bindparam("hashes")),
        )
    )


async def identity_by_phone(session: AsyncSession, station_id: int, hashes: Sequence[str]) -> Identity | None:
    """A caller with this number, or whoever was that caller before coming to the bot."""
    found = await session.exec(
        select(Identity).where(
            Identity.station_id == station_id,
            sa.or_(col(Identity.chat_hash).in_(hashes), col(Identity.phone_hash).in_(hashes)),
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
    found = await _identities(session, station_id, person_ids)
    return {identity.person_id: identity for identity in found}


@prepared
def _identities(station_id: Any, person_ids: Any) -> SelectOfScalar[Identity]:
    return select(Identity).where(Identity.station_id == station_id, col(Identity.person_id).in_(person_ids))


async def people_with_identities(
    session: AsyncSession, station_id: int, person_ids: Collection[int]
) -> list[tuple[Person, Identity | None]]:
    """These people, each with what is known of who it is."""
    given = {"of": station_id, "those": sorted(person_ids)}
    return [(person, identity) for person, identity in await session.exec(_identified(), params=given)]


@cache
def _identified() -> Any:
    is_of = sa.and_(
        col(Identity.station_id) == col(Person.station_id), col(Identity.person_id) == col(Person.id)
    )
    return (
        sa.select(Person, Identity)
        .outerjoin(Identity, is_of)
        .where(col(Person.station_id) == sa.bindparam("of"), col(Person.id).in_(sa.bindparam("those")))
    )


async def people(session: AsyncSession, station_id: int, person_ids: Sequence[int]) -> dict[int, Person]:
    return {person.id: person for person in await _people(session, station_id, person_ids)}


@prepared
def _people(station_id: Any, person_ids: Any) -> SelectOfScalar[Person]:
    return select(Person).where(Person.station_id == station_id, col(Person.id).in_(person_ids))


@remembered(RoleGrant)
async def roles_of(session: AsyncSession, station_id: int, person_id: int) -> frozenset[Role]:
    """Roles in force, without CONSTITUENT, which everybody is."""
    return frozenset(Role(role) for role in await _roles_of(session, station_id, person_id))


@prepared
def _roles_of(station_id: Any, person_id: Any) -> SelectOfScalar[str]:
    return select(RoleGrant.role).where(
        RoleGrant.station_id == station_id,
        RoleGrant.person_id == person_id,
        col(RoleGrant.revoked_at).is_(None),
    )


async def read_roles(session: AsyncSession, station_id: int, person_ids: Collection[int]) -> None:
    """Read the roles of all of these at once; whoever asks for one's then has them."""
    found = await session.exec(
        select(RoleGrant.person_id, RoleGrant.role).where(
            RoleGrant.station_id == station_id,
            col(RoleGrant.person_id).in_(sorted(person_ids)),
            col(RoleGrant.revoked_at).is_(None),
        )
    )
    roles: dict[int, set[Role]] = {person_id: set() for person_id in person_ids}
    for person_id, role in found:
        roles[person_id].add(Role(role))
    for person_id, held in roles.items():
        remember(session, roles_of, station_id, person_id, answer=frozenset(held))


@remembered(RoleGrant)
async def holders(session: AsyncSession, station_id: int, role: Role) -> list[int]:
    """People who hold `role` now, in the order in which they got it."""
    return list(dict.fromkeys(await _holders(session, station_id, role)))


@prepared
def _holders(station_id: Any, role: Any) -> SelectOfScalar[int]:
    return (
        select(RoleGrant.person_id)
        .where(
            RoleGrant.station_id == station_id, RoleGrant.role == role, col(RoleGrant.revoked_at).is_(None)
        )
        .order_by(col(RoleGrant.id))
    )


@remembered(Deputy)
async def deputy_of(session: AsyncSession, station_id: int, person_id: int) -> Deputy | None:
    """The deputy in office who is this person."""
    return (await _deputy_of(session, station_id, person_id)).first()


@prepared
def _deputy_of(station_id: Any, person_id: Any) -> SelectOfScalar[Deputy]:
    return select(Deputy).where(
        Deputy.station_id == station_id, Deputy.person_id == person_id, col(Deputy.left_at).is_(None)
    )


async def invitation(session: AsyncSession, station_id: int, hashes: Sequence[str]) -> Invitation | None:
    """Locked until the transaction ends, so that two people cannot both use it."""
    found = await session.exec(
        select(Invitation)
        .where(Invitation.station_id == station_id, col(Invitation.code_hash).in_(hashes))
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
