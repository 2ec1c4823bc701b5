"""Erasing a caller on request: somebody without a chat asks for it on the telephone, the desk does it."""

from hotline import notices
from hotline.casebook import Ref, facts_of, open_filed
from hotline.permissions import Act, Actor, must_step_aside
from hotline.privacy import erase_person
from hotline.work import Work
from storage.queries import calls as queries
from storage.tables import Case, Person


async def ask_forget(work: Work, actor: Actor, ref: Ref) -> None:
    """Say what would be erased: all that the caller behind a case has ever raised. It cannot be undone."""
    case, raised = await _open(work, actor, ref)
    if await _may_all_go(work, actor, raised):
        await notices.answer(work, actor.person_id, "caller.ask_forget", case, count=len(raised))
    else:
        await notices.answer(work, actor.person_id, "caller.forget_elsewhere", case)


async def forget(work: Work, actor: Actor, ref: Ref, *, message_id: int | None = None) -> bool:
    """Erase the caller behind a case: as by the person's own hand, see hotline.privacy.

    Returns whether it was done: not where one of the caller's cases is about the actor.
    Raises NotYourCase where the constituent has a chat, and so does it alone.
    """
    case, raised = await _open(work, actor, ref)
    if not await _may_all_go(work, actor, raised):
        await notices.answer(work, actor.person_id, "caller.forget_elsewhere", case)
        return False
    opened = await open_filed(work, actor, Act.FORGET_CALLER, ref)
    person = await work.session.get_one(Person, (work.station_id, case.constituent_id))
    filed = [one.id for one in raised if one.number is not None]
    await erase_person(work, actor, opened.role, person)
    await queries.drop_tasks(work.session, work.station_id, filed)
    await queries.withdraw_links_of(work.session, work.station_id, person.id, work.now)
    person.is_caller = False
    await work.session.flush()
    await notices.answer(work, actor.person_id, "caller.forgotten", case, message_id=message_id)
    return True


async def _open(work: Work, actor: Actor, ref: Ref) -> tuple[Case, list[Case]]:
    opened = await open_filed(work, actor, Act.FORGET_CALLER, ref)
    raised = await queries.cases_of(work.session, work.station_id, opened.case.constituent_id)
    return opened.case, raised


async def _may_all_go(work: Work, actor: Actor, raised: list[Case]) -> bool:
    """Nobody erases what was said about oneself: for such a caller it is the presidium that does it."""
    return not any([must_step_aside(actor, await facts_of(work, case)) for case in raised])
