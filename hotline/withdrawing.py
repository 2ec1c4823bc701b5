"""撤回: the constituent takes an open case back."""

from hotline import dialogues, notices
from hotline.case_clocks import settle
from hotline.casebook import Opened, Ref, open_case
from hotline.dispatch import tell_deputy
from hotline.errors import IllegalTransition
from hotline.history import move, shown_number
from hotline.merging import release_all
from hotline.permissions import Act, Actor
from hotline.states import check_transition
from hotline.supporting import tell_followers
from hotline.work import Work
from storage.tables import Case
from storage.vocabulary import Role, State


async def ask(work: Work, actor: Actor, ref: Ref) -> None:
    """A button is soon touched by mistake, and a withdrawn case is gone for good: ask first."""
    opened = await open_case(work, actor, Act.WITHDRAW, ref)
    check_transition(shown_number(opened.case), opened.case.state, State.WITHDRAWN)
    await notices.answer(work, actor.person_id, "case.ask_withdraw", opened.case)


async def withdraw(work: Work, actor: Actor, ref: Ref, *, message_id: int | None = None) -> Case:
    """Withdraw a filed case; the deputy is told that nothing is to be done any more."""
    opened = await open_case(work, actor, Act.WITHDRAW, ref)
    case = opened.case
    if case.state == State.DRAFT:  # Thrown away, not withdrawn: hotline.drafts.
        raise IllegalTransition("", case.state, State.WITHDRAWN)
    await take_back(work, opened)
    kind = "case.withdrawn" if opened.role is Role.CONSTITUENT else "caller.withdrawn"
    await notices.answer(work, actor.person_id, kind, case, message_id=message_id)
    return case


async def take_back(work: Work, opened: Opened) -> None:
    """The same without asking who may and without an answer, for whoever erases a constituent."""
    case, actor, role = opened.case, opened.actor, opened.role
    await dialogues.finish_about(work, actor.person_id, case.id)
    await move(work, case, State.WITHDRAWN, "withdrawn", actor, role)
    await settle(work, case)
    if case.deputy_id is not None:
        await tell_deputy(work, case, "deputy.withdrawn")
    await release_all(work, case, actor, role)
    await tell_followers(work, case, "withdrawn")
