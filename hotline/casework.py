"""What a deputy does with a case: accept, return, ask, contact, reply.

The desk may do most of it in a deputy's place. More of it: hotline.referring, visiting, extending, deferring.
"""

from collections.abc import Mapping, Sequence

from hotline import handling, notices
from hotline.case_clocks import settle, stop
from hotline.casebook import Ref, open_case, open_filed
from hotline.deadlines import return_deadline
from hotline.errors import (
    AlreadyReturned,
    HotlineError,
    IllegalTransition,
    NoSuchChoice,
    TextMissing,
    TooManyPauses,
)
from hotline.history import move, record, shown_number
from hotline.material import Material, Media, add_attachment
from hotline.permissions import Act, Actor
from hotline.states import check_transition
from hotline.supporting import tell_followers
from hotline.work import Work
from storage.queries import events as event_queries
from storage.tables import Case
from storage.vocabulary import State

RESULTS = ("A", "B", "C", "D")
_LEADS_TO: Mapping[Act, State] = {
    Act.ACCEPT: State.ACCEPTED,
    Act.RETURN: State.RETURN_REVIEW,
    Act.ASK: State.NEED_INFO,
    Act.REFER: State.REFERRED,
    Act.RECORD_ANSWER: State.IN_PROGRESS,
    Act.REPLY: State.REPLIED,
    Act.DECIDE_RETURN: State.ASSIGNED,
}
# Whoever does one of these has accepted the case by that.
_ACCEPTING = frozenset({Act.REFER, Act.REPLY})


async def prepare(work: Work, actor: Actor, act: Act, ref: Ref) -> Case:
    """Open a case for an act whose words are still to come; refuses now what would be refused then."""
    opened = await open_case(work, actor, act, ref)
    case = opened.case
    if act in _LEADS_TO and not (act is Act.REFER and case.state == State.REFERRED):
        is_accepting = act in _ACCEPTING and case.state == State.ASSIGNED
        state = State.ACCEPTED if is_accepting else case.state
        came_from = case.state_before if case.state == State.NEED_INFO else None
        check_transition(shown_number(case), state, _LEADS_TO[act], came_from=came_from)
    if act is Act.RETURN:
        await _check_return(work, case)
    if act is Act.ASK:
        _check_pauses(work, case)
    return case


async def accept(work: Work, actor: Actor, ref: Ref) -> Case:
    """签收: the deputy takes the case; the constituent is told who has it and by when."""
    opened = await open_case(work, actor, Act.ACCEPT, ref)
    case = opened.case
    if case.state != State.ASSIGNED:
        raise IllegalTransition(shown_number(case), case.state, State.ACCEPTED)
    await handling.accept(work, opened)
    await settle(work, case)
    await notices.tell(work, case.constituent_id, "case.accepted", case)
    await tell_followers(work, case, "accepted")
    return case


async def return_case(work: Work, actor: Actor, ref: Ref, reason: str) -> Case:
    """退单: once per case and within the time for it; the liaison decides."""
    opened = await open_case(work, actor, Act.RETURN, ref)
    case = opened.case
    await _check_return(work, case)
    if not reason.strip():
        raise TextMissing("return")
    await move(work, case, State.RETURN_REVIEW, "returned", opened.actor, opened.role, text=reason)
    case.has_been_returned = True
    entry = await handling.say(work, opened, "return_reason", Material(text=reason))
    await settle(work, case)
    await notices.tell_overseers(work, "liaison.returned", case, entry=entry.id)
    return case


async def may_return(work: Work, case: Case) -> bool:
    """Whether the deputy may still return the case."""
    try:
        await _check_return(work, case)
    except HotlineError:
        return False
    return True


async def ask(work: Work, actor: Actor, ref: Ref, material: Material) -> Case:
    """Ask the constituent; the clock stands still until the answer, at most as often as the rules allow."""
    opened = await open_case(work, actor, Act.ASK, ref)
    case = opened.case
    if not material.text.strip() and material.media is None:
        raise TextMissing("ask")
    _check_pauses(work, case)
    await move(work, case, State.NEED_INFO, "asked", opened.actor, opened.role, text=material.text)
    case.pauses += 1
    entry = await handling.say(work, opened, "question", material)
    await handling.contacted(work, case)
    await settle(work, case)
    await handling.tell_constituent(work, case, "case.question", entry)
    return case


async def contact(work: Work, actor: Actor, ref: Ref, material: Material) -> Case:
    """Write to the constituent without a question: this too is the first contact."""
    opened = await open_filed(work, actor, Act.CONTACT, ref)
    case = opened.case
    if not (material.text.strip() or material.media or material.point):
        raise TextMissing("message")
    entry = await handling.say(work, opened, "message", material)
    await handling.accept(work, opened)
    await record(work, case, "contacted", opened.actor, opened.role, text=material.text)
    await handling.contacted(work, case)
    await settle(work, case)
    await handling.tell_constituent(work, case, "case.message", entry)
    return case


async def reply(
    work: Work, actor: Actor, ref: Ref, result: str, material: Material, more: Sequence[Media] = ()
) -> Case:
    """答复: a reply is not a solution; the constituent is asked two things about it.

    `more` are files that came before the words.
    """
    opened = await open_case(work, actor, Act.REPLY, ref)
    case = opened.case
    if result not in RESULTS:
        raise NoSuchChoice("result", result)
    if not material.text.strip():
        raise TextMissing("reply")
    await handling.accept(work, opened)
    await move(
        work, case, State.REPLIED, "replied", opened.actor, opened.role, text=material.text, result=result
    )
    case.result, case.replied_at = result, work.now
    # What was said of an earlier reply is in the events; this one has not been rated.
    case.is_solved = case.is_satisfied = None
    entry = await handling.say(work, opened, "reply", material)
    for media in more:
        await add_attachment(work, case, entry, opened.actor.person_id, media)
    await handling.close_referrals(work, case)
    await handling.contacted(work, case)
    await stop(work, case)
    await settle(work, case)
    await handling.tell_constituent(work, case, "case.replied", entry)
    await tell_followers(work, case, "replied", entry=entry.id)
    return case


async def _check_return(work: Work, case: Case) -> None:
    if case.has_been_returned:
        raise AlreadyReturned(shown_number(case))
    given_at = await event_queries.given_at(work.session, work.station_id, case.id) or work.now
    if work.now > return_deadline(given_at, work.calendar, work.clocks).due_at:
        raise NoSuchChoice("return_time", shown_number(case))


def _check_pauses(work: Work, case: Case) -> None:
    if case.pauses >= work.clocks.max_pauses:
        raise TooManyPauses(shown_number(case))
