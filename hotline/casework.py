"""What a deputy does with a case: accept, return, ask, refer, record the unit's answer, reply.

The desk may do most of it in a deputy's place.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from hotline import notices
from hotline.case_clocks import settle, start, stop
from hotline.casebook import Opened, Ref, open_case
from hotline.deadlines import ClockKind, referral_deadline, return_deadline
from hotline.errors import (
    AlreadyReturned,
    HotlineError,
    NoSuchChoice,
    TextMissing,
    TooManyPauses,
)
from hotline.history import move, record, shown_number
from hotline.material import Material, Media, add_attachment, add_entry
from hotline.permissions import Act, Actor
from hotline.states import check_transition
from hotline.work import Work
from storage.queries import cases as queries
from storage.tables import Case, Entry, Referral
from storage.vocabulary import Level, State

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
    await _accept(work, opened)
    await settle(work, case)
    await notices.tell(work, case.constituent_id, "case.accepted", case)
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
    entry = await _say(work, opened, "return_reason", Material(text=reason))
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
    entry = await _say(work, opened, "question", material)
    await _contacted(work, case)
    await settle(work, case)
    await _tell_constituent(work, case, "case.question", entry)
    return case


async def contact(work: Work, actor: Actor, ref: Ref, material: Material) -> Case:
    """Write to the constituent without a question: this too is the first contact."""
    opened = await open_case(work, actor, Act.CONTACT, ref)
    case = opened.case
    if not (material.text.strip() or material.media or material.point):
        raise TextMissing("message")
    entry = await _say(work, opened, "message", material)
    if case.state == State.ASSIGNED:
        await _accept(work, opened)
    await record(work, case, "contacted", opened.actor, opened.role, text=material.text)
    await _contacted(work, case)
    await settle(work, case)
    await _tell_constituent(work, case, "case.message", entry)
    return case


async def refer(work: Work, actor: Actor, ref: Ref, unit: str, level: Level, due_on: date) -> Case:
    """交办: the matter goes to a handling unit with a day for its answer; the deputy keeps watch."""
    opened = await open_case(work, actor, Act.REFER, ref)
    case = opened.case
    if not unit.strip():
        raise TextMissing("refer")
    clock = referral_deadline(work.now, due_on, work.calendar)
    if case.state == State.ASSIGNED:
        await _accept(work, opened)
    if case.state == State.REFERRED:
        await record(work, case, "referred", opened.actor, opened.role, level=level)
        case.version += 1
    else:
        await move(work, case, State.REFERRED, "referred", opened.actor, opened.role, level=level)
    await _close_referrals(work, case)
    await start(work, case, clock)
    work.session.add(
        Referral(
            station_id=work.station_id,
            case_id=case.id,
            unit=unit.strip()[:64],
            level=level,
            referred_at=work.now,
            due_at=clock.due_at,
        )
    )
    await work.session.flush()
    await _contacted(work, case)
    await settle(work, case)
    await notices.tell(work, case.constituent_id, "case.referred", case)
    return case


async def record_answer(work: Work, actor: Actor, ref: Ref, material: Material) -> Case:
    """Note what the handling unit answered; the matter is the deputy's again."""
    opened = await open_case(work, actor, Act.RECORD_ANSWER, ref)
    case = opened.case
    if not material.text.strip() and material.media is None:
        raise TextMissing("record_answer")
    await move(work, case, State.IN_PROGRESS, "unit_answered", opened.actor, opened.role, text=material.text)
    await _close_referrals(work, case)
    entry = await _say(work, opened, "unit_answer", material)
    await settle(work, case)
    await _tell_constituent(work, case, "case.unit_answered", entry)
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
    if case.state == State.ASSIGNED:
        await _accept(work, opened)
    await move(
        work, case, State.REPLIED, "replied", opened.actor, opened.role, text=material.text, result=result
    )
    case.result, case.replied_at = result, work.now
    # What was said of an earlier reply is in the events; this one has not been rated.
    case.is_solved = case.is_satisfied = None
    entry = await _say(work, opened, "reply", material)
    for media in more:
        await add_attachment(work, case, entry, opened.actor.person_id, media)
    await _close_referrals(work, case)
    await _contacted(work, case)
    await stop(work, case)
    await settle(work, case)
    await _tell_constituent(work, case, "case.replied", entry)
    return case


async def _check_return(work: Work, case: Case) -> None:
    if case.has_been_returned:
        raise AlreadyReturned(shown_number(case))
    given_at = await queries.given_at(work.session, work.station_id, case.id) or work.now
    if work.now > return_deadline(given_at, work.calendar, work.clocks).due_at:
        raise NoSuchChoice("return_time", shown_number(case))


def _check_pauses(work: Work, case: Case) -> None:
    if case.pauses >= work.clocks.max_pauses:
        raise TooManyPauses(shown_number(case))


async def _say(work: Work, opened: Opened, kind: str, material: Material) -> Entry:
    return await add_entry(work, opened.case, opened.actor.person_id, opened.role, kind, material)


async def _tell_constituent(work: Work, case: Case, kind: str, entry: Entry) -> None:
    await notices.tell(
        work, case.constituent_id, kind, case, entry=entry.id, not_before=notices.after_album(work, entry)
    )


async def _accept(work: Work, opened: Opened) -> None:
    await move(work, opened.case, State.ACCEPTED, "accepted", opened.actor, opened.role)
    opened.case.accepted_at = work.now


async def _contacted(work: Work, case: Case) -> None:
    """The constituent has heard from the deputy: the accept clock ends."""
    if case.contacted_at is None:
        case.contacted_at = work.now
    await stop(work, case, ClockKind.ACCEPT)


async def _close_referrals(work: Work, case: Case) -> None:
    for referral in await queries.referrals_of(work.session, work.station_id, case.id):
        if referral.answered_at is None:
            referral.answered_at = work.now
    await stop(work, case, ClockKind.REFERRAL)
