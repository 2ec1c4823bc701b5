"""What the liaison does: triage, reassign, decide returned assignments, refuse with the right channel."""

from hotline import notices
from hotline.case_clocks import settle, start, stop
from hotline.casebook import Opened, Ref, open_case
from hotline.deadlines import ClockKind, accept_deadline, reply_deadline
from hotline.dispatch import assign, dispatch, tell_deputy
from hotline.drafts import find_place
from hotline.errors import IllegalTransition, NoSuchChoice, TextMissing
from hotline.history import move, record, shown_number
from hotline.material import Material, add_entry
from hotline.permissions import Act, Actor
from hotline.states import OPEN
from hotline.work import Work
from storage.queries import cases as queries
from storage.queries import roster
from storage.tables import Case, Deputy
from storage.vocabulary import State, Urgency

# Why a case is not taken, and whose it is instead; the texts name the channel.
REFUSALS = ("police", "court", "petition", "service_12345", "consumer", "private", "duplicate", "empty")
_BY_LIAISON = "liaison_choice"


async def assign_to(work: Work, actor: Actor, ref: Ref, deputy_id: int) -> Case:
    """Give a case to a deputy: from triage, after a return, or away from another deputy."""
    case = await queries.case(work.session, work.station_id, ref.case_id, lock=True)
    is_new = case is not None and case.state == State.SUBMITTED
    opened = await open_case(work, actor, Act.TRIAGE_ASSIGN if is_new else Act.REASSIGN, ref)
    deputy = await _choose(work, opened.case, deputy_id)
    if opened.case.state == State.RETURN_REVIEW:
        await _uphold(work, opened, deputy)
    if opened.case.state in (State.SUBMITTED, State.RETURN_REVIEW):
        await assign(work, opened.case, deputy, _BY_LIAISON, actor, opened.role)
    else:
        await _hand_over(work, opened, deputy)
    await notices.tell(work, opened.case.constituent_id, "case.assigned", opened.case)
    return opened.case


async def uphold_return(work: Work, actor: Actor, ref: Ref) -> Case:
    """The deputy was right to return it: back to triage, from where it goes to somebody else."""
    opened = await open_case(work, actor, Act.DECIDE_RETURN, ref)
    case = opened.case
    await tell_deputy(work, case, "deputy.return_upheld")
    code = await _code_of_deputy(work, case)
    await move(work, case, State.SUBMITTED, "return_upheld", actor, opened.role, deputy=code)
    case.deputy_id = None
    await stop(work, case)
    await settle(work, case)
    return case


async def reject_return(work: Work, actor: Actor, ref: Ref, reason: str) -> Case:
    """It stays with the deputy, for good (首接负责); the clock has run on."""
    opened = await open_case(work, actor, Act.DECIDE_RETURN, ref)
    case = opened.case
    if not reason.strip():
        raise TextMissing("keep")
    await move(work, case, State.ASSIGNED, "return_rejected", actor, opened.role, text=reason)
    material = Material(text=reason)
    entry = await add_entry(work, case, actor.person_id, opened.role, "decision", material)
    await settle(work, case)
    await tell_deputy(work, case, "deputy.return_rejected", entry=entry.id)
    return case


async def refuse(work: Work, actor: Actor, ref: Ref, reason: str, words: str = "") -> Case:
    """不予受理: with a reason from the list, which names the right channel to the constituent."""
    opened = await open_case(work, actor, Act.REFUSE, ref)
    case = opened.case
    if reason not in REFUSALS:
        raise NoSuchChoice("refusal", reason)
    await move(work, case, State.NOT_ACCEPTED, "refused", actor, opened.role, text=words, reason=reason)
    if words.strip():
        await add_entry(work, case, actor.person_id, opened.role, "decision", Material(text=words))
    await settle(work, case)
    await notices.tell(work, case.constituent_id, "case.refused", case, reason=reason, words=words.strip())
    return case


async def review_refusal(work: Work, actor: Actor, ref: Ref) -> Case:
    """Take up a refused case after all."""
    opened = await open_case(work, actor, Act.REVIEW_REFUSAL, ref)
    await move(work, opened.case, State.SUBMITTED, "refusal_reviewed", actor, opened.role)
    await settle(work, opened.case)
    await notices.tell(work, opened.case.constituent_id, "case.taken_up", opened.case)
    return opened.case


async def object_to_refusal(work: Work, actor: Actor, ref: Ref) -> Case:
    """The constituent asks for another look at a refusal: a person decides again."""
    opened = await open_case(work, actor, Act.OBJECT, ref)
    case = opened.case
    if case.state != State.NOT_ACCEPTED:
        raise IllegalTransition(shown_number(case), case.state, State.SUBMITTED)
    await record(work, case, "refusal_objected", actor, opened.role)
    case.version += 1
    await notices.tell_overseers(work, "liaison.refusal_objected", case)
    await notices.answer(work, actor.person_id, "case.objection_noted", case)
    return case


