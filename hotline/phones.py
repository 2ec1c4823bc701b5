"""A constituent's number: given for one case, sealed, shown to its deputy alone, taken back at will."""

import re

from hotline import notices
from hotline.casebook import Ref, open_case
from hotline.dispatch import tell_deputy
from hotline.errors import IllegalTransition, NoSuchChoice
from hotline.history import record, shown_number
from hotline.people import keep_phone, phone_of
from hotline.permissions import Act, Actor
from hotline.states import OPEN
from hotline.work import Work
from storage.queries import cases as queries
from storage.tables import Case
from storage.vocabulary import State

# 138 0013 8000, +86 138-0013-8000, 0535-1234567: seven to fourteen digits with what people put between.
_NUMBER = re.compile(r"\+?\d(?:[ \-－()（）]{0,2}\d){6,13}")


def number_in(text: str) -> str | None:
    """The telephone number in what was typed or in a contact: digits, with + before a country's code."""
    found = _NUMBER.search(text)
    if found is None:
        return None
    digits = re.sub(r"\D", "", found[0])
    return f"+{digits}" if found[0].startswith("+") else digits


async def prepare(work: Work, actor: Actor, ref: Ref) -> Case:
    """Open a case to whose deputy a number is about to be given. Raises NoSuchChoice for an unnamed one."""
    case = (await open_case(work, actor, Act.SHARE_PHONE, ref)).case
    if case.state not in OPEN - {State.DRAFT}:
        raise IllegalTransition(shown_number(case), case.state, case.state)
    if case.is_unnamed:
        raise NoSuchChoice("phone_unnamed", shown_number(case))
    return case


async def share(work: Work, actor: Actor, ref: Ref, typed: str) -> Case:
    """Give a number to the deputy of one case. Raises NoSuchChoice where `typed` holds none."""
    case = await prepare(work, actor, ref)
    number = number_in(typed)
    if number is None:
        raise NoSuchChoice("phone", "")
    await keep_phone(work, actor.person_id, number)
    case.shares_phone = True
    opened = await open_case(work, actor, Act.SHARE_PHONE, Ref(case.id))
    await record(work, case, "phone_shared", actor, opened.role)
    await tell_deputy(work, case, "number.deputy")
    await notices.answer(work, actor.person_id, "number.shared", case)
    return case


async def take_back(work: Work, actor: Actor, ref: Ref) -> Case:
    """The deputy sees the number no longer; once no case shares it, it is not kept either."""
    opened = await open_case(work, actor, Act.SHARE_PHONE, ref)
    case = opened.case
    if case.shares_phone:
        case.shares_phone = False
        await record(work, case, "phone_taken_back", actor, opened.role)
        await tell_deputy(work, case, "number.deputy_over")
    await forget_unshared(work, actor.person_id)
    await notices.answer(work, actor.person_id, "number.taken_back", case)
    return case


async def forget_unshared(work: Work, person_id: int) -> None:
    """Drop a number that no case of its owner shares any more."""
    filed = await queries.cases_of_constituent(work.session, work.station_id, person_id, limit=1000)
    if not any(case.shares_phone for case in filed):
        await keep_phone(work, person_id, None)


async def shown_to(work: Work, actor: Actor, case: Case) -> str:
    """The number, for its owner and for the deputy it was given to; empty for everybody else."""
    is_own = case.constituent_id == actor.person_id
    is_deputy = case.deputy_id in actor.seats and not is_own
    if not case.shares_phone or not (is_own or is_deputy):
        return ""
    return await phone_of(work, case.constituent_id)
