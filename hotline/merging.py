"""合并: the same matter raised twice is handled once; all who raised it hear each answer."""

from hotline import notices
from hotline.case_clocks import settle
from hotline.casebook import Opened, Ref, open_case
from hotline.dispatch import tell_deputy
from hotline.errors import IllegalTransition, NoSuchChoice
from hotline.history import move, record, shown_number
from hotline.permissions import Act, Actor
from hotline.states import OPEN
from hotline.supporting import tell_followers
from hotline.work import Work
from storage.queries import cases, merges
from storage.queries import events as event_queries
from storage.tables import Case
from storage.vocabulary import Role, State

_TAKING = OPEN - {State.DRAFT}
# A merged case is as good as solved only once its master has been answered.
_ANSWERED = frozenset({State.REPLIED, State.CLOSED, State.ARCHIVED})


async def merge(work: Work, actor: Actor, ref: Ref, master_ref: Ref) -> Case:
    """Handle a case together with another, the master; those merged into it before come along."""
    opened = await open_case(work, actor, Act.MERGE, ref)
    case, master = opened.case, (await open_case(work, actor, Act.MERGE, master_ref)).case
    await _check(work, case, master)
    before, number = case.state_before, shown_number(master)
    # What the state before was entered from, for whenever the case is on its own again.
    await move(work, case, State.MERGED, "merged", actor, opened.role, master=number, came_from=before)
    case.master_id = master.id
    await settle(work, case)
    for follower in await merges.merged_into(work.session, work.station_id, case.id):
        follower.master_id = master.id
        await record(work, follower, "merged_on", actor, opened.role, master=number)
    await record(work, master, "merged_in", actor, opened.role, number=shown_number(case))
    await notices.tell(work, case.constituent_id, "merged.begun", case, master=number)
    await tell_followers(work, case, "merged")
    await tell_deputy(work, case, "deputy.merged", master=number)
    await tell_deputy(work, master, "deputy.merged_in", number=shown_number(case))
    return case


async def unmerge(work: Work, actor: Actor, ref: Ref) -> Case:
    """Let a case go its own way again: the state before, with the time that was left."""
    opened = await open_case(work, actor, Act.UNMERGE, ref)
    await _release(work, opened.case, actor, opened.role)
    await notices.tell(work, opened.case.constituent_id, "merged.ended", opened.case)
    return opened.case


async def release_all(work: Work, master: Case, actor: Actor, role: Role) -> None:
    """The master will not be handled: every case that was merged into it goes on by itself."""
    for case in await merges.merged_into(work.session, work.station_id, master.id):
        await _release(work, case, actor, role)
        await notices.tell(work, case.constituent_id, "merged.ended", case)


async def ask(work: Work, actor: Actor, opened: Opened) -> None:
    """Ask the constituent of a merged case whether the master's answer solves it too."""
    await _must_be_answered(work, opened.case)
    is_own = opened.role is Role.CONSTITUENT
    kind = "merged.ask_solved" if is_own else "caller.merged_ask_solved"
    await notices.answer(work, actor.person_id, kind, opened.case)


async def rate(work: Work, actor: Actor, ref: Ref, is_solved: bool, *, message_id: int | None = None) -> Case:
    """The constituent of a merged case says whether it is solved; one that is not is handled by itself."""
    opened = await open_case(work, actor, Act.RATE, ref)
    case = opened.case
    await _must_be_answered(work, case)
    is_own = opened.role is Role.CONSTITUENT
    case.is_solved = is_solved
    await record(work, case, "rated_solved", actor, opened.role, is_solved=is_solved)
    if is_solved:
        kind = "merged.solved" if is_own else "caller.merged_solved"
        await notices.answer(work, actor.person_id, kind, case, message_id=message_id)
        return case
    await _release(work, case, actor, opened.role)
    kind = "merged.goes_on" if is_own else "caller.merged_goes_on"
    await notices.answer(work, actor.person_id, kind, case, message_id=message_id)
    await notices.tell_overseers(work, "liaison.unmerged", case)
    return case


async def similar_to(work: Work, actor: Actor, ref: Ref) -> tuple[Case, list[Case]]:
    """Open cases of the same place and category into which a case may be merged, oldest first."""
    case = (await open_case(work, actor, Act.MERGE, ref)).case
    found = await merges.alike(work.session, work.station_id, case, _TAKING)
    return case, found


async def _check(work: Work, case: Case, master: Case) -> None:
    """Two different open cases, of which one does not name those who handle the other."""
    if case.id == master.id:
        raise NoSuchChoice("merge_itself", "")
    for each in (case, master):
        if each.state not in _TAKING:
            raise IllegalTransition(shown_number(each), each.state, State.MERGED)
    avoided = await cases.avoided_deputies(work.session, work.station_id, case.id)
    if master.deputy_id in avoided or case.names_liaison != master.names_liaison:
        raise NoSuchChoice("merge_avoided", "")


async def _must_be_answered(work: Work, case: Case) -> None:
    master = None
    if case.master_id is not None:
        master = await cases.case(work.session, work.station_id, case.master_id)
    if case.state != State.MERGED or master is None or master.state not in _ANSWERED:
        raise IllegalTransition(shown_number(case), case.state, State.CLOSED)


async def _release(work: Work, case: Case, actor: Actor, role: Role) -> None:
    if case.state != State.MERGED or case.state_before is None:
        raise IllegalTransition(shown_number(case), case.state, State.SUBMITTED)
    merged = (await event_queries.events_of_kind(work.session, work.station_id, case.id, "merged"))[-1]
    await move(work, case, case.state_before, "unmerged", actor, role)
    came_from = merged.facts.get("came_from")
    case.state_before = None if came_from is None else State(came_from)
    case.master_id = None
    await settle(work, case)
    await tell_deputy(work, case, "deputy.unmerged")
    await tell_followers(work, case, "unmerged")