async def keep_refusal(work: Work, actor: Actor, ref: Ref) -> Case:
    """After another look it stays refused: the constituent who asked for that is told."""
    opened = await open_case(work, actor, Act.REVIEW_REFUSAL, ref)
    case = opened.case
    if case.state != State.NOT_ACCEPTED:
        raise IllegalTransition(shown_number(case), case.state, State.NOT_ACCEPTED)
    await record(work, case, "refusal_kept", actor, opened.role)
    case.version += 1
    await notices.tell(work, case.constituent_id, "case.refusal_kept", case)
    return case


async def correct_category(work: Work, actor: Actor, ref: Ref, category: str) -> Case:
    """Say which category a filed case belongs to; kept, so that the lexicon can learn from it."""
    opened = await open_case(work, actor, Act.CORRECT_CATEGORY, ref)
    case = opened.case
    if category not in work.knowledge.categories:
        raise NoSuchChoice("category", category)
    await record(work, case, "category_corrected", actor, opened.role, old=case.category, new=category)
    case.category, case.topic, case.confidence = category, None, 1.0
    case.has_chosen_category = True
    case.version += 1
    await _dispatch_if_waiting(work, case)
    return case


async def correct_place(work: Work, actor: Actor, ref: Ref, place_id: int) -> Case:
    """Say which place a filed case is about."""
    opened = await open_case(work, actor, Act.CORRECT_PLACE, ref)
    case, place = opened.case, await find_place(work, place_id)
    await record(work, case, "place_corrected", actor, opened.role, place=place.name)
    case.place_id, case.constituency_id = place.id, place.constituency_id
    case.has_chosen_place = True
    case.version += 1
    await _dispatch_if_waiting(work, case)
    return case


async def set_urgency(work: Work, actor: Actor, ref: Ref, urgency: Urgency) -> Case:
    """Change how urgent a case is: its clocks start anew with the lengths of that urgency."""
    opened = await open_case(work, actor, Act.SET_URGENCY, ref)
    case = opened.case
    await record(work, case, "urgency_set", actor, opened.role, urgency=urgency)
    case.urgency = urgency
    case.version += 1
    since = case.assigned_at
    if since is not None and case.replied_at is None:
        await stop(work, case, ClockKind.REPLY)
        await start(work, case, reply_deadline(since, urgency, work.calendar, work.clocks))
        if case.contacted_at is None:
            await stop(work, case, ClockKind.ACCEPT)
            await start(work, case, accept_deadline(since, urgency, work.calendar, work.clocks))
    await settle(work, case)
    await tell_deputy(work, case, "deputy.urgency_set")
    return case


async def _dispatch_if_waiting(work: Work, case: Case) -> None:
    if case.state == State.SUBMITTED and await dispatch(work, case, is_at_desk=True):
        await notices.tell(work, case.constituent_id, "case.assigned", case)


async def _choose(work: Work, case: Case, deputy_id: int) -> Deputy:
    """A deputy in office who need not step aside from this case."""
    deputy = await roster.deputy(work.session, work.station_id, deputy_id)
    if deputy is None or deputy.left_at is not None:
        raise NoSuchChoice("deputy", "")
    avoided = await queries.avoided_deputies(work.session, work.station_id, case.id)
    if deputy_id in avoided or (deputy.person_id is not None and deputy.person_id == case.constituent_id):
        raise NoSuchChoice("deputy_avoided", deputy.name)
    return deputy


async def _hand_over(work: Work, opened: Opened, deputy: Deputy) -> None:
    """Reassigning is an event: the state and the clocks stay, the new deputy is told."""
    case = opened.case
    if case.state not in OPEN:
        raise IllegalTransition(shown_number(case), case.state, State.ASSIGNED)
    if case.deputy_id == deputy.id:
        raise NoSuchChoice("deputy", deputy.name)
    await tell_deputy(work, case, "deputy.taken_away")
    await record(work, case, "reassigned", opened.actor, opened.role, deputy=deputy.code, reason=_BY_LIAISON)
    case.deputy_id = deputy.id
    case.routing_reason = _BY_LIAISON
    case.version += 1
    deputy.last_assigned_at = work.now
    await settle(work, case)
    await tell_deputy(work, case, "deputy.assigned")


async def _uphold(work: Work, opened: Opened, deputy: Deputy) -> None:
    """Somebody else gets a case whose return is under review: the deputy who returned it was right."""
    case = opened.case
    if case.deputy_id == deputy.id:
        raise NoSuchChoice("deputy", deputy.name)
    await tell_deputy(work, case, "deputy.return_upheld")
    code = await _code_of_deputy(work, case)
    await record(work, case, "return_upheld", opened.actor, opened.role, deputy=code)


async def _code_of_deputy(work: Work, case: Case) -> str:
    deputy = await roster.deputy(work.session, work.station_id, case.deputy_id or 0)
    return "" if deputy is None else deputy.code
