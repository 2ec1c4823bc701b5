"""What the liaison does: triage, reassign, decide returned assignments, refuse with the right channel."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from hotline import notices
from hotline.case_clocks import settle, start, stop, waiting_clocks
from hotline.casebook import Opened, Ref, open_case, open_filed
from hotline.deadlines import Clock, ClockKind, accept_deadline, extend, recompute, reply_deadline
from hotline.dispatch import assign, dispatch, tell_deputy
from hotline.drafts import find_place
from hotline.errors import IllegalTransition, NoSuchChoice, TextMissing
from hotline.explaining import pauses_in
from hotline.finding import make_findable
from hotline.history import move, record, shown_number
from hotline.material import Material, add_entry
from hotline.merging import release_all
from hotline.permissions import Act, Actor
from hotline.states import OPEN
from hotline.supporting import tell_followers
from hotline.terms import is_in_term
from hotline.work import Work
from storage.queries import cases as queries
from storage.queries import events as event_queries
from storage.queries import roster
from storage.tables import Case, Deputy, Event
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
        if opened.case.deputy_id == deputy.id:
            raise NoSuchChoice("deputy", deputy.name)
        await _note_upheld(work, opened)
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
    _must_be(case, State.RETURN_REVIEW, State.SUBMITTED)
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
    _must_be(case, State.RETURN_REVIEW, State.ASSIGNED)
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
    if case.state == State.RETURN_REVIEW:
        # Whoever returned it was right: taken up again after all, it goes to somebody else.
        await _note_upheld(work, opened)
        case.deputy_id = None
    await move(work, case, State.NOT_ACCEPTED, "refused", actor, opened.role, text=words, reason=reason)
    said: dict[str, Any] = {}
    if words.strip():
        entry = await add_entry(work, case, actor.person_id, opened.role, "decision", Material(text=words))
        said = {"entry": entry.id}
    await settle(work, case)
    await notices.tell(work, case.constituent_id, "case.refused", case, reason=reason, **said)
    await release_all(work, case, actor, opened.role)
    await tell_followers(work, case, "refused")
    return case


async def review_refusal(work: Work, actor: Actor, ref: Ref) -> Case:
    """Take up a refused case after all."""
    opened = await open_case(work, actor, Act.REVIEW_REFUSAL, ref)
    _must_be(opened.case, State.NOT_ACCEPTED, State.SUBMITTED)
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
    opened = await open_filed(work, actor, Act.CORRECT_CATEGORY, ref)
    case = opened.case
    if category not in work.knowledge.categories:
        raise NoSuchChoice("category", category)
    await record(work, case, "category_corrected", actor, opened.role, old=case.category, new=category)
    case.category, case.topic, case.confidence = category, None, 1.0
    case.has_chosen_category = True
    case.version += 1
    await make_findable(work, case)
    await _dispatch_if_waiting(work, case)
    return case


async def correct_place(work: Work, actor: Actor, ref: Ref, place_id: int) -> Case:
    """Say which place a filed case is about."""
    opened = await open_filed(work, actor, Act.CORRECT_PLACE, ref)
    case, place = opened.case, await find_place(work, place_id)
    await record(work, case, "place_corrected", actor, opened.role, place=place.name)
    case.place_id, case.constituency_id = place.id, place.constituency_id
    case.has_chosen_place = True
    case.version += 1
    await make_findable(work, case)
    await _dispatch_if_waiting(work, case)
    return case


async def set_urgency(work: Work, actor: Actor, ref: Ref, urgency: Urgency) -> Case:
    """Change how urgent a case is: its clocks start anew with the lengths of that urgency.

    What becomes urgent is so from now on; what does not need to be any more, as if it had never been: the
    times in which its clocks stood still stay taken off, and the days by which its reply was put off added.
    """
    opened = await open_filed(work, actor, Act.SET_URGENCY, ref)
    case = opened.case
    if case.state not in OPEN:
        raise IllegalTransition(shown_number(case), case.state, case.state)
    if urgency == case.urgency:
        return case
    await record(work, case, "urgency_set", actor, opened.role, urgency=urgency)
    case.urgency = urgency
    case.version += 1
    if case.assigned_at is not None and case.replied_at is None:
        await _lengths_anew(work, case, work.now if urgency == Urgency.URGENT else case.assigned_at)
    await settle(work, case)
    await tell_deputy(work, case, "deputy.urgency_set")
    return case


async def _lengths_anew(work: Work, case: Case, since: datetime) -> None:
    """Let the clocks of an assignment run with the lengths of the case's urgency."""
    urgency = Urgency(case.urgency)
    clocks = [reply_deadline(since, urgency, work.calendar, work.clocks)]
    if case.contacted_at is None:
        clocks.append(accept_deadline(since, urgency, work.calendar, work.clocks))
    events = await event_queries.events_of(work.session, work.station_id, case.id)
    pauses = tuple(pauses_in(events, since, work.now))
    for clock in clocks:
        if clock.kind == ClockKind.REPLY and urgency != Urgency.URGENT:
            clock = _put_off(work, clock, events)
        await _start_anew(work, case, recompute(clock, pauses, work.calendar))


