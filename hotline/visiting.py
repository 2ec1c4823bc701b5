"""走访、视察: the deputy has looked at it on site, and the constituent is told what was seen."""

from collections.abc import Sequence

from hotline import handling
from hotline.case_clocks import settle
from hotline.casebook import Ref, open_case
from hotline.errors import IllegalTransition, TextMissing
from hotline.history import record, shown_number
from hotline.material import Material, Media, add_attachment
from hotline.permissions import Act, Actor
from hotline.states import OPEN
from hotline.work import Work
from storage.tables import Case
from storage.vocabulary import State

_NOT_THE_DEPUTYS = frozenset({State.DRAFT, State.SUBMITTED, State.RETURN_REVIEW})


async def prepare(work: Work, actor: Actor, ref: Ref) -> Case:
    """Open a case for a visit whose words are still to come."""
    opened = await open_case(work, actor, Act.LOG_VISIT, ref)
    _check(opened.case)
    return opened.case


async def log_visit(
    work: Work, actor: Actor, ref: Ref, material: Material, more: Sequence[Media] = ()
) -> Case:
    """Keep what was seen; to hear it is a contact too. `more` are files that came before the words."""
    opened = await open_case(work, actor, Act.LOG_VISIT, ref)
    case = opened.case
    _check(case)
    if not material.text.strip():
        raise TextMissing("visit")
    await handling.begin(work, opened)
    await record(work, case, "visited", opened.actor, opened.role, text=material.text)
    case.version += 1
    entry = await handling.say(work, opened, "visit", material)
    for media in more:
        await add_attachment(work, case, entry, opened.actor.person_id, media)
    await handling.contacted(work, case)
    await settle(work, case)
    await handling.tell_constituent(work, case, "case.visited", entry)
    return case


def _check(case: Case) -> None:
    if case.state not in OPEN - _NOT_THE_DEPUTYS:
        raise IllegalTransition(shown_number(case), case.state, State.IN_PROGRESS)
