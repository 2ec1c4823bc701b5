"""The desk steps in: closing an open case for a reason, and acting for a deputy who does not."""

from hotline import notices
from hotline.case_clocks import settle
from hotline.casebook import Ref, open_case
from hotline.dispatch import tell_deputy
from hotline.errors import IllegalTransition, NoSuchChoice, TextMissing
from hotline.history import move, record, shown_number
from hotline.material import Material, add_entry
from hotline.permissions import Act, Actor
from hotline.states import OPEN
from hotline.supporting import tell_followers
from hotline.work import Work
from storage.tables import Case
from storage.vocabulary import State

# A case that is closed without a reply was explained.
_EXPLAINED = "D"
_IN_HAND = frozenset(
    {State.ASSIGNED, State.ACCEPTED, State.IN_PROGRESS, State.REFERRED, State.DEFERRED, State.REDO}
)


async def prepare(work: Work, actor: Actor, ref: Ref) -> Case:
    """Open a case that is to be closed, before the reason is asked for."""
    case = (await open_case(work, actor, Act.FORCE_CLOSE, ref)).case
    if case.state not in OPEN - {State.DRAFT}:
        raise IllegalTransition(shown_number(case), case.state, State.CLOSED)
    return case


async def force_close(work: Work, actor: Actor, ref: Ref, reason: str) -> Case:
    """Close an open case; the constituent reads why, and can have it taken up again."""
    opened = await open_case(work, actor, Act.FORCE_CLOSE, ref)
    case = opened.case
    if case.state not in OPEN - {State.DRAFT}:
        raise IllegalTransition(shown_number(case), case.state, State.CLOSED)
    if not reason.strip():
        raise TextMissing("force_close")
    case.result = case.result or _EXPLAINED
    role = opened.role
    await move(
        work, case, State.CLOSED, "force_closed", actor, role, text=reason, result=case.result, by_role=role
    )
    case.closed_at = work.now
    entry = await add_entry(work, case, actor.person_id, opened.role, "closing_reason", Material(text=reason))
    await settle(work, case)
    await notices.tell(work, case.constituent_id, "case.force_closed", case, entry=entry.id, by_role=role)
    await tell_deputy(work, case, "deputy.force_closed", entry=entry.id, by_role=opened.role)
    await tell_followers(work, case, "closed")
    return case


async def take_over(work: Work, actor: Actor, ref: Ref) -> Case:
    """The desk acts in the place of a deputy who is away or silent; deputy and constituent are told."""
    opened = await open_case(work, actor, Act.TAKE_OVER, ref)
    case = opened.case
    if case.state not in _IN_HAND:
        raise IllegalTransition(shown_number(case), case.state, State.ACCEPTED)
    if case.deputy_id is None:
        raise NoSuchChoice("taken_over", "")
    await record(work, case, "taken_over", actor, opened.role, by_role=opened.role)
    if case.state == State.ASSIGNED:
        await move(work, case, State.ACCEPTED, "accepted_by_desk", actor, opened.role, by_role=opened.role)
        case.accepted_at = work.now
    else:
        case.version += 1
    await settle(work, case)
    await notices.tell(work, case.constituent_id, "case.taken_over", case, by_role=opened.role)
    await tell_deputy(work, case, "deputy.taken_over", by_role=opened.role)
    return case
