"""评价: two questions after a reply, solved and satisfied; what closes a case, redoes it, or escalates it."""

from hotline import merging, notices, unnamed
from hotline.case_clocks import settle, start
from hotline.casebook import Ref, open_case, open_filed
from hotline.deadlines import recontact_deadline, redo_deadline
from hotline.dispatch import tell_deputy
from hotline.errors import IllegalTransition, NoSuchChoice
from hotline.history import move, record, shown_number
from hotline.material import Material, add_entry
from hotline.permissions import Act, Actor
from hotline.supporting import tell_followers
from hotline.work import Work
from storage.queries import people
from storage.tables import Case
from storage.vocabulary import Role, State

# The second time, the presidium takes it up.
_ESCALATED_AT = 2


async def ask(work: Work, actor: Actor, ref: Ref) -> None:
    """Ask the first of the two questions again."""
    opened = await open_case(work, actor, Act.RATE, ref)
    if opened.case.state == State.MERGED:
        await merging.ask(work, actor, opened)
        return
    _must_be_replied(opened.case)
    kind = "case.ask_solved" if opened.role is Role.CONSTITUENT else "caller.ask_solved"
    await notices.answer(work, actor.person_id, kind, opened.case)


async def rate_solved(
    work: Work, actor: Actor, ref: Ref, is_solved: bool, *, message_id: int | None = None
) -> Case:
    """First question: is it solved? The second follows at once."""
    opened = await open_case(work, actor, Act.RATE, ref)
    case = opened.case
    _must_be_replied(case)
    case.is_solved = is_solved
    case.version += 1
    await record(work, case, "rated_solved", actor, opened.role, is_solved=is_solved)
    kind = "case.ask_satisfied" if opened.role is Role.CONSTITUENT else "caller.ask_satisfied"
    await notices.answer(work, actor.person_id, kind, case, message_id=message_id)
    return case


async def rate_satisfied(
    work: Work, actor: Actor, ref: Ref, is_satisfied: bool, *, message_id: int | None = None
) -> Case:
    """Second question: satisfied? Yes closes the case; no sends it back to the deputy for a month."""
    opened = await open_case(work, actor, Act.RATE, ref)
    case = opened.case
    _must_be_replied(case)
    case.is_satisfied = is_satisfied
    await record(
        work,
        case,
        "rated_satisfied",
        actor,
        opened.role,
        is_solved=case.is_solved,
        is_satisfied=is_satisfied,
    )
    if is_satisfied:
        await close(work, case, actor, opened.role, "closed_by_rating")
        kind = "case.closed" if opened.role is Role.CONSTITUENT else "caller.closed"
        await notices.answer(work, actor.person_id, kind, case, message_id=message_id)
        await tell_deputy(work, case, "deputy.closed")
        await tell_followers(work, case, "closed")
    else:
        case.dissatisfied_times += 1
        await _redo(work, case, actor, opened.role)
        kind = "case.redo" if opened.role is Role.CONSTITUENT else "caller.redo"
        await notices.answer(work, actor.person_id, kind, case, message_id=message_id)
    return case


async def comment(work: Work, actor: Actor, ref: Ref, material: Material) -> Case:
    """A rating in words, beside the two answers."""
    opened = await open_filed(work, actor, Act.ADD_MATERIAL, ref)
    case = opened.case
    entry = await add_entry(work, case, actor.person_id, opened.role, "comment", material)
    await record(work, case, "commented", actor, opened.role, text=material.text)
    await tell_deputy(work, case, "deputy.material_added", entry=entry.id)
    if case.is_escalated:
        await notices.tell_holders(work, Role.PRESIDIUM, "presidium.commented", case, entry=entry.id)
    await unnamed.ask_for_transcript(work, case, entry)
    await notices.answer(
        work, actor.person_id, "case.comment_noted", case, may_reopen=may_be_reopened(work, case)
    )
    return case


async def close(work: Work, case: Case, actor: Actor, role: Role, kind: str) -> None:
    """办结, with the result that the reply was given."""
    await move(work, case, State.CLOSED, kind, actor, role, result=case.result)
    case.closed_at = work.now
    await settle(work, case)


async def reopen(work: Work, actor: Actor, ref: Ref, *, message_id: int | None = None) -> Case:
    """The constituent is not done with a closed case: within the time for it, it is redone."""
    opened = await open_case(work, actor, Act.REOPEN, ref)
    case = opened.case
    if case.state != State.CLOSED:
        raise IllegalTransition(shown_number(case), case.state, State.REDO)
    if not may_be_reopened(work, case):
        raise NoSuchChoice("reopen_time", shown_number(case))
    case.is_closed_by_silence = False
    await _redo(work, case, actor, opened.role)
    kind = "case.redo" if opened.role is Role.CONSTITUENT else "caller.redo"
    await notices.answer(work, actor.person_id, kind, case, message_id=message_id)
    is_on_telephone = await people.is_caller(work.session, work.station_id, case.constituent_id)
    if opened.role is not Role.CONSTITUENT and not is_on_telephone:
        await notices.tell(work, case.constituent_id, "case.redo", case)
    return case


def may_be_reopened(work: Work, case: Case) -> bool:
    """Whether a case is closed, and not for too long."""
    is_closed = case.state == State.CLOSED and case.closed_at is not None
    return is_closed and work.now <= (case.closed_at or work.now) + work.clocks.reopen


async def _redo(work: Work, case: Case, actor: Actor, role: Role) -> None:
    await move(work, case, State.REDO, "redo", actor, role)
    case.closed_at = None
    await start(work, case, redo_deadline(work.now, work.calendar, work.clocks))
    await start(work, case, recontact_deadline(work.now, case.urgency, work.calendar, work.clocks))
    await settle(work, case)
    await tell_deputy(work, case, "deputy.redo")
    await tell_followers(work, case, "redo")
    if case.dissatisfied_times >= _ESCALATED_AT and not case.is_escalated:
        case.is_escalated = True
        await record(work, case, "escalated", actor, role)
        await notices.tell_holders(work, Role.PRESIDIUM, "presidium.escalated", case)
    await notices.tell_overseers(work, "liaison.redo", case)


def _must_be_replied(case: Case) -> None:
    if case.state != State.REPLIED:
        raise IllegalTransition(shown_number(case), case.state, State.CLOSED)
