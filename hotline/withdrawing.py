"""撤回: the constituent takes an open case back."""

from hotline import notices
from hotline.case_clocks import settle
from hotline.casebook import Ref, open_case
from hotline.dispatch import tell_deputy
from hotline.history import move
from hotline.permissions import Act, Actor
from hotline.work import Work
from storage.tables import Case
from storage.vocabulary import State


async def withdraw(work: Work, actor: Actor, ref: Ref) -> Case:
    """Withdraw a filed case; the deputy is told that nothing is to be done any more."""
    opened = await open_case(work, actor, Act.WITHDRAW, ref)
    case = opened.case
    await move(work, case, State.WITHDRAWN, "withdrawn", actor, opened.role)
    await settle(work, case)
    if case.deputy_id is not None:
        await tell_deputy(work, case, "deputy.withdrawn")
    await notices.answer(work, actor.person_id, "case.withdrawn", case)
    return case