def _put_off(work: Work, clock: Clock, events: Iterable[Event]) -> Clock:
    """A reply clock with the extension that the constituent was told of, if there was one."""
    for event in events:
        if event.kind == "extended" and event.at >= clock.started_at:
            days = min(int(event.facts["days"]), work.clocks.extension_days)
            clock = extend(clock, days, clock.started_at, work.calendar, work.clocks)
    return clock


async def _start_anew(work: Work, case: Case, clock: Clock) -> None:
    """Put a clock in the place of the one of its kind; becoming urgent gives nobody more time."""
    running = [row for row in await waiting_clocks(work, case) if row.kind == clock.kind]
    if case.urgency == Urgency.URGENT and any(row.due_at <= clock.due_at for row in running):
        return
    await stop(work, case, clock.kind)
    await start(work, case, clock)


async def _dispatch_if_waiting(work: Work, case: Case) -> None:
    if case.state == State.SUBMITTED and await dispatch(work, case, is_at_desk=True):
        await notices.tell(work, case.constituent_id, "case.assigned", case)


async def _choose(work: Work, case: Case, deputy_id: int) -> Deputy:
    """A deputy in office who need not step aside from this case."""
    deputy = await roster.deputy(work.session, work.station_id, deputy_id)
    if deputy is None or deputy.left_at is not None:
        raise NoSuchChoice("deputy", "")
    if not is_in_term(deputy, work.calendar.local_date(work.now)):
        raise NoSuchChoice("deputy_term", deputy.name)
    avoided = await queries.avoided_deputies(work.session, work.station_id, case.id)
    if deputy_id in avoided or (deputy.person_id is not None and deputy.person_id == case.constituent_id):
        raise NoSuchChoice("deputy_avoided", deputy.name)
    return deputy


async def _hand_over(work: Work, opened: Opened, deputy: Deputy) -> None:
    """Reassigning is an event: the state and the clocks stay, the new deputy is told."""
    case = opened.case
    # One that was asked about in triage is given to a deputy once the answer is there.
    came_from = case.state_before if case.state == State.NEED_INFO else None
    if case.state not in OPEN - {State.DRAFT} or came_from == State.SUBMITTED:
        raise IllegalTransition(shown_number(case), case.state, State.ASSIGNED)
    if case.deputy_id == deputy.id:
        raise NoSuchChoice("deputy", deputy.name)
    await tell_deputy(work, case, "deputy.taken_away")
    await record(work, case, "reassigned", opened.actor, opened.role, deputy=deputy.code, reason=_BY_LIAISON)
    case.deputy_id = deputy.id
    case.routing_reason = _BY_LIAISON
    case.version += 1
    roster.note_assigned(work.session, deputy, work.now)
    await settle(work, case)
    await tell_deputy(work, case, "deputy.assigned")


async def _note_upheld(work: Work, opened: Opened) -> None:
    """Another decision about a case whose return is under review: the deputy who returned it was right."""
    await tell_deputy(work, opened.case, "deputy.return_upheld")
    code = await _code_of_deputy(work, opened.case)
    await record(work, opened.case, "return_upheld", opened.actor, opened.role, deputy=code)


def _must_be(case: Case, state: State, wanted: State) -> None:
    """The table has other ways to some states, by other acts."""
    if case.state != state:
        raise IllegalTransition(shown_number(case), case.state, wanted)


async def _code_of_deputy(work: Work, case: Case) -> str:
    deputy = await roster.deputy(work.session, work.station_id, case.deputy_id or 0)
    return "" if deputy is None else deputy.code
