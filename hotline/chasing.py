"""催办: the constituent asks where an answer stays; once for each clock, so that it keeps its weight."""

from hotline import notices
from hotline.case_clocks import light_of, waiting_clocks
from hotline.casebook import Ref, open_case
from hotline.dispatch import people_in_charge
from hotline.history import record
from hotline.permissions import Act, Actor
from hotline.states import OPEN
from hotline.work import Work
from storage.tables import Case
from storage.vocabulary import Light, State

_AT_THE_DESK = frozenset({State.SUBMITTED, State.RETURN_REVIEW})
CHASEABLE = OPEN - {State.DRAFT, State.NEED_INFO, State.DEFERRED, State.REPLIED}
"""States in which the hotline owes something now; in the others it waits, for a person or for a day."""


async def chase(work: Work, actor: Actor, ref: Ref) -> Case:
    """Tell whoever has the case that its author asks for it; the author hears how it stands and by when.

    A second time for the same clock reaches nobody and is answered with the day. The version stays: no
    button of anybody is out of date by it.
    """
    opened = await open_case(work, actor, Act.CHASE, ref)
    case = opened.case
    if case.state not in CHASEABLE:
        await notices.answer(work, actor.person_id, "chase.nothing", case)
    elif await is_chased(work, case):
        await notices.answer(work, actor.person_id, "chase.already", case)
    else:
        case.chased_at = work.now
        await record(work, case, "chased", actor, opened.role)
        await _pass_on(work, case)
        await notices.answer(work, actor.person_id, "chase.passed_on", case)
    return case


async def is_chased(work: Work, case: Case) -> bool:
    """Whether the case was chased since it came to this state and its youngest clock began."""
    clocks = await waiting_clocks(work, case)
    since = max([case.state_since, *(clock.started_at for clock in clocks)])
    return case.chased_at is not None and case.chased_at >= since


async def _pass_on(work: Work, case: Case) -> None:
    """To the deputy; to the overseers where they have it, no deputy can be told, or it is late."""
    told = [] if case.state in _AT_THE_DESK else await people_in_charge(work, case)
    for person_id in told:
        await notices.tell(work, person_id, "chase.deputy", case)
    if not told or light_of(work, await waiting_clocks(work, case)) is Light.RED:
        await notices.tell_overseers(work, "chase.liaison", case)
