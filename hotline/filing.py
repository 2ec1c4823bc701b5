"""Filing: a confirmed draft gets its number, goes to a deputy or to triage; its author hears who is next."""

from hotline import notices
from hotline.casebook import Ref, open_case
from hotline.dispatch import dispatch
from hotline.drafts import find_place
from hotline.errors import IllegalTransition
from hotline.history import move, record, shown_number
from hotline.people import name_of
from hotline.permissions import SYSTEM, Act, Actor
from hotline.work import Work
from storage.queries import people, roster
from storage.tables import Case
from storage.vocabulary import Role, State


async def submit(work: Work, actor: Actor, ref: Ref, *, message_id: int | None = None) -> Case:
    """File a draft. `message_id` is the card that is changed into the receipt, if one was pressed."""
    opened = await open_case(work, actor, Act.SUBMIT, ref)
    if opened.case.state != State.DRAFT:
        raise IllegalTransition(shown_number(opened.case), opened.case.state, State.SUBMITTED)
    await _file(work, opened.case, actor, opened.role)
    await notices.answer(work, actor.person_id, "case.filed", opened.case, message_id=message_id)
    return opened.case


async def file_for_author(work: Work, case: Case) -> Case:
    """File a draft that its author did not confirm and that must not be lost: danger, or voice alone."""
    await _file(work, case, SYSTEM, Role.SYSTEM)
    await notices.answer(work, case.constituent_id, "case.filed_for_you", case)
    return case


async def _file(work: Work, case: Case, actor: Actor, role: Role) -> None:
    case.number = await roster.next_number(work.session, work.station_id)
    case.submitted_at = work.now
    case.kind = "case"
    case.names_liaison = await _names_liaison(work, case)
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
    await dispatch(work, case)


async def say_place(work: Work, actor: Actor, ref: Ref, place_id: int) -> Case:
    """The constituent of a filed case says where it is; one that waits for that is dispatched at once."""
    opened = await open_case(work, actor, Act.CORRECT_PLACE, ref)
    case, place = opened.case, await find_place(work, place_id)
    case.place_id, case.constituency_id = place.id, place.constituency_id
    case.has_chosen_place = True
    await record(work, case, "place_corrected", actor, opened.role, place=place.name)
    if case.state == State.SUBMITTED:
        await dispatch(work, case)
    await notices.answer(work, actor.person_id, "case.place_noted", case)
    return case


async def _names_liaison(work: Work, case: Case) -> bool:
    """Whether the text names a liaison officer, whom the case must then not reach."""
    names = [
        await name_of(work, person_id)
        for person_id in await people.holders(work.session, work.station_id, Role.LIAISON)
    ]
    return any(len(name) >= 2 and name in case.text for name in names)
