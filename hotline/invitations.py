"""Invitations: single-use links into a role; of the code only a keyed hash is kept."""

import secrets
from datetime import timedelta

from hotline import notices
from hotline.callers.links import take_over
from hotline.casebook import Ref, open_case
from hotline.errors import InvitationRefused, NoSuchChoice
from hotline.history import record
from hotline.permissions import Act, Actor, acting_role
from hotline.states import OPEN
from hotline.work import Work
from storage.queries import cases, pauses, roster
from storage.queries import people as queries
from storage.tables import Case, Deputy, Invitation, RoleGrant
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
    return await _new_code(work, role, deputy_id=deputy_id)


async def invite_caller(work: Work, actor: Actor, ref: Ref) -> tuple[Case, str]:
    """A link by which the caller behind a case takes it over into the bot, with all other cases of hers."""
    opened = await open_case(work, actor, Act.LINK_CALLER, ref)
    caller_id = opened.case.constituent_id
    code = await _new_code(work, Role.CONSTITUENT, caller_id=caller_id)
    await record(work, opened.case, "link_made", actor, opened.role)
    return opened.case, code


async def _new_code(
    work: Work, role: Role, *, deputy_id: int | None = None, caller_id: int | None = None
) -> str:
    code = secrets.token_urlsafe(16)
    work.session.add(
        Invitation(
            station_id=work.station_id,
            code_hash=_hashes(work, code)[0],
            role=role,
            deputy_id=deputy_id,
            caller_id=caller_id,
            created_at=work.now,
            expires_at=work.now + LIFE,
        )
    )
    await work.session.flush()
    return code


async def join(work: Work, actor: Actor, code: str, *, is_confirmed: bool = False) -> Role | None:
    """Use an invitation: the person gets its role. Raises InvitationRefused.

    Whoever holds a role already is asked first (None): a liaison who only tries out the link that she made
    must not become the deputy.
    """
    acting_role(Act.JOIN, actor)
    found = await queries.invitation(work.session, work.station_id, _hashes(work, code))
    if found is None:
        raise InvitationRefused("unknown")
    if found.used_at is not None:
        raise InvitationRefused("own" if found.used_by_id == actor.person_id else "used")
    if found.expires_at <= work.now:
        raise InvitationRefused("expired")
    deputy = await _seat_of(work, actor, found)
    if actor.roles - {Role.CONSTITUENT} and not is_confirmed:
        name = "" if deputy is None else deputy.name
        await notices.answer(work, actor.person_id, "join_confirm", code=code, role=found.role, name=name)
        return None
    found.used_at, found.used_by_id = work.now, actor.person_id
    if found.caller_id is not None:
        await take_over(work, actor, found.caller_id)
        return found.role
    await _grant(work, actor, found, deputy)
    await notices.answer(work, actor.person_id, f"joined.{found.role}")
    await notices.answer(work, actor.person_id, "menu", slot="menu")
    await _show_waiting(work, actor, found.role, deputy)
    return found.role


async def _show_waiting(work: Work, actor: Actor, role: Role, deputy: Deputy | None) -> None:
    """What has come for a deputy or for the presidium before anybody was there to see it."""
    session, station = work.session, work.station_id
    if deputy is not None:
        kind, found = "deputy.assignments", await cases.cases_of_deputy(session, station, deputy.id, OPEN)
    elif role is Role.PRESIDIUM:
        kind, found = "presidium.cases", await cases.escalated_cases(session, station)
    else:
        return
    if found:
        await notices.answer(work, actor.person_id, kind, ids=[case.id for case in found])
    if role is Role.PRESIDIUM:
        for row in await pauses.undecided(session, station, work.now):
            await notices.answer(work, actor.person_id, "pause.objection", pause=row.id)


async def _seat_of(work: Work, actor: Actor, invitation: Invitation) -> Deputy | None:
    """The deputy in office whose invitation it is. Nobody sits on two seats."""
    if invitation.deputy_id is None:
        return None
    deputy = await roster.deputy(work.session, work.station_id, invitation.deputy_id)
    if deputy is None or deputy.left_at is not None:
        raise InvitationRefused("expired")
    if actor.deputy_id not in (None, deputy.id):
        raise InvitationRefused("another_seat")
    return deputy


async def _grant(work: Work, actor: Actor, invitation: Invitation, deputy: Deputy | None) -> None:
    if deputy is not None:
        if deputy.person_id not in (None, actor.person_id):
            # A new telephone, or a mistake put right: the account that had the seat has it no more.
            await notices.tell(work, deputy.person_id, "menu", slot="menu")
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


def _hashes(work: Work, code: str) -> list[str]:
    # One that was made before the master key was replaced is good until it expires.
    return work.vault.lookups("invitation", code)
