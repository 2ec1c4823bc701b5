"""Filing: a confirmed draft gets its number, goes to a deputy or to triage; its author hears who is next."""

from hotline import dialogues, notices, unnamed
from hotline.cards import has_to_be_informed
from hotline.casebook import Ref, note_draft, open_case, open_filed
from hotline.dispatch import dispatch, names_liaison, tell_deputy
from hotline.drafts import find_place
from hotline.errors import IllegalTransition
from hotline.finding import begin_to_find, make_findable, texts_of
from hotline.history import move, record, shown_number
from hotline.kinds import INSISTED, Kind
from hotline.material import Material, add_entry
from hotline.permissions import SYSTEM, Act, Actor
from hotline.restraint.arrivals import reason_for_triage
from hotline.restraint.holding import check_may_be_filed
from hotline.states import OPEN
from hotline.work import Work
from storage.queries import people, reminders, roster
from storage.remembering import remember
from storage.tables import Case
from storage.vocabulary import Role, State


async def submit(work: Work, actor: Actor, ref: Ref, *, message_id: int | None = None) -> Case:
    """File a draft. `message_id` is the card that is changed into the receipt, if one was pressed.

    Raises MustWait for one that is kept until a pause or the day is over.
    """
    opened = await open_case(work, actor, Act.SUBMIT, ref)
    if opened.case.state != State.DRAFT:
        raise IllegalTransition(shown_number(opened.case), opened.case.state, State.SUBMITTED)
    if opened.role is Role.CONSTITUENT:
        await check_may_be_filed(work, opened.case)
    await _file(work, opened.case, actor, opened.role)
    if opened.role is not Role.CONSTITUENT:
        await _give_number(work, opened.case)
        await _tell_who_registered(work, opened.case, actor, message_id)
        return opened.case
    await dialogues.expect(work, actor.person_id, "just_told", case=opened.case.id)
    await notices.answer(work, actor.person_id, "case.filed", opened.case, message_id=message_id)
    await _give_number(work, opened.case)
    return opened.case


async def _tell_who_registered(work: Work, case: Case, actor: Actor, message_id: int | None) -> None:
    """What the liaison can say on the telephone; a caller who has come to the bot reads it there too."""
    if case.names_liaison:
        number = shown_number(case)
        await notices.answer(
            work, actor.person_id, "caller.filed_elsewhere", number=number, message_id=message_id
        )
    else:
        await notices.answer(work, actor.person_id, "caller.filed", case, message_id=message_id)
    if not await people.is_caller(work.session, work.station_id, case.constituent_id):
        await notices.tell(work, case.constituent_id, "case.filed", case)


async def file_for_author(work: Work, case: Case, *, is_distress: bool = False) -> Case:
    """File a draft that its author did not confirm and that must not be lost: danger, or voice alone."""
    kind = "case.filed_in_distress" if is_distress else "case.filed_for_you"
    await _file(work, case, SYSTEM, Role.SYSTEM)
    note = await has_to_be_informed(work, case.constituent_id)
    await notices.answer(work, case.constituent_id, kind, case, with_privacy_note=note)
    await _give_number(work, case)
    return case


async def file_from_outside(work: Work, case: Case) -> Case:
    """File what another system has brought: that system tells its author."""
    await _file(work, case, SYSTEM, Role.SYSTEM)
    await _give_number(work, case)
    return case


async def _file(work: Work, case: Case, actor: Actor, role: Role) -> None:
    """Everything but the number, without which nobody can find it yet.

    All of it is written once, at the end: nothing that is asked meanwhile depends on what was changed.
    """
    note_draft(work, case)
    # Nor has anything been sent for the waiting that begins now.
    remember(work.session, reminders.handled, work.station_id, case.id, work.now, answer=[])
    with work.session.no_autoflush:
        case.submitted_at = work.now
        # A typed /submit insists as the button does.
        case.kind = Kind.CASE if case.kind == Kind.CASE else INSISTED
        case.names_liaison = await names_liaison(work, case.text)
        await move(
            work,
            case,
            State.SUBMITTED,
            "submitted",
            actor,
            role,
            text=case.text,
            category=case.category,
            confidence=round(case.confidence, 3),
            urgency=case.urgency,
        )
        case.routing_reason = await reason_for_triage(work, case)
        await dispatch(work, case)
        await unnamed.after_filing(work, case)


async def _give_number(work: Work, case: Case) -> None:
    """As late as can be: whoever else files a case waits for the number from here to the commit."""
    texts = await texts_of(work, case)
    await work.session.flush()
    case.number = await roster.next_number(work.session, work.station_id)
    begin_to_find(work, case, texts)


async def say_place(
    work: Work, actor: Actor, ref: Ref, place_id: int, material: Material | None = None
) -> Case:
    """The constituent of a filed case says where it is; one that waits for that is dispatched at once.

    `material` is the message that says so, if it was no button.
    """
    opened = await open_filed(work, actor, Act.CORRECT_PLACE, ref)
    case, place = opened.case, await find_place(work, place_id)
    if case.state not in OPEN:
        raise IllegalTransition(shown_number(case), case.state, case.state)
    case.place_id, case.constituency_id = place.id, place.constituency_id
    case.has_chosen_place = True
    case.version += 1
    await record(work, case, "place_corrected", actor, opened.role, place=place.name)
    await make_findable(work, case)
    said = material or Material(text=place.name)
    entry = await add_entry(work, case, actor.person_id, opened.role, "said", said)
    if case.state == State.SUBMITTED:
        if await dispatch(work, case) and opened.role is not Role.CONSTITUENT:
            await notices.tell(work, case.constituent_id, "case.assigned", case)
    else:
        await tell_deputy(work, case, "deputy.material_added", entry=entry.id)
    await notices.answer(work, actor.person_id, "case.place_noted", case)
    return case
