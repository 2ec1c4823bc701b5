"""Invitations: single-use links into a role; of the code only a keyed hash is kept."""

import secrets
from datetime import timedelta

from hotline import notices
from hotline.errors import InvitationRefused, NoSuchChoice
from hotline.permissions import Act, Actor, acting_role
from hotline.work import Work
from storage.queries import people as queries
from storage.queries import roster
from storage.tables import Invitation, RoleGrant
from storage.vocabulary import Role

LIFE = timedelta(days=7)
PAYLOAD_PREFIX = "i_"


async def invite(work: Work, actor: Actor, role: Role, deputy_id: int | None = None) -> str:
    """Make an invitation and return its code (22 characters of A-Za-z0-9_-), which is shown only once.

    A deputy's invitation replaces the unused ones before it. Raises NotAllowed, NoSuchChoice.
    """
    acting_role(Act.INVITE, actor)
    if role is Role.DEPUTY:
        deputy = await roster.deputy(work.session, work.station_id, deputy_id or 0)
        if deputy is None or deputy.left_at is not None:
            raise NoSuchChoice("deputy", "")
        await queries.withdraw_invitations(work.session, work.station_id, deputy.id, work.now)
    code = secrets.token_urlsafe(16)
    work.session.add(
        Invitation(
            station_id=work.station_id,
            code_hash=_hashed(work, code),
            role=role,
            deputy_id=deputy_id,
            created_at=work.now,
            expires_at=work.now + LIFE,
        )
    )
    await work.session.flush()
    return code


async def join(work: Work, actor: Actor, code: str) -> Role:
    """Use an invitation: the person gets its role. Raises InvitationRefused."""
    acting_role(Act.JOIN, actor)
    found = await queries.invitation(work.session, work.station_id, _hashed(work, code))
    if found is None:
        raise InvitationRefused("unknown")
    if found.used_at is not None:
        raise InvitationRefused("own" if found.used_by_id == actor.person_id else "used")
    if found.expires_at <= work.now:
        raise InvitationRefused("expired")
    found.used_at, found.used_by_id = work.now, actor.person_id
    await _grant(work, actor, found)
    await notices.answer(work, actor.person_id, f"joined.{found.role}")
    await notices.tell(work, actor.person_id, "menu", slot="menu")
    return found.role


async def _grant(work: Work, actor: Actor, invitation: Invitation) -> None:
    if invitation.deputy_id is not None:
        deputy = await roster.deputy(work.session, work.station_id, invitation.deputy_id)
        if deputy is None or deputy.left_at is not None:
            raise InvitationRefused("expired")
        deputy.person_id = actor.person_id
    if invitation.role not in actor.roles:
        work.session.add(
            RoleGrant(
                station_id=work.station_id,
                person_id=actor.person_id,
                role=invitation.role,
                granted_at=work.now,
            )
        )
    await work.session.flush()


def _hashed(work: Work, code: str) -> str:
    return work.vault.lookup("invitation", code)
